// Fetches raw events of a range of days into a table: plan the missing days, download up to two chunks at once, load each in
// one transaction. Whole days are always kept. A chunk that fails is split until the bad day is alone, and only that day is
// named as missing; a rate limit is waited for; a fault that every day would meet, or several failures in a row, ends the fetch.
import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import { AppError, cancelledError, isAbort } from '#shared/errors.ts';
import { exportDays, ruleText, UTC_RULE } from '../lake/day-range.ts';
import { PartialBody } from '../lake/ingest/spool.ts';
import { selectionId } from '../lake/ledger.ts';
import { EXPORT_PER_HOUR } from '../mixpanel/quota.ts';
import { checkSpace, knownBytesPerDay } from './disk-space.ts';
import { answerFetch } from './fetch-answer.ts';
import { type ChunkHooks, fetchChunk, JOB_MAX_WAIT_MS, waitingWords } from './fetch-chunk.ts';
import { type FetchEventsDeps, type FetchEventsInput, type FetchRun, newTally } from './fetch-run.ts';
import type { JobContext, JobOutcome } from './job-runner.ts';
import { CHUNKS_UNDER_WAY, type ChunkPlan, daysToFetch, PARALLEL_DOWNLOADS, planChunks } from './plan-days.ts';

/** For a transfer that breaks off or ends early; other faults were tried again by the HTTP client already. */
const MAX_TRIES = 3;
const RETRY_BASE_MS = 1_000;
/** So many chunks given up in a row mean an outage: the rest of the hour's quota is saved. */
const MAX_FAILURES_IN_A_ROW = 3;
const RATE_LIMIT_WAIT_MS = 30_000;
const LONGEST_RATE_LIMIT_WAIT_MS = 5 * 60_000;
/** The first request grows by this factor, up to some weeks, until it holds enough events to tell how the project writes time. */
const PROBE_GROWTH = 7;
const LONGEST_PROBE_DAYS = 60;
/** Decompressed bytes, some five thousand events. When so much of the first request has come, the next one need not wait for its end. */
const MUCH_BYTES = 4 * 2 ** 20;

export async function fetchEvents(deps: FetchEventsDeps, input: FetchEventsInput, job: JobContext): Promise<JobOutcome> {
  const known = await deps.lake.timeRule();
  const stop = new AbortController();
  const rule = known ?? UTC_RULE;
  const run: FetchRun = {
    deps,
    input,
    job,
    rule,
    isRuleKnown: known !== undefined,
    signal: AbortSignal.any([job.signal, stop.signal]),
    asked: exportDays(rule, deps.timezone ?? 'UTC', input, deps.now()),
    totalDays: 0,
    stood: new Set(),
    bytesPerDay: undefined,
    downloads: new PQueue({ concurrency: PARALLEL_DOWNLOADS }),
    tally: newTally(),
  };
  const startedMs = deps.now();
  const wanted = await planDays(run);
  run.totalDays = wanted.length;
  run.bytesPerDay = await knownBytesPerDay(run);
  await checkSpace(run, wanted.length);
  job.report({ message: `Fetching ${wanted.length} of ${run.asked.length} days.`, progress: { done: 0, total: wanted.length } });

  const endLoading = deps.lake.beginLoading(input.table);
  try {
    await fetchDays(run, wanted, stop);
  } finally {
    endLoading();
  }
  job.signal.throwIfAborted();
  await noteMissing(run);
  const failure = run.tally.missing[0]?.reason;
  const isNothingThere = run.asked.length === wanted.length || failure?.kind === 'auth';
  if (failure !== undefined && run.tally.daysDone === 0 && isNothingThere) throw failure;
  return answerFetch({ run, alreadyThere: run.asked.length - wanted.length, seconds: (deps.now() - startedMs) / 1000 });
}

/** Days that were stored under another time rule hold wrong times: they are forgotten here and fetched again with the others. */
async function planDays(run: FetchRun): Promise<string[]> {
  const { deps, input, rule, asked } = run;
  const ledger = await deps.lake.ledger(input.table);
  const selection = selectionId(input.selection);
  const inRange = new Set(asked);
  const stale = ledger.filter((row) => row.selection === selection && row.timeRule !== ruleText(rule) && inRange.has(row.day));
  if (stale.length > 0) await deps.lake.forgetDays({ table: input.table, selection: input.selection, rows: stale });
  const left = stale.length === 0 ? ledger : await deps.lake.ledger(input.table);
  run.stood = new Set(left.filter((row) => row.selection === selection && row.isComplete).map((row) => row.day));
  if (input.refresh === true) return asked;
  return daysToFetch(asked, left, selection, rule, ruleText(rule));
}

