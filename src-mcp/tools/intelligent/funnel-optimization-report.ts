import { z } from 'zod';
import { AppError, inputError, isAbort } from '#shared/errors.ts';
import {
  bottleneckOf,
  type ComparedSegment,
  compareSegments,
  type FunnelStepFacts,
  mixAndRate,
  type SegmentRate,
  stepFacts,
} from '../../analysis/funnels/funnel-facts.ts';
import { compareShares } from '../../analysis/proportions.ts';
import { bullets, count, notesText, paragraphs, percent, table } from '../../format/text.ts';
import { addDays, daysBetween } from '../../lake/day-range.ts';
import { funnel as askFunnel, type FunnelRun, OVERALL } from '../../mixpanel/funnels.ts';
import { WRITERS } from '../../prose/prose.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { checkRange, onArgument, type Range, READS_MIXPANEL, rangeNotes } from '../arguments.ts';
import { rangeOrLastDays } from '../default-range.ts';
import { changePercent, pWords, round } from '../diagnosis-words.ts';
import { worded } from './worded.ts';

const DEFAULT_DAYS = 30;
const DEFAULT_PROPERTIES = ['$browser', '$os'];
/** Rates of fewer people say nothing. */
const MIN_PEOPLE = 30;
const MAX_LISTED = 5;
const SIGNIFICANT = 0.05;

const Segment = z.object({
  segment: z.string(),
  property: z.string(),
  conversion_rate: z.number(),
  low: z.number(),
  high: z.number(),
  others_rate: z.number(),
  sample_size: z.number().int(),
  p_value: z.number(),
});

/** Everything but who worded the summary. */
const Found = z.object({
  status: z.string(),
  message: z.string().nullable(),
  period: z.object({ from_date: z.string(), to_date: z.string() }),
  comparison_period: z.object({ from_date: z.string(), to_date: z.string() }),
  time_zone: z.string(),
  executive_summary: z.string(),
  overall_conversion_rate: z.number(),
  bottleneck: z
    .object({
      step_number: z.number().int(),
      step_name: z.string(),
      drop_percentage: z.number(),
      users_lost: z.number().int(),
      low: z.number(),
      high: z.number(),
    })
    .nullable(),
  steps: z.array(
    z.object({
      number: z.number().int(),
      event: z.string(),
      count: z.number().int(),
      rate: z.number().nullable(),
      lost: z.number().int(),
    }),
  ),
  top_performing_segments: z.array(Segment),
  underperforming_segments: z.array(Segment),
  change: z.object({
    previous_rate: z.number().nullable(),
    difference: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    p_value: z.number().nullable(),
    mix_and_rate: z.array(z.object({ property: z.string(), mix: z.number(), rate: z.number() })),
  }),
  recommendations: z.array(z.object({ action: z.string(), priority: z.string(), expected_impact: z.string() })),
  notes: z.array(z.string()),
});
type Found = z.output<typeof Found>;

export const funnelOptimizationReport = defineTool({
  name: 'funnel_optimization_report',
  title: 'Where does a funnel lose people?',
  about:
    'Finds the weakest step of a saved funnel, the segments that convert apart from the others (tested, corrected for many), the change against the period before split into mix and rate, and what mending would bring. Costs 2 query calls and 2 for each property.',
  input: z.object({
    funnel_id: z.number().int().positive().describe('Id from list_funnels. Example: 501'),
    from_date: z.string().nullish().describe('First day, YYYY-MM-DD; left out: the last 30 full days'),
    to_date: z.string().nullish().describe('Last day, YYYY-MM-DD'),
    segment_properties: z.array(z.string().min(1)).min(1).max(8).nullish().describe('Left out: $browser and $os'),
  }),
  output: Found.extend({ written_by: z.enum(WRITERS) }),
  hints: READS_MIXPANEL,
  asks: true,
  async run(input, context) {
    const { found, written } = await worded(context, {
      key: `funnel_optimization_report ${JSON.stringify(input)}`,
      found: Found,
      compute: () => findingsOf(input, context),
      report: (each) => each.executive_summary,
      task: 'Tell a product team where this funnel loses people and what to try first.',
    });
    const notes = [...found.notes, ...(written.note === undefined ? [] : [written.note])];
    return { ...found, executive_summary: written.text, written_by: written.writtenBy, notes };
  },
  say: (output) =>
    paragraphs(
      output.executive_summary,
      table(
        ['step', 'event', 'people', 'of the step before', 'lost'],
        output.steps.map((step) => [
          step.number,
          step.event,
          count(step.count),
          step.rate === null ? '' : percent(step.rate),
          count(step.lost),
        ]),
      ),
      segmentsTable('Convert better than the others', output.top_performing_segments),
      segmentsTable('Convert worse than the others', output.underperforming_segments),
      output.change.mix_and_rate.length > 0 &&
        `The change, split: ${output.change.mix_and_rate.map((each) => `by ${each.property}: ${points(each.mix)} from who entered, ${points(each.rate)} from how they converted`).join('; ')}.`,
      `What to do:\n${bullets(output.recommendations.map((each) => `${each.action} (${each.priority}; ${each.expected_impact})`))}`,
      notesText([...(output.message === null ? [] : [output.message]), ...output.notes]),
    ),
  rows: (output) => output.steps.length,
});

