// Daily counts of many events at once, and of the people who did one: what a diagnosis compares with. From a local table that holds the
// days, else one query call each.
import { projectDay } from '../analysis/lake-coverage.ts';
import { daysBetween } from '../lake/day-range.ts';
import { eventCounts } from '../mixpanel/events.ts';
import type { Range } from './arguments.ts';
import { countsPerDay, type DayCount } from './counts-per-day.ts';
import { type Asking, FROM_MIXPANEL, findSource } from './lake-source.ts';

/** Names go into an address, which must not grow without bound; each call is one of 60 an hour. */
const EVENTS_PER_CALL = 100;
const MAX_CALLS = 3;

export interface DailyEvents {
  days: string[];
  segments: Map<string, number[]>;
  /** False when the project has more event names than were counted. */
  isWhole: boolean;
  origin: { source: string; table: string | null; fetched_at: string | null };
}

/** All events, or those named. */
export async function dailyEvents(range: Range, context: Asking, events?: readonly string[]): Promise<DailyEvents> {
  const days = daysBetween(range.from, range.to);
  const source = await findSource(range, events, context);
  if (source.coverage !== undefined) {
    const rows = await source.rows(
      `SELECT event_name, ${projectDay(source.coverage, 'event_time')}::VARCHAR AS day, count(*) FROM ${source.events} e GROUP BY ALL`,
      { maxRows: 400_000 },
    );
    return {
      days,
      segments: countsPerDay(
        rows.map(([name, day, n]) => ({ name: String(name), day: String(day), count: Number(n) })),
        days,
        false,
      ),
      isWhole: true,
      origin: source.origin,
    };
  }
  const workspace = await context.workspace();
  const all = events ?? (await workspace.names.events(context.call));
  const names = all.slice(0, EVENTS_PER_CALL * MAX_CALLS);
  const span = { fromDate: range.from, toDate: range.to, unit: 'day', timezone: range.timezone, type: 'general' } as const;
  const rows: DayCount[] = [];
  for (let start = 0; start < names.length; start += EVENTS_PER_CALL) {
    const part = names.slice(start, start + EVENTS_PER_CALL);
    const { dates, series } = await eventCounts(workspace.http, { ...span, events: part }, context.call);
    for (const { segment, counts } of series) {
      for (const [index, date] of dates.entries()) rows.push({ name: segment, day: date.slice(0, 10), count: counts[index] ?? 0 });
    }
  }
  return { days, segments: countsPerDay(rows, days, false), isWhole: names.length === all.length, origin: FROM_MIXPANEL };
}

/** People (distinct ids) who did the event, per day; not to be added up over days. */
export async function dailyUsers(event: string, range: Range, context: Asking): Promise<number[]> {
  const days = daysBetween(range.from, range.to);
  const source = await findSource(range, [event], context);
  if (source.coverage !== undefined) {
    const rows = await source.rows(
      `SELECT ${projectDay(source.coverage, 'event_time')}::VARCHAR AS day, count(DISTINCT nullif(distinct_id, '')) FROM ${source.events} e GROUP BY ALL`,
      { maxRows: 10_000 },
    );
    const known = new Map(rows.map(([day, n]) => [String(day), Number(n)]));
    return days.map((day) => known.get(day) ?? 0);
  }
  const { http } = await context.workspace();
  const span = { fromDate: range.from, toDate: range.to, unit: 'day', timezone: range.timezone, type: 'unique' } as const;
  const { dates, series } = await eventCounts(http, { ...span, events: [event] }, context.call);
  const counts = series.find((each) => each.segment === event)?.counts ?? [];
  const known = new Map(dates.map((date, index) => [date.slice(0, 10), counts[index] ?? 0]));
  return days.map((day) => known.get(day) ?? 0);
}
