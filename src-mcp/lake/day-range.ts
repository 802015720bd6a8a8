// Days as text (YYYY-MM-DD). A fetched day is a day as the export endpoint counts it: UTC for projects created since 2023; the
// project's own zone for older ones, whose exported `time` is local wall-clock time written as if it were UTC.
// Source: Mixpanel export docs ("from_date", time zone note) and the gap seen between `time` and `$mp_api_timestamp_ms`.
import { Temporal } from 'temporal-polyfill';

export type TimeRule = { kind: 'utc' } | { kind: 'wall-clock'; timezone: string };

/** Phones deliver up to five days late: a day that was fetched sooner than that after its end may still grow. */
export const LATE_ARRIVAL_DAYS = 5;

export const UTC_RULE: TimeRule = { kind: 'utc' };

export function ruleText(rule: TimeRule): string {
  return rule.kind === 'utc' ? 'utc' : `wall-clock ${rule.timezone}`;
}

export function parseRule(text: string): TimeRule {
  return text.startsWith('wall-clock ') ? { kind: 'wall-clock', timezone: text.slice('wall-clock '.length) } : UTC_RULE;
}

/** The zone in which the export endpoint counts days under this rule. */
export function dayZone(rule: TimeRule): string {
  return rule.kind === 'utc' ? 'UTC' : rule.timezone;
}

export function daysBetween(from: string, to: string): string[] {
  const out: string[] = [];
  const last = Temporal.PlainDate.from(to);
  for (let day = Temporal.PlainDate.from(from); Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    out.push(day.toString());
  }
  return out;
}

export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

export function todayIn(timezone: string, now: number): string {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone).toPlainDate().toString();
}

/** First instant of a day and of the day after its last, as UTC timestamps for DuckDB. */
export function utcBounds(rule: TimeRule, from: string, to: string): { start: string; end: string } {
  const at = (day: string): string =>
    Temporal.PlainDate.from(day).toZonedDateTime(dayZone(rule)).toInstant().toString().replace('T', ' ').replace('Z', '');
  return { start: at(from), end: at(addDays(to, 1)) };
}

/**
 * The export days that cover project days `from`..`to`: the same days under the wall-clock rule; under the UTC rule up to one
 * more at one end, when the project's zone is not UTC. Never later than the export's own today.
 */
export function exportDays(rule: TimeRule, timezone: string, range: { from: string; to: string }, now: number): string[] {
  if (rule.kind === 'wall-clock') return daysBetween(range.from, range.to);
  const utcDay = (zoned: Temporal.ZonedDateTime): string => zoned.withTimeZone('UTC').toPlainDate().toString();
  const from = utcDay(Temporal.PlainDate.from(range.from).toZonedDateTime(timezone));
  const lastMoment = Temporal.PlainDate.from(range.to).add({ days: 1 }).toZonedDateTime(timezone).subtract({ milliseconds: 1 });
  const last = utcDay(lastMoment);
  const today = todayIn('UTC', now);
  const to = last > today ? today : last;
  return from > to ? [] : daysBetween(from, to);
}
