// Which days a fetch still has to ask for, and in how many requests. Pure functions.
import { Temporal } from 'temporal-polyfill';
import { addDays, dayZone, LATE_ARRIVAL_DAYS, type TimeRule } from '../lake/day-range.ts';
import type { LedgerRow } from '../lake/ledger.ts';

/**
 * One request should bring about this many events: two threads then write whole row groups (a fifth less CPU than with 100,000), and what each
 * request ends with, some 0.1 s in which one thread works, does not come too often.
 */
export const TARGET_ROWS = 400_000;
export const PARALLEL_DOWNLOADS = 2;
/** One chunk is loaded, two are downloaded meanwhile. */
export const CHUNKS_UNDER_WAY = PARALLEL_DOWNLOADS + 1;
const MAX_DAYS_PER_REQUEST = 7;

/** Days of `asked` that are not complete, were fetched under another rule, or may have grown since. */
export function daysToFetch(asked: string[], ledger: LedgerRow[], selection: string, rule: TimeRule, ruleName: string): string[] {
  const byDay = new Map(ledger.filter((row) => row.selection === selection).map((row) => [row.day, row]));
  return asked.filter((day) => {
    const row = byDay.get(day);
    if (row === undefined || !row.isComplete || row.timeRule !== ruleName) return true;
    const isFinalAt = Temporal.PlainDate.from(addDays(day, 1 + LATE_ARRIVAL_DAYS)).toZonedDateTime(dayZone(rule)).epochMilliseconds;
    return Date.parse(row.fetchedAt) < isFinalAt;
  });
}

export interface ChunkPlan {
  /** Takes the next run of consecutive days off the list; undefined when none is left. */
  next(quotaLeft: number): string[] | undefined;
  /** Days still on the list that follow these without a gap, at most `count`. */
  following(days: string[], count: number): string[];
  take(days: string[]): void;
  /** They are on the list again, as if nobody had taken them. */
  giveBack(days: string[]): void;
  /** Gives days back, to be asked for one by one: together they failed. */
  split(days: string[]): void;
  /** Tells how many rows some days held, so that the next chunks get the right size. */
  learn(days: number, rows: number): void;
  left(): string[];
}

/** The first request brings one day, to learn how large days are; the quota of the hour sets the least size. */
export function planChunks(days: string[]): ChunkPlan {
  let left = [...days];
  const singles: string[] = [];
  let seenDays = 0;
  let seenRows = 0;
  return {
    next(quotaLeft) {
      const single = singles.shift();
      if (single !== undefined) return [single];
      const first = left[0];
      if (first === undefined) return undefined;
      const byQuota = Math.ceil(left.length / Math.max(1, quotaLeft));
      const bySize = seenDays === 0 ? 1 : Math.round(TARGET_ROWS / Math.max(1, seenRows / seenDays));
      // The quota outweighs the wish for small steps: 300 days with 40 exports left go 8 days at a time.
      const wanted = Math.max(byQuota, Math.min(MAX_DAYS_PER_REQUEST, Math.max(1, bySize)));
      return left.splice(0, runLength(left, wanted));
    },
    following(chunk, count) {
      const last = chunk.at(-1);
      if (last === undefined || left[0] !== addDays(last, 1)) return [];
      return left.slice(0, runLength(left, count));
    },
    take(taken) {
      const gone = new Set(taken);
      left = left.filter((day) => !gone.has(day));
    },
    giveBack(days) {
      left = [...days, ...left].sort();
    },
    split(chunk) {
      singles.push(...chunk);
    },
    learn(dayCount, rows) {
      seenDays += dayCount;
      seenRows += rows;
    },
    left: () => [...singles, ...left].sort(),
  };
}

/** How many of the first days follow one another, at most `wanted`. */
function runLength(days: string[], wanted: number): number {
  const first = days[0];
  if (first === undefined) return 0;
  let count = 1;
  while (count < wanted && days[count] === addDays(first, count)) count += 1;
  return count;
}

/** `2026-05-01 to 2026-05-03, 2026-05-07`: runs of days in words. */
export function describeDays(days: string[]): string {
  const runs: [string, string][] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last !== undefined && addDays(last[1], 1) === day) last[1] = day;
    else runs.push([day, day]);
  }
  return runs.map(([from, to]) => (from === to ? from : `${from} to ${to}`)).join(', ');
}