async function fetchDays(run: FetchRun, wanted: string[], stop: AbortController): Promise<void> {
  if (wanted.length === 0) return;
  const { limit } = run.input.selection;
  const state: Progression = { plan: planChunks(wanted), failuresInARow: 0, fatal: undefined, ahead: undefined };
  try {
    // A limited fetch is one request over the whole range: the limit counts for all of it, not for each day.
    if (limit !== undefined) {
      state.plan.take(wanted);
      await attempt(run, state, { days: wanted });
      return;
    }
    const known = Promise.withResolvers<void>();
    const much = Promise.withResolvers<void>();
    const first = probe(run, state, { onMuch: much.resolve, onKnown: known.resolve })
      .then(() => takeTurns(run, state))
      .finally(known.resolve);
    const second = Promise.race([much.promise, known.promise])
      .then(() => goAhead(run, state, known.promise))
      .then(() => takeTurns(run, state));
    const others = Array.from({ length: CHUNKS_UNDER_WAY - 2 }, () => known.promise.then(() => takeTurns(run, state)));
    await Promise.all([first, second, ...others]);
  } catch (error) {
    // A cancelled job, or a fault of ours: what is under way elsewhere ends as well.
    stop.abort(cancelledError());
    throw error;
  }
  const unasked = state.plan.left();
  if (state.fatal !== undefined && unasked.length > 0) run.tally.missing.push({ days: unasked, reason: state.fatal });
}

/** What the workers of one fetch share. */
interface Progression {
  plan: ChunkPlan;
  failuresInARow: number;
  /** Why no more days are asked for. */
  fatal: AppError | undefined;
  /** Comes beside the first download, which may still want its days. */
  ahead: Chunk | undefined;
}

/** Days of one request, and what is different about the first ones. */
interface Chunk {
  days: string[];
  /** Loading waits for this. */
  after?: Promise<void>;
  /** Another request brings them. */
  isGivenBack?: boolean;
  /** Decompressed bytes that have come so far. */
  onBytes?: (count: number) => void;
  onDownloaded?: () => void;
  /** The days that would follow if these are too few; none where no more may be asked for. */
  more?: () => string[];
}

/** The first download teaches how large days are and whether the project writes local time. Its loading holds up nobody. */
async function probe(run: FetchRun, state: Progression, tell: { onMuch: () => void; onKnown: () => void }): Promise<void> {
  const onBytes = (count: number): void => {
    if (count >= MUCH_BYTES) tell.onMuch();
  };
  let days = state.plan.next(quotaLeft(run));
  while (days !== undefined) {
    const asked = days;
    const more = (): string[] => {
      giveBack(state);
      return asked.length > LONGEST_PROBE_DAYS ? [] : state.plan.following(asked, asked.length * (PROBE_GROWTH - 1));
    };
    const loaded = await attempt(run, state, { days, onBytes, onDownloaded: tell.onKnown, more });
    if (loaded !== 'too few') return;
    const added = more();
    state.plan.take(added);
    days = [...asked, ...added];
  }
}

/** A request beside the first one. How its times are meant may be known only when that has come, so its loading waits. */
async function goAhead(run: FetchRun, state: Progression, known: Promise<void>): Promise<void> {
  const days = state.fatal === undefined && (await hasSpace(run, state)) ? state.plan.next(quotaLeft(run)) : undefined;
  if (days !== undefined) {
    const chunk: Chunk = { days, after: run.isRuleKnown ? Promise.resolve() : known };
    state.ahead = chunk;
    await attempt(run, state, chunk);
  }
  await known;
}

function giveBack(state: Progression): void {
  if (state.ahead === undefined) return;
  state.ahead.isGivenBack = true;
  state.plan.giveBack(state.ahead.days);
  state.ahead = undefined;
}

/** What is being loaded, or has failed once, stays with its own request. */
function keep(state: Progression, chunk: Chunk): void {
  if (state.ahead === chunk) state.ahead = undefined;
}

