import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import { count, notesText, paragraphs, percent, table } from '../../format/text.ts';
import { funnel as askFunnel, type FunnelRun, OVERALL } from '../../mixpanel/funnels.ts';
import { byText } from '../../mixpanel/lists.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { bucketNotes, checkRange, FromDate, onArgument, READS_MIXPANEL, rangeNotes, ToDate, Unit, zoneWords } from '../arguments.ts';

const Step = z.object({
  event: z.string(),
  count: z.number().int(),
  conversion_rate: z.number().describe('Share of the step before, 0 to 1'),
  overall_conversion_rate: z.number().describe('Share of the first step, 0 to 1'),
});

export const funnel = defineTool({
  name: 'funnel',
  title: 'Conversion of a saved funnel',
  about:
    'Conversion of a saved funnel over a range (people who entered in the range; later steps may lie after it), step by step, in total, per time bucket, and per segment when split by a property. Rates are computed from added counts, never averaged. list_funnels gives the id. Costs one query call, two the first time.',
  input: z.object({
    funnel_id: z.number().int().positive().describe('Id from list_funnels. Example: 501'),
    from_date: FromDate,
    to_date: ToDate,
    unit: Unit,
    on: z.string().min(1).nullish().describe('Split by this property: a bare name (plan) or an expression (properties["plan"])'),
  }),
  output: z.object({
    funnel_id: z.number().int(),
    funnel_name: z.string(),
    from_date: z.string(),
    to_date: z.string(),
    time_zone: z.string(),
    conversion_rate: z.number().describe('Share of the first step that reached the last, 0 to 1'),
    steps: z.array(Step),
    segments: z.array(z.object({ segment: z.string(), conversion_rate: z.number(), steps: z.array(Step) })),
    over_time: z.array(z.object({ date: z.string(), entered: z.number().int(), conversion_rate: z.number() })),
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    const range = await checkRange(input, context);
    const { http } = await context.workspace();
    const name = await funnelName(input.funnel_id, context);
    const runs = await askFunnel(
      http,
      {
        funnelId: input.funnel_id,
        fromDate: range.from,
        toDate: range.to,
        unit: input.unit,
        on: onArgument(input.on),
      },
      context.call,
    );
    const bySegment = Map.groupBy(runs, (run) => run.segment);
    // Without an $overall row the segments together are the whole.
    const overall = bySegment.get(OVERALL) ?? runs;
    const steps = total(overall);
    const segments = [...bySegment]
      .filter(([segment]) => segment !== OVERALL)
      .map(([segment, of]) => ({ segment, ...withRate(total(of)) }))
      .sort((a, b) => (b.steps[0]?.count ?? 0) - (a.steps[0]?.count ?? 0) || byText(a.segment, b.segment));
    return {
      funnel_id: input.funnel_id,
      funnel_name: name,
      from_date: range.from,
      to_date: range.to,
      time_zone: zoneWords(range),
      ...withRate(steps),
      segments,
      over_time: [...Map.groupBy(overall, (run) => run.date ?? '')].map(([date, of]) => {
        const whole = withRate(total(of));
        return { date, entered: whole.steps[0]?.count ?? 0, conversion_rate: whole.conversion_rate };
      }),
      notes: [...rangeNotes(range), ...bucketNotes(range, input.unit), ...entriesNotes(overall, input.unit)],
    };
  },
  say: (output) =>
    paragraphs(
      `Funnel ${JSON.stringify(output.funnel_name)} (${output.funnel_id}), entered ${output.from_date} to ${output.to_date} (${output.time_zone}): ${percent(output.conversion_rate)} of ${count(output.steps[0]?.count ?? 0)} people converted.`,
      table(
        ['step', 'event', 'people', 'of the step before', 'of the first step'],
        output.steps.map((step, index) => [
          index + 1,
          step.event,
          count(step.count),
          percent(step.conversion_rate),
          percent(step.overall_conversion_rate),
        ]),
      ),
      output.segments.length > 0 &&
        table(
          ['segment', 'entered', 'converted'],
          output.segments.map((each) => [each.segment, count(each.steps[0]?.count ?? 0), percent(each.conversion_rate)]),
        ),
      output.over_time.length > 1 &&
        table(
          ['entered on', 'people', 'converted'],
          output.over_time.map((each) => [each.date, count(each.entered), percent(each.conversion_rate)]),
        ),
      notesText(output.notes),
    ),
  long: 'segments',
  rows: (output) => output.steps.length,
});

function entriesNotes(runs: readonly FunnelRun[], unit: string): string[] {
  if (new Set(runs.map(({ date }) => date)).size < 2) return [];
  return [
    `Somebody who entered in several ${unit}s counts in each of them and so in the totals; funnel_optimization_report counts everybody once.`,
  ];
}

async function funnelName(id: number, context: ToolContext): Promise<string> {
  const { names } = await context.workspace();
  const all = await names.funnels(context.call);
  const found = all.find((each) => each.funnelId === id);
  if (found !== undefined) return found.name;
  throw inputError(
    `There is no saved funnel with the id ${id}.`,
    all.length === 0
      ? 'The project has no saved funnels.'
      : `Saved funnels: ${all
          .slice(0, 20)
          .map((each) => `${each.funnelId} (${each.name})`)
          .join(', ')}.`,
  );
}

/** Counts of all buckets added; the rates follow from the sums. */
function total(runs: FunnelRun[]): { event: string; count: number }[] {
  const steps: { event: string; count: number }[] = [];
  for (const run of runs) {
    run.steps.forEach((step, index) => {
      const sum = steps[index];
      if (sum === undefined) steps.push({ event: step.event, count: step.count });
      else sum.count += step.count;
    });
  }
  return steps;
}

function withRate(steps: { event: string; count: number }[]) {
  const first = steps[0]?.count ?? 0;
  const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  return {
    conversion_rate: ratio(steps.at(-1)?.count ?? 0, first),
    steps: steps.map((step, index) => ({
      ...step,
      conversion_rate: index === 0 ? (first === 0 ? 0 : 1) : ratio(step.count, steps[index - 1]?.count ?? 0),
      overall_conversion_rate: ratio(step.count, first),
    })),
  };
}
