// What a person or an assistant can start and that takes long. A job lives in the engine: it goes on when the caller stops
// waiting, tells its progress, and can be cancelled by its id. Nothing of a job needs to survive the engine: what it has loaded
// stands in the ledger, and the same fetch again goes on from there.
import { randomBytes } from 'node:crypto';
import { AppError, cancelledError, inputError, isAbort, toWireError } from '#shared/errors.ts';
import { isEnded, type JobProgress, type JobSnapshot } from '#shared/model/job.ts';
import type { JsonObject } from '#shared/model/json.ts';

/** Ended jobs that are still told about. */
const MAX_KEPT = 200;
/** Progress is told at most this often per job. */
const TELL_EVERY_MS = 250;

export interface JobContext {
  jobId: string;
  signal: AbortSignal;
  /** Counts what the job spends of the hour's allowance. */
  onRequest?: (kind: 'query' | 'export' | undefined) => void;
  /** After the job's end it does nothing: a download that was aborted must not wake the job again. */
  report(change: { message?: string; status?: 'running' | 'waiting'; progress?: Partial<JobProgress> }): void;
}

export interface JobOutcome {
  status: 'completed' | 'partial';
  message: string;
  result: JsonObject;
}

export interface JobSpec {
  kind: JobSnapshot['kind'];
  title: string;
  projectId: string;
  table: string;
  startedBy: string;
  unit: JobProgress['unit'];
  /** Two jobs with the same key are the same work: the second caller gets the first job. */
  key: string;
  run(context: JobContext): Promise<JobOutcome>;
}

export interface Jobs {
  start(spec: JobSpec): { job: JobSnapshot; isNew: boolean };
  get(jobId: string): JobSnapshot;
  list(): JobSnapshot[];
  cancel(jobId: string): JobSnapshot;
  /** Resolves with the ended job, or with its state when `timeoutMs` has passed or the signal fires. */
  wait(jobId: string, timeoutMs: number, signal?: AbortSignal): Promise<JobSnapshot>;
  /** Callers inside wait() right now. */
  waiting(jobId: string): number;
  onChange(listener: (job: JobSnapshot) => void): () => void;
  /** Cancels everything and waits until it has ended. */
  close(): Promise<void>;
}

const NOTHING_SPENT = { query: 0, export: 0 };

interface Live {
  snapshot: JobSnapshot;
  key: string;
  abort: AbortController;
  ended: Promise<void>;
  startedMs: number;
  toldMs: number;
  waiting: number;
}

export function createJobs(deps: { now?: () => number; onFault?: (error: unknown, jobId: string) => void } = {}): Jobs {
  const now = deps.now ?? Date.now;
  const jobs = new Map<string, Live>();
  const listeners = new Set<(job: JobSnapshot) => void>();

  function tell(live: Live, isDue: boolean): void {
    if (!isDue && now() - live.toldMs < TELL_EVERY_MS) return;
    live.toldMs = now();
    for (const listener of listeners) listener(live.snapshot);
  }

  function change(live: Live, part: Partial<JobSnapshot>): void {
    const isDue = (part.status !== undefined && part.status !== live.snapshot.status) || part.endedAt !== undefined;
    live.snapshot = { ...live.snapshot, ...part };
    tell(live, isDue);
  }

  function contextOf(live: Live): JobContext {
    return {
      jobId: live.snapshot.jobId,
      signal: live.abort.signal,
      onRequest: (kind) => countRequest(live, kind),
      report(part) {
        if (live.snapshot.endedAt !== null) return;
        change(live, {
          ...(part.message === undefined ? {} : { message: part.message }),
          status: part.status ?? 'running',
          progress: withPace({ ...live.snapshot.progress, ...part.progress }, now() - live.startedMs),
        });
      },
    };
  }

  async function run(live: Live, spec: JobSpec): Promise<void> {
    const endedAt = (): string => new Date(now()).toISOString();
    try {
      const outcome = await spec.run(contextOf(live));
      change(live, { status: outcome.status, message: outcome.message, result: outcome.result, endedAt: endedAt() });
    } catch (error) {
      if (!(error instanceof AppError)) deps.onFault?.(error, live.snapshot.jobId);
      change(live, { ...afterError(error, live), endedAt: endedAt() });
    }
  }

  function find(jobId: string): Live {
    const live = jobs.get(jobId);
    if (live !== undefined) return live;
    throw inputError(
      `There is no job ${JSON.stringify(jobId)}.`,
      'Jobs are forgotten when the engine restarts; the same fetch again goes on where it stopped.',
    );
  }

  return {
    start(spec) {
      const running = [...jobs.values()].find((live) => live.key === spec.key && !isEnded(live.snapshot.status));
      if (running !== undefined) return { job: running.snapshot, isNew: false };
      const live = newLive(spec, now());
      jobs.set(live.snapshot.jobId, live);
      for (const [id, old] of jobs) {
        if (jobs.size <= MAX_KEPT) break;
        if (isEnded(old.snapshot.status)) jobs.delete(id);
      }
      tell(live, true);
      live.ended = run(live, spec);
      return { job: live.snapshot, isNew: true };
    },
    get: (jobId) => find(jobId).snapshot,
    list: () => [...jobs.values()].reverse().map((live) => live.snapshot),
    cancel: (jobId) => cancelled(find(jobId)),
    wait: (jobId, timeoutMs, signal) => waitFor(find(jobId), timeoutMs, signal),
    waiting: (jobId) => find(jobId).waiting,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      for (const live of jobs.values()) if (!isEnded(live.snapshot.status)) live.abort.abort(cancelledError());
      await Promise.all([...jobs.values()].map((live) => live.ended));
    },
  };
}

