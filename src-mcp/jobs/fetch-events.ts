// Fetches raw events of a range of days into a table: plan the missing days, download up to two chunks at once, load each in
// one transaction. A failed chunk is tried again, then its days are named as missing; whole days are always kept.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, isAbort } from '#shared/errors.ts';
import { exportDays, ruleText, type TimeRule, UTC_RULE } from '../lake/day-range.ts';
import { PartialBody, type Spooled, spoolBody } from '../lake/ingest/spool.ts';
import type { IngestedChunk, Lake } from '../lake/lake.ts';
import { type EventSelection, selectionId } from '../lake/ledger.ts';
import { exportEvents } from '../mixpanel/export.ts';
import type { CallOptions, MixpanelHttp } from '../mixpanel/http.ts';
import { EXPORT_PER_HOUR, type Quota } from '../mixpanel/quota.ts';
import { answerFetch } from './fetch-answer.ts';
import type { JobContext, JobOutcome } from './job-runner.ts';
import { daysToFetch, planChunks } from './plan-days.ts';

const PARALLEL_DOWNLOADS = 2;
const MAX_TRIES = 3;
const RETRY_BASE_MS = 1_000;
/** A background job waits for the hour's quota rather than fail. */
const JOB_MAX_WAIT_MS = 2 * 3_600_000;

export interface FetchEventsDeps {
  lake: Lake;
  http: MixpanelHttp;
  quota: Quota;
  /** The project's zone; null when Mixpanel does not tell. */
  timezone: string | null;
  now: () => number;
  onRequest?: (() => void) | undefined;
}

export interface FetchEventsInput {
  table: string;
  /** Project days, inclusive. */
  from: string;
  to: string;
  selection: EventSelection;
}

/** What the work has come to so far. */
export interface FetchTally {
  rows: number;
  bytes: number;
  duplicates: number;
  quarantined: number;
  repaired: number;
  daysDone: number;
  missing: { days: string[]; reason: AppError }[];
  warnings: string[];
}

interface Run {
  deps: FetchEventsDeps;
  input: FetchEventsInput;
  job: JobContext;
  tally: FetchTally;
  rule: TimeRule;
  isRuleKnown: boolean;
  totalDays: number;
}

export async function fetchEvents(deps: FetchEventsDeps, input: FetchEventsInput, job: JobContext): Promise<JobOutcome> {
  const known = await deps.lake.timeRule();
  const run: Run = {
    deps,
    input,
    job,
    rule: known ?? UTC_RULE,
    isRuleKnown: known !== undefined,
    totalDays: 0,
    tally: { rows: 0, bytes: 0, duplicates: 0, quarantined: 0, repaired: 0, daysDone: 0, missing: [], warnings: [] },
  };
  const startedMs = deps.now();
  const asked = exportDays(run.rule, deps.timezone ?? 'UTC', input, deps.now());
  const ledger = await deps.lake.ledger(input.table);
  const wanted = daysToFetch(asked, ledger, selectionId(input.selection), run.rule, ruleText(run.rule));
  run.totalDays = wanted.length;
  job.report({ message: `Fetching ${wanted.length} of ${asked.length} days.`, progress: { done: 0, total: wanted.length } });

  const endLoading = deps.lake.beginLoading(input.table);
  try {
    await fetchDays(run, wanted);
  } finally {
    endLoading();
  }
  await noteMissing(run);
  const failure = run.tally.missing[0]?.reason;
  if (failure !== undefined && run.tally.daysDone === 0 && asked.length === wanted.length) throw failure;
  return answerFetch({ deps, input, asked, wanted, rule: run.rule, tally: run.tally, seconds: (deps.now() - startedMs) / 1000 });
}

/** A table that does not exist yet has nothing missing: the failed fetch leaves no trace. */
async function noteMissing({ deps, input, tally, rule }: Run): Promise<void> {
  const days = tally.missing.flatMap((each) => each.days);
  if (days.length === 0 || (await deps.lake.kindOf(input.table)) === undefined) return;
  await deps.lake.noteMissing({ table: input.table, selection: input.selection, days, rule, nowMs: deps.now() });
}

