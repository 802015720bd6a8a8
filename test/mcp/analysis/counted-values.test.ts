import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarize } from '#mcp/analysis/counted-values.ts';

describe('numbers with counts', () => {
  // NIST Statistical Reference Datasets, NumAcc2 to NumAcc4: 1,001 numbers, certified mean as given, certified standard deviation
  // (dividing by n - 1) 0.1. Ours divides by n.
  it.each([1.2, 1_000_000.2, 10_000_000.2])('agree with the certified data set around %f', (mean) => {
    const found = summarize(
      [
        { value: mean, count: 1 },
        { value: mean - 0.1, count: 500 },
        { value: mean + 0.1, count: 500 },
      ],
      [],
    );
    expect(found.count).toBe(1001);
    expect(found.avg).toBeCloseTo(mean, 9);
    expect((found.stddev ?? 0) * Math.sqrt(1001 / 1000)).toBeCloseTo(0.1, 8);
  });

  it('interpolate percentiles and keep the ends', () => {
    const found = summarize(
      [
        { value: 4, count: 1 },
        { value: 1, count: 2 },
        { value: 3, count: 1 },
        { value: 9, count: 0 },
      ],
      [0, 25, 50, 90, 100],
    );
    expect(found).toMatchObject({ count: 4, sum: 9, min: 1, max: 4, avg: 2.25 });
    expect(found.percentiles).toEqual({ '0': 1, '25': 1, '50': 2, '90': expect.closeTo(3.7, 12), '100': 4 });
  });

  it('say null instead of a number when there is none', () => {
    expect(summarize([], [50])).toEqual({ count: 0, sum: 0, min: null, max: null, avg: null, stddev: null, percentiles: { '50': null } });
  });

  it('give the same as the numbers one by one', () => {
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 100 }), (numbers, percentile) => {
        const counts = [...Map.groupBy(numbers, (value) => value)].map(([value, all]) => ({ value, count: all.length }));
        const found = summarize(counts, [percentile]);
        const sorted = numbers.toSorted((a, b) => a - b);
        const position = ((sorted.length - 1) * percentile) / 100;
        const [below = 0, above = 0] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
        expect(found.percentiles[String(percentile)]).toBeCloseTo(below + (above - below) * (position % 1), 9);
        expect(found.sum).toBe(numbers.reduce((sum, value) => sum + value, 0));
      }),
    );
  });
});
