// What the growth of a product is computed from: two equally long periods of whole days, people from their first time on, counts per
// day. From a local table that holds all events of the days, else from Mixpanel; both count days after a start as 24 hours each.
import { inputError } from '#shared/errors.ts';
import { type Follow, lastStart, type NewUsers, newUsersOf, newUsersSql, together } from '../../analysis/health/new-users-sql.ts';
import { lastFullDay, projectDay } from '../../analysis/lake-coverage.ts';
import type { Share } from '../../analysis/proportions.ts';
import { addDays, daysBetween, todayIn } from '../../lake/day-range.ts';
import { quoteText } from '../../lake/names.ts';
import { eventCounts } from '../../mixpanel/events.ts';
import { retention } from '../../mixpanel/retention.ts';
import type { ToolContext } from '../../server/tool-definition.ts';
import { type Range, rangeNotes } from '../arguments.ts';
import { type OptionalDates, rangeOrLastDays } from '../default-range.ts';
import { FROM_MIXPANEL, fetchOffer, findSource, type LakeSource } from '../lake-source.ts';

const DEFAULT_DAYS = 30;
/** People are followed so far; more cannot be told of an open period anyway. */
const LONGEST_FOLLOW_DAYS = 31;
const NO_SHARE: Share = { hits: 0, of: 0 };

export interface Growth {
  period: Range;
  before: Range;
  /** Of both periods, in order. */
  days: string[];
  /** The last day that is over and known here. */
  until: string;
  /** The local table with all events of the days; undefined: Mixpanel is asked. */
  lake: LakeSource | undefined;
  origin: { source: string; table: string | null; fetched_at: string | null };
  /** The fetch that would make all of it free. */
  offer: string | undefined;
  notes: string[];
}

/** Whole days only; one date alone is kept. */
export async function openGrowth(input: OptionalDates, context: ToolContext): Promise<Growth> {
  const asked = await rangeOrLastDays(input, { days: DEFAULT_DAYS, endingWith: 'yesterday' }, context);
  const yesterday = addDays(todayIn(asked.timezone, context.now()), -1);
  if (asked.from > yesterday) throw inputError(`${asked.from} is today and not over yet.`, 'Ask for days that are over.');
  const period = { ...asked, to: asked.endsToday ? yesterday : asked.to, endsToday: false };
  const size = daysBetween(period.from, period.to).length;
  const before = { ...period, from: addDays(period.from, -size), to: addDays(period.from, -1) };
  const reach = addDays(period.to, LONGEST_FOLLOW_DAYS);
  const until = reach < yesterday ? reach : yesterday;
  // People who started in the period are followed beyond it, where the table reaches that far.
  const wide = await findSource({ ...period, from: before.from, to: until }, undefined, context);
  const narrow =
    wide.coverage === undefined && until > period.to
      ? await findSource({ ...period, from: before.from, to: period.to }, undefined, context)
      : wide;
  const lake = wide.coverage !== undefined ? wide : narrow.coverage !== undefined ? narrow : undefined;
  const known = lake === undefined ? until : lastFullDay(lake.coverage, { to: lake === wide ? until : period.to, endsToday: false });
  const notes = lake === undefined ? rangeNotes(period) : [...lake.notes];
  if (asked.endsToday) notes.push(`${asked.to} is today and not over yet; it was left out.`);
  return {
    period,
    before,
    days: daysBetween(before.from, period.to),
    until: known,
    lake,
    origin: lake?.origin ?? FROM_MIXPANEL,
    offer: wide.coverage === undefined ? fetchOffer(wide) : undefined,
    notes,
  };
}

/** Event names of the project, the more frequent first where that is known. Costs a query call without a table, if not known yet. */
export async function projectEvents(growth: Growth, context: ToolContext): Promise<string[]> {
  if (growth.lake === undefined) return (await context.workspace()).names.events(context.call);
  const rows = await growth.lake.rows(`SELECT event_name FROM ${growth.lake.events} e GROUP BY ALL ORDER BY count(*) DESC, event_name`, {
    maxRows: 5_000,
  });
  return rows.map(([name]) => String(name));
}

export interface DailyNumbers {
  /** Per day of both periods. */
  users: number[];
  events: number[];
}

/** What dailyNumbers costs when Mixpanel is asked. */
export const DAILY_CALLS = 2;

