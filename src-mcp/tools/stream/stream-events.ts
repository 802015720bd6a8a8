import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import { JsonRecord } from '#shared/model/json.ts';
import { notesText, paragraphs, plural, table } from '../../format/text.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { checkRange, FromDate, READS_MIXPANEL, rangeNotes, ToDate, whereArgument, zoneWords } from '../arguments.ts';
import { localText } from './event-times.ts';
import { eventsOfDays, MAX_LIMIT } from './events-of-days.ts';

/** Above this many, a local table is the better way. */
const MANY = 1_000;
const FETCH_INSTEAD =
  'To count or compare many events use fetch_events once and then sql: nothing is cut there and questions cost no quota.';

export const streamEvents = defineTool({
  name: 'stream_events',
  title: 'Show raw events',
  about:
    'Raw events of some days, straight from Mixpanel, not stored: to look at examples. For counting, or for many events, use fetch_events and sql. Costs one or two exports.',
  input: z.object({
    from_date: FromDate,
    to_date: ToDate,
    events: z.array(z.string().min(1)).min(1).nullish().describe('Only these events. Example: ["Sign Up"]'),
    where: z.string().min(1).nullish().describe('Filter. Example: properties["plan"] == "pro"'),
    limit: z.number().int().min(1).max(MAX_LIMIT).default(1_000).describe('Most events; Mixpanel chooses which'),
  }),
  output: z.object({
    from_date: z.string(),
    to_date: z.string(),
    time_zone: z.string(),
    total: z.number().int(),
    has_more: z.boolean(),
    repeats_removed: z.number().int(),
    events: z.array(z.object({ event: z.string(), time: z.string().nullable(), properties: JsonRecord })),
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    if (input.events?.some((event) => event.trim() === '')) throw inputError('An event name in events is blank.', 'Remove it.');
    const range = await checkRange(input, context);
    const selection = { events: input.events ?? undefined, where: whereArgument(input.where), limit: input.limit };
    const found = await eventsOfDays(selection, range, context);
    const isMany = found.hasMore || found.events.length >= MANY;
    return {
      from_date: range.from,
      to_date: range.to,
      time_zone: zoneWords(range),
      total: found.events.length,
      has_more: found.hasMore,
      repeats_removed: found.repeats,
      events: found.events.map(({ event, instant, properties }) => ({
        event,
        time: instant?.toString() ?? null,
        properties: JsonRecord.parse(properties),
      })),
      notes: [...rangeNotes(range), ...found.notes, ...(isMany ? [FETCH_INSTEAD] : [])],
    };
  },
  long: 'events',
  say: (output) =>
    paragraphs(
      `${plural(output.total, 'event')}, ${output.from_date} to ${output.to_date} (${output.time_zone})${output.has_more ? '; there may be more' : ''}.`,
      output.events.length > 0 &&
        table(
          [`time (${output.time_zone})`, 'event', 'distinct_id', 'properties'],
          output.events.map(({ time, event, properties: { distinct_id: id, time: _time, ...rest } }) => [
            time === null ? '' : shownTime(time, output.time_zone),
            event,
            id,
            rest,
          ]),
        ),
      notesText(output.notes),
    ),
  rows: (output) => output.total,
});

function shownTime(time: string, zone: string): string {
  try {
    return localText(Temporal.Instant.from(time), zone);
  } catch {
    return time; // the zone is not known
  }
}
