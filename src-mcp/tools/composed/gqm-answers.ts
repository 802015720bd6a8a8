// Answers one question of a goal with one typed query, and says in a sentence what the numbers are. What is beyond chance is told apart
// from what is not.

import { inputError } from '#shared/errors.ts';
import type { JsonObject } from '#shared/model/json.ts';
import { type Change, compareCounts } from '../../analysis/health/change.ts';
import { spokenOf } from '../../analysis/health/goal.ts';
import { adjustForMany, wilson } from '../../analysis/proportions.ts';
import { fitSeasonal } from '../../analysis/series/seasonal-fit.ts';
import { count } from '../../format/text.ts';
import { funnel as askFunnel, type FunnelRun, OVERALL } from '../../mixpanel/funnels.ts';
import type { ToolContext } from '../../server/tool-definition.ts';
import { dailySeries } from '../daily-series.ts';
import { weekday } from '../diagnosis.ts';
import type { Question } from './gqm-questions.ts';
import { type DailyNumbers, type Growth, sum } from './growth.ts';
import { changeWords, rounded } from './growth-words.ts';
import { propertyNamesOf } from './revenue-amount.ts';
import { inPercent, peopleOf, percent, RETENTION_DAYS, rateNumbers, ratesChange, ratesOf, returned } from './stages.ts';

/** Names under which products keep where people come from and what they use: the more telling first. */
const TELLING = [
  /channel/i,
  /source/i,
  /campaign|medium/i,
  /referr/i,
  /platform|^\$os$/i,
  /browser$/i,
  /plan|tier|type|variant|method|billing/i,
  /country|region|language|locale/i,
];
/** Every event has another one. */
const NEVER = /(^|[_$ ])(id|ids|uuid|url|time|timestamp)$/i;
const SHOWN_VALUES = 8;
const SURE = 0.05;

export interface Answer {
  finding: string;
  metric: string;
  value: number | null;
  previous: number | null;
  unit: string;
  /** Null when it cannot be told. */
  trend: 'up' | 'down' | 'flat' | null;
  /** Parts of it that changed beyond chance, in words. */
  moved?: string[];
  result: JsonObject;
  /** What to do with it, when it calls for something. */
  next: string | undefined;
}

export interface Setting {
  goal: string;
  growth: Growth;
  daily: ReadonlyMap<string, DailyNumbers> | undefined;
}

export async function answerTo(question: Question, setting: Setting, context: ToolContext): Promise<Answer> {
  switch (question.kind) {
    case 'trend':
      return trendAnswer(question.event, setting);
    case 'breakdown':
      return breakdownAnswer(question.event, setting, context);
    case 'retention':
      return retentionAnswer(question, setting, context);
    case 'rate':
      return rateAnswer(question, setting, context);
    case 'funnel':
      return funnelAnswer(question.funnel, setting, context);
  }
}

function said(change: Change, unit: string) {
  const scaled = unit === '%' ? inPercent(change) : change;
  return {
    current: scaled.current,
    previous: scaled.previous,
    change_percent: change.change === null ? null : rounded(change.change * 100, 1),
    usual_low: rounded(scaled.usualLow, 1),
    usual_high: rounded(scaled.usualHigh, 1),
    trend: change.trend,
    unit,
  };
}

function trendAnswer(event: string, { growth, daily }: Setting): Answer {
  const found = daily?.get(event);
  if (found === undefined) throw inputError('The counts per day could not be had.');
  const half = growth.days.length / 2;
  const [previousDays, currentDays] = [found.events.slice(0, half), found.events.slice(half)];
  const firstWeekday = weekday(growth.before.from);
  const change = compareCounts({ current: sum(currentDays), previous: sum(previousDays), currentDays, previousDays, firstWeekday });
  const words = said(change, 'events');
  const users = rounded(sum(found.users.slice(half)) / half, 1);
  const lowest = currentDays.indexOf(Math.min(...currentDays));
  const next =
    change.trend === 'down'
      ? `Find out which value of which property fell: scan from ${growth.period.from} to ${growth.period.to} with events [${JSON.stringify(event)}], then investigate. The lowest day was ${growth.days[half + lowest]}.`
      : undefined;
  return {
    finding: `${JSON.stringify(event)}: ${changeWords(words)}; ${count(users ?? 0)} users a day on average.`,
    metric: `${event} events`,
    value: change.current,
    previous: change.previous,
    unit: 'events',
    trend: change.trend,
    result: { ...words, users_per_day: users },
    next,
  };
}

