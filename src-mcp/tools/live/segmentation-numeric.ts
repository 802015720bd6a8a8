import { z } from 'zod';
import { count, notesText, paragraphs, plural } from '../../format/text.ts';
import { lowerBound, numericSegmentation } from '../../mixpanel/segmentation-numbers.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { Detail, FromDate, onArgument, READS_MIXPANEL, ToDate, whereArgument } from '../arguments.ts';
import { refuseUnknownEvent } from '../known-names.ts';
import { askedBuckets, BucketsSaid } from './asked-buckets.ts';
import {
  bySum,
  COUNTED,
  Counting,
  EventName,
  HourOrDay,
  NumericOn,
  Series,
  seriesTable,
  toSeriesOutput,
  totalOf,
  Where,
} from './series-words.ts';

export const segmentationNumeric = defineTool({
  name: 'segmentation_numeric',
  title: 'Count an event by ranges of a number',
  about:
    'Counts one event per hour or day by ranges of a numeric property, which Mixpanel chooses. Events without a number are not counted. Live; one query call.',
  input: z.object({
    event: EventName,
    from_date: FromDate,
    to_date: ToDate,
    on: NumericOn,
    unit: HourOrDay,
    where: Where,
    type: Counting,
    detail: Detail,
  }),
  output: z.object({
    event: z.string(),
    property_expr: z.string(),
    ...BucketsSaid,
    ranges_total: z.number().int(),
    total: z.number().nullable(),
    series: Series,
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    const { span, said, notes } = await askedBuckets(input, context);
    const { http } = await context.workspace();
    const on = onArgument(input.on) ?? '';
    const { event, type } = input;
    const answer = await numericSegmentation(http, { ...span, event, on, where: whereArgument(input.where), type }, context.call);
    if (answer.series.every((each) => each.total === 0)) await refuseUnknownEvent(event, context);
    return {
      event,
      property_expr: on,
      ...said,
      ranges_total: answer.series.length,
      total: totalOf(answer, type),
      series: toSeriesOutput(answer),
      notes,
    };
  },
  long: 'series',
  rank: (output) => bySum(output.series),
  say: ({ series, type, unit, ...output }) =>
    paragraphs(
      `${JSON.stringify(output.event)} by ranges of ${output.property_expr}, ${COUNTED[type]} by ${unit}, ${output.from_date} to ${output.to_date} (${output.time_zone}): ${plural(output.ranges_total, 'range')}${output.total === null ? '' : `, ${count(output.total)} events with a number`}.`,
      output.ranges_total === 0
        ? 'No events with a number in this range.'
        : seriesTable({ series, names: Object.keys(series).sort((a, b) => lowerBound(a) - lowerBound(b)), noun: 'range', unit, type }),
      notesText(output.notes),
    ),
  rows: (output) => output.ranges_total,
});
