import { describe, expect, it } from 'vitest';
import { adjustForMany, compareShares, twoSidedP, wilson } from '#mcp/analysis/proportions.ts';

describe('the difference of two shares', () => {
  // Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17 (1998), Table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [10, 10, 0, 10, 0.6075, 1],
    [5, 56, 0, 29, -0.0381, 0.1926],
  ])('%i/%i against %i/%i has the published interval', (a, m, b, n, low, high) => {
    const found = compareShares({ hits: a, of: m }, { hits: b, of: n });
    expect(found?.low).toBeCloseTo(low, 4);
    expect(found?.high).toBeCloseTo(high, 4);
  });

  // Wilson's interval of 81/263 as in Newcombe's companion paper (Statistics in Medicine 17, 1998, pp. 857-872), Table I, method 3.
  it('rests on the published Wilson interval', () => {
    const found = wilson({ hits: 81, of: 263 });
    expect(found.low).toBeCloseTo(0.2553, 4);
    expect(found.high).toBeCloseTo(0.3662, 4);
  });

  it('gives a p-value of 1 for equal shares, and none where too few are expected for the test', () => {
    expect(compareShares({ hits: 0, of: 10 }, { hits: 0, of: 20 })).toMatchObject({ difference: 0, pValue: null });
    expect(compareShares({ hits: 9, of: 9 }, { hits: 1, of: 900 })?.pValue).toBeNull();
    expect(compareShares({ hits: 5, of: 10 }, { hits: 10, of: 20 })?.pValue).toBeCloseTo(1, 12);
    expect(compareShares({ hits: 0, of: 0 }, { hits: 1, of: 2 })).toBeUndefined();
  });

  it('is significant exactly where the pooled z is', () => {
    // z = (0.6 - 0.4) / sqrt(0.5 * 0.5 * 2 / 100) = 2.828…
    expect(compareShares({ hits: 60, of: 100 }, { hits: 40, of: 100 })?.pValue).toBeCloseTo(twoSidedP(Math.sqrt(8)), 14);
  });
});

// Normal distribution, two-sided tails: NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.1 and, far out, Abramowitz and Stegun, table 26.2.
describe('the tail of the normal distribution', () => {
  it.each([
    [0, 1],
    [1, 0.31731050786291415],
    [1.959963984540054, 0.05],
    [2.5758293035489004, 0.01],
    [3, 0.0026997960632601866],
    [3.6, 0.00031821719],
    [5, 5.733031437583878e-7],
    [8, 1.2441921148543574e-15],
  ])('beyond %f', (z, p) => {
    expect(twoSidedP(z) / p).toBeCloseTo(1, 7);
    expect(twoSidedP(-z)).toBe(twoSidedP(z));
  });
});

describe('many tests', () => {
  // The 15 p-values of Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995), section 4.
  const published = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];

  it('finds the four discoveries of the published example', () => {
    const adjusted = adjustForMany(published);
    expect(adjusted.filter((each) => each <= 0.05)).toHaveLength(4);
    expect(adjusted[3]).toBeCloseTo((0.0095 * 15) / 4, 12);
    expect(adjusted).toEqual(adjusted.toSorted((a, b) => a - b));
    expect(Math.max(...adjusted)).toBeLessThanOrEqual(1);
  });

  it('keeps the order in which the p-values were given', () => {
    const shuffled = [0.04, 0.001, 0.03, 1];
    expect(adjustForMany(shuffled)).toEqual([0.16 / 3, 0.004, 0.16 / 3, 1]);
    expect(adjustForMany([])).toEqual([]);
  });
});