async function breakdownAnswer(event: string, { goal, growth }: Setting, context: ToolContext): Promise<Answer> {
  const property = dimensionOf(goal, event, await propertyNamesOf(event, growth, context));
  if (property === undefined) throw inputError(`${JSON.stringify(event)} has no property that looks like a classification.`);
  const range = { ...growth.period, from: growth.before.from };
  const { segments } = await dailySeries({ event, range, on: property }, context);
  const half = growth.days.length / 2;
  const total = sum([...segments.values()].map((counts) => sum(counts.slice(half))));
  const firstWeekday = weekday(growth.before.from);
  const rows = [...segments].map(([value, counts]) => {
    const [previousDays, currentDays] = [counts.slice(0, half), counts.slice(half)];
    const change = compareCounts({ current: sum(currentDays), previous: sum(previousDays), currentDays, previousDays, firstWeekday });
    // Events of the same people come in clumps: so many fewer independent ones there are.
    const clumping = fitSeasonal(currentDays, firstWeekday)?.dispersion ?? 1;
    const interval = total === 0 ? undefined : wilson({ hits: change.current / clumping, of: total / clumping });
    return { value, change, share: total === 0 ? 0 : change.current / total, interval };
  });
  const adjusted = adjustForMany(rows.map((row) => row.change.pValue ?? 1));
  const changed = rows.filter((_, index) => (adjusted[index] ?? 1) < SURE);
  const top = rows.toSorted((a, b) => b.share - a.share).slice(0, SHOWN_VALUES);
  const [first] = top;
  const shares = top
    .slice(0, 4)
    .map(
      (row) =>
        `${row.value} ${percent(row.share)} %${row.interval === undefined ? '' : ` (${percent(row.interval.low)} to ${percent(row.interval.high)})`}`,
    );
  const moved = changed.slice(0, 3).map((row) => `${row.value} ${changeWords(said(row.change, 'events'))}`);
  const [worst] = changed.toSorted((a, b) => a.change.current - a.change.previous - (b.change.current - b.change.previous));
  return {
    finding: `${JSON.stringify(event)} by ${property}, share of events with 95 % interval: ${shares.join(', ')}. ${moved.length === 0 ? `None of ${rows.length} values changed beyond chance.` : `Changed beyond chance: ${moved.join('; ')}.`}`,
    metric: first === undefined ? `share by ${property}` : `share of ${property} = ${first.value}`,
    value: first === undefined ? null : percent(first.share),
    previous: null,
    unit: '%',
    trend: null,
    moved: changed
      .slice(0, 3)
      .map(
        ({ value, change }) =>
          `${event} with ${property} = ${value} went ${change.current < change.previous ? 'down' : 'up'} from ${count(change.previous)} to ${count(change.current)} events`,
      ),
    result: {
      property,
      values_total: rows.length,
      values: top.map(({ value, change, share, interval }) => ({
        value,
        events: change.current,
        previous_events: change.previous,
        share_percent: percent(share),
        share_low: interval === undefined ? null : percent(interval.low),
        share_high: interval === undefined ? null : percent(interval.high),
        is_changed: changed.some((each) => each.value === value),
      })),
    },
    next:
      worst === undefined || worst.change.current > worst.change.previous
        ? undefined
        : `Look into ${property} = ${worst.value}, which fell most; cohort_comparison with ${property} == ${JSON.stringify(worst.value)} against the others tells what those people do differently.`,
  };
}

/** What the goal speaks of beside the event itself, else what usually tells most. */
function dimensionOf(goal: string, event: string, names: readonly string[]): string | undefined {
  const usable = names.filter((name) => !NEVER.test(name) && spokenOf(event, name) === 0);
  const spoken = usable.find((name) => spokenOf(goal, name) >= 0.5);
  return spoken ?? TELLING.map((pattern) => usable.find((name) => pattern.test(name))).find((name) => name !== undefined);
}

