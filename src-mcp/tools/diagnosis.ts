// Diagnoses the change of one event on one day: was it outside what was expected, which value of which property explains it, are the
// data themselves to be doubted, did other events move with it. Used by diagnose_metric_drop and investigate; the statistics are
// src-mcp/analysis/causes and series. Every part that could not be had is named in `skipped`.
import { Temporal } from 'temporal-polyfill';
import { AppError, inputError, isAbort } from '#shared/errors.ts';
import { type CauseRanking, type SegmentCause, type SegmentTable, searchCauses } from '../analysis/causes/segment-search.ts';
import {
  dayNotOver,
  type EventDays,
  expectationOf,
  lateEvents,
  movedDayEdge,
  renamedEvent,
  repeatedEvents,
  type Suspect,
  trackingGap,
} from '../analysis/causes/suspects.ts';
import { adjustForMany } from '../analysis/proportions.ts';
import { compareWithFit, type Expectation } from '../analysis/series/expectation.ts';
import { fitSeasonal, MIN_DAYS, type SeasonalFit } from '../analysis/series/seasonal-fit.ts';
import { addDays, todayIn } from '../lake/day-range.ts';
import type { ToolContext } from '../server/tool-definition.ts';
import { checkRange, type Range } from './arguments.ts';
import { dailyEvents, dailyUsers } from './daily-events.ts';
import { type DailySeries, dailySeries } from './daily-series.ts';
import { refuseUnknownEvent } from './known-names.ts';
import { findSource } from './lake-source.ts';
import { usefulDimensions } from './useful-dimensions.ts';

const HISTORY_DAYS = 35;
/** A change that lasts is seen more surely over a week than on its first day. */
const LONGEST_WINDOW_DAYS = 7;
const MOVED_WITH_IT = 5;

export interface DiagnosisQuestion {
  event: string;
  day: string;
  direction: 'down' | 'up';
  /** Left out: the usual ones, and those of the event that look like a classification. */
  dimensions: readonly string[] | undefined;
}

export interface RelatedEvent {
  event: string;
  expectation: Expectation;
  adjustedP: number;
}

export interface Diagnosis {
  event: string;
  day: string;
  direction: 'down' | 'up';
  range: Range;
  baseline: { from: string; to: string };
  /** The days over which causes were looked for: the day itself, or the days from it on while the change lasted. */
  window: { from: string; to: string; days: number };
  /** Of the day alone. */
  whole: Expectation;
  fit: SeasonalFit;
  isConfirmed: boolean;
  ranking: CauseRanking;
  dimensions: string[];
  skipped: { what: string; why: string }[];
  suspects: Suspect[];
  users: Expectation | undefined;
  related: RelatedEvent[];
  series: DailySeries;
  notes: string[];
}

export async function diagnose(question: DiagnosisQuestion, context: ToolContext): Promise<Diagnosis> {
  const range = await rangeAround(question.day, context);
  const series = await dailySeries({ event: question.event, range, on: undefined }, context);
  const at = series.days.indexOf(question.day);
  if (series.total.every((count) => count === 0)) await refuseUnknownEvent(question.event, context);
  const history = series.total.slice(0, at);
  const firstDay = history.findIndex((count) => count > 0);
  const start = firstDay < 0 ? at : firstDay;
  const firstWeekday = weekday(series.days[start] ?? question.day);
  const fit = fitSeasonal(history.slice(start), firstWeekday);
  if (fit === undefined || at - start < MIN_DAYS) throw tooShort(question, at - start);
  const whole = compareWithFit(fit, [at - start], series.total[at] ?? 0);
  const skipped: Diagnosis['skipped'] = [];
  const tables = await splits(question, range, context, skipped);
  const chosen = chooseWindow({ question, series, fit, at, start, tables });
  const others = await attempt('the other events', skipped, () => dailyEvents(range, context));
  const users = await attempt('the number of people', skipped, () => dailyUsers(question.event, range, context));
  const usersExpected = users === undefined ? undefined : expectationOf(slice(question.event, users, at, start), firstWeekday, 1);
  const today = todayIn(range.timezone, context.now());
  const eventDays = [...(others?.segments ?? [])].map(([event, counts]) => slice(event, counts, at, start));
  return {
    ...question,
    range,
    baseline: { from: series.days[start] ?? question.day, to: addDays(question.day, -1) },
    window: { from: question.day, to: addDays(question.day, chosen.days - 1), days: chosen.days },
    whole,
    fit,
    isConfirmed: whole.isOutside && (question.direction === 'down' ? whole.change < 0 : whole.change > 0),
    ranking: chosen.ranking,
    dimensions: tables.map((table) => table.dimension),
    skipped,
    suspects: suspectsOf({
      question,
      whole,
      cause: chosen.ranking.causes[0],
      today,
      eventDays,
      users: usersExpected,
      neighbours: neighboursOf(series, fit, at, start),
    }),
    users: usersExpected,
    related: relatedTo(question, eventDays, firstWeekday),
    series,
    notes: series.notes,
  };
}

/** The history before the day, and the days after it that are over. */
async function rangeAround(day: string, context: ToolContext): Promise<Range> {
  const asked = await checkRange({ from_date: day, to_date: day }, context);
  const yesterday = addDays(todayIn(asked.timezone, context.now()), -1);
  const wished = addDays(day, LONGEST_WINDOW_DAYS - 1);
  const to = wished <= yesterday ? wished : yesterday > day ? yesterday : day;
  return checkRange({ from_date: addDays(day, -HISTORY_DAYS), to_date: to }, context);
}