interface Asked {
  funnel_id: number;
  from_date?: string | null | undefined;
  to_date?: string | null | undefined;
  segment_properties?: string[] | null | undefined;
}

async function findingsOf(input: Asked, context: ToolContext): Promise<Found> {
  const range = await rangeOrLastDays(input, { days: DEFAULT_DAYS, endingWith: 'yesterday' }, context);
  const before = await periodBefore(range, context);
  const properties = [...new Set(input.segment_properties ?? DEFAULT_PROPERTIES)];
  const name = await funnelName(input.funnel_id, context);
  const skipped: string[] = [];
  const [now, old] = await Promise.all([run(input.funnel_id, range, undefined, context), run(input.funnel_id, before, undefined, context)]);
  const facts = stepFacts(overall(now));
  const oldFacts = stepFacts(overall(old));
  const splits = await Promise.all(
    properties.map((property) => splitBy({ id: input.funnel_id, property, range, before, skipped }, context)),
  );
  const compared = compareSegments(
    splits.flatMap((split) => split.now),
    MIN_PEOPLE,
  );
  const found = compared.filter((each) => each.adjustedP < SIGNIFICANT).toSorted((a, b) => b.difference - a.difference);
  const bottleneck = bottleneckOf(facts, MIN_PEOPLE);
  const change = changeOf(facts, oldFacts);
  const rate = rateOf(facts);
  const view: View = { name, facts, bottleneck, found, change, range, rate };
  return {
    status: skipped.length === 0 ? 'success' : 'partial',
    message: skipped.length === 0 ? null : `Not looked at: ${skipped.join('; ')}`,
    period: { from_date: range.from, to_date: range.to },
    comparison_period: { from_date: before.from, to_date: before.to },
    time_zone: range.timezone,
    executive_summary: summary(view),
    overall_conversion_rate: rate,
    bottleneck: bottleneck === undefined ? null : bottleneckAnswer(bottleneck),
    steps: facts.map(({ number, event, count: people, rate: kept, lost }) => ({ number, event, count: people, rate: kept, lost })),
    top_performing_segments: found
      .filter((each) => each.difference > 0)
      .slice(0, MAX_LISTED)
      .map(segmentAnswer),
    underperforming_segments: found
      .filter((each) => each.difference < 0)
      .toReversed()
      .slice(0, MAX_LISTED)
      .map(segmentAnswer),
    change: { ...change, mix_and_rate: splits.flatMap((split) => mixOf(split)) },
    recommendations: recommendations(view),
    notes: [
      ...rangeNotes(range),
      'People who entered in the last days may still convert: the rate of the newest days is too low by what is to come.',
      `Segments with fewer than ${MIN_PEOPLE} people are left out; ${compared.length} were compared.`,
    ],
  };
}

interface View {
  name: string;
  facts: FunnelStepFacts[];
  bottleneck: FunnelStepFacts | undefined;
  /** Segments that differ beyond chance, best first. */
  found: ComparedSegment[];
  change: Change;
  range: Range;
  rate: number;
}

