// Two periods of a question compared: events by their days, people by their number. Pure functions.
import { type Change, compareCounts } from '../../../analysis/health/change.ts';
import { compareWith } from '../../../analysis/series/expectation.ts';
import { addDays, daysBetween } from '../../../lake/day-range.ts';
import { weekday } from '../../diagnosis.ts';

const WEEK = 7;

/** The change is per day when the periods are not equally long. What chance would do is told only where weekdays can be matched. */
export function comparePeriodsOf(now: readonly number[], before: readonly number[], starts: { from: string; before: string }): Change {
  const [current, previous] = [sum(now), sum(before)];
  const gap = daysBetween(addDays(starts.before, before.length), addDays(starts.from, -1)).length;
  const isAfter = starts.from >= addDays(starts.before, before.length);
  if (isAfter && gap % WEEK === 0) {
    const change = compareCounts({ current, previous, currentDays: now, previousDays: before, firstWeekday: weekday(starts.before) });
    return { ...change, change: perDay(now, before) };
  }
  return { current, previous, change: perDay(now, before), usualLow: null, usualHigh: null, pValue: null, trend: null };
}

function perDay(now: readonly number[], before: readonly number[]): number | null {
  const rate = sum(before) / Math.max(1, before.length);
  return rate === 0 ? null : sum(now) / Math.max(1, now.length) / rate - 1;
}

/** People come one by one, so their number strays as chance alone does, in both periods. */
export function comparePeople(current: number, previous: number): Change {
  if (previous === 0) return { current, previous, change: null, usualLow: null, usualHigh: null, pValue: null, trend: null };
  const found = compareWith({ expected: previous, actual: current, variance: 2 * previous });
  return {
    current,
    previous,
    change: found.change,
    usualLow: found.low,
    usualHigh: found.high,
    pValue: found.pValue,
    trend: !found.isOutside ? 'flat' : found.change > 0 ? 'up' : 'down',
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
