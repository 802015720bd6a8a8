import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { bullets, count, notesText, paragraphs } from '../../format/text.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { READS_MIXPANEL } from '../arguments.ts';
import { dailySeries } from '../daily-series.ts';
import { refuseUnknownEvent } from '../known-names.ts';
import { sourceWords } from '../lake-source.ts';
import { type ChosenEvents, chooseEvents, ProposedEvents, ROLES, USUAL_ACQUISITION } from './chosen-events.ts';
import { DAILY_CALLS, type DailyNumbers, dailyNumbers, doneWithin, type Growth, openGrowth } from './growth.ts';
import { changeWords, HOW_COUNTED, periodsText, step } from './growth-words.ts';
import { acquisitionCategory, activationCategory, Category, retentionCategory, type Scored, usersCategory } from './health-categories.ts';
import { attempt, Plan, type PlanStep, payablePlan, planWords, Unavailable, unavailableText } from './query-plan.ts';
import { AMOUNT_CALLS, amountOf } from './revenue-amount.ts';
import { peopleOf, RETENTION_DAYS, ratesOf, WITHIN_DAYS } from './stages.ts';

const CATEGORIES = ['acquisition', 'activation', 'retention', 'revenue', 'referral'] as const;
type CategoryName = (typeof CATEGORIES)[number];
const SHOWN_SEGMENTS = 20;
const Event = z.string().nullish();
const Period = z.object({ from_date: z.string(), to_date: z.string() });

