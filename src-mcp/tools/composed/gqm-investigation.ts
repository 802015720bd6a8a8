import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { JsonRecord } from '#shared/model/json.ts';
import { type ReadGoal, readGoal } from '../../analysis/health/goal.ts';
import { bullets, notesText, paragraphs, plural } from '../../format/text.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { READS_MIXPANEL } from '../arguments.ts';
import { refuseUnknownEvent } from '../known-names.ts';
import { sourceWords } from '../lake-source.ts';
import { chooseEvents, ProposedEvents, ROLES, USUAL_ACQUISITION } from './chosen-events.ts';
import { type Answer, answerTo, type Setting } from './gqm-answers.ts';
import { CALLS, mainEvent, QUERY_TYPES, type Question, questionsFor } from './gqm-questions.ts';
import { DAILY_CALLS, dailyNumbers, type Growth, openGrowth } from './growth.ts';
import { HOW_COUNTED, periodsText, step } from './growth-words.ts';
import { attempt, Plan, type PlanStep, payablePlan, planWords, Unavailable, unavailableText } from './query-plan.ts';

const SHOWN_EVENTS = 20;
const Period = z.object({ from_date: z.string(), to_date: z.string() });
const Asked = z.object({ question: z.string(), query_type: z.string() });

export const gqmInvestigation = defineTool({
  name: 'gqm_investigation',
  title: 'Answer a goal with questions and numbers',
  about:
    'Turns a goal into questions that fit it and the project, and answers each with numbers: trend, breakdown, retention, conversion. Up to 12 query calls, 3 with a local table.',
  input: z.object({
    goal: z.string().min(1).describe('Example: why do fewer people come back?'),
    from_date: z.string().nullish().describe('Left out: 30 full days'),
    to_date: z.string().nullish().describe('Left out: yesterday'),
    acquisition_event: z.string().min(1).default(USUAL_ACQUISITION).describe('Makes a user'),
    max_questions: z.number().int().min(1).max(10).default(5).describe('At most'),
  }),
  output: z.object({
    interpreted_goal: z.string(),
    aarrr_category: z.string(),
    category_reason: z.string(),
    period: Period,
    comparison_period: Period,
    time_zone: z.string(),
    schema_context: z.object({
      available_events: z.array(z.string()),
      events_total: z.number().int().nullable(),
      available_funnels: z.number().int().nullable(),
    }),
    questions: z.array(Asked.extend({ context: z.string() })),
    findings: z.array(
      Asked.extend({
        status: z.enum(['success', 'failed']),
        finding: z.string().nullable(),
        result: JsonRecord.nullable(),
        error: z.string().nullable(),
      }),
    ),
    synthesis: z.object({
      goal: z.string(),
      category: z.string(),
      summary: z.string(),
      questions_answered: z.number().int(),
      questions_failed: z.number().int(),
      key_metrics: z.array(
        Asked.extend({
          metric: z.string(),
          value: z.number().nullable(),
          previous: z.number().nullable(),
          unit: z.string(),
          trend: z.enum(['up', 'down', 'flat']).nullable(),
        }),
      ),
      next_steps: z.array(z.string()),
    }),
    next_steps: z.array(z.string()),
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
    const read = readGoal(input.goal);
    const unavailable: Unavailable = [];
    const roles = ROLES.filter((role) => role === 'acquisition' || role === 'activation' || role === read.category);
    const chosen = await chooseEvents({ acquisition: input.acquisition_event }, roles, growth, context);
    const { names } = await context.workspace();
    const funnels = await attempt('saved funnels', unavailable, () => names.funnels(context.call));
    const choice = { goal: input.goal, category: read.category, chosen, funnels: funnels ?? [] };
    const questions = questionsFor(choice).slice(0, input.max_questions);
    // A stage whose event the goal itself names needs no other.
    const unclear = Object.entries(chosen.reasons).filter(([stage]) => stage !== read.category || mainEvent(choice) === undefined);
    for (const [part, reason] of unclear) unavailable.push({ part, reason });
    if (questions.length === 0) throw noQuestions(unavailable);
    const plan = await payablePlan(stepsOf(questions, growth), growth.offer, context);
    const events = [...new Set(questions.flatMap(eventsOf))];
    const daily = await attempt('users and events per day', unavailable, () => dailyNumbers(events, growth, context));
    for (const event of events) if (daily?.get(event)?.events.every((each) => each === 0)) await refuseUnknownEvent(event, context);
    const found = await answers(questions, { goal: input.goal, growth, daily }, context);
    const nextSteps = nextStepsOf(
      found,
      unclear.map(([stage]) => [stage, chosen.proposed[stage] ?? []]),
    );
    return {
      interpreted_goal: input.goal,
      aarrr_category: read.category,
      category_reason: reasonOf(read),
      ...periodsText(growth),
      schema_context: {
        available_events: (chosen.names ?? []).slice(0, SHOWN_EVENTS),
        events_total: chosen.names?.length ?? null,
        available_funnels: funnels?.length ?? null,
      },
      questions: questions.map((each) => ({ question: each.question, query_type: QUERY_TYPES[each.kind], context: each.context })),
      findings: found.map(findingOf),
      synthesis: synthesisOf(input.goal, read, found, nextSteps),
      next_steps: nextSteps,
      proposed_events: chosen.proposed,
      plan,
      unavailable,
      ...growth.origin,
      notes: [...growth.notes, ...chosen.notes, HOW_COUNTED],
    };
  },
  say: (output) =>
    paragraphs(
      `Goal: ${output.interpreted_goal}\nStage: ${output.aarrr_category} (${output.category_reason}). ${output.period.from_date} to ${output.period.to_date} against ${output.comparison_period.from_date} to ${output.comparison_period.to_date} (${output.time_zone}), ${sourceWords(output)}. ${planWords(output.plan)}`,
      output.synthesis.summary,
      output.findings.map((each, index) => `${index + 1}. ${each.question}\n   ${each.finding ?? `Failed: ${each.error}`}`).join('\n'),
      output.next_steps.length > 0 && `Next:\n${bullets(output.next_steps)}`,
      unavailableText(output.unavailable),
      notesText(output.notes),
    ),
  rows: (output) => output.findings.length,
});

interface Found {
  question: Question;
  answer: Answer | undefined;
  error: string | null;
}

function eventsOf(question: Question): string[] {
  if (question.kind === 'funnel') return [];
  if (question.kind === 'rate') return [question.event, question.next];
  return [question.event];
}

function stepsOf(questions: readonly Question[], growth: Growth): PlanStep[] {
  return [
    step('event names', 1, growth),
    { what: 'saved funnels', query_calls: 1, source: 'live from Mixpanel' },
    step('users and events per day', DAILY_CALLS, growth),
    ...questions.map((question) => {
      const planned = step(question.question, CALLS[question.kind], growth);
      return question.kind === 'funnel' ? { ...planned, query_calls: CALLS.funnel, source: 'live from Mixpanel' } : planned;
    }),
  ];
}

async function answers(questions: readonly Question[], setting: Setting, context: ToolContext): Promise<Found[]> {
  return Promise.all(
    questions.map(async (question) => {
      const failed: Unavailable = [];
      const answer = await attempt(question.question, failed, () => answerTo(question, setting, context));
      return { question, answer, error: failed[0]?.reason ?? null };
    }),
  );
}

function findingOf({ question, answer, error }: Found) {
  return {
    question: question.question,
    query_type: QUERY_TYPES[question.kind],
    status: answer === undefined ? ('failed' as const) : ('success' as const),
    finding: answer?.finding ?? null,
    result: answer?.result ?? null,
    error,
  };
}

function reasonOf({ matched, tied }: ReadGoal): string {
  if (matched.length === 0) return 'no word of the goal names a stage, so retention was taken';
  const words = `it speaks of ${matched.map((word) => JSON.stringify(word)).join(', ')}`;
  return tied.length === 0 ? words : `${words}; as many words speak of ${tied.join(' and ')}`;
}

/** What the numbers say together, the changes beyond chance first. */
function synthesisOf(goal: string, { category }: ReadGoal, found: readonly Found[], nextSteps: string[]) {
  const answered = found.flatMap(({ question, answer }) => (answer === undefined ? [] : [{ question, answer }]));
  const moved = answered.filter(({ answer }) => answer.trend === 'up' || answer.trend === 'down');
  const still = answered.filter(({ answer }) => answer.trend === 'flat');
  const number = (value: number | null, unit: string): string => `${value ?? '?'}${unit === '%' ? ' %' : ''}`;
  const movedWords = [
    ...moved.map(({ answer: { metric, trend, previous, value, unit } }) => {
      return `${metric} went ${trend} from ${number(previous, unit)} to ${number(value, unit)}`;
    }),
    ...answered.flatMap(({ answer }) => answer.moved ?? []),
  ];
  const summary = [
    movedWords.length === 0 ? 'No change beyond chance was found.' : `Beyond chance: ${movedWords.join('; ')}.`,
    still.length > 0 &&
      `Within chance: ${still.map(({ answer }) => `${answer.metric} (${number(answer.value, answer.unit)})`).join(', ')}.`,
    answered.length < found.length && `${plural(found.length - answered.length, 'question')} could not be answered.`,
  ];
  return {
    goal,
    category,
    summary: summary.filter((each) => each !== false).join(' '),
    questions_answered: answered.length,
    questions_failed: found.length - answered.length,
    key_metrics: answered.map(({ question, answer: { metric, value, previous, unit, trend } }) => {
      return { question: question.question, query_type: QUERY_TYPES[question.kind], metric, value, previous, unit, trend };
    }),
    next_steps: nextSteps,
  };
}

function nextStepsOf(found: readonly Found[], unclear: readonly (readonly [string, readonly string[]])[]): string[] {
  const called = found.flatMap(({ answer }) => (answer?.next === undefined ? [] : [answer.next]));
  const choices = unclear
    .filter(([, names]) => names.length > 0)
    .map(([stage, names]) => `Say which event stands for ${stage}: ${names.map((name) => JSON.stringify(name)).join(', ')}.`);
  return [...called, ...choices].slice(0, 6);
}

function noQuestions(unavailable: Unavailable): AppError {
  return new AppError('input', `No question can be asked yet. ${unavailable.map((each) => each.reason).join(' ')}`.trim(), {
    hint: 'Name the event that makes a user in acquisition_event; list_events shows all names.',
  });
}
