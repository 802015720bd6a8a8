// --standalone: the engine inside this process, without a socket. The bridge carries it like any other engine, so that what is known is
// answered before the engine is loaded.
import type { Hello } from '#core/link/hello.ts';
import type { KnownAnswers } from '#core/link/known-answers.ts';
import { fromWireError, type WireError } from '#shared/errors.ts';
import { type BridgeStreams, runBridge } from './bridge.ts';
import { complain } from './complain.ts';
import type { EngineConnection } from './engine-road.ts';

const LAST_ANSWERS_MS = 500;
const CLOSE_TIMEOUT_MS = 1_200;
const EXIT_REFUSED = 2;

/** An error class does not cross from one bundle to another, so a refusal comes as data. */
export type OpenedEngine = { ok: true; engine: EngineInside } | { ok: false; error: WireError };

export interface EngineInside {
  connect(hello: Hello): EngineConnection;
  /** Gives the databases back. */
  close(): Promise<void>;
}

export interface StandaloneOptions {
  streams: BridgeStreams;
  hello: Hello;
  known(clientName: string): KnownAnswers;
  open(): Promise<OpenedEngine>;
}

/** Resolves with the exit code. */
export async function runStandalone({ streams, hello, known, open }: StandaloneOptions): Promise<number> {
  const stop = new AbortController();
  let refused: number | undefined;
  process.removeAllListeners('SIGTERM');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());
  let opening: Promise<OpenedEngine> | undefined;

  async function connect(account: string | undefined): Promise<EngineConnection> {
    opening ??= open();
    const opened = await opening;
    if (opened.ok) return opened.engine.connect(account === undefined ? hello : { ...hello, switchedTo: account });
    const refusal = fromWireError(opened.error);
    await complain(refusal);
    refused = EXIT_REFUSED;
    stop.abort();
    throw refusal;
  }

  const code = await runBridge({
    streams,
    parentPid: () => process.ppid,
    known,
    connect,
    lastAnswersMs: LAST_ANSWERS_MS,
    stop: stop.signal,
  });
  // The last resort, when a query cannot be stopped: an orderly exit waits for its threads without an end. What is committed is safe.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), CLOSE_TIMEOUT_MS).unref();
  streams.stdin.destroy(); // what is under way is given up, so that the databases can be closed
  const opened = await opening;
  if (opened?.ok === true) await opened.engine.close();
  return refused ?? code;
}
