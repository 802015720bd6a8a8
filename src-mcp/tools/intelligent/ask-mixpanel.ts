import { z } from 'zod';
import { JsonRecord } from '#shared/model/json.ts';
import { count, notesText, paragraphs } from '../../format/text.ts';
import { todayIn } from '../../lake/day-range.ts';
import { type Prose, prose, WRITERS } from '../../prose/prose.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { READS_MIXPANEL, zoneWords } from '../arguments.ts';
import { rangeOrLastDays } from '../default-range.ts';
import { Answered, answerQuestion } from './questions/answer-question.ts';
import { parsePlan, planRequest } from './questions/model-plan.ts';
import { examples, nextSteps, plainName, unclearText } from './questions/next-steps.ts';
import { type Plan, planAnswer } from './questions/plan.ts';
import { type AskedQuestion, type ProjectWords, type Reading, readQuestion } from './questions/read-question.ts';

const DEFAULT_DAYS = 30;
const MAX_QUESTION_CHARS = 2_000;
/** As long as somebody may take to let a model write. */
const KEPT_MS = 5 * 60_000;
/** An answer that was computed longer ago than this says so. */
const OLD_MS = 60_000;

const Reader = z.enum(['the words of the question', "the client's model"]);

const Output = z.object({
  status: z.enum(['success', 'partial', 'unclear']),
  question: z.string(),
  answer: z.string(),
  written_by: z.enum(WRITERS),
  plan: z
    .object({
      intent: z.string(),
      query_type: z.string(),
      queries: z.array(z.object({ method: z.string(), params: JsonRecord })),
      date_range: z.object({ from_date: z.string(), to_date: z.string() }),
      comparison_needed: z.boolean(),
      reasoning: z.string(),
      read_by: Reader,
    })
    .nullable(),
  results: z.record(z.string(), JsonRecord),
  closest: z.array(z.string()),
  time_zone: z.string(),
  quota: z.object({ query_calls_used_before: z.number(), query_calls_used_after: z.number(), limit: z.number() }),
  notes: z.array(z.string()),
  analysis_hints: z.array(z.string()),
});
type Output = z.output<typeof Output>;

export const askMixpanel = defineTool({
  name: 'ask_mixpanel',
  title: 'Answer a question in words',
  about:
    'Answers a question in English or German with computed numbers: counts, people, splits, two periods, retention, saved funnels, rankings, why something changed. Needs no model; says how it understood. At most 4 queries (a why costs about 14 calls), none where a local table holds the days.',
  input: z.object({
    question: z.string().min(1).max(MAX_QUESTION_CHARS).describe('Example: How many sign-ups last week by country?'),
    from_date: z.string().nullish().describe('First day, when the question names none; left out: last 30 full days'),
    to_date: z.string().nullish().describe('Last day'),
  }),
  output: Output,
  hints: READS_MIXPANEL,
  asks: true,
  long: 'results',
  rank: (output) => Object.keys(output.results),
  async run(input, context): Promise<Output> {
    const workspace = await context.workspace();
    const range = await rangeOrLastDays(input, { days: DEFAULT_DAYS, endingWith: 'yesterday' }, context);
    const today = todayIn(range.timezone, context.now());
    const asked = { question: input.question, today, days: { from: range.from, to: range.to } };
    const words = await projectWords(context);
    const reading = await readQuestion(asked, words);
    const { chosen, readBy, notes } = await withModel(asked, words, reading, context);
    const { used, limit } = workspace.quota.status().query;
    const common = { question: input.question, time_zone: zoneWords(range) };
    if (chosen !== undefined) {
      return { ...common, ...(await fullAnswer({ asked, chosen, readBy, reading, notes, limit }, words.events, context)) };
    }
    const { why, closest } = reading.kind === 'unclear' ? reading : { why: '', closest: [] };
    return {
      ...common,
      status: 'unclear',
      answer: unclearText(why, closest),
      written_by: 'template',
      plan: null,
      results: {},
      closest,
      quota: { query_calls_used_before: used, query_calls_used_after: used, limit },
      notes,
      analysis_hints: examples(closest[0] ?? plainName(words.events)),
    };
  },
  say: ({ answer, notes, quota, analysis_hints, status }) =>
    paragraphs(
      answer,
      notesText(notes),
      status === 'unclear'
        ? `For example: ${analysis_hints.join(' | ')}`
        : `Query calls of this hour: ${quota.query_calls_used_before} of ${quota.limit} before, ${quota.query_calls_used_after} after.`,
    ),
  rows: (output) => Object.keys(output.results).length,
});

