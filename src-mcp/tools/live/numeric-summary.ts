import { z } from 'zod';
import { type NumberSummary, summarize } from '../../analysis/counted-values.ts';
import { canonicalText } from '../../expression/canonical.ts';
import { parseOn } from '../../expression/expressions.ts';
import type { Expression } from '../../expression/tree.ts';
import { count, notesText, paragraphs, table } from '../../format/text.ts';
import { MAX_SEGMENTS, segmentation } from '../../mixpanel/segmentation.ts';
import { numberSegmentation } from '../../mixpanel/segmentation-numbers.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { checkRange, FromDate, type Range, READS_MIXPANEL, rangeNotes, ToDate, zoneWords } from '../arguments.ts';
import { refuseUnknownEvent } from '../known-names.ts';
import { FROM_MIXPANEL, fetchOffer, findSource, type LakeSource, lakeValue, OriginFields, sourceWords } from '../lake-source.ts';

const USUAL_PERCENTILES = [25, 50, 75, 90, 95, 99];

const Statistic = z.number().nullable();

interface Summary extends Omit<NumberSummary, 'sum'> {
  sum: number | null;
  total: number;
  notes: string[];
}

export const numericSummary = defineTool({
  name: 'numeric_summary',
  title: 'Statistics of a numeric property',
  about:
    'Count, min, max, sum, average, standard deviation and percentiles of a numeric property of an event. Texts that are numbers count too. From a local table that holds the days (free), else one to four query calls.',
  input: z.object({
    event: z.string().min(1).describe('Event name. Example: Purchase'),
    property_name: z.string().min(1).describe('Property, or an expression. Example: amount'),
    from_date: FromDate,
    to_date: ToDate,
    percentiles: z.array(z.number().int().min(0).max(100)).max(101).nullish().describe('Left out: 25, 50, 75, 90, 95, 99'),
  }),
  output: z.object({
    event: z.string(),
    property_name: z.string(),
    from_date: z.string(),
    to_date: z.string(),
    time_zone: z.string(),
    total_events: z.number().int(),
    count: z.number().int(),
    not_numeric: z.number().int(),
    min: Statistic,
    max: Statistic,
    sum: Statistic,
    avg: Statistic,
    stddev: Statistic,
    percentiles: z.record(z.string(), Statistic),
    ...OriginFields,
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    const tree = numberOf(parseOn(input.property_name));
    const percentiles = [...new Set(input.percentiles ?? USUAL_PERCENTILES)].sort((a, b) => a - b);
    const range = await checkRange(input, context);
    const source = await findSource(range, [input.event], context);
    const isLocal = source.coverage !== undefined && lakeValue(source, tree.number, 'e') !== undefined;
    const found = isLocal
      ? await fromLake(source, tree, percentiles)
      : await fromMixpanel(
          { event: input.event, tree, percentiles, range, offer: source.coverage === undefined ? fetchOffer(source) : '' },
          context,
        );
    if (found.total === 0) await refuseUnknownEvent(input.event, context);
    const { total, notes, ...statistics } = found;
    return {
      event: input.event,
      property_name: input.property_name,
      from_date: range.from,
      to_date: range.to,
      time_zone: isLocal ? range.timezone : zoneWords(range),
      total_events: total,
      ...statistics,
      not_numeric: total - statistics.count,
      ...(isLocal ? source.origin : FROM_MIXPANEL),
      notes: [...(isLocal ? source.notes : rangeNotes(range)), ...notes],
    };
  },
  say: (output) =>
    paragraphs(
      `${output.property_name} on ${JSON.stringify(output.event)}, ${output.from_date} to ${output.to_date} (${output.time_zone}), ${sourceWords(output)}: a number on ${count(output.count)} of ${count(output.total_events)} events.`,
      output.count > 0 &&
        table(
          ['statistic', 'value'],
          [
            ...(['min', 'max', 'sum', 'avg', 'stddev'] as const).map((name) => [name, output[name]] as const),
            ...Object.entries(output.percentiles).map(([percentile, value]) => [`percentile ${percentile}`, value] as const),
          ].filter(([, value]) => value !== null),
        ),
      notesText(output.notes),
    ),
  rows: () => 1,
});

interface NumberTree {
  number: Expression;
  /** Not true and not false: the language would make 1 and 0 of them, which is no measurement. */
  isNoBoolean: Expression;
}

function numberOf(tree: Expression): NumberTree {
  const unequal = (value: boolean): Expression => ({ type: 'binary', operator: '!=', left: tree, right: { type: 'boolean', value } });
  return {
    number: { type: 'call', name: 'number', argument: tree },
    isNoBoolean: { type: 'binary', operator: 'and', left: unequal(true), right: unequal(false) },
  };
}

async function fromLake(source: LakeSource, tree: NumberTree, percentiles: readonly number[]): Promise<Summary> {
  const number = lakeValue(source, tree.number, 'e')?.number ?? 'NULL';
  const isUsed = lakeValue(source, tree.isNoBoolean, 'e')?.boolean ?? 'true';
  const quantiles = percentiles.map((each) => `quantile_cont(x, ${each / 100})`);
  const [row = []] = await source.rows(
    `SELECT count(*), count(x), min(x), max(x), fsum(x), fsum(x) / nullif(count(x), 0), stddev_pop(x)${quantiles.map((each) => `, ${each}`).join('')}
     FROM (SELECT CASE WHEN isfinite(x) THEN x END AS x FROM (SELECT CASE WHEN ${isUsed} THEN ${number} END AS x FROM ${source.events} e))`,
  );
  const at = (index: number): number | null => (typeof row[index] === 'number' ? row[index] : null);
  return {
    total: at(0) ?? 0,
    count: at(1) ?? 0,
    min: at(2),
    max: at(3),
    sum: at(4) ?? 0,
    avg: at(5),
    stddev: at(6),
    percentiles: Object.fromEntries(percentiles.map((each, index) => [String(each), at(7 + index)])),
    notes: [HOW],
  };
}

const HOW = 'Percentiles are interpolated between neighbours; the standard deviation is that of all these events (divided by n).';

interface Asked {
  event: string;
  tree: NumberTree;
  percentiles: readonly number[];
  range: Range;
  offer: string;
}

async function fromMixpanel({ event, tree, percentiles, range, offer }: Asked, context: ToolContext): Promise<Summary> {
  const { http } = await context.workspace();
  const span = { event, fromDate: range.from, toDate: range.to, unit: 'day', timezone: range.timezone } as const;
  const on = canonicalText(tree.number);
  const where = canonicalText(tree.isNoBoolean);
  const all = await segmentation(http, span, context.call);
  const total = all.series.reduce((sum, each) => sum + each.total, 0);
  const { series } = await segmentation(http, { ...span, on, where }, context.call);
  const values = series
    .map((each) => ({ value: each.segment.trim() === '' ? Number.NaN : Number(each.segment), count: each.total }))
    .filter((each) => Number.isFinite(each.value));
  if (series.length < MAX_SEGMENTS) return { total, ...summarize(values, percentiles), notes: [HOW] };
  // More different numbers than Mixpanel names: count and sum can still be had, the rest cannot.
  const filter = `${where} and defined(${on})`;
  const counted = await segmentation(http, { ...span, where: filter }, context.call);
  const sums = await numberSegmentation(http, 'sum', { ...span, on, where: filter }, context.call);
  const numbers = counted.series.reduce((sum, each) => sum + each.total, 0);
  const sum = sums.results.reduce((sum, each) => sum + Number(each.value ?? 0), 0);
  return {
    total,
    count: numbers,
    sum,
    avg: numbers === 0 ? null : sum / numbers,
    min: null,
    max: null,
    stddev: null,
    percentiles: Object.fromEntries(percentiles.map((each) => [String(each), null])),
    notes: [
      `There are more than ${count(MAX_SEGMENTS)} different numbers, more than Mixpanel names, so only count, sum and average are known. ${offer}`.trim(),
    ],
  };
}