async function takeTurns(run: FetchRun, state: Progression): Promise<void> {
  while (state.fatal === undefined) {
    if (!(await hasSpace(run, state))) return;
    const days = state.plan.next(quotaLeft(run));
    if (days === undefined) return;
    await attempt(run, state, { days });
  }
}

async function hasSpace(run: FetchRun, state: Progression): Promise<boolean> {
  try {
    await checkSpace(run, state.plan.left().length);
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    state.fatal ??= error;
    return false;
  }
}

function quotaLeft({ deps }: FetchRun): number {
  return EXPORT_PER_HOUR - deps.quota.status().export.used;
}

/**
 * Brings some days in, or notes them as missing, or gives them back in smaller parts. Each day ends in one of the three, also
 * when a fault ends the whole fetch: the other worker then still finishes the chunk it has begun.
 */
async function attempt(run: FetchRun, state: Progression, chunk: Chunk): Promise<'done' | 'too few'> {
  const { days } = chunk;
  const deadline = run.deps.now() + JOB_MAX_WAIT_MS;
  const hooks: ChunkHooks = {
    onBytes: (count) => chunk.onBytes?.(count),
    mayLoad: async () => {
      await chunk.after;
      run.signal.throwIfAborted();
      return chunk.isGivenBack !== true;
    },
    mayAskForMore: () => (chunk.more?.() ?? []).length > 0,
    onDownloaded: ({ lines, bytes }) => {
      keep(state, chunk);
      state.plan.learn(days.length, lines);
      run.bytesPerDay ??= bytes / days.length;
      chunk.onDownloaded?.();
    },
  };
  for (let count = 1; chunk.isGivenBack !== true; count += 1) {
    try {
      const loaded = await fetchChunk(run, days, hooks);
      state.failuresInARow = 0;
      return loaded === undefined ? 'too few' : 'done';
    } catch (error) {
      run.signal.throwIfAborted();
      if (chunk.isGivenBack) break;
      keep(state, chunk);
      if (!(error instanceof AppError) || isAbort(error)) throw error;
      if (error.kind === 'rate-limited' && state.fatal === undefined && run.deps.now() < deadline) {
        await waitOut(run, error);
        continue;
      }
      if (!isOfTheseDaysOnly(error)) {
        run.tally.missing.push({ days, reason: error });
        state.fatal ??= error;
        return 'done';
      }
      if (days.length > 1 && run.input.selection.limit === undefined) {
        state.plan.split(days);
        return 'done';
      }
      if (error instanceof PartialBody && count < MAX_TRIES) {
        run.job.report({ message: `${error.message} Trying again (${count + 1} of ${MAX_TRIES}).` });
        await sleep(RETRY_BASE_MS * 2 ** (count - 1), undefined, { signal: run.signal });
        continue;
      }
      run.tally.missing.push({ days, reason: error });
      state.failuresInARow += 1;
      if (state.failuresInARow >= MAX_FAILURES_IN_A_ROW) state.fatal ??= error;
      return 'done';
    }
  }
  return 'done';
}

async function waitOut(run: FetchRun, error: AppError): Promise<void> {
  const askedMs = error.retryAfterSeconds === undefined ? RATE_LIMIT_WAIT_MS : error.retryAfterSeconds * 1_000;
  const waitMs = Math.min(askedMs, LONGEST_RATE_LIMIT_WAIT_MS);
  run.job.report({ status: 'waiting', message: waitingWords(run.deps.now() + waitMs) });
  await sleep(waitMs, undefined, { signal: run.signal });
}

/** Wrong credentials or a bad filter fail every day alike; a broken transfer or a fault of the server perhaps only this one. */
function isOfTheseDaysOnly(error: AppError): boolean {
  return error.kind === 'network' || error.isServerFault;
}

/** A table that does not exist yet has nothing missing: the failed fetch leaves no trace. */
async function noteMissing({ deps, input, tally, rule }: FetchRun): Promise<void> {
  const days = tally.missing.flatMap((each) => each.days);
  if (days.length === 0 || (await deps.lake.kindOf(input.table)) === undefined) return;
  await deps.lake.noteMissing({ table: input.table, selection: input.selection, days, rule, nowMs: deps.now() });
}