interface Settled {
  asked: AskedQuestion;
  chosen: Plan;
  readBy: z.output<typeof Reader>;
  reading: Reading;
  notes: string[];
  limit: number;
}

async function fullAnswer(
  { asked, chosen, readBy, reading, notes, limit }: Settled,
  events: readonly string[],
  context: ToolContext,
): Promise<Omit<Output, 'question' | 'time_zone'>> {
  const { found, ageMs } = await answered(asked, chosen, context);
  const isAnswer = found.status !== 'unclear';
  const understood = reading.kind === 'plan' && reading.plan === chosen ? reading.notes : [];
  const report = paragraphs(found.report, notesText([...understood, ...found.notes]));
  const task = `Answer this question of a person: ${JSON.stringify(asked.question)}`;
  const written: Prose = isAnswer ? await prose(context, 'answer', { report, task }) : { text: report, writtenBy: 'template' };
  return {
    status: found.status,
    answer: written.text,
    written_by: written.writtenBy,
    plan: { ...planAnswer(chosen), read_by: readBy },
    results: found.results,
    closest: found.closest,
    quota: { query_calls_used_before: found.usedBefore, query_calls_used_after: found.usedAfter, limit },
    notes: [
      ...notes,
      ...(written.note === undefined ? [] : [written.note]),
      ...(ageMs > OLD_MS ? [`The numbers were computed ${count(Math.round(ageMs / 1000))} s ago.`] : []),
    ],
    analysis_hints: isAnswer ? nextSteps(chosen, found) : examples(plainName(events)),
  };
}

async function projectWords(context: ToolContext): Promise<ProjectWords> {
  const { names } = await context.workspace();
  return {
    events: await names.events(context.call),
    properties: async (event) => (await names.properties(event, context.call)).map((property) => property.name),
    funnels: () => names.funnels(context.call),
  };
}

interface Chosen {
  chosen: Plan | undefined;
  readBy: z.output<typeof Reader>;
  notes: string[];
}

/** The client's model may propose another plan of the same forms. It is not asked about what the project does not have. */
async function withModel(asked: AskedQuestion, words: ProjectWords, reading: Reading, context: ToolContext): Promise<Chosen> {
  const own: Chosen = { chosen: reading.kind === 'plan' ? reading.plan : undefined, readBy: 'the words of the question', notes: [] };
  const mayPropose = reading.kind === 'plan' ? reading.plan.queries.every(({ query }) => query !== 'saved_funnel') : reading.isOpen;
  if (!context.dialogue.canWrite || !mayPropose) return own;
  const text = await context.dialogue.write('plan', planRequest(asked, words.events, own.chosen));
  if (text === undefined) return own;
  const plan = parsePlan(text, { events: words.events, today: asked.today });
  if (plan !== undefined) return { chosen: plan, readBy: "the client's model", notes: [] };
  return { ...own, notes: ["A plan of the client's model was refused: it held something that is not allowed or not in this project."] };
}

/** In the newer era the call comes again with the model's text; what was computed for it must not be asked of Mixpanel twice. */
async function answered(asked: AskedQuestion, plan: Plan, context: ToolContext): Promise<{ found: Answered; ageMs: number }> {
  if (!context.dialogue.canWrite) return { found: await answerQuestion(plan, context), ageMs: 0 };
  const { kept } = await context.workspace();
  const key = `ask_mixpanel ${JSON.stringify([asked, plan])}`;
  const { value, ageMs } = await kept.get(key, KEPT_MS, context.signal, () => answerQuestion(plan, context));
  return { found: Answered.parse(value), ageMs };
}
