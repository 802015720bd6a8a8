import { describe, expect, it } from 'vitest';
import { lowerTail, quantile } from '#mcp/analysis/normal.ts';
import { compareWith, compareWithFit } from '#mcp/analysis/series/expectation.ts';
import { fitSeasonal } from '#mcp/analysis/series/seasonal-fit.ts';
import { solve } from '#mcp/analysis/series/solve.ts';
import { fraction, hash } from '#simulator/world/prng.ts';

const WEEK = [80, 90, 100, 110, 120, 150, 50];
const weeks = (count: number, day: (index: number) => number): number[] => Array.from({ length: count * 7 }, (_, index) => day(index));

describe('a seasonal fit', () => {
  it('finds the weekdays of a series that has nothing else', () => {
    const fit = fitSeasonal(
      weeks(4, (index) => WEEK[index % 7] ?? 0),
      3,
    );
    for (const [weekday, count] of WEEK.entries()) expect(fit?.expected(28 + weekday)).toBeCloseTo(count, -0.5);
    expect(fit).toMatchObject({ dispersion: 1, usesWeekdays: true, usesTrend: true });
  });

  it('follows a trend', () => {
    const fit = fitSeasonal(
      weeks(5, (index) => Math.round((WEEK[index % 7] ?? 0) * 1.01 ** index)),
      0,
    );
    expect((fit?.expected(35) ?? 0) / ((WEEK[0] ?? 1) * 1.01 ** 35)).toBeCloseTo(1, 1);
  });

  it('does not take an earlier accident for the norm', () => {
    const fit = fitSeasonal(
      weeks(4, (index) => (index === 20 ? 0 : (WEEK[index % 7] ?? 0))),
      0,
    );
    expect(fit?.expected(34)).toBeGreaterThan(40);
    const spiked = fitSeasonal(
      weeks(4, (index) => (WEEK[index % 7] ?? 0) * (index === 17 ? 6 : 1)),
      0,
    );
    expect(spiked?.expected(31) ?? 0).toBeLessThan((WEEK[3] ?? 0) * 1.35);
  });

  it('says nothing with less than a week, and uses no weekdays with less than two', () => {
    expect(fitSeasonal([1, 2, 3, 4, 5, 6], 0)).toBeUndefined();
    expect(fitSeasonal([5, 6, 5, 6, 5, 6, 5, 6], 0)).toMatchObject({ usesWeekdays: false, usesTrend: false });
  });

  it('stays finite for a series of zeros', () => {
    const fit = fitSeasonal(
      weeks(4, () => 0),
      0,
    );
    expect(fit?.expected(28)).toBeLessThan(0.2);
    expect(Number.isFinite(compareWithFit(fit as never, [28], 3).z)).toBe(true);
  });

  it('holds about 95 of 100 Poisson counts in its interval', () => {
    let inside = 0;
    const runs = 400;
    for (let run = 0; run < runs; run += 1) {
      const counts = weeks(4, (index) => poisson(WEEK[index % 7] ?? 0, run * 1_000 + index));
      const fit = fitSeasonal(counts, 0);
      if (fit !== undefined && !compareWithFit(fit, [28], poisson(WEEK[0] ?? 0, run * 1_000 + 500)).isOutside) inside += 1;
    }
    expect(inside / runs).toBeGreaterThan(0.92);
    expect(inside / runs).toBeLessThan(0.985);
  });
});

describe('the normal distribution', () => {
  // Abramowitz and Stegun, Handbook of Mathematical Functions, tables 26.1 and 26.5.
  it.each([
    [0.5, 0],
    [0.975, 1.959963985],
    [0.995, 2.575829304],
    [0.9995, 3.290526731],
    [0.01, -2.326347874],
  ])('has the quantile of %f at %f', (p, z) => {
    expect(quantile(p)).toBeCloseTo(z, 8);
    expect(lowerTail(z)).toBeCloseTo(p, 8);
  });
});

describe('an expectation', () => {
  it('is not outside for what was expected, and is for nothing at all', () => {
    expect(compareWith({ expected: 100, actual: 100, variance: 100 })).toMatchObject({ isOutside: false, change: 0, z: 0 });
    const gone = compareWith({ expected: 100, actual: 0, variance: 120 });
    expect(gone).toMatchObject({ isOutside: true, change: -1 });
    expect(gone.low).toBeLessThan(100);
    expect(gone.high).toBeGreaterThan(100);
  });
});

describe('a system of equations', () => {
  it('is solved, with the inverse of its matrix, also when a pivot is 0', () => {
    const { beta, inverse } = solve(
      [
        [0, 2, 1],
        [1, 1, 0],
        [3, 0, 1],
      ],
      [8, 3, 5],
    );
    expect(beta.map((value) => Math.round(value * 1e9) / 1e9)).toEqual([0.6, 2.4, 3.2]);
    expect((inverse[0]?.[0] ?? 0) * 0 + (inverse[0]?.[1] ?? 0) * 1 + (inverse[0]?.[2] ?? 0) * 3).toBeCloseTo(1, 9);
  });
});

/** Knuth's product of uniforms, with numbers that are the same in every run. */
function poisson(mean: number, seed: number): number {
  const limit = Math.exp(-mean);
  let product = 1;
  for (let draws = 0; ; draws += 1) {
    product *= fraction(hash(seed, draws));
    if (product <= limit) return draws;
  }
}
