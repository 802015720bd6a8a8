// The ends of the bridge: lines from the client's stdin, lines to its stdout. It owns nothing: no database, no secret, no file. It outlives
// engines (conversation.ts) and goes within two seconds of the end of its stdin, of a broken pipe, of SIGTERM, or of its parent's death.
import type { Readable, Writable } from 'node:stream';
import type { KnownAnswers } from '#core/link/known-answers.ts';
import { toWireError } from '#shared/errors.ts';
import { Conversation } from './conversation.ts';
import { createEngineRoad, type EngineConnection } from './engine-road.ts';
import { readLines } from './lines.ts';
import { failureLine, line, readMessage } from './message.ts';
import { watchParent } from './parent-watch.ts';

/** After the end of stdin: how long what is under way may still be answered. */
const LAST_ANSWERS_MS = 1_500;
/**
 * What finds an engine takes longer to load than everything else together, and a client that begins asks one thing after the other. As
 * long as all it asks is known, the engine is looked for in its next pause.
 */
const PAUSE_MS = 25;
const CHECK_ANSWERS_MS = 10;
const MAX_MESSAGE_MB = 10;
const TOO_LONG = line({ id: null, error: { code: -32_600, message: `A message may be at most ${MAX_MESSAGE_MB} MB.` } });

export interface BridgeStreams {
  stdin: Readable;
  stdout: Writable;
  stderr: Writable;
}

export interface BridgeOptions {
  streams: BridgeStreams;
  parentPid: () => number;
  connect(account: string | undefined, signal: AbortSignal): Promise<EngineConnection>;
  known(clientName: string): KnownAnswers;
  lastAnswersMs?: number;
  /** Ends the bridge, whatever is under way. */
  stop?: AbortSignal;
  /** Only tests leave these out, to show that they are needed. */
  replaysHandshake?: boolean;
  endsWithStdin?: boolean;
}

/** Resolves with the exit code. */
export function runBridge(options: BridgeOptions): Promise<number> {
  const { stdin, stdout, stderr } = options.streams;
  const conversation = new Conversation({
    toClient(text) {
      if (stdout.write(text)) return;
      const socket = road.socket()?.pause();
      stdout.once('drain', () => socket?.resume());
    },
    known: ({ clientName }) => options.known(clientName),
    onWanted: (isAnswered) => (isAnswered ? wantSoon() : wantNow()),
    replaysHandshake: options.replaysHandshake,
  });
  const road = createEngineRoad({
    conversation,
    connect: options.connect,
    onFailure: (words) => void stderr.write(`mixlake-mcp: ${words}\n`),
    onPressure: (isFull) => void (isFull ? stdin.pause() : stdin.resume()),
  });
  const lines = readLines(
    MAX_MESSAGE_MB * 1024 * 1024,
    (text) => conversation.fromClient(text),
    () => void stdout.write(TOO_LONG),
  );
  let pause: NodeJS.Timeout | undefined;
  const wantNow = (): void => {
    clearTimeout(pause);
    road.want();
  };
  const wantSoon = (): void => {
    clearTimeout(pause);
    pause = setTimeout(() => road.want(), PAUSE_MS);
  };
  stdin.on('data', (chunk: Buffer) => lines.push(chunk));
  // The client is about to ask something: the engine should be there by then.
  wantSoon();
  return ended(options, conversation).finally(() => {
    clearTimeout(pause);
    road.close();
  });
}

function ended(options: BridgeOptions, conversation: Conversation): Promise<number> {
  const { stdin, stdout } = options.streams;
  return new Promise((resolve) => {
    const stopWatching = watchParent(options.parentPid, () => finish());
    const finish = (): void => {
      stopWatching();
      resolve(0);
    };
    options.stop?.addEventListener('abort', finish);
    stdout.on('error', finish); // the client has gone
    stdout.on('close', finish);
    if (options.endsWithStdin === false) return;
    stdin.once('error', finish);
    stdin.once('end', () => {
      const deadline = performance.now() + (options.lastAnswersMs ?? LAST_ANSWERS_MS);
      setInterval(() => {
        const isAllTold = conversation.openRequests() === 0 && stdout.writableLength === 0;
        if (isAllTold || performance.now() > deadline) finish();
      }, CHECK_ANSWERS_MS);
    });
  });
}

/** Without a usable command line or folder: every request is answered with the reason, so that the client can show it. */
export function answerWithFailure(error: unknown, { stdin, stdout, stderr }: BridgeStreams): Promise<number> {
  const wire = toWireError(error);
  const words = { message: wire.message, hint: wire.hint ?? 'Try again.' };
  stderr.write(`mixlake-mcp: ${words.message} ${words.hint}\n`);
  return new Promise((resolve) => {
    const lines = readLines(
      MAX_MESSAGE_MB * 1024 * 1024,
      (text) => {
        const message = readMessage(text);
        if (message?.id !== undefined && message.method !== undefined) stdout.write(failureLine(message.id, false, words));
      },
      () => void stdout.write(TOO_LONG),
    );
    stdout.on('error', () => resolve(1));
    stdin.on('data', (chunk: Buffer) => lines.push(chunk));
    stdin.once('end', () => resolve(1));
    stdin.once('error', () => resolve(1));
  });
}
