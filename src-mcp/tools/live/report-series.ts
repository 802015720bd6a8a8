// A saved report of any depth as two levels that can be read: series by name, and in each series values by date, step or the like.
import { z } from 'zod';
import { count, table } from '../../format/text.ts';
import type { Leaf, ReportValue } from '../../mixpanel/insights.ts';

const LeafValue = z.union([z.number(), z.string(), z.boolean(), z.null()]);
export const ReportSeries = z.record(z.string(), z.record(z.string(), z.union([LeafValue, z.array(LeafValue)])));
export type ReportSeries = z.infer<typeof ReportSeries>;

/** The innermost key where a report has no time axis. */
export const NO_AXIS = 'all';
const BETWEEN = ' / ';
const STEP = /^(\d+)\. /;
const DATE = /^\d{4}-\d{2}-\d{2}/;
const MIDNIGHT = /^(\d{4}-\d{2}-\d{2})[T ]00:00:00(?:\.0+)?(?:Z|[+-]\d{2}:?\d{2})?$/;
const MAX_COLUMNS = 12;

export function toReportSeries(values: readonly ReportValue[]): ReportSeries {
  const hasAxis = values.some(({ path }) => path.at(-1) !== NO_AXIS);
  const rows = values.map(({ path, value }) => {
    const levels = hasAxis ? path : path.slice(0, -1);
    const isDeep = levels.length > 1;
    const prefix = isDeep ? levels.slice(0, -1) : levels;
    return { prefix, key: isDeep ? shortDate(levels.at(-1) ?? NO_AXIS) : NO_AXIS, value };
  });
  const nameOf = namesOf(rows.map(({ prefix }) => prefix));
  const out = new Map<string, [string, Leaf | Leaf[]][]>();
  for (const { prefix, key, value } of rows) {
    const name = nameOf(prefix);
    out.set(name, [...(out.get(name) ?? []), [key, value]]);
  }
  return Object.fromEntries([...out].map(([name, entries]) => [name, Object.fromEntries(entries.sort(([a], [b]) => byStepOrDate(a, b)))]));
}

/** `a / b`; where two different paths would read the same, both are written as JSON. */
function namesOf(prefixes: readonly string[][]): (prefix: string[]) => string {
  const plain = (prefix: readonly string[]): string => (prefix.length === 0 ? 'value' : prefix.join(BETWEEN));
  const owners = new Map<string, Set<string>>();
  for (const prefix of prefixes) owners.set(plain(prefix), (owners.get(plain(prefix)) ?? new Set()).add(JSON.stringify(prefix)));
  return (prefix) => ((owners.get(plain(prefix))?.size ?? 0) > 1 ? JSON.stringify(prefix) : plain(prefix));
}

/** A day is written without its midnight; the project's zone stands beside the series. */
function shortDate(key: string): string {
  return MIDNIGHT.exec(key)?.[1] ?? key;
}

/** Steps of funnels by their number (10 after 9), dates by time; everything else stays in Mixpanel's order. */
function byStepOrDate(a: string, b: string): number {
  const [stepA, stepB] = [STEP.exec(a)?.[1], STEP.exec(b)?.[1]];
  if (stepA !== undefined && stepB !== undefined) return Number(stepA) - Number(stepB);
  return DATE.test(a) && DATE.test(b) ? (a < b ? -1 : 1) : 0;
}

/** The largest series first; reports that are no counts keep the order of their steps and dates. */
export function rankSeries(series: ReportSeries, reportType: string): string[] {
  const names = Object.keys(series);
  if (reportType !== 'insights') return names.sort(byStepOrDate);
  const size = (name: string): number =>
    Object.values(series[name] ?? {}).reduce<number>((sum, value) => sum + (typeof value === 'number' ? value : 0), 0);
  return names
    .map((name) => ({ name, size: size(name) }))
    .sort((a, b) => b.size - a.size)
    .map(({ name }) => name);
}

/** What the numbers of this kind of report leave unsaid. */
export function seriesNotes(series: ReportSeries, reportType: string): string[] {
  const hasDates = Object.values(series).some((values) => Object.keys(values).some((key) => DATE.test(key)));
  if (reportType === 'insights' && hasDates) return ['Mixpanel leaves out dates on which nothing happened: a missing count is 0.'];
  return reportType === 'retention' ? ['The last entries of a cohort may not be over yet: they still grow.'] : [];
}

export function reportTable(series: ReportSeries, names: readonly string[]): string {
  const shown = names.flatMap((name) => (series[name] === undefined ? [] : [{ name, values: series[name] }]));
  const keys = [...new Set(shown.flatMap(({ values }) => Object.keys(values)))];
  if (keys.length <= MAX_COLUMNS) {
    keys.sort(byStepOrDate);
    return table(
      ['series', ...keys],
      shown.map(({ name, values }) => [name, ...keys.map((key) => cell(values[key]))]),
    );
  }
  if (shown.length <= MAX_COLUMNS / 2) {
    return table(
      ['', ...shown.map(({ name }) => name)],
      keys.sort(byStepOrDate).map((key) => [key, ...shown.map(({ values }) => cell(values[key]))]),
    );
  }
  return table(
    ['series', 'key', 'value'],
    shown.flatMap(({ name, values }) => Object.entries(values).map(([key, value]) => [name, key, cell(value)])),
  );
}

function cell(value: Leaf | Leaf[] | undefined): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(cell).join(', ');
  if (typeof value !== 'number') return String(value);
  return Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(6)));
}