export async function dailyNumbers(events: readonly string[], growth: Growth, context: ToolContext): Promise<Map<string, DailyNumbers>> {
  const { days, lake, period, before } = growth;
  const out = new Map(events.map((event) => [event, { users: days.map(() => 0), events: days.map(() => 0) }]));
  const add = (event: string, day: string, kind: keyof DailyNumbers, n: number): void => {
    const [at, numbers] = [days.indexOf(day), out.get(event)];
    if (at >= 0 && numbers !== undefined) numbers[kind][at] = n;
  };
  if (events.length === 0) return out;
  if (lake !== undefined) {
    const rows = await lake.rows(
      `SELECT event_name, ${projectDay(lake.coverage, 'event_time')}::VARCHAR AS day, count(DISTINCT nullif(distinct_id, '')), count(*)
       FROM ${lake.events} e WHERE event_name IN (${events.map(quoteText).join(', ')}) GROUP BY ALL`,
      { maxRows: 400_000 },
    );
    for (const [event, day, users, n] of rows) {
      add(String(event), String(day), 'users', Number(users));
      add(String(event), String(day), 'events', Number(n));
    }
    return out;
  }
  const { http } = await context.workspace();
  const span = { fromDate: before.from, toDate: period.to, unit: 'day', timezone: period.timezone } as const;
  const ask = (type: 'unique' | 'general') => eventCounts(http, { ...span, events: [...events], type }, context.call);
  const [users, general] = await Promise.all([ask('unique'), ask('general')]);
  for (const [kind, answer] of [['users', users] as const, ['events', general] as const]) {
    for (const { segment, counts } of answer.series) {
      answer.dates.forEach((date, index) => {
        add(segment, date.slice(0, 10), kind, counts[index] ?? 0);
      });
    }
  }
  return out;
}

export interface CohortQuestion {
  event: string;
  /** The current period or the one before. */
  range: Range;
}

/** People of a period, and how many came back (`event`; left out: with anything) on these days after their start. One query call. */
export async function comingBack(
  question: CohortQuestion & { returnEvent: string | undefined; days: readonly number[] },
  growth: Growth,
  context: ToolContext,
): Promise<NewUsers> {
  const follows = question.days.map((day): Follow => ({ key: String(day), event: question.returnEvent, from: day, to: day + 1 }));
  const { event, range, days } = question;
  if (growth.lake !== undefined) return fromLake(growth.lake, question, follows, growth);
  const { http } = await context.workspace();
  const cohorts = await retention(
    http,
    {
      bornEvent: event,
      event: question.returnEvent,
      fromDate: range.from,
      toDate: range.to,
      unit: 'day',
      interval: 1,
      intervalCount: Math.max(1, ...days),
    },
    context.call,
  );
  const byStart = follows.map((follow): [string, Map<string, Share>] => {
    const last = lastStart(follow, { to: range.to, until: growth.until });
    const old = cohorts.filter((cohort) => cohort.date <= last);
    return [follow.key, new Map(old.map(({ date, size, counts }) => [date, { hits: counts[follow.from] ?? 0, of: size }]))];
  });
  return {
    users: sum(cohorts.map((cohort) => cohort.size)),
    starts: new Map(cohorts.map((cohort) => [cohort.date, cohort.size])),
    follows: new Map(byStart),
  };
}

/** Of the people of a period for whom so many days are over: who did the other event within them. One query call. */
export async function doneWithin(
  question: CohortQuestion & { next: string; days: number },
  growth: Growth,
  context: ToolContext,
): Promise<Share> {
  const { event, range, next, days } = question;
  const follow: Follow = { key: next, event: next, from: 0, to: days };
  if (growth.lake !== undefined) return together((await fromLake(growth.lake, question, [follow], growth)).follows.get(next));
  // Only people whose days are over are asked for, so every cohort counts, whatever its width.
  const last = lastStart(follow, { to: range.to, until: growth.until });
  if (last < range.from) return NO_SHARE;
  const { http } = await context.workspace();
  const cohorts = await retention(
    http,
    { bornEvent: event, event: next, fromDate: range.from, toDate: last, unit: 'day', interval: days, intervalCount: 1 },
    context.call,
  );
  return { hits: sum(cohorts.map((cohort) => cohort.counts[0] ?? 0)), of: sum(cohorts.map((cohort) => cohort.size)) };
}

async function fromLake(
  lake: LakeSource,
  { event, range }: CohortQuestion,
  follows: readonly Follow[],
  { until }: Growth,
): Promise<NewUsers> {
  const { coverage, events } = lake;
  const sql = newUsersSql({ coverage, events, event, from: range.from, to: range.to, until, follows });
  return newUsersOf(await lake.rows(sql, { maxRows: 10_000 }), follows);
}

export function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
