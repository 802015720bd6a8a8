// Which one value of which one property explains a change best. For each value the question is: if only this value's events had
// changed, and all others of its property had moved alike, would the property's table look the way it does? That is compared with
// "all values moved alike". The gain is the likelihood ratio of Kulldorff's scan statistic (Commun. Statist. 26, 1997), with the usual
// clumping of the counts taken into account; its p-value is corrected for all the values that were looked at. A value that only
// follows the true cause (one phone model, when all of Android fell silent) leaves its neighbours unexplained, and so comes out lower
// than the cause itself. How the total was expected to be plays no part: a wrong guess of the level cannot invent a cause.
import { adjustForMany, twoSidedP } from '../proportions.ts';

export interface SegmentTable {
  dimension: string;
  segments: { value: string; history: readonly number[]; current: number }[];
}

export interface CauseSearch {
  /** In the order in which a property is preferred when two say the same. */
  tables: readonly SegmentTable[];
  direction: 'down' | 'up';
  /** Expected count of all segments together over the days in question; only for the size of contributions. */
  expectedTotal: number;
  actualTotal: number;
}

export interface SegmentCause {
  dimension: string;
  value: string;
  /** What it would have been, had it moved like the other values. */
  expected: number;
  actual: number;
  /** Part of the whole change that its change makes up, as a fraction; null when the whole has not changed in this direction. */
  contribution: number | null;
  /** How far the other values stray from moving alike, against chance: around 1 when nothing else happened. */
  misfit: number;
  score: number;
  pValue: number;
  /** After correction for all values that were looked at. */
  adjustedP: number;
  /** Other names of the same events, such as `mp_lib` = android for `$os` = Android. */
  aliases: { dimension: string; value: string }[];
}

export interface CauseRanking {
  /** Best first: values that changed apart from the others, beyond chance, in the direction asked for. */
  causes: SegmentCause[];
  /** Values that were looked at. */
  tested: number;
}

/** Thinner segments tell nothing either way. */
export const MIN_EXPECTED = 8;
/** Of a hundred quiet days at most one may be given a cause. */
export const SIGNIFICANT = 0.01;
/** Two values are the same events under two names when both counts agree this closely. */
const SAME_EVENTS = 0.03;

export function searchCauses(search: CauseSearch): CauseRanking {
  const candidates = search.tables.flatMap((table) => candidatesOf(table, search));
  const adjusted = adjustForMany(candidates.map((candidate) => candidate.pValue));
  const sign = search.direction === 'down' ? -1 : 1;
  const found = candidates
    .map((candidate, index) => ({ ...candidate, adjustedP: adjusted[index] ?? 1 }))
    .filter((each) => each.adjustedP < SIGNIFICANT && each.score > 0 && (each.actual - each.expected) * sign > 0)
    .sort((a, b) => b.score - a.score || b.expected - a.expected);
  return { causes: withoutAliases(found, search.tables), tested: candidates.length };
}

type Candidate = Omit<SegmentCause, 'adjustedP' | 'aliases'>;

function candidatesOf(table: SegmentTable, search: CauseSearch): Candidate[] {
  const totals = dayTotals(table);
  const all = totals.reduce((sum, count) => sum + count, 0);
  const now = table.segments.reduce((sum, segment) => sum + segment.current, 0);
  if (all === 0 || now === 0) return [];
  const rows = table.segments.map((segment) => {
    const share = segment.history.reduce((sum, count) => sum + count, 0) / all;
    return { ...segment, share, clumping: clumpingOf(segment.history, totals, share) };
  });
  const usual = Math.max(1, median(rows.filter((row) => row.share * now >= MIN_EXPECTED).map((row) => row.clumping)));
  const alike = rows.reduce((sum, row) => sum + deviance(row.current, row.share * now), 0);
  const change = search.actualTotal - search.expectedTotal;
  return rows.flatMap((row) => {
    const others = now - row.current;
    // What it would be, had it kept its proportion to the others.
    const expected = row.share >= 1 ? 0 : (others * row.share) / (1 - row.share);
    if (Math.max(expected, row.share * search.expectedTotal) < MIN_EXPECTED || row.share > 0.999) return [];
    const left =
      rows.reduce((sum, each) => sum + (each === row ? 0 : deviance(each.current, (each.share / (1 - row.share)) * others)), 0) / usual;
    const spare = Math.max(1, rows.length - 2);
    const own = row.current - expected;
    return [
      {
        dimension: table.dimension,
        value: row.value,
        expected,
        actual: row.current,
        contribution: own * change > 0 ? own / change : null,
        misfit: left / spare,
        score: alike / usual - left - Math.max(0, left - spare),
        pValue: shareP(row.current, now, row.share, Math.max(usual, row.clumping)),
      },
    ];
  });
}

/** One entry for values that are the same events; it goes by the property that was named first. */
function withoutAliases(found: readonly Omit<SegmentCause, 'aliases'>[], tables: readonly SegmentTable[]): SegmentCause[] {
  const order = (dimension: string): number => tables.findIndex((table) => table.dimension === dimension);
  const groups: Omit<SegmentCause, 'aliases'>[][] = [];
  for (const cause of found) {
    const same = groups.find(([first]) => first !== undefined && first.dimension !== cause.dimension && areSame(first, cause));
    if (same === undefined) groups.push([cause]);
    else same.push(cause);
  }
  return groups.flatMap((group) => {
    const [main, ...rest] = group.toSorted((a, b) => order(a.dimension) - order(b.dimension));
    return main === undefined ? [] : [{ ...main, aliases: rest.map(({ dimension, value }) => ({ dimension, value })) }];
  });
}

function areSame(a: { expected: number; actual: number }, b: { expected: number; actual: number }): boolean {
  const near = (x: number, y: number): boolean => Math.abs(x - y) <= Math.max(1, SAME_EVENTS * Math.max(x, y));
  return near(a.expected, b.expected) && near(a.actual, b.actual);
}

function dayTotals(table: SegmentTable): number[] {
  const days = Math.max(0, ...table.segments.map((segment) => segment.history.length));
  return Array.from({ length: days }, (_, day) => table.segments.reduce((sum, segment) => sum + (segment.history[day] ?? 0), 0));
}

/** Twice the log-likelihood ratio of a Poisson count against its mean. */
function deviance(count: number, mean: number): number {
  const safe = Math.max(mean, 1e-9);
  return 2 * ((count === 0 ? 0 : count * Math.log(count / safe)) - (count - safe));
}

/** Variance of a segment's daily share over what a binomial share would have; not below 1. */
function clumpingOf(history: readonly number[], totals: readonly number[], share: number): number {
  if (share <= 0 || share >= 1) return 1;
  let squares = 0;
  let days = 0;
  totals.forEach((total, day) => {
    if (total === 0) return;
    squares += ((history[day] ?? 0) - total * share) ** 2 / (total * share * (1 - share));
    days += 1;
  });
  return days < 2 ? 1 : Math.max(1, squares / (days - 1));
}

/** Binomial likelihood ratio of a share, one degree of freedom. */
function shareP(count: number, total: number, share: number, clumping: number): number {
  if (total === 0) return 1;
  const g = deviance(count, total * share) + deviance(total - count, total * (1 - share));
  return twoSidedP(Math.sqrt(Math.max(0, g) / clumping));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 1) : ((sorted[middle - 1] ?? 1) + (sorted[middle] ?? 1)) / 2;
}