function tooShort(question: DiagnosisQuestion, days: number) {
  return inputError(
    `${JSON.stringify(question.event)} has only ${days} days of history before ${question.day}: too few to say what was expected.`,
    `At least ${MIN_DAYS} days are needed, 28 for weekdays and a trend.`,
  );
}

/** Monday is 0. */
export function weekday(day: string): number {
  return Temporal.PlainDate.from(day).dayOfWeek - 1;
}

interface Split extends SegmentTable {
  counts: Map<string, number[]>;
}

async function splits(question: DiagnosisQuestion, range: Range, context: ToolContext, skipped: Diagnosis['skipped']): Promise<Split[]> {
  const isFree = (await findSource(range, [question.event], context)).coverage !== undefined;
  const dimensions = question.dimensions ?? (await usefulDimensions(question.event, isFree, context));
  const found = await Promise.all(
    dimensions.map(async (dimension) => {
      const split = await attempt(dimension, skipped, () => dailySeries({ event: question.event, range, on: dimension }, context));
      return split === undefined ? [] : [{ dimension, counts: split.segments, segments: [] }];
    }),
  );
  return found.flat();
}

/** A part that fails is named and left out; a cancelled call ends everything. */
async function attempt<T>(what: string, skipped: Diagnosis['skipped'], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isAbort(error) || !(error instanceof AppError) || error.kind === 'internal') throw error;
    skipped.push({ what, why: error.message });
    return undefined;
  }
}

interface WindowChoice {
  question: DiagnosisQuestion;
  series: DailySeries;
  fit: SeasonalFit;
  at: number;
  start: number;
  tables: readonly Split[];
}

/** The day alone, and the days from it on: whichever shows a cause more surely, with a correction for having looked twice. */
function chooseWindow({ question, series, fit, at, start, tables }: WindowChoice): { days: number; ranking: CauseRanking } {
  const longest = Math.min(LONGEST_WINDOW_DAYS, series.days.length - at);
  const looks = [...new Set([1, longest])].map((days) => {
    const actual = sum(series.total.slice(at, at + days));
    const positions = Array.from({ length: days }, (_, index) => at - start + index);
    const whole = compareWithFit(fit, positions, actual);
    const ranking = searchCauses({
      direction: question.direction,
      expectedTotal: whole.expected,
      actualTotal: actual,
      tables: tables.map(({ dimension, counts }) => ({ dimension, segments: segmentsOf(counts, at, start, days) })),
    });
    return { days, ranking: lookedTwice(ranking, longest > 1 ? 2 : 1) };
  });
  const best = looks.toSorted((a, b) => surest(a.ranking) - surest(b.ranking))[0];
  return best ?? { days: 1, ranking: { causes: [], tested: 0 } };
}

function lookedTwice(ranking: CauseRanking, looks: number): CauseRanking {
  return { ...ranking, causes: ranking.causes.map((cause) => ({ ...cause, adjustedP: Math.min(1, cause.adjustedP * looks) })) };
}

function surest(ranking: CauseRanking): number {
  return ranking.causes[0]?.adjustedP ?? 1;
}

function segmentsOf(counts: ReadonlyMap<string, readonly number[]>, at: number, start: number, days: number) {
  return [...counts].map(([value, daily]) => ({ value, history: daily.slice(start, at), current: sum(daily.slice(at, at + days)) }));
}

function slice(event: string, counts: readonly number[], at: number, start: number): EventDays {
  return { event, history: counts.slice(start, at), current: counts[at] ?? 0 };
}

function neighboursOf(series: DailySeries, fit: SeasonalFit, at: number, start: number) {
  return [at - 1, at + 1].flatMap((index) => {
    const day = series.days[index];
    return day === undefined || index < start ? [] : [{ day, expectation: compareWithFit(fit, [index - start], series.total[index] ?? 0) }];
  });
}

interface SuspectInput {
  question: DiagnosisQuestion;
  whole: Expectation;
  cause: SegmentCause | undefined;
  today: string;
  eventDays: readonly EventDays[];
  users: Expectation | undefined;
  neighbours: readonly { day: string; expectation: Expectation }[];
}

function suspectsOf({ question, whole, cause, today, eventDays, users, neighbours }: SuspectInput): Suspect[] {
  const isDown = question.direction === 'down';
  const found = [
    dayNotOver(question.day, today),
    lateEvents(question.day, today),
    isDown ? trackingGap(question.event, whole, cause) : undefined,
    isDown ? renamedEvent(question.event, whole.expected - whole.actual, eventDays) : undefined,
    movedDayEdge(whole, neighbours),
    isDown ? undefined : repeatedEvents(whole, users),
  ];
  return found.filter((each) => each !== undefined);
}

/** Events that moved beyond chance on the same day, the surest first. */
function relatedTo(question: DiagnosisQuestion, eventDays: readonly EventDays[], firstWeekday: number): RelatedEvent[] {
  const compared = eventDays.flatMap((days) => {
    const expectation = days.event === question.event ? undefined : expectationOf(days, firstWeekday, 1);
    return expectation === undefined || Math.max(expectation.expected, expectation.actual) < 10 ? [] : [{ event: days.event, expectation }];
  });
  const adjusted = adjustForMany(compared.map((each) => each.expectation.pValue));
  return compared
    .map((each, index) => ({ ...each, adjustedP: adjusted[index] ?? 1 }))
    .filter((each) => each.adjustedP < 0.05)
    .sort((a, b) => a.adjustedP - b.adjustedP)
    .slice(0, MOVED_WITH_IT);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
