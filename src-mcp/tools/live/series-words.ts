// What the counting tools share: their arguments, the bound on buckets, and a series as a structured value and as a table.
import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import { count, table } from '../../format/text.ts';
import { daysBetween } from '../../lake/day-range.ts';
import type { BucketUnit } from '../../mixpanel/buckets.ts';
import type { CountSeries, CountType } from '../../mixpanel/series.ts';

export const EventName = z.string().min(1).describe('Event name, exactly as list_events shows it');
export const AnyUnit = z.enum(['hour', 'day', 'week', 'month']).default('day').describe('Width of a time bucket');
export const HourOrDay = z.enum(['hour', 'day']).default('day').describe('Width of a time bucket');
export const Counting = z
  .enum(['general', 'unique', 'average'])
  .default('general')
  .describe('general: events; unique: users; average: events per user');
export const Where = z.string().min(1).nullish().describe('Filter. Example: properties["plan"] == "pro"');
export const NumericOn = z.string().min(1).describe('Numeric property or expression. Example: price');

export const Series = z.record(z.string(), z.record(z.string(), z.number().nullable()));
export type Series = z.infer<typeof Series>;

/** One series must fit into one answer: an hour costs about 17 tokens, a day about 10, of the 6,000. */
const MAX_DAYS: Partial<Record<BucketUnit, number>> = { hour: 15, day: 550 };
/** Dates shown as columns of the text; more are shown as rows. */
const MAX_DATE_COLUMNS = 12;

export const COUNTED: Record<CountType, string> = { general: 'events', unique: 'users', average: 'events per user' };

export function refuseTooManyBuckets(range: { from: string; to: string }, unit: BucketUnit): void {
  const most = MAX_DAYS[unit];
  const days = daysBetween(range.from, range.to).length;
  if (most === undefined || days <= most) return;
  throw inputError(
    `${count(days)} days by ${unit} are too many for one answer: at most ${count(most)} days.`,
    unit === 'hour' ? 'Ask for fewer days, or by day.' : 'Ask for fewer days, or by week or month.',
  );
}

export function refuseHourlyUsers(type: CountType, unit: BucketUnit): void {
  if (unit !== 'hour' || type === 'general') return;
  throw inputError(`Mixpanel counts no ${COUNTED[type]} by hour.`, 'Use unit day, or type general for events by hour.');
}

export function toSeriesOutput({ dates, series }: CountSeries): Series {
  return Object.fromEntries(
    series.map(({ segment, counts }) => [segment, Object.fromEntries(dates.map((date, index) => [date, counts[index] ?? null]))]),
  );
}

/** Events over all segments and dates; null for users and averages, which do not add up. */
export function totalOf({ series }: CountSeries, type: CountType): number | null {
  return type === 'general' ? series.reduce((sum, each) => sum + each.total, 0) : null;
}

/** Notes that make the numbers of this way of counting true. */
export function countingNotes(type: CountType, unit: BucketUnit): string[] {
  if (type === 'general') return [];
  const dates = `Do not add numbers of several ${unit}s:`;
  return type === 'unique'
    ? [`${dates} a user who comes on two of them counts in both.`]
    : [`${dates} they are averages. Empty means that nobody did it.`];
}

export function sumOf(byDate: Record<string, number | null>): number {
  return Object.values(byDate).reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

/** Names in the order of their sums; an object gives names like "2024" in the order of numbers, whatever order they were put in. */
export function bySum(series: Series): string[] {
  const sums = Object.entries(series).map(([name, byDate]) => ({ name, sum: sumOf(byDate) }));
  return sums.sort((a, b) => b.sum - a.sum || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
}

export interface SeriesTable {
  series: Series;
  names: readonly string[];
  /** The head of the column of names. */
  noun: string;
  unit: string;
  type: CountType;
}

export function seriesTable({ series, names, noun, unit, type }: SeriesTable): string {
  const rows = names.flatMap((name) => (series[name] === undefined ? [] : [{ name, byDate: series[name] }]));
  const dates = Object.keys(rows[0]?.byDate ?? {});
  const withTotal = type === 'general';
  if (rows.length > 4 || dates.length <= MAX_DATE_COLUMNS) {
    return table(
      [noun, ...dates, ...(withTotal ? ['total'] : [])],
      rows.map(({ name, byDate }) => [
        name,
        ...dates.map((date) => cell(byDate[date], type)),
        ...(withTotal ? [count(sumOf(byDate))] : []),
      ]),
    );
  }
  return table(
    [unit, ...rows.map(({ name }) => name)],
    dates.map((date) => [date, ...rows.map(({ byDate }) => cell(byDate[date], type))]),
  );
}

function cell(value: number | null | undefined, type: CountType): string {
  if (value === null || value === undefined) return '';
  return type === 'average' ? String(Math.round(value * 1000) / 1000) : count(value);
}
