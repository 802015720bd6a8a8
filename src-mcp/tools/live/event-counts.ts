import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { count, notesText, paragraphs } from '../../format/text.ts';
import { eventCounts as askEventCounts } from '../../mixpanel/events.ts';
import type { CountSeries } from '../../mixpanel/series.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { Detail, FromDate, READS_MIXPANEL, ToDate } from '../arguments.ts';
import { refuseUnknownEvent } from '../known-names.ts';
import { askedBuckets, BucketsSaid } from './asked-buckets.ts';
import { AnyUnit, bySum, COUNTED, Counting, Series, seriesTable, toSeriesOutput, totalOf } from './series-words.ts';

const MAX_EVENTS = 100;

export const eventCounts = defineTool({
  name: 'event_counts',
  title: 'Count several events over time',
  about:
    'Counts several events side by side per hour, day, week or month: events, users, or events per user. Live; one query call for all of them. For one event with a filter or split use segmentation.',
  input: z.object({
    events: z.array(z.string().min(1)).min(1).max(MAX_EVENTS).describe('Event names. Example: ["Sign Up", "Purchase"]'),
    from_date: FromDate,
    to_date: ToDate,
    unit: AnyUnit,
    type: Counting,
    detail: Detail,
  }),
  output: z.object({
    events: z.array(z.string()),
    ...BucketsSaid,
    total: z.number().nullable(),
    series: Series,
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    const { span, said, notes } = await askedBuckets(input, context);
    const { http } = await context.workspace();
    const events = [...new Set(input.events)];
    const { type } = input;
    const answer = await askEventCounts(http, { ...span, events, type }, context.call);
    const unknown = await unknownEvents(answer, context);
    return {
      events,
      ...said,
      total: totalOf(answer, type),
      series: toSeriesOutput(answer),
      notes: [...notes, ...unknown],
    };
  },
  long: 'series',
  rank: (output) => bySum(output.series),
  say: ({ series, type, unit, ...output }) =>
    paragraphs(
      `${output.events.length === 1 ? JSON.stringify(output.events[0]) : `${output.events.length} events`}, ${COUNTED[type]} by ${unit}, ${output.from_date} to ${output.to_date} (${output.time_zone})${output.total === null ? '' : `: ${count(output.total)} events in all`}.`,
      seriesTable({ series, names: bySum(series), noun: 'event', unit, type }),
      notesText(output.notes),
    ),
  rows: (output) => output.events.length,
});

/** A wrong name among right ones must not cost their answer: it becomes a note. When nothing was found at all, it is the error. */
async function unknownEvents({ series }: CountSeries, context: ToolContext): Promise<string[]> {
  const empty = series.filter((each) => each.total === 0);
  const notes: string[] = [];
  for (const { segment } of empty) {
    try {
      await refuseUnknownEvent(segment, context);
    } catch (error) {
      if (empty.length === series.length || !(error instanceof AppError) || error.kind !== 'input') throw error;
      notes.push(`${error.message} ${error.hint ?? ''}`.trim());
    }
  }
  return notes;
}