async function fetchDays(run: Run, wanted: string[]): Promise<void> {
  if (wanted.length === 0) return;
  // A limited fetch is one request over the whole range: the limit counts for all of it, not for each day.
  if (run.input.selection.limit !== undefined) return fetchChunk(run, wanted).then(() => undefined);
  const plan = planChunks(wanted);
  const takeTurns = async (): Promise<void> => {
    for (let days = nextDays(run, plan); days !== undefined; days = nextDays(run, plan)) {
      const rows = await fetchChunk(run, days);
      if (rows !== undefined) plan.learn(days.length, rows);
    }
  };
  // The first chunk alone: it teaches the size of a day and whether the project writes local time.
  const first = nextDays(run, plan);
  if (first === undefined) return;
  const rows = await fetchChunk(run, first);
  if (rows !== undefined) plan.learn(first.length, rows);
  await Promise.all(Array.from({ length: PARALLEL_DOWNLOADS }, takeTurns));
}

function nextDays(run: Run, plan: ReturnType<typeof planChunks>): string[] | undefined {
  return plan.next(EXPORT_PER_HOUR - run.deps.quota.status().export.used);
}

/** Answers with the rows of the chunk, or undefined when its days are missing. Faults that end the whole fetch are thrown. */
async function fetchChunk(run: Run, days: string[]): Promise<number | undefined> {
  for (let count = 1; ; count += 1) {
    try {
      const loaded = await downloadAndLoad(run, days);
      return loaded.rows;
    } catch (error) {
      run.job.signal.throwIfAborted();
      if (!(error instanceof AppError) || isAbort(error) || !isWorthAnotherDay(error)) throw error;
      if (error instanceof PartialBody && count < MAX_TRIES) {
        run.job.report({ message: `${error.message} Trying again (${count + 1} of ${MAX_TRIES}).` });
        await sleep(RETRY_BASE_MS * 2 ** (count - 1), undefined, { signal: run.job.signal });
        continue;
      }
      run.tally.missing.push({ days, reason: error });
      return undefined;
    }
  }
}

/** Wrong credentials or a bad filter fail every day alike; a broken transfer or a server fault only this one. */
function isWorthAnotherDay(error: AppError): boolean {
  if (error.kind === 'network') return true;
  return error.kind === 'mixpanel' && /fault of its own/.test(error.message);
}

async function downloadAndLoad(run: Run, days: string[]): Promise<IngestedChunk> {
  const { deps, input, job, tally } = run;
  const file = join(deps.lake.stagingDir, `${job.jobId}-${days[0]}-${deps.now()}.jsonl`);
  try {
    const spooled = await download(run, days, file);
    if (!run.isRuleKnown && spooled.lines > 0) await learnTimeRule(run, file);
    const loaded = await deps.lake.ingest({
      table: input.table,
      selection: input.selection,
      days,
      spooled,
      rule: run.rule,
      fetchedAtMs: deps.now(),
      signal: job.signal,
    });
    tally.rows += loaded.rows - loaded.duplicates;
    tally.bytes += spooled.bytes;
    tally.duplicates += loaded.duplicates;
    tally.quarantined += loaded.quarantined;
    tally.repaired += loaded.repaired;
    tally.daysDone += days.length;
    job.report({
      message: `Loaded ${days[0]}${days.length > 1 ? ` to ${days.at(-1)}` : ''}.`,
      progress: { done: tally.daysDone, total: run.totalDays, rows: tally.rows, bytes: tally.bytes },
    });
    return loaded;
  } finally {
    await rm(file, { force: true });
  }
}

async function download(run: Run, days: string[], file: string): Promise<Spooled> {
  const { deps, input, job, tally } = run;
  const call: CallOptions = {
    signal: job.signal,
    maxWaitMs: JOB_MAX_WAIT_MS,
    onRequest: deps.onRequest,
    onWait: (untilMs) =>
      job.report({ status: 'waiting', message: `Waiting for Mixpanel until ${new Date(untilMs).toISOString().slice(11, 19)} UTC.` }),
  };
  const body = await exportEvents(
    deps.http,
    {
      fromDate: days[0] ?? input.from,
      toDate: days.at(-1) ?? input.to,
      events: input.selection.events,
      where: input.selection.where,
      limit: input.selection.limit,
    },
    call,
  );
  let received = 0;
  return spoolBody(
    body,
    file,
    (count) => {
      received += count;
      job.report({ progress: { bytes: tally.bytes + received } });
    },
    job.signal,
  );
}

async function learnTimeRule(run: Run, file: string): Promise<void> {
  const finding = await run.deps.lake.findTimeRule(file, run.deps.timezone);
  run.rule = finding.rule;
  if (finding.warning !== undefined && !run.tally.warnings.includes(finding.warning)) run.tally.warnings.push(finding.warning);
  if (!finding.isCertain) return;
  run.isRuleKnown = true;
  await run.deps.lake.rememberTimeRule(finding.rule);
}
