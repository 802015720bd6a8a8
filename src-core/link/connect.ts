// Connects to the engine, starting it when nobody listens. An engine that is older than we are is asked to end first, so that an update
// takes effect while clients are connected; as long as it has work it stays, and is used as it is.
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#shared/errors.ts';
import type { MixlakePaths } from '../paths.ts';
import { ensureEngineKey } from './engine-key.ts';
import { type EngineGreeting, greetEngine, HandshakeBroken } from './handshake.ts';
import type { Hello } from './hello.ts';
import { isNewer } from './versions.ts';

export interface EngineConnection extends EngineGreeting {
  socket: net.Socket;
}

/** A started engine that has not begun to listen yet. */
export interface StartingEngine {
  /** Resolves when the process has ended: with words when it failed, undefined when another engine was there first. */
  failed: Promise<AppError | undefined>;
  /** Lets go of the process: it goes on when we end. */
  release(): void;
}

export interface ConnectOptions {
  paths: MixlakePaths;
  hello: Hello;
  startEngine: () => StartingEngine;
  signal?: AbortSignal | undefined;
}

const START_DEADLINE_MS = 20_000;
const FIRST_WAIT_MS = 15;
const LONGEST_WAIT_MS = 200;
/** An engine that found another one listening, which then did not serve us: that one is just ending. */
const START_AGAIN_MS = 400;
/** Closing the databases takes moments; an engine that takes longer ends itself. */
const HAND_OVER_MS = 10_000;

/** `connect; if nobody listens, start the engine, and connect again`. */
export async function ensureEngine(options: ConnectOptions): Promise<EngineConnection> {
  const reach = createReach(options);
  const starter = createStarter(options.startEngine);
  const deadline = performance.now() + START_DEADLINE_MS;
  try {
    for (let wait = FIRST_WAIT_MS; performance.now() < deadline; wait = Math.min(wait * 1.5, LONGEST_WAIT_MS)) {
      const connection = await reach();
      if (connection !== undefined) return connection;
      starter.ensureStarted();
      await sleep(wait, undefined, options.signal === undefined ? {} : { signal: options.signal });
    }
  } finally {
    starter.release();
  }
  throw new AppError('internal', `The Mixlake engine did not start within ${START_DEADLINE_MS / 1000} s.`, {
    hint: `Its log is in ${options.paths.logsDir}.`,
  });
}

/** One engine process at a time; another one only when the last gave way to an engine that is gone by now. */
function createStarter(startEngine: () => StartingEngine) {
  let engine: StartingEngine | undefined;
  let gaveWayMs: number | undefined;
  let failure: AppError | undefined;
  return {
    ensureStarted(): void {
      if (failure !== undefined) throw failure;
      if (engine !== undefined && (gaveWayMs === undefined || performance.now() - gaveWayMs < START_AGAIN_MS)) return;
      engine?.release();
      gaveWayMs = undefined;
      engine = startEngine();
      void engine.failed.then((error) => {
        if (error === undefined) gaveWayMs = performance.now();
        else failure = error;
      });
    },
    release: (): void => engine?.release(),
  };
}

/** A connection that was greeted; undefined when there is nobody to connect to, or nobody any more. */
function createReach({ paths, hello }: ConnectOptions): () => Promise<EngineConnection | undefined> {
  const key = ensureEngineKey(paths.engineKeyFile);
  let wasAsked = false;
  return async function reach(): Promise<EngineConnection | undefined> {
    const socket = await tryConnect(paths.engineSocket);
    if (socket === undefined) return undefined;
    let isHandOver = false;
    const choose = (engineVersion: string): Hello => {
      isHandOver = !wasAsked && isNewer(hello.version, engineVersion);
      return isHandOver ? { role: 'hand-over', account: { kind: 'default' }, version: hello.version } : hello;
    };
    try {
      const greeting = await greetEngine(socket, key, choose);
      if (!isHandOver) return { socket, ...greeting };
      wasAsked = true;
      await goneWithin(socket, HAND_OVER_MS);
      return undefined;
    } catch (error) {
      socket.destroy();
      // It died while we spoke, or is about to end: the next one is as good.
      if (error instanceof HandshakeBroken) return undefined;
      if (!isHandOver) throw error;
      wasAsked = true;
      return reach();
    }
  };
}

function goneWithin(socket: net.Socket, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.destroy(), ms);
    socket.on('error', () => undefined); // 'close' follows
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.resume();
  });
}

/** Undefined when nobody listens there (no socket, or a stale file of a dead engine). */
export function tryConnect(path: string): Promise<net.Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(path);
    socket.once('connect', () => {
      socket.off('error', onError);
      resolve(socket);
    });
    const onError = (error: NodeJS.ErrnoException): void => {
      socket.destroy();
      if (GONE.has(error.code ?? '')) return resolve(undefined);
      reject(
        new AppError('internal', 'The local socket of the Mixlake engine cannot be used.', {
          cause: error,
          hint: 'Check the permissions of the MIXLAKE_HOME folder.',
        }),
      );
    };
    socket.once('error', onError);
  });
}

/** How a connection fails when there is no engine, or when it has just died. */
const GONE: ReadonlySet<string> = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'ECONNRESET', 'EPIPE']);
