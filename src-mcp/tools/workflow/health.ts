import { z } from 'zod';
import { AppError, inputError } from '#shared/errors.ts';
import { type Change, compareCounts } from '../../analysis/health/change.ts';
import { bullets, notesText, paragraphs } from '../../format/text.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { READS_MIXPANEL } from '../arguments.ts';
import { chooseEvents, ProposedEvents, USUAL_ACQUISITION } from '../composed/chosen-events.ts';
import { DAILY_CALLS, type DailyNumbers, dailyNumbers, type Growth, openGrowth, sum } from '../composed/growth.ts';
import { changeWords, HOW_COUNTED, periodsText, rounded, step } from '../composed/growth-words.ts';
import { attempt, Plan, payablePlan, planWords, Unavailable, unavailableText } from '../composed/query-plan.ts';
import {
  inPercent,
  type People,
  peopleOf,
  type Rates,
  ratesChange,
  ratesOf,
  returned,
  usersChange,
  WITHIN_DAYS,
} from '../composed/stages.ts';
import { weekday } from '../diagnosis.ts';
import { refuseUnknownEvent } from '../known-names.ts';
import { sourceWords } from '../lake-source.ts';

const D7 = 7;
/** Longer series would fill the answer without telling more. */
const SHOWN_DAYS = 92;

const Period = z.object({ from_date: z.string(), to_date: z.string() });
const Metric = z.object({
  name: z.string(),
  display_name: z.string(),
  current: z.number().nullable(),
  previous: z.number().nullable(),
  change_percent: z.number().nullable(),
  trend: z.enum(['up', 'down', 'flat']).nullable(),
  unit: z.string(),
  usual_low: z.number().nullable(),
  usual_high: z.number().nullable(),
  p_value: z.number().nullable(),
  people: z.number().int().nullable(),
  previous_people: z.number().int().nullable(),
});
type Metric = z.output<typeof Metric>;