async function retentionAnswer(
  question: { event: string; returnEvent: string | undefined },
  { growth }: Setting,
  context: ToolContext,
): Promise<Answer> {
  const people = await peopleOf({ ...question, days: RETENTION_DAYS }, growth, context);
  const seven = returned(people, 7);
  const change = ratesChange(seven);
  const days = RETENTION_DAYS.map((day) => ({ day, ...returned(people, day) }));
  const words = days.map(({ day, now, before }) => {
    const of = now.of > 0 ? now : before;
    const found = rateNumbers(of);
    if (found.percent === null) return `day ${day}: nobody is old enough`;
    return `day ${day}: ${found.percent} % (${found.low} to ${found.high}) of ${count(of.of)} people${now.of > 0 ? '' : ' of the period before'}`;
  });
  const verdict = change === undefined ? '' : ` Day 7: ${changeWords(said(change, '%'))}.`;
  return {
    finding: `Of those who did ${JSON.stringify(question.event)}, back${question.returnEvent === undefined ? '' : ` with ${JSON.stringify(question.returnEvent)}`} on ${words.join('; ')}.${verdict}`,
    metric: 'back on day 7',
    value: rateNumbers(seven.now).percent,
    previous: rateNumbers(seven.before).percent,
    unit: '%',
    trend: change?.trend ?? null,
    result: Object.fromEntries(
      days.map(({ day, now, before }) => [`day_${day}`, { now: { ...rateNumbers(now) }, before: { ...rateNumbers(before) } }]),
    ),
    next:
      change?.trend === 'down'
        ? 'Fewer come back than before: cohort_comparison of those who came back with those who did not tells what they did differently.'
        : undefined,
  };
}

async function rateAnswer(question: { event: string; next: string }, { growth }: Setting, context: ToolContext): Promise<Answer> {
  const rates = await ratesOf(question, growth, context);
  const change = ratesChange(rates);
  const { percent: value, low, high, people } = rateNumbers(rates.now);
  const finding =
    change === undefined
      ? 'Nobody of the period started long enough ago.'
      : `${value} % (${low} to ${high}) of ${count(people)} people: ${changeWords(said(change, '%'))}.`;
  return {
    finding: `${JSON.stringify(question.event)}, then ${JSON.stringify(question.next)}: ${finding}`,
    metric: `${question.next} within 7 days`,
    value,
    previous: rateNumbers(rates.before).percent,
    unit: '%',
    trend: change?.trend ?? null,
    result: { now: { ...rateNumbers(rates.now) }, before: { ...rateNumbers(rates.before) } },
    next:
      change?.trend === 'down'
        ? `Fewer get to ${JSON.stringify(question.next)}: look at the steps between, with a saved funnel split by platform.`
        : undefined,
  };
}

/** The two periods are not judged against each other: who entered early had longer to get through. */
async function funnelAnswer(
  { funnelId, name }: { funnelId: number; name: string },
  { growth }: Setting,
  context: ToolContext,
): Promise<Answer> {
  const { http } = await context.workspace();
  const ask = (range: { from: string; to: string }) =>
    askFunnel(http, { funnelId, fromDate: range.from, toDate: range.to, unit: 'range' }, context.call);
  const [now = [], before = []] = (await Promise.all([ask(growth.period), ask(growth.before)])).map(stepsOf);
  if (now.length === 0) throw inputError(`The saved funnel ${JSON.stringify(name)} has no steps.`);
  const whole = (steps: readonly { count: number }[]) => ({ hits: steps.at(-1)?.count ?? 0, of: steps[0]?.count ?? 0 });
  const [rate, earlier] = [rateNumbers(whole(now)), rateNumbers(whole(before))];
  const losses = now
    .slice(1)
    .map(({ event, count: kept }, index) => ({ event, of: now[index]?.count ?? 0, lost: (now[index]?.count ?? 0) - kept }));
  const [worst] = losses.toSorted((a, b) => b.lost - a.lost);
  const lost =
    worst === undefined || worst.of === 0
      ? ''
      : ` Most are lost before ${JSON.stringify(worst.event)}: ${count(worst.lost)} of ${count(worst.of)}.`;
  const conversion =
    rate.percent === null
      ? 'nobody entered'
      : `${rate.percent} % (${rate.low} to ${rate.high}) of ${count(rate.people)} who entered got through`;
  const then =
    earlier.percent === null ? '' : `; of ${count(earlier.people)} in the period before ${earlier.percent} %, who had longer to do so`;
  return {
    finding: `${JSON.stringify(name)}: ${conversion}${then}.${lost}`,
    metric: `conversion of ${name}`,
    value: rate.percent,
    previous: earlier.percent,
    unit: '%',
    trend: null,
    result: { funnel_id: funnelId, now: { ...rate }, before: { ...earlier }, steps: now },
    next:
      worst === undefined
        ? undefined
        : `Ask funnel ${funnelId} with on (platform, country) where the loss before ${JSON.stringify(worst.event)} is largest.`,
  };
}

function stepsOf(runs: readonly FunnelRun[]): { event: string; count: number }[] {
  const whole = runs.find((run) => run.segment === OVERALL) ?? runs[0];
  return whole?.steps.map(({ event, count: people }) => ({ event, count: people })) ?? [];
}
