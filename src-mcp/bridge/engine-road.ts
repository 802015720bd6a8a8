// Keeps a conversation supplied with engines: finds or starts one when the client wants something, and the next one when it dies. An
// engine that dies without having answered anything is waited for longer and longer; whoever has waited too long is told why.
import type { Duplex } from 'node:stream';
import { toWireError } from '#shared/errors.ts';
import type { Conversation } from './conversation.ts';
import { readLines } from './lines.ts';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 10_000;
/** So long a call waits for an engine before it is told that there is none. A cold start takes about a second. */
const PATIENCE_MS = 20_000;
const PATIENCE_CHECK_MS = 1_000;
/** Answers are bounded far below; more is a broken peer. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const NO_ENGINE = {
  message: 'The Mixlake engine ends as soon as it has started.',
  hint: 'Try again in a minute; the file engine.log in the logs folder of MIXLAKE_HOME says why.',
};

/** A way to an engine, with the tools whose calls may be asked twice. */
export interface EngineConnection {
  socket: Duplex;
  repeatable: readonly string[];
}

export interface EngineRoadDeps {
  conversation: Conversation;
  /** Finds an engine or starts one. */
  connect(account: string | undefined, signal: AbortSignal): Promise<EngineConnection>;
  /** Told each time that no engine could be had. */
  onFailure(words: string): void;
  /** The way to the engine is full, or free again: the client's stream is to wait meanwhile. */
  onPressure(isFull: boolean): void;
}

export interface EngineRoad {
  /** Something waits for an engine. */
  want(): void;
  socket(): Duplex | undefined;
  close(): void;
}

export function createEngineRoad(deps: EngineRoadDeps): EngineRoad {
  const { conversation } = deps;
  const stop = new AbortController();
  let socket: Duplex | undefined;
  let isRunning = false;
  let failures = 0;

  /** One round: an engine is found, serves, and is lost. False when none could be had. */
  async function serveOnce(): Promise<boolean> {
    try {
      const connection = await deps.connect(conversation.standing.account, stop.signal);
      conversation.repeatable = new Set(connection.repeatable);
      socket = connection.socket;
      await serve(connection.socket, deps);
      failures = conversation.hasAnswered ? 0 : failures + 1;
      return true;
    } catch (error) {
      failures += 1;
      if (stop.signal.aborted) return false;
      const wire = toWireError(error);
      const words = { message: wire.message, hint: wire.hint ?? 'Try again.' };
      conversation.refuse(words);
      deps.onFailure(`${words.message} ${words.hint}`);
      return false;
    } finally {
      socket = undefined;
    }
  }

  async function run(): Promise<void> {
    const patience = setInterval(() => socket === undefined && conversation.refuse(NO_ENGINE, PATIENCE_MS), PATIENCE_CHECK_MS);
    patience.unref();
    do {
      if (failures > 0) await pause(waitMs(failures), stop.signal);
      if (!stop.signal.aborted) await serveOnce();
    } while (conversation.isEngineWanted() && !stop.signal.aborted);
    clearInterval(patience);
  }

  return {
    want() {
      if (isRunning || stop.signal.aborted) return;
      isRunning = true;
      void run().finally(() => {
        isRunning = false;
        // Something may have come between the last look and here.
        if (conversation.isEngineWanted()) this.want();
      });
    },
    socket: () => socket,
    close() {
      stop.abort();
      socket?.destroy();
    },
  };
}

/** Resolves when the connection is gone. */
function serve(socket: Duplex, { conversation, onPressure }: EngineRoadDeps): Promise<void> {
  return new Promise((resolve) => {
    const lines = readLines(
      MAX_ANSWER_BYTES,
      (text) => conversation.fromEngine(text),
      () => socket.destroy(),
    );
    socket.on('error', () => undefined); // 'close' follows
    socket.on('drain', () => onPressure(false));
    socket.on('data', (chunk: Buffer) => lines.push(chunk));
    socket.once('close', () => {
      onPressure(false);
      conversation.engineLost();
      resolve();
    });
    conversation.engineFound((text) => {
      if (!socket.write(text)) onPressure(true);
    });
    // It may have gone between the handshake and here.
    if (socket.destroyed) socket.emit('close');
  });
}

function waitMs(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)) * (0.5 + Math.random());
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    signal.addEventListener('abort', over);
  });
}
