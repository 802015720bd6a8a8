// Days of many series that stray beyond chance, with a stated rate of false alarms: of so many scans of quiet data, how many would
// report anything at all. All days of all series are tested together (Holm's step-down correction, Scand. J. Statist. 6, 1979), so
// that scanning more events does not raise more alarms.
import { compareWithFit, type Expectation } from './expectation.ts';
import { fitSeasonal, MIN_DAYS } from './seasonal-fit.ts';

export interface ScannedSeries {
  name: string;
  /** Consecutive days; the last `recent` of them are scanned. */
  counts: readonly number[];
}

export interface Anomaly {
  name: string;
  /** Position in `counts`. */
  at: number;
  expectation: Expectation;
  /** Corrected for all days of all series that were scanned. */
  adjustedP: number;
}

/** Series with fewer events a day than this say nothing on a single day. */
const MIN_EXPECTED = 5;
/** The weeks a day is compared with. */
const HISTORY_DAYS = 42;

export interface Scan {
  anomalies: Anomaly[];
  tests: number;
  /** Names of series too short or too thin to be judged. */
  unjudged: string[];
}

/** `falseAlarms`: the chance that a scan of quiet data reports anything. `firstWeekday`: of the first count. */
export function scanSeries(series: readonly ScannedSeries[], recent: number, falseAlarms: number, firstWeekday: number): Scan {
  const tested: Omit<Anomaly, 'adjustedP'>[] = [];
  const unjudged: string[] = [];
  for (const { name, counts } of series) {
    const before = tested.length;
    for (let at = Math.max(MIN_DAYS, counts.length - recent); at < counts.length; at += 1) {
      const expectation = expectationAt(counts, at, firstWeekday);
      if (expectation !== undefined) tested.push({ name, at, expectation });
    }
    if (tested.length === before) unjudged.push(name);
  }
  const order = tested.toSorted((a, b) => a.expectation.pValue - b.expectation.pValue);
  const anomalies: Anomaly[] = [];
  let largest = 0;
  for (const [index, each] of order.entries()) {
    largest = Math.max(largest, Math.min(1, each.expectation.pValue * (order.length - index)));
    if (largest >= falseAlarms) break;
    anomalies.push({ ...each, adjustedP: largest });
  }
  return { anomalies, tests: tested.length, unjudged };
}

/** A day against the weeks before it; an earlier stray day counts less by itself. */
function expectationAt(counts: readonly number[], at: number, firstWeekday: number): Expectation | undefined {
  const start = Math.max(firstSeen(counts), at - HISTORY_DAYS);
  const fit = fitSeasonal(counts.slice(start, at), (firstWeekday + start) % 7);
  if (fit === undefined) return undefined;
  const expectation = compareWithFit(fit, [at - start], counts[at] ?? 0);
  return Math.max(expectation.expected, expectation.actual) < MIN_EXPECTED ? undefined : expectation;
}

function firstSeen(counts: readonly number[]): number {
  const at = counts.findIndex((count) => count > 0);
  return at < 0 ? counts.length : at;
}
