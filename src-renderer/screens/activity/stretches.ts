// Conversation stretches: the calls of one connection with no long pause between them. Pure functions.
import type { ActivityEntry } from '#shared/model/activity-entry.ts';
import type { QuotaSpent } from '#shared/model/job.ts';

/** After such a pause the person has likely turned to something else. */
const PAUSE_MS = 10 * 60_000;

export interface Stretch {
  /** That of its first call, so that it stays while the stretch grows. */
  readonly id: string;
  readonly client: ActivityEntry['client'];
  /** Newest first. */
  readonly entries: readonly ActivityEntry[];
  /** ISO 8601, UTC: begin of the first call, end of the last as far as it is known. */
  readonly from: string;
  readonly to: string;
  /** To Mixpanel, by the calls themselves. */
  readonly requests: number;
  /** Of the hour's allowance, by the calls and by their jobs as far as these are known. */
  readonly spent: QuotaSpent;
}

export type ListItem = { readonly kind: 'stretch'; readonly stretch: Stretch } | { readonly kind: 'entry'; readonly entry: ActivityEntry };

export type SpentByJob = ReadonlyMap<string, QuotaSpent>;
const NO_JOBS: SpentByJob = new Map();

/** Of entries that come newest first; the stretch with the newest call first. */
export function stretchesOf(entries: readonly ActivityEntry[], jobs: SpentByJob = NO_JOBS): Stretch[] {
  const open = new Map<string, ActivityEntry[]>();
  const found: ActivityEntry[][] = [];
  for (const entry of entries) {
    const current = open.get(entry.client.id);
    const later = current?.at(-1);
    if (current !== undefined && later !== undefined && Date.parse(later.startedAt) - endMs(entry) <= PAUSE_MS) current.push(entry);
    else {
      const begun = [entry];
      open.set(entry.client.id, begun);
      found.push(begun);
    }
  }
  return found.flatMap((calls) => {
    const [newest, oldest] = [calls[0], calls.at(-1)];
    return newest === undefined || oldest === undefined ? [] : [describe(calls, { newest, oldest, jobs })];
  });
}

export function listItems(entries: readonly ActivityEntry[], isGrouped: boolean, jobs: SpentByJob = NO_JOBS): ListItem[] {
  if (!isGrouped) return entries.map((entry) => ({ kind: 'entry', entry }));
  return stretchesOf(entries, jobs).flatMap((stretch): ListItem[] => [
    { kind: 'stretch', stretch },
    ...stretch.entries.map((entry) => ({ kind: 'entry' as const, entry })),
  ]);
}

interface Known {
  newest: ActivityEntry;
  oldest: ActivityEntry;
  jobs: SpentByJob;
}

function describe(calls: readonly ActivityEntry[], { newest, oldest, jobs }: Known): Stretch {
  const sum = (of: (entry: ActivityEntry) => number) => calls.reduce((total, entry) => total + of(entry), 0);
  // A job that several calls asked about was started by one of them, and counts once.
  const ofJobs = [...new Set(calls.map(({ jobId }) => jobId))].flatMap((jobId) => (jobId === null ? [] : (jobs.get(jobId) ?? [])));
  const spentOn = (kind: keyof QuotaSpent) =>
    sum(({ spent }) => spent?.[kind] ?? 0) + ofJobs.reduce((total, spent) => total + spent[kind], 0);
  return {
    id: oldest.id,
    client: newest.client,
    entries: calls,
    from: oldest.startedAt,
    to: new Date(Math.max(...calls.map(endMs))).toISOString(),
    requests: sum(({ mixpanelRequests }) => mixpanelRequests),
    spent: { query: spentOn('query'), export: spentOn('export') },
  };
}

function endMs({ startedAt, durationMs }: ActivityEntry): number {
  return Date.parse(startedAt) + (durationMs ?? 0);
}
