import { z } from 'zod';
import { count, notesText, paragraphs } from '../../format/text.ts';
import { propertyCounts as askPropertyCounts } from '../../mixpanel/events.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { FromDate, READS_MIXPANEL, ToDate } from '../arguments.ts';
import { refuseUnknownEvent } from '../known-names.ts';
import { askedBuckets, BucketsSaid } from './asked-buckets.ts';
import { AnyUnit, bySum, COUNTED, Counting, EventName, Series, seriesTable, toSeriesOutput, totalOf } from './series-words.ts';

/** The server's own default. */
const DEFAULT_LIMIT = 255;
const MAX_LIMIT = 9_999;

export const propertyCounts = defineTool({
  name: 'property_counts',
  title: 'Count an event by the values of a property',
  about:
    'Counts one event over time for each value of one of its properties; "undefined" stands for events without it. Live; one query call. For a filter use segmentation with segment_property.',
  input: z.object({
    event: EventName,
    property_name: z.string().min(1).describe('Bare property name. Example: $browser'),
    from_date: FromDate,
    to_date: ToDate,
    type: Counting,
    unit: AnyUnit,
    values: z.array(z.string()).min(1).nullish().describe('Only these values. Example: ["Chrome", "Safari"]'),
    limit: z.number().int().min(1).max(MAX_LIMIT).nullish().describe('Most values, the largest first; left out: 255'),
  }),
  output: z.object({
    event: z.string(),
    property_name: z.string(),
    ...BucketsSaid,
    values_total: z.number().int(),
    has_more_values: z.boolean(),
    total: z.number().nullable(),
    series: Series,
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    const { span, said, notes } = await askedBuckets(input, context);
    const { http } = await context.workspace();
    const { event, type } = input;
    const limit = input.limit ?? DEFAULT_LIMIT;
    const answer = await askPropertyCounts(
      http,
      // One more than asked for tells whether there are more.
      { ...span, event, type, property: input.property_name, values: input.values ?? undefined, limit: limit + 1 },
      context.call,
    );
    if (answer.series.every((each) => each.total === 0)) await refuseUnknownEvent(event, context);
    const shown = { dates: answer.dates, series: answer.series.slice(0, limit) };
    const hasMore = answer.series.length > limit;
    if (hasMore)
      notes.push(`There are more than ${count(limit)} values: the total covers the shown values only. A larger limit gives more.`);
    return {
      event,
      property_name: input.property_name,
      ...said,
      values_total: shown.series.length,
      has_more_values: hasMore,
      total: totalOf(shown, type),
      series: toSeriesOutput(shown),
      notes,
    };
  },
  long: 'series',
  rank: (output) => bySum(output.series),
  say: ({ series, type, unit, ...output }) =>
    paragraphs(
      `${JSON.stringify(output.event)} by ${output.property_name}, ${COUNTED[type]} by ${unit}, ${output.from_date} to ${output.to_date} (${output.time_zone}): ${count(output.values_total)}${output.has_more_values ? ' or more' : ''} values${output.total === null ? '' : `, ${count(output.total)} events`}.`,
      output.values_total === 0
        ? 'No events in this range with such values. list_properties shows the properties of the event.'
        : seriesTable({ series, names: bySum(series), noun: 'value', unit, type }),
      notesText(output.notes),
    ),
  rows: (output) => output.values_total,
});
