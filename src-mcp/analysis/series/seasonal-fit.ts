// What a daily count was expected to be: a trend, the weekday, and how far days usually stray. The model is the one used to spot
// outbreaks in weekly reports of diseases (Farrington, Andrews, Beale and Catchpole, J. R. Statist. Soc. A 159, 1996): a
// quasi-Poisson regression whose outliers count less, so that an earlier accident does not become the norm. Pure functions.
import { solve } from './solve.ts';

const WEEK = 7;
/** With less than two weeks a weekday cannot be told from an accident. */
const MIN_DAYS_FOR_WEEKDAYS = 14;
export const MIN_DAYS = 7;
const MIN_DAYS_FOR_TREND = 21;
/** Pulls weekday effects of thin series towards none: as strong as so many events a weekday. */
const WEEKDAY_RIDGE = 2;
const ROUNDS = 12;
/** Pearson residuals beyond this count less (in units of the usual spread). */
const OUTLIER = 2.5;
const SMALLEST_MEAN = 0.05;

export interface SeasonalFit {
  /** Expected count of a day; 0 is the first day of the history, its length the day after it. */
  expected(day: number): number;
  /** Variance of log(expected): how unsure the expectation itself is. */
  uncertainty(day: number): number;
  /** Variance over mean of a day's count; 1 is pure chance, events of the same people come in clumps and make it larger. */
  dispersion: number;
  days: number;
  usesWeekdays: boolean;
  usesTrend: boolean;
}

/** `history`: counts of consecutive days. `firstWeekday`: 0 to 6, any numbering. Undefined for less than a week. */
export function fitSeasonal(history: readonly number[], firstWeekday: number): SeasonalFit | undefined {
  const days = history.length;
  if (days < MIN_DAYS) return undefined;
  const usesWeekdays = days >= MIN_DAYS_FOR_WEEKDAYS;
  const usesTrend = days >= MIN_DAYS_FOR_TREND;
  const row = (day: number): number[] => [
    1,
    ...(usesTrend ? [(day - days / 2) / days] : []),
    ...(usesWeekdays ? weekdayColumns((firstWeekday + day) % WEEK) : []),
  ];
  const rows = history.map((_, day) => row(day));
  const ridge = rows[0]?.map((_, column) => (column > (usesTrend ? 1 : 0) ? WEEKDAY_RIDGE : 0)) ?? [];
  const { beta, covariance, dispersion } = regress(rows, history, ridge);
  const log = (day: number): number => dot(row(day), beta);
  return {
    expected: (day) => Math.max(SMALLEST_MEAN, Math.exp(log(day))),
    uncertainty: (day) => {
      const x = row(day);
      return (
        dispersion *
        dot(
          x,
          x.map((_, index) => dot(covariance[index] ?? [], x)),
        )
      );
    },
    dispersion,
    days,
    usesWeekdays,
    usesTrend,
  };
}

/** Six columns that add up to nothing over a week, so that the level stays the mean of the week. */
function weekdayColumns(weekday: number): number[] {
  return Array.from({ length: WEEK - 1 }, (_, index) => (weekday === WEEK - 1 ? -1 : weekday === index ? 1 : 0));
}

interface Regression {
  beta: number[];
  covariance: number[][];
  dispersion: number;
}

function regress(rows: readonly number[][], counts: readonly number[], ridge: readonly number[]): Regression {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const width = ridge.length;
  let beta = [Math.log(Math.max(SMALLEST_MEAN, mean)), ...new Array<number>(width - 1).fill(0)];
  let weights = counts.map(() => 1);
  let covariance: number[][] = [];
  let dispersion = 1;
  for (let round = 0; round < ROUNDS; round += 1) {
    const means = rows.map((row) => Math.max(SMALLEST_MEAN, Math.exp(Math.min(30, dot(row, beta)))));
    const step = normalEquations(rows, counts, means, { weights, beta, ridge });
    covariance = step.inverse;
    beta = step.beta;
    const residuals = rows.map((row, day) => pearson(counts[day] ?? 0, Math.max(SMALLEST_MEAN, Math.exp(Math.min(30, dot(row, beta))))));
    dispersion = dispersionOf(residuals, weights, width);
    weights = residuals.map((residual) => {
      const size = Math.abs(residual) / Math.sqrt(dispersion);
      return size <= OUTLIER ? 1 : (OUTLIER / size) ** 2;
    });
  }
  return { beta, covariance, dispersion };
}

function normalEquations(
  rows: readonly number[][],
  counts: readonly number[],
  means: readonly number[],
  { weights, beta, ridge }: { weights: readonly number[]; beta: readonly number[]; ridge: readonly number[] },
): { beta: number[]; inverse: number[][] } {
  const width = ridge.length;
  const matrix = Array.from({ length: width }, (_, column) =>
    Array.from({ length: width }, (_, other) => (column === other ? (ridge[column] ?? 0) + 1e-9 : 0)),
  );
  const right = new Array<number>(width).fill(0);
  rows.forEach((row, day) => {
    const mean = means[day] ?? SMALLEST_MEAN;
    const weight = mean * (weights[day] ?? 1);
    const target = dot(row, beta) + ((counts[day] ?? 0) - mean) / mean;
    row.forEach((x, column) => {
      right[column] = (right[column] ?? 0) + weight * x * target;
      const line = matrix[column] ?? [];
      row.forEach((y, other) => {
        line[other] = (line[other] ?? 0) + weight * x * y;
      });
    });
  });
  return solve(matrix, right);
}

function pearson(count: number, mean: number): number {
  return (count - mean) / Math.sqrt(mean);
}

/** Never below pure chance: a history that happens to be smooth promises nothing. */
function dispersionOf(residuals: readonly number[], weights: readonly number[], parameters: number): number {
  const squares = residuals.reduce((sum, residual, day) => sum + (weights[day] ?? 1) * residual ** 2, 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Math.max(1, squares / Math.max(1, total - parameters));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
