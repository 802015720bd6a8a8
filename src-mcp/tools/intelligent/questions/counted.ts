// Counting an event: over days, people, by value, one period against another. From a local table that holds the days, else one query
// call each.
import { canonicalText } from '../../../expression/canonical.ts';
import { parseOn } from '../../../expression/expressions.ts';
import { callSql } from '../../../expression/sql-operators.ts';
import { closestNames } from '../../../format/closest.ts';
import { count, percent, plural } from '../../../format/text.ts';
import { addDays, daysBetween } from '../../../lake/day-range.ts';
import { quoteText } from '../../../lake/names.ts';
import { peopleInRange } from '../../../mixpanel/people-in-range.ts';
import type { ToolContext } from '../../../server/tool-definition.ts';
import { checkRange, type Range } from '../../arguments.ts';
import { OTHER_VALUES } from '../../counts-per-day.ts';
import { type DailySeries, dailySeries } from '../../daily-series.ts';
import { round } from '../../diagnosis-words.ts';
import { FROM_MIXPANEL, findSource, type LakeSource, lakeValue } from '../../lake-source.ts';
import { about, changeData, changeWords, dailyData, type Finding, type Origin, originNotes, perDay, spanWords } from './finding.ts';
import { comparePeople, comparePeriodsOf } from './period-change.ts';
import type { QueryOf } from './plan.ts';

/** A bare name as the lake and Mixpanel both take it, whatever signs it has. */
function reference(property: string): string {
  return `properties[${JSON.stringify(property)}]`;
}

type Where = { property: string; equals: string } | null | undefined;

/** Thrown inside, told outside: the value is not one of the property's. */
class NoSuchValue extends Error {
  readonly why: string;
  readonly closest: string[];
  constructor(where: NonNullable<Where>, range: Range, known: readonly string[]) {
    super('no such value');
    const near = closestNames(where.equals, known);
    this.closest = (near.length > 0 ? near : known.slice(0, 8)).filter((value) => value !== OTHER_VALUES && value !== 'undefined');
    this.why = `No event ${spanWords(range)} has ${where.property} = ${where.equals}. Values there: ${this.closest.join(', ')}.`;
  }
}

async function orNothing(work: () => Promise<Finding>): Promise<Finding> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof NoSuchValue)) throw error;
    return { data: {}, lines: [], notes: [], nothing: { why: error.why, closest: error.closest } };
  }
}

/** The value as the data write it: letter case is forgiven. */
function knownValue(where: NonNullable<Where>, known: readonly string[], range: Range): string {
  const found = known.find((value) => value === where.equals) ?? known.find((value) => value.toLowerCase() === where.equals.toLowerCase());
  if (found === undefined) throw new NoSuchValue(where, range, known);
  return found;
}

interface Counted {
  days: string[];
  counts: number[];
  origin: Origin;
  notes: string[];
}

async function counted(event: string, range: Range, where: Where, context: ToolContext): Promise<Counted> {
  const series = await dailySeries({ event, range, on: where ? reference(where.property) : undefined }, context);
  const counts = where ? segment(series, where, range) : series.total;
  return { days: series.days, counts, origin: series.origin, notes: series.notes };
}

function segment(series: DailySeries, where: NonNullable<Where>, range: Range): number[] {
  // Nothing at all is a count of nothing, not a wrong value.
  if (series.segments.size === 0) return series.total;
  return series.segments.get(knownValue(where, [...series.segments.keys()], range)) ?? [];
}

function subject(event: string, where: Where): string {
  return where ? `${JSON.stringify(event)} with ${where.property} = ${where.equals}` : JSON.stringify(event);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, each) => total + each, 0);
}

export function trend(query: QueryOf<'trend'>, context: ToolContext): Promise<Finding> {
  return orNothing(async () => {
    const range = await checkRange(query, context);
    const { days, counts, origin, notes } = await counted(query.event, range, query.where, context);
    const total = sum(counts);
    const lines = [`${subject(query.event, query.where)}: ${plural(total, 'event')} ${spanWords(range)}${dayWords(days, counts)}.`];
    const half = halfOf(days.length);
    if (half > 0 && !range.endsToday) {
      const [now, before] = [counts.slice(-half), counts.slice(-2 * half, -half)];
      const change = comparePeriodsOf(now, before, { from: days.at(-half) ?? '', before: days.at(-2 * half) ?? '' });
      lines.push(
        `The last ${half} days against the ${half} before: ${count(sum(now))} against ${count(sum(before))}, ${changeWords(change)}.`,
      );
    }
    return {
      data: {
        event: query.event,
        where: query.where ?? null,
        total,
        per_day: round(mean(counts), 2),
        ...about(range, origin),
        ...dailyData(days, counts),
      },
      lines,
      notes: originNotes(range, origin, notes),
    };
  });
}