interface Change {
  previous_rate: number | null;
  difference: number | null;
  low: number | null;
  high: number | null;
  p_value: number | null;
}

async function periodBefore(range: Range, context: ToolContext): Promise<Range> {
  const days = daysBetween(range.from, range.to).length;
  return checkRange({ from_date: addDays(range.from, -days), to_date: addDays(range.from, -1) }, context);
}

async function funnelName(id: number, context: ToolContext): Promise<string> {
  const { names } = await context.workspace();
  const all = await names.funnels(context.call);
  const found = all.find((each) => each.funnelId === id);
  if (found !== undefined) return found.name;
  const known = all.slice(0, 20).map((each) => `${each.funnelId} (${each.name})`);
  throw inputError(
    `There is no saved funnel with the id ${id}.`,
    known.length === 0 ? 'The project has no saved funnels.' : `Saved funnels: ${known.join(', ')}.`,
  );
}

async function run(id: number, range: Range, on: string | undefined, context: ToolContext): Promise<FunnelRun[]> {
  const { http } = await context.workspace();
  return askFunnel(http, { funnelId: id, fromDate: range.from, toDate: range.to, unit: 'range', on }, context.call);
}

function overall(runs: readonly FunnelRun[]): FunnelRun['steps'] {
  return runs.find((each) => each.segment === OVERALL)?.steps ?? [];
}

interface Split {
  property: string;
  now: SegmentRate[];
  before: SegmentRate[];
}

/** A property that cannot be had is named, and the report goes on. */
async function splitBy(
  { id, property, range, before, skipped }: { id: number; property: string; range: Range; before: Range; skipped: string[] },
  context: ToolContext,
): Promise<Split> {
  try {
    const on = onArgument(property);
    const [now, old] = await Promise.all([run(id, range, on, context), run(id, before, on, context)]);
    return { property, now: ratesOf(property, now), before: ratesOf(property, old) };
  } catch (error) {
    if (isAbort(error) || !(error instanceof AppError) || error.kind === 'internal') throw error;
    skipped.push(`${property} (${error.message})`);
    return { property, now: [], before: [] };
  }
}

function ratesOf(property: string, runs: readonly FunnelRun[]): SegmentRate[] {
  return runs
    .filter((each) => each.segment !== OVERALL)
    .map(({ segment, steps }) => ({ property, segment, entered: steps[0]?.count ?? 0, converted: steps.at(-1)?.count ?? 0 }));
}

function mixOf(split: Split): { property: string; mix: number; rate: number }[] {
  const found = mixAndRate(split.property, split.before, split.now);
  return found === undefined ? [] : [{ property: found.property, mix: found.mix, rate: found.rate }];
}

function rateOf(facts: readonly FunnelStepFacts[]): number {
  const [first, last] = [facts[0]?.count ?? 0, facts.at(-1)?.count ?? 0];
  return first === 0 ? 0 : last / first;
}

function changeOf(now: readonly FunnelStepFacts[], before: readonly FunnelStepFacts[]): Change {
  const share = (facts: readonly FunnelStepFacts[]) => ({ hits: facts.at(-1)?.count ?? 0, of: facts[0]?.count ?? 0 });
  const tested = compareShares(share(now), share(before));
  const previous = share(before).of === 0 ? null : rateOf(before);
  if (tested === undefined) return { previous_rate: previous, difference: null, low: null, high: null, p_value: null };
  return { previous_rate: previous, difference: tested.difference, low: tested.low, high: tested.high, p_value: tested.pValue };
}

function bottleneckAnswer(step: FunnelStepFacts) {
  return {
    step_number: step.number,
    step_name: step.event,
    drop_percentage: round((1 - (step.rate ?? 0)) * 100, 1),
    users_lost: step.lost,
    low: round((1 - (step.high ?? 0)) * 100, 1),
    high: round((1 - (step.low ?? 0)) * 100, 1),
  };
}

