// Connects to the engine, starting it when nobody listens.

import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#shared/errors.ts';
import type { MixlakePaths } from '../paths.ts';
import { ensureEngineKey } from './engine-key.ts';
import { type EngineGreeting, greetEngine } from './handshake.ts';
import type { Hello } from './hello.ts';

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

/** `connect; if nobody listens, start the engine, and connect again`. */
export async function ensureEngine(options: ConnectOptions): Promise<EngineConnection> {
  const key = ensureEngineKey(options.paths.engineKeyFile);
  const first = await tryConnect(options.paths.engineSocket);
  if (first !== undefined) return greet(first, key, options.hello);

  const engine = options.startEngine();
  let failure: AppError | undefined;
  void engine.failed.then((error) => {
    failure = error;
  });
  try {
    const deadline = Date.now() + START_DEADLINE_MS;
    for (let wait = FIRST_WAIT_MS; Date.now() < deadline; wait = Math.min(wait * 1.5, LONGEST_WAIT_MS)) {
      await sleep(wait, undefined, options.signal === undefined ? {} : { signal: options.signal });
      const socket = await tryConnect(options.paths.engineSocket);
      if (socket !== undefined) return await greet(socket, key, options.hello);
      if (failure !== undefined) throw failure;
    }
  } finally {
    engine.release();
  }
  throw new AppError('internal', `The Mixlake engine did not start within ${START_DEADLINE_MS / 1000} s.`, {
    hint: `Its log is in ${options.paths.logsDir}.`,
  });
}

async function greet(socket: net.Socket, key: Buffer, hello: Hello): Promise<EngineConnection> {
  try {
    return { socket, ...(await greetEngine(socket, key, hello)) };
  } catch (error) {
    socket.destroy();
    throw error;
  }
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
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED' || error.code === 'ENOTSOCK') return resolve(undefined);
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
