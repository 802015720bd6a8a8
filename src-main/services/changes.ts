// The window's one live stream: the app's own status and the engine's streams, merged. It outlives the engine's connection: when
// that is lost or exchanged, the status goes on, and each stream is opened again on the engine that is ready next.
import { setTimeout as sleep } from 'node:timers/promises';
import { changeStream } from '#core/change-stream.ts';
import type { EngineClient } from '#shared/contract/contract.ts';
import type { AppChange } from '#shared/model/app-change.ts';
import type { AppStatus } from '#shared/model/app-status.ts';
import type { WindowCommand } from '#shared/model/window-command.ts';

/** Between two openings of a stream that an engine refuses although it is ready, e.g. because the account has no secret. */
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;

export interface AppChangesDeps {
  status(): AppStatus;
  onStatusChange(listener: (status: AppStatus) => void): () => void;
  /** What the shell asks of the window; left out where there is no shell. */
  onCommand?(listener: (command: WindowCommand) => void): () => void;
  /** The engine of the present connection. */
  engine(): Promise<EngineClient>;
}

type Tell = (change: AppChange) => void;
type Call = { signal: AbortSignal };

export function appChanges(deps: AppChangesDeps, signal: AbortSignal | undefined): AsyncGenerator<AppChange, void, void> {
  return changeStream<AppChange>({
    first: [{ kind: 'status', status: deps.status() }],
    subscribe: (tell) => subscribe(deps, tell),
    keyOf,
    signal,
  });
}

function subscribe(deps: AppChangesDeps, tell: Tell): () => void {
  const stop = new AbortController();
  const forget = deps.onStatusChange((status) => tell({ kind: 'status', status }));
  const forgetCommands = deps.onCommand?.((command) => tell({ kind: 'command', command }));
  const follow = <T>(
    open: (engine: EngineClient, call: Call) => PromiseLike<AsyncIterable<T>>,
    toChange: (value: T) => AppChange,
  ): void => {
    // Ends by the signal only, and nobody waits for that end.
    followEngine({ deps, open, onValue: (value) => tell(toChange(value)), signal: stop.signal }).catch(() => undefined);
  };
  follow(
    (engine, call) => engine.tables.changes(undefined, call),
    ({ revision }) => ({ kind: 'tables', revision }),
  );
  follow(
    (engine, call) => engine.jobs.changes(undefined, call),
    (job) => ({ kind: 'job', job }),
  );
  follow(
    (engine, call) => engine.approvals.changes(undefined, call),
    ({ approvals }) => ({ kind: 'approvals', approvals }),
  );
  follow(
    (engine, call) => engine.clients.changes(undefined, call),
    ({ clients }) => ({ kind: 'clients', clients }),
  );
  follow(
    (engine, call) => engine.activity.changes(undefined, call),
    (entry) => ({ kind: 'activity', entry }),
  );
  return () => {
    forget();
    forgetCommands?.();
    stop.abort();
  };
}

interface Following<T> {
  deps: AppChangesDeps;
  open: (engine: EngineClient, call: Call) => PromiseLike<AsyncIterable<T>>;
  onValue: (value: T) => void;
  signal: AbortSignal;
}

async function followEngine<T>({ deps, open, onValue, signal }: Following<T>): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    await untilReady(deps, signal);
    const engine = await deps.engine().catch(() => undefined);
    try {
      if (engine !== undefined && !signal.aborted) {
        for await (const value of await open(engine, { signal })) {
          failures = 0;
          onValue(value);
        }
      }
    } catch {
      // The connection is gone, or the engine refuses the stream. Why stands in the status, or in the answers to other calls.
    }
    if (signal.aborted) return;
    // Not after a loss: then the next engine's ready state is waited for, and what happens there first must not be missed.
    await pauseWhileReady(deps, Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures), signal);
    failures += 1;
  }
}

function untilReady(deps: AppChangesDeps, signal: AbortSignal): Promise<void> {
  return untilStatus(deps, (status) => status.engine.state === 'ready', signal);
}

/** Waits, for as long as the engine is the same one and ready. */
async function pauseWhileReady(deps: AppChangesDeps, ms: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const gone = untilStatus(deps, (status) => status.engine.state !== 'ready', either);
  await Promise.race([gone, sleep(ms, undefined, { signal: either }).catch(() => undefined)]);
  over.abort();
}

/** Resolves at once when the status is so already, and when the signal ends the waiting. */
function untilStatus(deps: AppChangesDeps, is: (status: AppStatus) => boolean, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      forget();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const forget = deps.onStatusChange((status) => {
      if (is(status)) finish();
    });
    signal.addEventListener('abort', finish);
    if (signal.aborted || is(deps.status())) finish();
  });
}

/** What is a state: a window that was busy needs only the newest. */
function keyOf(change: AppChange): string | undefined {
  switch (change.kind) {
    case 'status':
    case 'tables':
    case 'approvals':
    case 'clients':
      return change.kind;
    case 'job':
      return `job ${change.job.jobId}`;
    case 'command':
    case 'activity':
      return undefined;
  }
}