function segmentAnswer(each: ComparedSegment): z.output<typeof Segment> {
  return {
    segment: each.segment,
    property: each.property,
    conversion_rate: each.rate,
    low: each.low,
    high: each.high,
    others_rate: each.otherRate,
    sample_size: each.entered,
    p_value: each.adjustedP,
  };
}

function summary({ name, facts, bottleneck, found, change, range, rate }: View): string {
  const entered = facts[0]?.count ?? 0;
  const head = `Funnel ${JSON.stringify(name)}, entered ${range.from} to ${range.to} (${range.timezone}): ${percent(rate)} of ${count(entered)} people converted.`;
  if (entered === 0) return `${head} Nobody entered it in this period.`;
  const weakest =
    bottleneck === undefined
      ? ''
      : ` The weakest step is ${bottleneck.number}, ${JSON.stringify(bottleneck.event)}: ${percent(1 - (bottleneck.rate ?? 0))} of those who reached the step before are lost there, ${count(bottleneck.lost)} people.`;
  return `${head}${weakest} ${changeWords(change)} ${found.length === 0 ? 'No segment converts apart from the others beyond chance.' : `${found.length} segments convert apart from the others beyond chance.`}`;
}

function changeWords({ previous_rate, difference, low, high, p_value }: Change): string {
  if (previous_rate === null || difference === null || low === null || high === null || p_value === null)
    return 'There is no period before to compare with.';
  const size = `${points(difference)} against ${percent(previous_rate)} in the period before (95 % interval ${points(low)} to ${points(high)}, p = ${pWords(p_value)})`;
  return p_value < SIGNIFICANT ? `The rate changed by ${size}.` : `The rate did not change beyond chance: ${size}.`;
}

/** Percentage points: the difference of two rates. */
function points(difference: number): string {
  return `${difference > 0 ? '+' : ''}${(difference * 100).toFixed(1)} points`;
}

function segmentsTable(title: string, segments: readonly z.output<typeof Segment>[]): string | undefined {
  if (segments.length === 0) return undefined;
  const rows = segments.map((each) => [
    each.property,
    each.segment,
    count(each.sample_size),
    `${percent(each.conversion_rate)} (${percent(each.low)} to ${percent(each.high)})`,
    percent(each.others_rate),
    pWords(each.p_value),
  ]);
  return `${title}:\n${table(['property', 'segment', 'people', 'converted (95 % interval)', 'others', 'p, corrected'], rows)}`;
}

function recommendations({ facts, bottleneck, found, rate }: View) {
  const out: { action: string; priority: string; expected_impact: string }[] = [];
  const last = facts.at(-1)?.count ?? 0;
  if (bottleneck !== undefined && bottleneck.rate !== null && bottleneck.rate > 0) {
    const better = Math.min(1, bottleneck.rate * 1.1);
    const gain = Math.round(last * (better / bottleneck.rate - 1));
    out.push({
      action: `Work on step ${bottleneck.number}, ${JSON.stringify(bottleneck.event)}: it keeps ${percent(bottleneck.rate)} of those who reach it`,
      priority: 'high',
      expected_impact: `keeping a tenth more there would bring about ${count(gain)} more conversions in such a period, if later steps stay as they are`,
    });
  }
  const worst = found.filter((each) => each.difference < 0).toReversed();
  for (const each of worst.slice(0, 2)) {
    const gain = Math.round(each.entered * (each.otherRate - each.rate));
    out.push({
      action: `Find out why ${each.property} = ${each.segment} converts at ${percent(each.rate)} while the others reach ${percent(each.otherRate)}`,
      priority: 'medium',
      expected_impact: `${count(gain)} more conversions if it reached the others' rate`,
    });
  }
  const best = found.find((each) => each.difference > 0);
  if (best !== undefined) {
    out.push({
      action: `Learn from ${best.property} = ${best.segment}: it converts at ${percent(best.rate)} (${changePercent(best.rate / Math.max(rate, 1e-9) - 1)} against all)`,
      priority: 'low',
      expected_impact: 'not measured: a segment that converts well need not be a cause',
    });
  }
  if (out.length === 0)
    out.push({
      action: 'Wait for more people, or take a longer period',
      priority: 'low',
      expected_impact: 'no step or segment can be judged yet',
    });
  return out;
}
