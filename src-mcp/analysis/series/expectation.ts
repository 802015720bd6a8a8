// How a count of one day, or of several days together, compares with what was expected: the interval in which it would lie without
// a cause, and how surprising it is.

import { quantile } from '../normal.ts';
import { twoSidedP } from '../proportions.ts';
import type { SeasonalFit } from './seasonal-fit.ts';

export interface Expectation {
  expected: number;
  /** In 95 of 100 cases without a cause the count lies between these. */
  low: number;
  high: number;
  actual: number;
  /** (actual − expected) / expected, as a fraction. */
  change: number;
  /** Standardised deviation on the scale on which counts are closest to normal. */
  z: number;
  pValue: number;
  isOutside: boolean;
}

/**
 * Counts to the power 2/3 are nearly normal even when they are small (Farrington 1996, section 3.7; McCullagh and Nelder 1989). Without
 * it every quiet series would raise alarms upwards.
 */
const POWER = 2 / 3;
const Z95 = quantile(0.975);

/** `days`: positions as in the fit. `actual`: their counts added up. */
export function compareWithFit(fit: SeasonalFit, days: readonly number[], actual: number): Expectation {
  const expected = days.reduce((sum, day) => sum + fit.expected(day), 0);
  const unsure = days.reduce((sum, day) => sum + fit.uncertainty(day), 0) / Math.max(1, days.length);
  return compareWith({ expected, actual, variance: fit.dispersion * expected + unsure * expected ** 2 });
}

export function compareWith({ expected, actual, variance }: { expected: number; actual: number; variance: number }): Expectation {
  const spread = POWER * Math.sqrt(variance / expected ** 2);
  const z = ((actual / expected) ** POWER - 1) / spread;
  const at = (level: number): number => expected * Math.max(0, 1 + level * spread) ** (1 / POWER);
  const [low, high] = [at(-Z95), at(Z95)];
  return {
    expected,
    low,
    high,
    actual,
    change: (actual - expected) / expected,
    z,
    pValue: twoSidedP(z),
    isOutside: actual < low || actual > high,
  };
}
