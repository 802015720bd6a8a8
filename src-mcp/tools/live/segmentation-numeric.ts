import { z } from 'zod';
import { count, notesText, paragraphs, plural } from '../../format/text.ts';
import { lowerBound, numericSegmentation } from '../../mixpanel/segmentation-numbers.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { checkRange, Detail, FromDate, onArgument, READS_MIXPANEL, rangeNotes, ToDate, whereArgument, zoneWords } from '../arguments.ts';
import { refuseUnknownEvent } from '../known-names.ts';
import {
  bySum,
  COUNTED,
  Counting,
  countingNotes,
  EventName,
  HourOrDay,
  NumericOn,
  refuseHourlyUsers,
  refuseTooManyBuckets,
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
    from_date: z.string(),
    to_date: z.string(),
    property_expr: z.string(),
    unit: z.string(),
    type: z.enum(['general', 'unique', 'average']),
    time_zone: z.string(),
    ranges_total: z.number().int(),
    total: z.number().nullable(),
    series: Series,
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    refuseHourlyUsers(input.type, input.unit);
    const range = await checkRange(input, context);
    refuseTooManyBuckets(range, input.unit);
    const { http } = await context.workspace();
    const on = onArgument(input.on) ?? '';
    const { event, type, unit } = input;
    const span = { fromDate: range.from, toDate: range.to, unit, timezone: range.timezone };
    const answer = await numericSegmentation(http, { ...span, event, on, where: whereArgument(input.where), type }, context.call);
    if (answer.series.every((each) => each.total === 0)) await refuseUnknownEvent(event, context);
    return {
      event,
      from_date: range.from,
      to_date: range.to,
      property_expr: on,
      unit,
      type,
      time_zone: zoneWords(range),
      ranges_total: answer.series.length,
      total: totalOf(answer, type),
      series: toSeriesOutput(answer),
      notes: [...rangeNotes(range), ...countingNotes(type, unit)],
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
