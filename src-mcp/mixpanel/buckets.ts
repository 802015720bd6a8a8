// The time buckets of an answer. Mixpanel leaves out what is zero, sorts nothing, and writes keys in several forms, so the buckets
// are computed from the range that was asked, in the project's zone.
import { Temporal } from 'temporal-polyfill';
import { byText } from './lists.ts';

export type BucketUnit = 'hour' | 'day' | 'week' | 'month';

export interface Span {
  fromDate: string;
  toDate: string;
  unit: BucketUnit;
  /** IANA name of the project's zone; matters for hours only. Left out: UTC. */
  timezone?: string | undefined;
}

const KEY = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** All buckets of the range in order: `2026-05-01 13:00:00` for hours, else the first day: Mondays of weeks, firsts of months. */
export function bucketKeys(span: Span): string[] {
  if (span.unit === 'hour') return hourKeys(span);
  const last = Temporal.PlainDate.from(span.toDate);
  const keys: string[] = [];
  for (let day = firstDay(span); Temporal.PlainDate.compare(day, last) <= 0; day = day.add(step(span.unit))) keys.push(day.toString());
  return keys;
}

function firstDay({ fromDate, unit }: Span): Temporal.PlainDate {
  const day = Temporal.PlainDate.from(fromDate);
  if (unit === 'week') return day.subtract({ days: day.dayOfWeek - 1 });
  return unit === 'month' ? day.with({ day: 1 }) : day;
}

function step(unit: BucketUnit): Temporal.DurationLike {
  return unit === 'week' ? { weeks: 1 } : unit === 'month' ? { months: 1 } : { days: 1 };
}

/** Hours that exist: a day on which the clock is put forward has 23, one on which it is put back has 24 names for its 25 hours. */
function hourKeys({ fromDate, toDate, timezone = 'UTC' }: Span): string[] {
  const keys = new Set<string>();
  const end = Temporal.PlainDate.from(toDate).add({ days: 1 }).toZonedDateTime(timezone);
  for (
    let at = Temporal.PlainDate.from(fromDate).toZonedDateTime(timezone);
    Temporal.ZonedDateTime.compare(at, end) < 0;
    at = at.add({ hours: 1 })
  ) {
    keys.add(`${at.toPlainDate().toString()} ${String(at.hour).padStart(2, '0')}:00:00`);
  }
  return [...keys];
}

/** A key in the one form of this file; a key of an unknown form stays as it is. */
export function bucketKey(key: string, unit: BucketUnit): string {
  const match = KEY.exec(key.trim());
  if (match?.[1] === undefined) return key;
  return unit === 'hour' && match[2] !== undefined ? `${match[1]} ${match[2]}:00:00` : match[1];
}

/** The values of one segment under keys of our form. When two keys would become the same, the second keeps its own. */
export function byBucket<T>(values: Record<string, T>, unit: BucketUnit): Map<string, T> {
  const out = new Map<string, T>();
  for (const [key, value] of Object.entries(values)) {
    const bucket = bucketKey(key, unit);
    out.set(out.has(bucket) ? key : bucket, value);
  }
  return out;
}

/** The buckets to show: those of the range, and whatever else Mixpanel named. */
export function bucketsShown(span: Span, seen: Iterable<string>): string[] {
  const named = new Set(seen);
  const computed = bucketKeys(span);
  // A first week or month that began before the range is named by its own first day or by the first day of the range.
  if (computed[0] !== undefined && !named.has(computed[0]) && named.has(span.fromDate)) computed[0] = span.fromDate;
  const known = new Set(computed);
  const others = [...named].filter((key) => !known.has(key));
  if (others.length === 0) return computed;
  // Weeks that begin on another day than ours: ours would be rows of zeros that do not exist.
  if (span.unit === 'week' || span.unit === 'month') return [...named].sort(byText);
  return [...computed, ...others].sort(byText);
}
