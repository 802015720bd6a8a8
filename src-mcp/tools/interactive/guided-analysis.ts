import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import { Json, type JsonObject } from '#shared/model/json.ts';
import { bullets, notesText, paragraphs } from '../../format/text.ts';
import { addDays, todayIn } from '../../lake/day-range.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { checkRange, type Range, READS_MIXPANEL, rangeNotes } from '../arguments.ts';
import { analyseFocus, Breakdown, breakDown, FOCUS_AREAS, type FocusArea, FocusFindings, type OfferedSegment } from './focus-findings.ts';

const PERIODS = { last_7_days: 7, last_30_days: 30, last_90_days: 90 } as const;
type Period = keyof typeof PERIODS | 'custom';
const DEFAULT_PERIOD: Period = 'last_30_days';

const FOCUS_WORDS: Record<FocusArea, string> = {
  conversion: 'How many people go through the saved funnels, and where they are lost',
  retention: 'How many people come back after their first time',
  engagement: 'How many people are active, what they do, how often',
  revenue: 'How many people pay, and how that moves',
};

export const guidedAnalysis = defineTool({
  name: 'guided_analysis',
  title: 'Guided analysis',
  about:
    'Leads through focus, period and a breakdown, asking the person where the client can; else it uses the arguments, answers fully, and lists how to go on. Conversion, retention, engagement or revenue. Free from a local table, else up to 8 query calls.',
  input: z.object({
    focus_area: z.enum(FOCUS_AREAS).nullish().describe('Left out: the person is asked'),
    time_period: z
      .enum(['last_7_days', 'last_30_days', 'last_90_days', 'custom'])
      .nullish()
      .describe('Full days; left out: asked, else 30 days'),
    from_date: z.string().nullish().describe('First day, YYYY-MM-DD; means custom'),
    to_date: z.string().nullish().describe('Last day, YYYY-MM-DD; means custom'),
  }),
  output: z.object({
    status: z.string(),
    workflow_steps: z.array(z.string()),
    focus_area: z.string().nullable(),
    period: z.object({ from_date: z.string(), to_date: z.string() }).nullable(),
    time_zone: z.string().nullable(),
    initial_analysis: Json,
    segment_analysis: Breakdown.nullable(),
    available_segments: z.array(z.object({ number: z.number().int(), name: z.string(), property: z.string() })),
    suggestions: z.array(z.string()),
    focus_options: z.record(z.string(), z.string()).nullable(),
    message: z.string(),
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  asks: true,
  async run(input, context) {
    const steps: string[] = [];
    const choice = await chooseFocus(input, context, steps);
    if (choice.kind !== 'chosen') return withoutFocus(choice, steps);
    const range = await periodOf(choice, context);
    steps.push(`Period: ${range.from} to ${range.to} (${range.timezone})`);
    const findings = await keptFindings(choice.focus, range, context);
    steps.push(`Looked at ${choice.focus}`);
    const segment = await chooseSegment(findings.segments, context, steps);
    const broken = segment === undefined ? null : await breakDown(findings, segment, range, context);
    return {
      status: 'completed',
      workflow_steps: steps,
      focus_area: choice.focus,
      period: { from_date: range.from, to_date: range.to },
      time_zone: range.timezone,
      initial_analysis: { focus_area: choice.focus, findings: findings.sentences, ...findings.data },
      segment_analysis: broken,
      available_segments: findings.segments.map((each, index) => ({ number: index + 1, name: each.name, property: each.property })),
      suggestions: findings.suggestions,
      focus_options: null,
      message: paragraphs(
        bullets(findings.sentences),
        broken === null ? '' : `By ${broken.segment_property}:\n${bullets(broken.findings)}`,
      ),
      notes: [...rangeNotes(range), ...findings.notes],
    };
  },
  say: (output) =>
    paragraphs(
      output.focus_area === null
        ? output.message
        : `${output.focus_area}, ${output.period?.from_date} to ${output.period?.to_date} (${output.time_zone}):\n${output.message}`,
      output.available_segments.length > 0 &&
        output.segment_analysis === null &&
        `Breakdowns that tell something: ${output.available_segments.map((each) => `${each.number}. ${each.name}`).join(', ')}.`,
      output.suggestions.length > 0 && `Next:\n${bullets(output.suggestions)}`,
      notesText(output.notes),
    ),
  rows: (output) => output.workflow_steps.length,
});

interface Dates {
  from_date?: string | null | undefined;
  to_date?: string | null | undefined;
}

type Choice = ({ kind: 'chosen'; focus: FocusArea; period: Period } & Dates) | { kind: 'declined' | 'cancelled' | 'unavailable' };

async function chooseFocus(
  input: { focus_area?: FocusArea | null | undefined; time_period?: Period | null | undefined } & Dates,
  context: ToolContext,
  steps: string[],
): Promise<Choice> {
  const dates = { from_date: input.from_date, to_date: input.to_date };
  // Dates that were given are used, whatever the period says.
  const given = input.from_date || input.to_date ? 'custom' : (input.time_period ?? undefined);
  if (input.focus_area !== undefined && input.focus_area !== null) {
    steps.push(`Focus: ${input.focus_area} (given)`);
    return { kind: 'chosen', focus: input.focus_area, period: given ?? DEFAULT_PERIOD, ...dates };
  }
  const reply = await context.dialogue.ask('guided_focus', {
    message: 'What should be analysed, and for which period?',
    fields: {
      focus_area: { type: 'string', title: 'Focus', enum: [...FOCUS_AREAS], default: 'engagement' },
      time_period: { type: 'string', title: 'Period', enum: [...Object.keys(PERIODS), 'custom'], default: given ?? DEFAULT_PERIOD },
      from_date: { type: 'string', title: 'First day (custom)', description: 'YYYY-MM-DD' },
      to_date: { type: 'string', title: 'Last day (custom)', description: 'YYYY-MM-DD' },
    },
    required: ['focus_area', 'time_period'],
  });
  if (reply.action !== 'accept')
    return { kind: reply.action === 'decline' ? 'declined' : reply.action === 'cancel' ? 'cancelled' : 'unavailable' };
  const focus = FOCUS_AREAS.find((each) => each === reply.content.focus_area);
  if (focus === undefined) throw inputError('The form came back without a focus.', `Choose one of ${FOCUS_AREAS.join(', ')}.`);
  steps.push(`Focus: ${focus} (chosen by the person)`);
  const period = given ?? periodNamed(reply.content.time_period) ?? DEFAULT_PERIOD;
  return { kind: 'chosen', focus, period, ...dates, ...(given === undefined ? datesOf(reply.content) : {}) };
}

function periodNamed(value: unknown): Period | undefined {
  return value === 'custom'
    ? 'custom'
    : value === 'last_7_days' || value === 'last_30_days' || value === 'last_90_days'
      ? value
      : undefined;
}

function datesOf(content: JsonObject): Dates {
  const text = (value: unknown): string | undefined => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined);
  return { from_date: text(content.from_date), to_date: text(content.to_date) };
}

function withoutFocus(choice: { kind: 'declined' | 'cancelled' | 'unavailable' }, steps: string[]) {
  const isUnavailable = choice.kind === 'unavailable';
  return {
    status: isUnavailable ? 'elicitation_unavailable' : choice.kind,
    workflow_steps: steps,
    focus_area: null,
    period: null,
    time_zone: null,
    initial_analysis: null,
    segment_analysis: null,
    available_segments: [],
    suggestions: isUnavailable ? FOCUS_AREAS.map((focus) => `guided_analysis with {"focus_area": "${focus}"}: ${FOCUS_WORDS[focus]}`) : [],
    focus_options: isUnavailable ? FOCUS_WORDS : null,
    message: isUnavailable
      ? 'This client cannot show a question: ask the person for a focus and call again with it.'
      : 'The person did not choose. Nothing was analysed.',
    notes: [],
  };
}

/** "Custom" with one date is that date to its natural end; without any it is a question, not silently another period. */
async function periodOf(choice: { period: Period } & Dates, context: ToolContext): Promise<Range> {
  const { timezone } = await (await context.workspace()).facts(context.call);
  const yesterday = addDays(todayIn(timezone ?? 'UTC', context.now()), -1);
  if (choice.period !== 'custom')
    return checkRange({ from_date: addDays(yesterday, 1 - PERIODS[choice.period]), to_date: yesterday }, context);
  if (!choice.from_date && !choice.to_date)
    throw inputError('The period is custom, but no date was given.', 'Give from_date and to_date (YYYY-MM-DD).');
  const to = choice.to_date || yesterday;
  return checkRange({ from_date: choice.from_date || addDays(to, -29), to_date: to }, context);
}

const KEPT_MS = 10 * 60_000;

/** In the newer era the call runs again with the person's second answer: what was found is not asked for twice. */
async function keptFindings(focus: FocusArea, range: Range, context: ToolContext): Promise<FocusFindings> {
  const { kept } = await context.workspace();
  const { value } = await kept.get(`guided ${focus} ${range.from} ${range.to}`, KEPT_MS, context.signal, async () =>
    JSON.parse(JSON.stringify(await analyseFocus(focus, range, context))),
  );
  return FocusFindings(value);
}

async function chooseSegment(
  segments: readonly OfferedSegment[],
  context: ToolContext,
  steps: string[],
): Promise<OfferedSegment | undefined> {
  if (segments.length === 0 || !context.dialogue.canAsk) return undefined;
  const none = 'none';
  const reply = await context.dialogue.ask('guided_segment', {
    message: 'Break this down further?',
    fields: { segment: { type: 'string', title: 'By', enum: [...segments.map((each) => each.name), none], default: none } },
    required: ['segment'],
  });
  if (reply.action !== 'accept') return undefined;
  const chosen = segments.find((each) => each.name === reply.content.segment);
  if (chosen !== undefined) steps.push(`Broken down by ${chosen.name} (chosen by the person)`);
  return chosen;
}