/** Whole weeks where possible, so that weekdays do not look like change. */
function halfOf(days: number): number {
  return days >= 14 ? Math.floor(days / 14) * 7 : 0;
}

function dayWords(days: readonly string[], counts: readonly number[]): string {
  if (days.length < 2 || sum(counts) === 0) return '';
  const most = counts.indexOf(Math.max(...counts));
  const least = counts.indexOf(Math.min(...counts));
  return `, ${perDay(mean(counts))} a day; most on ${days[most]} (${count(counts[most] ?? 0)}), fewest on ${days[least]} (${count(counts[least] ?? 0)})`;
}

interface People {
  users: number;
  origin: Origin;
  notes: string[];
}

const LAKE_PEOPLE = 'People are the distinct ids of the local events; Mixpanel may since have found that some of them are the same person.';

async function people(event: string, range: Range, where: Where, context: ToolContext): Promise<People> {
  const on = where ? parseOn(reference(where.property)) : undefined;
  const source = await findSource(range, [event], context);
  const value = source.coverage === undefined || on === undefined ? undefined : lakeValue(source, on, 'e');
  if (source.coverage !== undefined && (on === undefined || value !== undefined)) {
    const known = await lakePeople(source, value);
    return { users: pick(known, event, where, range), origin: source.origin, notes: [...source.notes, LAKE_PEOPLE] };
  }
  const { http } = await context.workspace();
  const days = daysBetween(range.from, range.to).length;
  const input = { event, fromDate: range.from, toDate: range.to, days, on: on === undefined ? undefined : canonicalText(on) };
  return { users: pick(await peopleInRange(http, input, context.call), event, where, range), origin: FROM_MIXPANEL, notes: [] };
}

async function lakePeople(source: LakeSource, value: ReturnType<typeof lakeValue>): Promise<Map<string, number>> {
  const time = { timezone: 'UTC', isWallClock: false, quoted: quoteText };
  const key =
    value === undefined
      ? "''"
      : `coalesce(${callSql('string', value, time).text}, ${value.list}, ${value.object}, CASE WHEN ${value.isNull} THEN 'null' END, 'undefined')`;
  const rows = await source.rows(`SELECT ${key} AS value, count(DISTINCT nullif(distinct_id, '')) FROM ${source.events} e GROUP BY ALL`, {
    maxRows: 100_000,
    maxCellChars: 200,
  });
  return new Map(rows.map(([name, users]) => [String(name), Number(users)]));
}

function pick(known: ReadonlyMap<string, number>, event: string, where: Where, range: Range): number {
  if (known.size === 0) return 0;
  return where ? (known.get(knownValue(where, [...known.keys()], range)) ?? 0) : (known.get(event) ?? known.get('') ?? 0);
}

export function users(query: QueryOf<'users'>, context: ToolContext): Promise<Finding> {
  return orNothing(async () => {
    const range = await checkRange(query, context);
    const found = await people(query.event, range, query.where, context);
    return {
      data: { event: query.event, where: query.where ?? null, users: found.users, ...about(range, found.origin) },
      lines: [
        `${plural(found.users, 'person', 'people')} did ${subject(query.event, query.where)} ${spanWords(range)}, each counted once over all the days.`,
      ],
      notes: originNotes(range, found.origin, found.notes),
    };
  });
}

const MAX_VALUES = 50;
const TOLD_VALUES = 10;

export async function breakdown(query: QueryOf<'breakdown'>, context: ToolContext): Promise<Finding> {
  const range = await checkRange(query, context);
  const series = await dailySeries({ event: query.event, range, on: reference(query.property) }, context);
  const values = [...series.segments]
    .map(([value, counts]) => ({ value, count: sum(counts) }))
    .filter((each) => each.count > 0)
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  const total = values.reduce((all, each) => all + each.count, 0);
  const told = values
    .slice(0, TOLD_VALUES)
    .map((each) => `${each.value === 'undefined' ? '(no value)' : each.value} ${count(each.count)} (${percent(each.count / total)})`);
  const more = values.length > TOLD_VALUES ? `, and ${count(values.length - TOLD_VALUES)} more values` : '';
  return {
    data: {
      event: query.event,
      property: query.property,
      total,
      distinct_values: values.length,
      values: values.slice(0, MAX_VALUES).map((each) => ({ ...each, percentage: round((each.count / total) * 100, 2) })),
      ...about(range, series.origin),
    },
    lines: [
      `${JSON.stringify(query.event)} by ${query.property} ${spanWords(range)}: ${plural(total, 'event')}${told.length === 0 ? '' : `; ${told.join(', ')}${more}`}.`,
    ],
    notes: originNotes(range, series.origin, series.notes),
  };
}

