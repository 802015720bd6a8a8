// Shares of two groups of people: how far apart, how surely. Pure functions.
// Test: two proportions with a pooled estimate, two-sided. Interval: Newcombe's hybrid of two Wilson intervals (Statistics in
// Medicine 17, 1998, method 10), which stays within -1..1 and holds for small groups. Many tests: Benjamini and Hochberg (1995).

/** 97.5 % point of the normal distribution: intervals hold the true value in 95 of 100 cases. */
const Z95 = 1.959963984540054;

export interface Share {
  hits: number;
  of: number;
}

export interface ShareDifference {
  /** First share minus second, as a fraction. */
  difference: number;
  low: number;
  high: number;
  /** Null when the groups are too small for the test: fewer than 5 users would be expected on one side. */
  pValue: number | null;
}

/** Undefined when a group is empty. */
export function compareShares(a: Share, b: Share): ShareDifference | undefined {
  if (a.of <= 0 || b.of <= 0) return undefined;
  const [p, q] = [a.hits / a.of, b.hits / b.of];
  const [first, second] = [wilson(a), wilson(b)];
  const difference = p - q;
  return {
    difference,
    low: difference - Math.hypot(p - first.low, second.high - q),
    high: difference + Math.hypot(first.high - p, q - second.low),
    pValue: pooledP(a, b),
  };
}

export function wilson({ hits, of }: Share, z = Z95): { low: number; high: number } {
  const share = hits / of;
  const middle = (share + z ** 2 / (2 * of)) / (1 + z ** 2 / of);
  const half = (z / (1 + z ** 2 / of)) * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** The usual rule of thumb (Cochran) for when the normal distribution is near enough. */
const LEAST_EXPECTED = 5;

function pooledP(a: Share, b: Share): number | null {
  const pooled = (a.hits + b.hits) / (a.of + b.of);
  if (Math.min(pooled, 1 - pooled) * Math.min(a.of, b.of) < LEAST_EXPECTED) return null;
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / a.of + 1 / b.of));
  return twoSidedP((a.hits / a.of - b.hits / b.of) / spread);
}

/** Probability that a standard normal value lies at least this far from 0. */
export function twoSidedP(z: number): number {
  return erfc(Math.abs(z) / Math.SQRT2);
}

/** Below this the power series converges quickly, above it the continued fraction does. */
const SERIES_BELOW = 2.5;
const FRACTION_TERMS = 80;

/** Complementary error function for x ≥ 0, to about 1e-14 relative. */
function erfc(x: number): number {
  if (x < SERIES_BELOW) {
    let term = x;
    let sum = x;
    for (let n = 1; term > sum * Number.EPSILON; n += 1) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  let fraction = x;
  for (let n = FRACTION_TERMS; n >= 1; n -= 1) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}

/** Adjusted p-values in the order of the given ones: those below q are discoveries of which at most the share q is expected to be false. */
export function adjustForMany(pValues: readonly number[]): number[] {
  const order = pValues.map((pValue, index) => ({ pValue, index })).sort((a, b) => b.pValue - a.pValue);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let least = 1;
  for (const [position, { pValue, index }] of order.entries()) {
    const rank = pValues.length - position;
    least = Math.min(least, (pValue * pValues.length) / rank);
    adjusted[index] = least;
  }
  return adjusted;
}