export const health = defineTool({
  name: 'health',
  title: 'Key metrics against the period before',
  about:
    'New users, activation within 7 days and day-7 retention against the equally long period before, full days only; says what is beyond chance. Free from a local table, else up to 7 query calls.',
  input: z.object({
    from_date: z.string().nullish().describe('Left out: 30 full days'),
    to_date: z.string().nullish().describe('Left out: yesterday'),
    acquisition_event: z.string().min(1).default(USUAL_ACQUISITION).describe('Makes a user. Example: Sign Up'),
    activation_event: z.string().min(1).nullish().describe('First success; left out: guessed'),
    include_retention: z.boolean().default(true).describe('Adds day-7 retention'),
  }),
  output: z.object({
    period: Period,
    comparison_period: Period,
    time_zone: z.string(),
    metrics: z.array(Metric),
    aarrr: z.record(z.string(), z.string().nullable()),
    highlights: z.array(z.string()),
    concerns: z.array(z.string()),
    daily_series: z.record(z.string(), z.array(z.object({ date: z.string(), value: z.number() }))),
    proposed_events: ProposedEvents,
    plan: Plan,
    unavailable: Unavailable,
    source: z.string(),
    table: z.string().nullable(),
    fetched_at: z.string().nullable(),
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    const growth = await openGrowth(input, context);
    const named = { acquisition: input.acquisition_event, activation: input.activation_event };
    const chosen = await chooseEvents(named, ['acquisition', 'activation'], growth, context);
    const { acquisition, activation } = chosen.events;
    if (acquisition === undefined) throw inputError(chosen.reasons.acquisition ?? 'No acquisition_event.', 'list_events shows all names.');
    const steps = [
      step('event names', 1, growth),
      step('users and events per day', DAILY_CALLS, growth),
      step('new users and who came back', 2, growth),
      ...(activation === undefined ? [] : [step('activation', 2, growth)]),
    ];
    const plan = await payablePlan(steps, growth.offer, context);
    const found = await ask({ growth, acquisition, activation }, context);
    const { daily, people, rates, unavailable } = found;
    if (daily?.get(acquisition)?.events.every((count) => count === 0)) await refuseUnknownEvent(acquisition, context);
    if (activation !== undefined && daily?.get(activation)?.events.every((count) => count === 0))
      await refuseUnknownEvent(activation, context);
    const metrics: Metric[] = [];
    const notes = [...growth.notes, ...chosen.notes, HOW_COUNTED];
    addUsers({ metrics, notes }, { acquisition, people, daily }, growth);
    addRate(metrics, { name: 'activation', display: `Activated within ${WITHIN_DAYS} days`, rates });
    if (input.include_retention && people !== undefined) {
      addRate(metrics, {
        name: 'd7_retention',
        display: `Came back ${D7} days after the start (anything counts)`,
        rates: returned(people, D7),
      });
    }
    for (const { name } of metrics.filter((metric) => metric.people === 0))
      notes.push(`${name}: nobody of the period started ${D7} whole days ago yet.`);
    for (const [stage, reason] of Object.entries(chosen.reasons)) unavailable.push({ part: stage, reason });
    if (metrics.length === 0) throw nothing(unavailable);
    return {
      ...periodsText(growth),
      metrics,
      aarrr: { acquisition, activation: activation ?? null, retention: null },
      highlights: sentences(metrics, 'up'),
      concerns: sentences(metrics, 'down'),
      daily_series: seriesOf({ acquisition, activation }, daily, growth),
      proposed_events: chosen.proposed,
      plan,
      unavailable,
      ...growth.origin,
      notes,
    };
  },
  say: (output) =>
    paragraphs(
      `${output.period.from_date} to ${output.period.to_date} against ${output.comparison_period.from_date} to ${output.comparison_period.to_date} (${output.time_zone}), ${sourceWords(output)}. ${planWords(output.plan)}`,
      bullets(output.metrics.map((metric) => `${metric.display_name}: ${changeWords(metric)}${baseWords(metric)}.`)),
      output.highlights.length + output.concerns.length === 0 && 'No change is beyond chance.',
      output.concerns.length > 0 && `Concerns:\n${bullets(output.concerns)}`,
      output.highlights.length > 0 && `Highlights:\n${bullets(output.highlights)}`,
      unavailableText(output.unavailable),
      notesText(output.notes),
    ),
  rows: (output) => output.metrics.length,
});

interface Asked {
  growth: Growth;
  acquisition: string;
  activation: string | undefined;
}

async function ask({ growth, acquisition, activation }: Asked, context: ToolContext) {
  const unavailable: Unavailable = [];
  const events = [acquisition, ...(activation === undefined ? [] : [activation])];
  const [daily, people, rates] = await Promise.all([
    attempt('users and events per day', unavailable, () => dailyNumbers(events, growth, context)),
    attempt('new users and retention', unavailable, () =>
      peopleOf({ event: acquisition, returnEvent: undefined, days: [D7] }, growth, context),
    ),
    activation === undefined
      ? undefined
      : attempt('activation', unavailable, () => ratesOf({ event: acquisition, next: activation }, growth, context)),
  ]);
  return { daily, people, rates, unavailable };
}

interface Found {
  acquisition: string;
  people: People | undefined;
  daily: ReadonlyMap<string, DailyNumbers> | undefined;
}

function addUsers(out: { metrics: Metric[]; notes: string[] }, { acquisition, people, daily }: Found, growth: Growth): void {
  const ofEvent = daily?.get(acquisition);
  const name = JSON.stringify(acquisition);
  if (people !== undefined) {
    const { notes, ...change } = usersChange(acquisition, people, ofEvent, growth);
    out.notes.push(...notes);
    out.metrics.push(metric({ name: 'acquisition', display_name: `Users who did ${name}`, unit: 'users' }, change));
  }
  if (ofEvent === undefined) return;
  const half = growth.days.length / 2;
  const [previousDays, currentDays] = [ofEvent.events.slice(0, half), ofEvent.events.slice(half)];
  const firstWeekday = weekday(growth.before.from);
  const change = compareCounts({ current: sum(currentDays), previous: sum(previousDays), currentDays, previousDays, firstWeekday });
  out.metrics.push(metric({ name: 'acquisition_events', display_name: `${name} events`, unit: 'events' }, change));
}

function addRate(metrics: Metric[], { name, display, rates }: { name: string; display: string; rates: Rates | undefined }): void {
  if (rates === undefined) return;
  const change = ratesChange(rates);
  const base = { name, display_name: display, unit: '%', people: rates.now.of, previous_people: rates.before.of };
  if (change === undefined) {
    const previous = rates.before.of === 0 ? null : rounded((rates.before.hits / rates.before.of) * 100);
    metrics.push({ ...base, current: null, previous, change_percent: null, trend: null, usual_low: null, usual_high: null, p_value: null });
    return;
  }
  const scaled = metric({ name, display_name: display, unit: '%' }, inPercent(change));
  metrics.push({ ...scaled, ...base, previous: rates.before.of === 0 ? null : scaled.previous });
}

function metric(named: Pick<Metric, 'name' | 'display_name' | 'unit'>, change: Change): Metric {
  return {
    ...named,
    current: change.current,
    previous: change.previous,
    change_percent: change.change === null ? null : rounded(change.change * 100, 1),
    trend: change.trend,
    usual_low: rounded(change.usualLow, 1),
    usual_high: rounded(change.usualHigh, 1),
    p_value: change.pValue,
    people: null,
    previous_people: null,
  };
}

function baseWords({ people, previous_people }: Metric): string {
  return people === null ? '' : `, of ${people} people old enough (before: ${previous_people ?? 0})`;
}

/** Only what is beyond chance is worth a sentence. */
function sentences(metrics: readonly Metric[], trend: 'up' | 'down'): string[] {
  return metrics.filter((each) => each.trend === trend).map((each) => `${each.display_name}: ${changeWords(each)}.`);
}

function seriesOf(
  events: { acquisition: string; activation: string | undefined },
  daily: ReadonlyMap<string, DailyNumbers> | undefined,
  growth: Growth,
): Record<string, { date: string; value: number }[]> {
  const half = growth.days.length / 2;
  const shown = growth.days.slice(Math.max(half, growth.days.length - SHOWN_DAYS));
  return Object.fromEntries(
    Object.entries(events).flatMap(([stage, event]) => {
      const users = event === undefined ? undefined : daily?.get(event)?.users;
      if (users === undefined) return [];
      return [[stage, shown.map((date, index) => ({ date, value: users[growth.days.length - shown.length + index] ?? 0 }))]];
    }),
  );
}

function nothing(unavailable: Unavailable): AppError {
  return new AppError('mixpanel', `Nothing could be computed: ${unavailable.map((each) => `${each.part}: ${each.reason}`).join(' ')}`, {
    hint: 'Try again, or call fetch_events and ask again: the answer then comes from the local table.',
  });
}
