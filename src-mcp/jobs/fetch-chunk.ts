// One request of a fetch: download some days into spool files, then load them. Nothing here decides what comes next.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Spooled } from '../lake/ingest/spool.ts';
import type { IngestedChunk } from '../lake/lake.ts';
import { exportBody } from '../mixpanel/export.ts';
import type { CallOptions } from '../mixpanel/http.ts';
import type { FetchRun } from './fetch-run.ts';

/** A background job waits for the hour's quota rather than fail. */
export const JOB_MAX_WAIT_MS = 2 * 3_600_000;

const OUTSIDERS =
  'The export sends events outside the days that were asked for (it may count days in another zone). They are kept, each once; a later refresh of these days updates events but removes none.';

export interface ChunkHooks {
  /** Decompressed bytes that have come so far. */
  onBytes(count: number): void;
  /** Asked when the days are here: whether they may be loaded. */
  mayLoad(): Promise<boolean>;
  mayAskForMore(): boolean;
  /** The days are here, their size is known, and so is how the project writes time; now they are loaded. */
  onDownloaded(spooled: Spooled): void;
}

/**
 * Undefined when the days may not be loaded, or hold too few events to tell how the project writes time and more can be had by asking for more
 * days.
 */
export async function fetchChunk(run: FetchRun, days: string[], hooks: ChunkHooks): Promise<IngestedChunk | undefined> {
  const folder = join(run.deps.lake.stagingDir, `${run.job.jobId}-${days[0]}-${days.length}-${run.deps.now()}`);
  try {
    const spooled = await run.downloads.add(() => download(run, days, folder, hooks.onBytes), { signal: run.signal });
    if (!(await hooks.mayLoad())) return undefined;
    if (!run.isRuleKnown && (await learnTimeRule(run, spooled.files)) === 'wants more' && hooks.mayAskForMore()) return undefined;
    hooks.onDownloaded(spooled);
    return await load(run, days, spooled);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function load(run: FetchRun, days: string[], spooled: Spooled): Promise<IngestedChunk> {
  const { deps, input, job, tally } = run;
  const loaded = await deps.lake.ingest({
    table: input.table,
    selection: input.selection,
    days,
    spooled,
    rule: run.rule,
    fetchedAtMs: deps.now(),
    signal: run.signal,
  });
  tally.rows += loaded.rows - loaded.duplicates;
  tally.bytes += spooled.bytes;
  tally.duplicates += loaded.duplicates;
  tally.quarantined += loaded.quarantined;
  tally.repaired += loaded.repaired;
  tally.daysDone += days.length;
  if (loaded.hasOutsiders) tally.warnings.add(OUTSIDERS);
  job.report({
    message: `Loaded ${days[0]}${days.length > 1 ? ` to ${days.at(-1)}` : ''}.`,
    progress: { done: tally.daysDone, total: run.totalDays, rows: tally.rows, bytes: tally.bytes },
  });
  return loaded;
}

async function download(run: FetchRun, days: string[], folder: string, tell: ChunkHooks['onBytes']): Promise<Spooled> {
  const { deps, input, job, tally } = run;
  const call: CallOptions = {
    signal: run.signal,
    maxWaitMs: JOB_MAX_WAIT_MS,
    onRequest: deps.onRequest,
    onWait: (untilMs) => job.report({ status: 'waiting', message: waitingWords(untilMs) }),
  };
  const body = await exportBody(
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
  const onBytes = (count: number): void => {
    received += count;
    tell(received);
    job.report({ progress: { bytes: tally.bytes + received } });
  };
  return deps.lake.spool({ body, folder, onBytes, signal: run.signal });
}

export function waitingWords(untilMs: number): string {
  return `Waiting for Mixpanel until ${new Date(untilMs).toISOString().slice(11, 19)} UTC.`;
}

async function learnTimeRule(run: FetchRun, files: readonly string[]): Promise<'known' | 'unknown' | 'wants more'> {
  const finding = await run.deps.lake.findTimeRule(files, run.deps.timezone);
  if (finding.warning !== undefined) run.tally.warnings.add(finding.warning);
  if (!finding.isCertain) {
    run.isRuleKnown = finding.isAllThereIs === true;
    return finding.wantsMore ? 'wants more' : 'unknown';
  }
  run.rule = finding.rule;
  run.isRuleKnown = true;
  await run.deps.lake.rememberTimeRule(finding.rule);
  return 'known';
}
