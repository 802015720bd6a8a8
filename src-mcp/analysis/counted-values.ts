// Statistics of numbers of which each comes with a count: what a segmentation by a numeric expression tells.

export interface CountedValue {
  value: number;
  count: number;
}

export interface NumberSummary {
  count: number;
  sum: number;
  min: number | null;
  max: number | null;
  avg: number | null;
  /** Of the population: the root of the mean squared distance from the average. */
  stddev: number | null;
  percentiles: Record<string, number | null>;
}

export function summarize(values: readonly CountedValue[], percentiles: readonly number[]): NumberSummary {
  const sorted = values.filter((each) => each.count > 0).toSorted((a, b) => a.value - b.value);
  const count = sorted.reduce((total, each) => total + each.count, 0);
  const sum = exactSum(sorted.map((each) => each.value * each.count));
  const avg = count === 0 ? null : sum / count;
  const spread = avg === null ? null : exactSum(sorted.map((each) => each.count * (each.value - avg) ** 2)) / count;
  return {
    count,
    sum,
    min: sorted[0]?.value ?? null,
    max: sorted.at(-1)?.value ?? null,
    avg,
    stddev: spread === null ? null : Math.sqrt(spread),
    percentiles: Object.fromEntries(percentiles.map((each) => [String(each), quantile(sorted, count, each / 100)])),
  };
}

/** Between two neighbours the value is interpolated: the median of 1 and 2 is 1.5 (the way of DuckDB's quantile_cont). */
function quantile(sorted: readonly CountedValue[], count: number, share: number): number | null {
  if (count === 0) return null;
  const position = (count - 1) * share;
  const below = valueAt(sorted, Math.floor(position));
  const above = valueAt(sorted, Math.ceil(position));
  return below + (above - below) * (position - Math.floor(position));
}

function valueAt(sorted: readonly CountedValue[], index: number): number {
  let passed = 0;
  for (const each of sorted) {
    passed += each.count;
    if (index < passed) return each.value;
  }
  return sorted.at(-1)?.value ?? 0;
}

/** Kahan's sum with Neumaier's correction: the order of the terms does not show in the result. */
function exactSum(terms: readonly number[]): number {
  let sum = 0;
  let lost = 0;
  for (const term of terms) {
    const next = sum + term;
    lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  return sum + lost;
}
