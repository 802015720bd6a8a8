import { z } from 'zod';
import { count, notesText, paragraphs, plural, table } from '../../format/text.ts';
import { segmentation as askSegmentation } from '../../mixpanel/segmentation.ts';
import { defineTool } from '../../server/tool-definition.ts';
import {
  bucketNotes,
  checkRange,
  Detail,
  FromDate,
  onArgument,
  READS_MIXPANEL,
  rangeNotes,
  ToDate,
  whereArgument,
  zoneWords,
} from '../arguments.ts';
import { refuseUnknownEvent } from '../known-names.ts';
import { AnyUnit, refuseTooManyBuckets } from './series-words.ts';

/** Dates shown as columns of the text; more are shown as rows. */
const MAX_DATE_COLUMNS = 12;

export const segmentation = defineTool({
  name: 'segmentation',
  title: 'Count an event over time',
  about:
    'Counts one event per hour, day, week or month, optionally split by a property and filtered. Live from Mixpanel; costs one query call. For many questions about the same days, fetch_events once and use sql, which costs nothing.',
  input: z.object({
    event: z.string().min(1).describe('Name of the event, exactly as list_events shows it. Example: Sign Up'),
    from_date: FromDate,
    to_date: ToDate,
    segment_property: z
      .string()
      .min(1)
      .nullish()
      .describe('Split by this property: a bare name (plan) or an expression (properties["plan"], user["plan"])'),
    unit: AnyUnit,
    detail: Detail,
    where: z.string().min(1).nullish().describe('Filter expression. Example: properties["plan"] == "pro" and properties["amount"] > 10'),
  }),
  output: z.object({
    event: z.string(),
    from_date: z.string(),
    to_date: z.string(),
    unit: z.string(),
    segment_property: z.string().nullable(),
    time_zone: z.string(),
    total: z.number().describe('Events over all shown and unshown segments and dates'),
    series: z.record(z.string(), z.record(z.string(), z.number())).describe('Segment (or the event) to bucket start date to count'),
    segments_total: z.number().int(),
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    const range = await checkRange(input, context);
    refuseTooManyBuckets(range, input.unit);
    const { http } = await context.workspace();
    const on = input.segment_property ?? undefined;
    const answer = await askSegmentation(
      http,
      {
        event: input.event,
        fromDate: range.from,
        toDate: range.to,
        unit: input.unit,
        timezone: range.timezone,
        on: onArgument(on),
        where: whereArgument(input.where),
      },
      context.call,
    );
    const total = answer.series.reduce((sum, each) => sum + each.total, 0);
    if (total === 0) await refuseUnknownEvent(input.event, context);
    return {
      event: input.event,
      from_date: range.from,
      to_date: range.to,
      unit: input.unit,
      segment_property: on ?? null,
      time_zone: zoneWords(range),
      total,
      series: Object.fromEntries(
        answer.series.map((each) => [each.segment, Object.fromEntries(answer.dates.map((date, index) => [date, each.counts[index] ?? 0]))]),
      ),
      segments_total: answer.series.length,
      notes: [...rangeNotes(range), ...bucketNotes(range, input.unit)],
    };
  },
  say: (output) => {
    const segments = largestFirst(output.series);
    const dates = Object.keys(segments[0]?.[1] ?? {});
    const title = `${JSON.stringify(output.event)}: ${plural(output.total, 'event')} from ${output.from_date} to ${output.to_date} (${output.time_zone}), by ${output.unit}${output.segment_property === null ? '' : `, split by ${output.segment_property}`}.`;
    const body =
      segments.length === 0
        ? 'No events in this range.'
        : dates.length <= MAX_DATE_COLUMNS || segments.length > 4
          ? table(
              ['segment', ...dates, 'total'],
              segments.map(([name, byDate]) => [name, ...dates.map((date) => count(byDate[date] ?? 0)), count(sum(byDate))]),
            )
          : table(
              [output.unit, ...segments.map(([name]) => name)],
              dates.map((date) => [date, ...segments.map(([, byDate]) => count(byDate[date] ?? 0))]),
            );
    return paragraphs(title, body, notesText(output.notes));
  },
  long: 'series',
  rank: ({ series }) => largestFirst(series).map(([segment]) => segment),
  rows: (output) => Object.keys(output.series).length,
});

/** An object gives names like "2024" in the order of numbers, whatever order they were put in. */
function largestFirst(series: Record<string, Record<string, number>>): [string, Record<string, number>][] {
  return Object.entries(series).sort(([a, x], [b, y]) => sum(y) - sum(x) || (a < b ? -1 : 1));
}

function sum(byDate: Record<string, number>): number {
  return Object.values(byDate).reduce((total, value) => total + value, 0);
}