export const productHealthDashboard = defineTool({
  name: 'product_health_dashboard',
  title: 'Product health in five stages',
  about:
    'Five stages of growth in users, against the period before and rules of thumb, with scores. Events left out are guessed by name or proposed. Free from a local table, else up to 16 query calls.',
  input: z.object({
    acquisition_event: z.string().min(1).default(USUAL_ACQUISITION).describe('Makes a user'),
    activation_event: Event.describe('First success'),
    retention_event: Event.describe('Coming back; left out: any'),
    revenue_event: Event.describe('Payment'),
    referral_event: Event.describe('Invitation'),
    from_date: z.string().nullish().describe('Left out: 30 full days'),
    to_date: z.string().nullish().describe('Left out: yesterday'),
    segment_by: Event.describe('Property that splits acquisition'),
  }),
  output: z.object({
    period: Period,
    comparison_period: Period,
    time_zone: z.string(),
    acquisition: Category.nullable(),
    activation: Category.nullable(),
    retention: Category.nullable(),
    revenue: Category.nullable(),
    referral: Category.nullable(),
    health_score: z.record(z.string(), z.number().int()),
    scoring: z.record(z.string(), z.string()),
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
    const named = {
      acquisition: input.acquisition_event,
      activation: input.activation_event,
      revenue: input.revenue_event,
      referral: input.referral_event,
    };
    const chosen = await chooseEvents(named, ROLES, growth, context);
    const asked: Asked = { growth, chosen, returnEvent: input.retention_event ?? undefined, segmentBy: input.segment_by ?? undefined };
    const plan = await payablePlan(stepsOf(asked), growth.offer, context);
    const unavailable: Unavailable = Object.entries(chosen.reasons).map(([part, reason]) => ({ part, reason }));
    if (chosen.events.acquisition === undefined) {
      unavailable.push({ part: 'retention', reason: 'Without an acquisition event nobody is known to be new.' });
    }
    const found = await everything(asked, unavailable, context);
    const scored = CATEGORIES.map((name) => [name, found[name]] as const);
    const category = (name: CategoryName) => found[name]?.category ?? null;
    return {
      ...periodsText(growth),
      acquisition: category('acquisition'),
      activation: category('activation'),
      retention: category('retention'),
      revenue: category('revenue'),
      referral: category('referral'),
      health_score: Object.fromEntries(scored.flatMap(([name, each]) => (each?.score == null ? [] : [[name, each.score]]))),
      scoring: Object.fromEntries(scored.flatMap(([name, each]) => (each === undefined ? [] : [[name, each.rule]]))),
      proposed_events: chosen.proposed,
      plan,
      unavailable,
      ...growth.origin,
      notes: [...growth.notes, ...chosen.notes, ...scored.flatMap(([, each]) => each?.notes ?? []), HOW_COUNTED],
    };
  },
  say: (output) =>
    paragraphs(
      `Product health, ${output.period.from_date} to ${output.period.to_date} against ${output.comparison_period.from_date} to ${output.comparison_period.to_date} (${output.time_zone}), ${sourceWords(output)}. ${planWords(output.plan)}`,
      bullets(CATEGORIES.map((name) => sayCategory(name, output[name], output.health_score[name]))),
      unavailableText(output.unavailable),
      `How the scores (1 to 10) are made:\n${bullets(Object.entries(output.scoring).map(([name, rule]) => `${name}: ${rule}`))}`,
      notesText(output.notes),
    ),
  rows: (output) => CATEGORIES.filter((name) => output[name] !== null).length,
});

interface Asked {
  growth: Growth;
  chosen: ChosenEvents;
  returnEvent: string | undefined;
  segmentBy: string | undefined;
}

function stepsOf({ growth, chosen, segmentBy }: Asked): PlanStep[] {
  const { acquisition, activation, revenue, referral } = chosen.events;
  const isNew = acquisition === undefined ? 0 : 1;
  return [
    step('event names', 1, growth),
    step('users and events per day', DAILY_CALLS, growth),
    ...(isNew === 0 ? [] : [step('new users and who came back', 2, growth)]),
    ...(isNew === 0 || activation === undefined ? [] : [step('activation', 2, growth)]),
    ...(revenue === undefined ? [] : [step('revenue', 2 + isNew + AMOUNT_CALLS, growth)]),
    ...(referral === undefined ? [] : [step('referral', 2 + isNew, growth)]),
    ...(isNew === 0 || segmentBy === undefined ? [] : [step(`acquisition by ${segmentBy}`, 1, growth)]),
  ];
}

type Found = Record<CategoryName, Scored | undefined>;

async function everything(asked: Asked, unavailable: Unavailable, context: ToolContext): Promise<Found> {
  const { growth, chosen, returnEvent } = asked;
  const events = [...ROLES.map((role) => chosen.events[role]), returnEvent].filter((event) => event !== undefined);
  const daily = await attempt('users and events per day', unavailable, () => dailyNumbers(events, growth, context));
  // A name that the project does not have is a mistake, not a zero.
  for (const event of events) {
    if (daily?.get(event)?.events.every((each) => each === 0)) await refuseUnknownEvent(event, context);
  }
  const [started, activation, revenue, referral] = await Promise.all([
    newUsers(asked, daily, unavailable, context),
    activated(asked, daily, unavailable, context),
    usersOf('revenue', asked, daily, unavailable, context),
    usersOf('referral', asked, daily, unavailable, context),
  ]);
  const found = { ...started, activation, revenue, referral };
  const isEmpty = Object.values(found).every((each) => each === undefined);
  if (isEmpty && events.length > 0) {
    throw new AppError('mixpanel', `Nothing could be computed: ${unavailable.map((each) => `${each.part}: ${each.reason}`).join(' ')}`, {
      hint: growth.offer ?? 'Try again.',
    });
  }
  return found;
}

type Daily = ReadonlyMap<string, DailyNumbers> | undefined;

async function newUsers(
  { growth, chosen, returnEvent, segmentBy }: Asked,
  daily: Daily,
  unavailable: Unavailable,
  context: ToolContext,
): Promise<Pick<Found, 'acquisition' | 'retention'>> {
  const event = chosen.events.acquisition;
  if (event === undefined) return { acquisition: undefined, retention: undefined };
  const [people, bySegment] = await Promise.all([
    attempt('acquisition and retention', unavailable, () => peopleOf({ event, returnEvent, days: RETENTION_DAYS }, growth, context)),
    segmentBy === undefined
      ? undefined
      : attempt(`acquisition by ${segmentBy}`, unavailable, () => segmentsOf(event, segmentBy, growth, context)),
  ]);
  if (people === undefined) return { acquisition: undefined, retention: undefined };
  const stage = { event, daily: daily?.get(event), growth };
  const acquisition = acquisitionCategory(stage, people, bySegment?.counts ?? null);
  return {
    acquisition: { ...acquisition, notes: [...acquisition.notes, ...(bySegment?.notes ?? [])] },
    retention: retentionCategory({ ...stage, returnEvent }, people),
  };
}

async function activated(
  { growth, chosen }: Asked,
  daily: Daily,
  unavailable: Unavailable,
  context: ToolContext,
): Promise<Scored | undefined> {
  const { acquisition, activation } = chosen.events;
  if (acquisition === undefined || activation === undefined) return undefined;
  const rates = await attempt('activation', unavailable, () => ratesOf({ event: acquisition, next: activation }, growth, context));
  return rates === undefined ? undefined : activationCategory({ event: activation, daily: daily?.get(activation), growth }, rates);
}

async function usersOf(
  role: 'revenue' | 'referral',
  { growth, chosen }: Asked,
  daily: Daily,
  unavailable: Unavailable,
  context: ToolContext,
): Promise<Scored | undefined> {
  const event = chosen.events[role];
  if (event === undefined) return undefined;
  const { acquisition } = chosen.events;
  const question = { event: acquisition ?? '', range: growth.period, next: event, days: WITHIN_DAYS };
  const [people, share, amount] = await Promise.all([
    attempt(role, unavailable, () => peopleOf({ event, returnEvent: event, days: [] }, growth, context)),
    acquisition === undefined ? undefined : attempt(`${role} of new users`, unavailable, () => doneWithin(question, growth, context)),
    role === 'revenue' ? attempt('revenue: sum of the amounts', unavailable, () => amountOf(event, growth, context)) : undefined,
  ]);
  if (people === undefined) return undefined;
  return usersCategory(role, { event, daily: daily?.get(event), growth }, { people, newUsers: share, amount });
}

/** Events, not users: Mixpanel cannot tell the users of a value over several days. The largest values first. */
async function segmentsOf(event: string, property: string, { period }: Growth, context: ToolContext) {
  const { segments } = await dailySeries({ event, range: period, on: property }, context);
  const sizes = [...segments].map(([value, counts]) => [value, counts.reduce((sum, each) => sum + each, 0)] as const);
  const sorted = sizes.toSorted(([, a], [, b]) => b - a);
  const rest = sorted.slice(SHOWN_SEGMENTS).reduce((sum, [, size]) => sum + size, 0);
  const notes = [`by_segment counts events of ${JSON.stringify(event)} by ${property}, not users; "undefined" are those without it.`];
  return {
    counts: Object.fromEntries([...sorted.slice(0, SHOWN_SEGMENTS), ...(rest > 0 ? [['(other values)', rest] as const] : [])]),
    notes,
  };
}

function sayCategory(name: string, category: Category | null, score: number | undefined): string {
  if (category === null) return `${name}: not computed.`;
  const { primary_metric, direction, metric, numbers, by_segment } = category;
  const words = changeWords({ ...category, current: primary_metric, trend: direction });
  const scored = score === undefined ? 'no score' : `score ${score} of 10`;
  const more = Object.entries(numbers)
    .filter(([key, value]) => value !== null && !/low|high/.test(key))
    .map(([key, value]) => `${key.replaceAll('_', ' ')} ${count(value ?? 0)}`);
  const segments =
    by_segment === null
      ? ''
      : ` By segment: ${Object.entries(by_segment)
          .map(([value, size]) => `${value} ${count(size)}`)
          .join(', ')}.`;
  return `${name} (${scored}): ${metric}: ${words}. ${more.join(', ')}.${segments}`;
}