function mean(counts: readonly number[]): number {
  return sum(counts) / Math.max(1, counts.length);
}

/** Both periods without the day that is not over: half a day would look like a drop. */
async function periods(query: QueryOf<'compare_periods'>, context: ToolContext) {
  const asked = await checkRange(query, context);
  const isCut = asked.endsToday && asked.from < asked.to;
  const now = isCut ? await checkRange({ from_date: asked.from, to_date: addDays(asked.to, -1) }, context) : asked;
  const before = await checkRange({ from_date: query.previous_from_date, to_date: query.previous_to_date }, context);
  return { now, before, cutNotes: isCut ? [`Today (${asked.to}) is not over and was left out.`] : [] };
}

export function comparePeriods(query: QueryOf<'compare_periods'>, context: ToolContext): Promise<Finding> {
  return orNothing(() => (query.measure === 'users' ? compareUsers(query, context) : compareEvents(query, context)));
}

async function compareEvents(query: QueryOf<'compare_periods'>, context: ToolContext): Promise<Finding> {
  const { now, before, cutNotes } = await periods(query, context);
  const isJoined = addDays(before.to, 1) === now.from;
  // Two periods in a row are one question.
  const both = isJoined ? await counted(query.event, { ...now, from: before.from }, query.where, context) : undefined;
  const length = daysBetween(before.from, before.to).length;
  const first =
    both === undefined ? await counted(query.event, before, query.where, context) : { ...both, counts: both.counts.slice(0, length) };
  const second =
    both === undefined ? await counted(query.event, now, query.where, context) : { ...both, counts: both.counts.slice(length) };
  const change = comparePeriodsOf(second.counts, first.counts, { from: now.from, before: before.from });
  const [total, previous] = [sum(second.counts), sum(first.counts)];
  const isEven = second.counts.length === first.counts.length;
  const rates = isEven ? '' : `, that is ${perDay(mean(second.counts))} against ${perDay(mean(first.counts))} a day`;
  return {
    data: {
      event: query.event,
      measure: 'events',
      where: query.where ?? null,
      total,
      previous_total: previous,
      previous_from_date: before.from,
      previous_to_date: before.to,
      ...changeData(change),
      ...about(now, second.origin),
    },
    lines: [
      `${subject(query.event, query.where)}: ${plural(total, 'event')} ${spanWords(now)} against ${count(previous)} ${spanWords(before)}${rates}: ${changeWords(change)}.`,
    ],
    notes: [
      ...cutNotes,
      ...(isEven ? [] : ['The two periods are not equally long: the change is per day.']),
      ...(change.pValue === null ? ['The two periods are not whole weeks apart, so what chance would do cannot be told.'] : []),
      ...originNotes(now, second.origin, [...new Set([...first.notes, ...second.notes])]),
    ],
  };
}

async function compareUsers(query: QueryOf<'compare_periods'>, context: ToolContext): Promise<Finding> {
  const { now, before, cutNotes } = await periods(query, context);
  const second = await people(query.event, now, query.where, context);
  const first = await people(query.event, before, query.where, context);
  const isEven = daysBetween(now.from, now.to).length === daysBetween(before.from, before.to).length;
  const change = isEven ? comparePeople(second.users, first.users) : undefined;
  const told = change === undefined ? '' : `: ${changeWords(change)}`;
  return {
    data: {
      event: query.event,
      measure: 'users',
      where: query.where ?? null,
      users: second.users,
      previous_users: first.users,
      previous_from_date: before.from,
      previous_to_date: before.to,
      ...changeData(change),
      ...about(now, second.origin),
    },
    lines: [
      `${plural(second.users, 'person', 'people')} did ${subject(query.event, query.where)} ${spanWords(now)}, against ${count(first.users)} ${spanWords(before)}${told}.`,
    ],
    notes: [
      ...cutNotes,
      ...(isEven ? [] : ['The two periods are not equally long, and people of several days do not add up, so no change is given.']),
      ...originNotes(now, second.origin, second.notes),
    ],
  };
}
