// Buckets of time in the project's zone and their texts in answers.

import { badRequest } from '../http/api-error.ts';
import { DAY_MS, dayText, monthStart, weekdayOf, type Zone } from '../world/zone.ts';

export type TimeUnit = 'minute' | 'hour' | 'day' | 'week' | 'month';

const SIZES = { minute: 60_000, hour: 3_600_000 } as const;
// A year of minutes would be half a million keys.
const MOST_BUCKETS = 50_000;

/** The local instant (wall clock as if it were UTC) at which the bucket of a time begins. */
export function bucketStart(utcMs: number, unit: TimeUnit, zone: Zone): number {
  const wall = utcMs + zone.offsetAt(utcMs);
  if (unit === 'minute' || unit === 'hour') return Math.floor(wall / SIZES[unit]) * SIZES[unit];
  return dayBucket(Math.floor(wall / DAY_MS), unit) * DAY_MS;
}

/** The first day of the day, week (Monday) or month that a day lies in. */
export function dayBucket(day: number, unit: TimeUnit): number {
  if (unit === 'week') return day - weekdayOf(day);
  return unit === 'month' ? monthStart(day) : day;
}

export function bucketText(startWallMs: number, unit: TimeUnit): string {
  if (unit === 'minute' || unit === 'hour') return new Date(startWallMs).toISOString().slice(0, 19).replace('T', ' ');
  return dayText(startWallMs / DAY_MS);
}

/** All bucket starts from the first to the last day, in order. */
export function allBuckets(fromDay: number, toDay: number, unit: TimeUnit): number[] {
  const starts: number[] = [];
  if (unit === 'minute' || unit === 'hour') {
    const size = SIZES[unit];
    if (((toDay - fromDay + 1) * DAY_MS) / size > MOST_BUCKETS) throw badRequest(`date range too long for unit ${unit}`);
    for (let at = fromDay * DAY_MS; at < (toDay + 1) * DAY_MS; at += size) starts.push(at);
    return starts;
  }
  for (let day = dayBucket(fromDay, unit); day <= toDay; day = nextBucket(day, unit)) starts.push(day * DAY_MS);
  return starts;
}

export function nextBucket(day: number, unit: TimeUnit): number {
  if (unit === 'month') return monthStart(day, 1);
  return day + (unit === 'week' ? 7 : 1);
}

/** The first day of the range that is `count` units long and ends with `today`. */
export function daysBack(today: number, unit: TimeUnit, count: number): number {
  if (unit === 'minute') return today - Math.ceil(count / 1440);
  if (unit === 'hour') return today - Math.ceil(count / 24);
  if (unit === 'week') return dayBucket(today, 'week') - 7 * (count - 1);
  return unit === 'month' ? monthStart(today, 1 - count) : today - (count - 1);
}
