// The numbers of the five stages of growth, each with the period before and what chance would do. Used by product_health_dashboard,
// health and gqm_investigation, so that the three never tell different numbers.
import { type Change, compareCounts, compareRates, shareOf } from '../../analysis/health/change.ts';
import { type NewUsers, together } from '../../analysis/health/new-users-sql.ts';
import type { Share } from '../../analysis/proportions.ts';
import type { ToolContext } from '../../server/tool-definition.ts';
import { weekday } from '../diagnosis.ts';
import { comingBack, type DailyNumbers, doneWithin, type Growth } from './growth.ts';

/** Days after the start on which coming back is looked at. */
export const RETENTION_DAYS = [1, 7, 30] as const;
/** So long after the start a first success, a payment or an invitation counts. */
export const WITHIN_DAYS = 7;

export interface People {
  now: NewUsers;
  before: NewUsers;
}

/** People of both periods and who came back. Two query calls. */
export async function peopleOf(
  question: { event: string; returnEvent: string | undefined; days: readonly number[] },
  growth: Growth,
  context: ToolContext,
): Promise<People> {
  const ask = (range: Growth['period']) => comingBack({ ...question, range }, growth, context);
  const [now, before] = await Promise.all([ask(growth.period), ask(growth.before)]);
  return { now, before };
}

/** Who of the people of both periods did the other event within a week. Two query calls. */
export async function ratesOf(question: { event: string; next: string }, growth: Growth, context: ToolContext): Promise<Rates> {
  const ask = (range: Growth['period']) => doneWithin({ ...question, range, days: WITHIN_DAYS }, growth, context);
  const [now, before] = await Promise.all([ask(growth.period), ask(growth.before)]);
  return { now, before };
}

export interface Rates {
  now: Share;
  before: Share;
}

export function returned({ now, before }: People, day: number): Rates {
  return { now: together(now.follows.get(String(day))), before: together(before.follows.get(String(day))) };
}

export interface Judged extends Change {
  notes: string[];
}

/** Users of the period against those of the period before. */
export function usersChange(event: string, people: People, daily: DailyNumbers | undefined, growth: Growth): Judged {
  const half = growth.days.length / 2;
  const users = daily?.users ?? growth.days.map((day) => people.now.starts.get(day) ?? people.before.starts.get(day) ?? 0);
  const change = compareCounts({
    current: people.now.users,
    previous: people.before.users,
    currentDays: users.slice(half),
    previousDays: users.slice(0, half),
    firstWeekday: weekday(growth.before.from),
  });
  const silent = silentDays(users, half);
  if (silent === 0) return { ...change, notes: [] };
  const note = `${JSON.stringify(event)} first happened on ${growth.days[silent]} (looking back to ${growth.before.from}), so the two periods cannot be compared.`;
  return { ...change, usualLow: null, usualHigh: null, pValue: null, trend: null, notes: [note] };
}

/** Days without anybody at the start of the earlier period, when they are too many to be chance: the event was not there yet. */
function silentDays(users: readonly number[], half: number): number {
  const at = users.findIndex((count) => count > 0);
  const first = at < 0 ? users.length : at;
  const rest = users.slice(first);
  const mean = rest.reduce((sum, count) => sum + count, 0) / Math.max(1, rest.length);
  // So many empty days in a row would come by chance in one of a thousand cases.
  return users.length > 0 && first > half / 5 && first * mean > 7 ? first : 0;
}

export function ratesChange({ now, before }: Rates): Change | undefined {
  return compareRates(now, before);
}

export interface RateNumbers {
  percent: number | null;
  low: number | null;
  high: number | null;
  people: number;
}

/** In per cent, with the 95 % interval and how many people were old enough. */
export function rateNumbers(share: Share): RateNumbers {
  const found = shareOf(share);
  return {
    percent: found === undefined ? null : percent(found.share),
    low: found === undefined ? null : percent(found.low),
    high: found === undefined ? null : percent(found.high),
    people: share.of,
  };
}

/** A share as per cent with two decimals: more would promise too much. */
export function percent(share: number): number {
  return Number((share * 100).toFixed(2));
}

export function inPercent(change: Change): Change {
  const scaled = (value: number | null): number | null => (value === null ? null : percent(value));
  return {
    ...change,
    current: percent(change.current),
    previous: percent(change.previous),
    usualLow: scaled(change.usualLow),
    usualHigh: scaled(change.usualHigh),
  };
}