function countRequest(live: Live, kind: 'query' | 'export' | undefined): void {
  if (kind === undefined) return;
  const spent = live.snapshot.spent ?? NOTHING_SPENT;
  live.snapshot = { ...live.snapshot, spent: { ...spent, [kind]: spent[kind] + 1 } };
}

function afterError(error: unknown, live: Live): Partial<JobSnapshot> {
  if (live.abort.signal.aborted && isAbort(error)) return { status: 'cancelled', message: 'Cancelled. What was complete is kept.' };
  const wire = toWireError(error, live.snapshot.jobId);
  return {
    // Somebody said no: that is an answer, not a fault.
    status: wire.kind === 'cancelled' ? 'cancelled' : 'failed',
    message: wire.message,
    error: { kind: wire.kind, message: wire.message, ...(wire.hint === undefined ? {} : { hint: wire.hint }) },
  };
}

function cancelled(live: Live): JobSnapshot {
  if (!isEnded(live.snapshot.status)) live.abort.abort(cancelledError());
  return live.snapshot;
}

async function waitFor(live: Live, timeoutMs: number, signal: AbortSignal | undefined): Promise<JobSnapshot> {
  const patience = Promise.withResolvers<void>();
  const timer = setTimeout(patience.resolve, timeoutMs);
  const onAbort = (): void => patience.resolve();
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted === true) patience.resolve();
  live.waiting += 1;
  await Promise.race([live.ended, patience.promise]);
  live.waiting -= 1;
  clearTimeout(timer);
  signal?.removeEventListener('abort', onAbort);
  return live.snapshot;
}

function newLive(spec: JobSpec, nowMs: number): Live {
  return {
    key: spec.key,
    abort: new AbortController(),
    ended: Promise.resolve(),
    startedMs: nowMs,
    toldMs: 0,
    waiting: 0,
    snapshot: {
      jobId: `job_${randomBytes(6).toString('hex')}`,
      kind: spec.kind,
      title: spec.title,
      projectId: spec.projectId,
      table: spec.table,
      startedBy: spec.startedBy,
      status: 'queued',
      message: 'Waiting for its turn.',
      progress: { done: 0, total: null, unit: spec.unit, rows: 0, bytes: 0, rowsPerSecond: null, etaSeconds: null },
      startedAt: new Date(nowMs).toISOString(),
      endedAt: null,
      result: null,
      error: null,
    },
  };
}

function withPace(progress: JobProgress, elapsedMs: number): JobProgress {
  const seconds = elapsedMs / 1000;
  const rowsPerSecond = seconds > 0.5 && progress.rows > 0 ? Math.round(progress.rows / seconds) : null;
  const share = progress.total === null || progress.total === 0 ? 0 : progress.done / progress.total;
  const etaSeconds = share > 0 && share < 1 ? Math.round((seconds / share) * (1 - share)) : share >= 1 ? 0 : null;
  return { ...progress, rowsPerSecond, etaSeconds };
}
