// What a fetch is asked for, what it would cost, which ones were not finished, and which days a table holds.
import { z } from 'zod';

export const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** Days are days of the project, both ends included. */
export const FetchWish = z.object({
  fromDate: Day,
  toDate: Day,
  /** Left out: `events`. */
  table: z.string().optional(),
  /** Left out: all events. */
  events: z.array(z.string()).optional(),
  /** A filter in Mixpanel's expression language. */
  where: z.string().optional(),
});
export type FetchWish = z.infer<typeof FetchWish>;

/** Up to so many named events, an estimate counts what passes the filter: each costs one of the hour's query calls. */
export const MOST_FILTERED_EVENTS = 5;

export const FetchEstimate = z.object({
  /** The project's zone; UTC when Mixpanel does not tell. */
  timezone: z.string(),
  isTimezoneKnown: z.boolean(),
  /** The zone in which the export counts days, and how many of its days cover the asked ones. */
  dayZone: z.string(),
  days: z.number().int(),
  /** Those of them that would be downloaded; the others are there already. */
  daysToFetch: z.array(Day),
  /** Events in these days, and in those that would be downloaded; null when they could not be counted. */
  events: z.number().int().nullable(),
  eventsToFetch: z.number().int().nullable(),
  /** There is a filter, and it is not part of the counts: fewer events than that will come. */
  isUpperBound: z.boolean(),
  confidence: z.enum(['high', 'medium', 'low']),
  /** Where the counts come from. */
  source: z.string(),
  notes: z.array(z.string()),
  /** Export requests it would take, about, and how many of the hour's are left. */
  exportRequests: z.number().int(),
  exportsLeft: z.number().int(),
  /** Query calls that this estimate took. */
  queryCalls: z.number().int(),
  /** The table holds another selection: the events are added to it, none twice. */
  isAddedToOther: z.boolean(),
});
export type FetchEstimate = z.infer<typeof FetchEstimate>;

export const ProfilesWish = z.object({
  /** Left out: `profiles`. */
  table: z.string().optional(),
  /** A filter in Mixpanel's expression language. */
  where: z.string().optional(),
  cohortId: z.string().optional(),
});
export type ProfilesWish = z.infer<typeof ProfilesWish>;

/** A fetch that ended before it was done: paused, cancelled, failed in part, or cut short with the engine. */
export const UnfinishedFetch = z.object({
  id: z.string(),
  kind: z.enum(['fetch_events', 'fetch_profiles']),
  title: z.string(),
  table: z.string(),
  startedBy: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  stoppedAt: z.string().nullable(),
  /** Why it ended, one sentence. */
  reason: z.string(),
  /** Export days asked for, and how many of them still have to be downloaded; null for profiles, which begin again. */
  days: z.number().int().nullable(),
  daysLeft: z.number().int().nullable(),
});
export type UnfinishedFetch = z.infer<typeof UnfinishedFetch>;

/** partial: only some of the day's events are here; stale: late arrivals may be missing. */
export const LedgerState = z.enum(['complete', 'stale', 'partial', 'missing']);
export type LedgerState = z.infer<typeof LedgerState>;

export const LedgerDay = z.object({
  day: Day,
  state: LedgerState,
  /** Events of this fetch that the table keeps. */
  rows: z.number().int(),
  /** ISO 8601, UTC; null for a day that was never asked for. */
  fetchedAt: z.string().nullable(),
});
export type LedgerDay = z.infer<typeof LedgerDay>;

export const LedgerSelection = z.object({
  id: z.string(),
  /** "all events", "2 events: …". */
  words: z.string(),
  /** Null where the description was lost. */
  wish: z.object({ events: z.array(z.string()).optional(), where: z.string().optional() }).nullable(),
  /** From the first to the last fetched day, none left out. */
  days: z.array(LedgerDay),
});
export type LedgerSelection = z.infer<typeof LedgerSelection>;

export const TableLedger = z.object({
  table: z.string(),
  /** The zone in which these days are counted. */
  dayZone: z.string(),
  /** The one with the most days first. */
  selections: z.array(LedgerSelection),
});
export type TableLedger = z.infer<typeof TableLedger>;
