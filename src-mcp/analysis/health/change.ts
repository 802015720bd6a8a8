// How a number of one period compares with that of the equally long period before it, and what chance alone would do. Counts are
// compared under the usual clumping of their days and with their weekdays matched; shares with Newcombe's interval.
import { compareShares, type Share, wilson } from '../proportions.ts';
import { compareWith } from '../series/expectation.ts';
import { fitSeasonal } from '../series/seasonal-fit.ts';

const WEEK = 7;
const DAYS_FOR_WEEKDAYS = 14;
const SURE = 0.05;

export type Trend = 'up' | 'down' | 'flat';

export interface Change {
  current: number;
  previous: number;
  /** (current − previous) / previous, as a fraction; null when there was nothing before. */
  change: number | null;
  /** Without a change, 95 of 100 such periods would lie between these; null when that cannot be said. */
  usualLow: number | null;
  usualHigh: number | null;
  pValue: number | null;
  /** Null when it cannot be told. */
  trend: Trend | null;
}

export interface CountChange {
  current: number;
  previous: number;
  /** Per day of each period; users of single days need not add up to the users of the period. */
  currentDays: readonly number[];
  previousDays: readonly number[];
  /** Of the first day of the earlier period: 0 is Monday. */
  firstWeekday: number;
}

export function compareCounts(input: CountChange): Change {
  const { current, previous } = input;
  const change = previous === 0 ? null : (current - previous) / previous;
  if (previous === 0) {
    // Each of them could as well have come in the earlier period: a coin thrown `current` times.
    const pValue = Math.min(1, 2 * 0.5 ** current);
    return { current, previous, change, usualLow: 0, usualHigh: null, pValue, trend: pValue < SURE ? 'up' : 'flat' };
  }
  const expected = previous * weekdayMix(input);
  const clumping = clumpingOf(input);
  const found = compareWith({ expected, actual: current, variance: clumping * (expected + expected ** 2 / previous) });
  return {
    current,
    previous,
    change,
    usualLow: found.low,
    usualHigh: found.high,
    pValue: found.pValue,
    trend: !found.isOutside ? 'flat' : found.change > 0 ? 'up' : 'down',
  };
}

/** Of a period of 30 days some weekdays come five times, in the one before it others: what that alone makes of the sum. */
function weekdayMix({ currentDays, previousDays, firstWeekday }: CountChange): number {
  const size = previousDays.length;
  if (size % WEEK === 0 || size + currentDays.length < DAYS_FOR_WEEKDAYS) return currentDays.length / Math.max(1, size);
  const weights = Array.from({ length: WEEK }, () => ({ sum: 0, days: 0 }));
  for (const [counts, start] of [[previousDays, 0] as const, [currentDays, size] as const]) {
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    if (mean === 0) continue;
    counts.forEach((count, index) => {
      const weight = weights[(firstWeekday + start + index) % WEEK];
      if (weight === undefined) return;
      weight.sum += count / mean;
      weight.days += 1;
    });
  }
  const total = (counts: readonly number[], start: number): number =>
    counts.reduce<number>((sum, _, index) => {
      const weight = weights[(firstWeekday + start + index) % WEEK];
      return sum + (weight === undefined || weight.days === 0 ? 1 : weight.sum / weight.days);
    }, 0);
  return total(currentDays, size) / Math.max(Number.EPSILON, total(previousDays, 0));
}

/**
 * Variance over mean of a day's count. In each period by itself a change between them is not taken for clumping; periods of less than
 * two weeks cannot tell weekdays by themselves and would take those for it, so there both together are looked at as well.
 */
function clumpingOf({ currentDays, previousDays, firstWeekday }: CountChange): number {
  const size = previousDays.length;
  const apart = [fitSeasonal(previousDays, firstWeekday), fitSeasonal(currentDays, (firstWeekday + size) % WEEK)];
  const fits = apart.filter((fit) => fit !== undefined);
  const days = fits.reduce((sum, fit) => sum + fit.days, 0);
  const mean = days === 0 ? undefined : fits.reduce((sum, fit) => sum + fit.dispersion * fit.days, 0) / days;
  const whole = size < 2 * WEEK ? fitSeasonal([...previousDays, ...currentDays], firstWeekday)?.dispersion : undefined;
  return Math.min(mean ?? whole ?? 1, whole ?? mean ?? 1);
}

/** Shares from 0 to 1. Undefined when nobody of the current period could be looked at. */
export function compareRates(current: Share, previous: Share): Change | undefined {
  if (current.of === 0) return undefined;
  const share = current.hits / current.of;
  const compared = compareShares(current, previous);
  if (compared === undefined) {
    return { current: share, previous: 0, change: null, usualLow: null, usualHigh: null, pValue: null, trend: null };
  }
  const before = previous.hits / previous.of;
  const { difference, low, high } = compared;
  return {
    current: share,
    previous: before,
    change: before === 0 ? null : difference / before,
    usualLow: Math.max(0, before - (high - difference)),
    usualHigh: Math.min(1, before + (difference - low)),
    pValue: compared.pValue,
    trend: low > 0 ? 'up' : high < 0 ? 'down' : 'flat',
  };
}

/** The share with its 95 % interval; undefined when there is nobody to look at. */
export function shareOf(share: Share): { share: number; low: number; high: number } | undefined {
  return share.of === 0 ? undefined : { share: share.hits / share.of, ...wilson(share) };
}
