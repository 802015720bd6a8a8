import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import { count, notesText, paragraphs, plural, table } from '../../format/text.ts';
import { dayZone, exportDays, type TimeRule, UTC_RULE } from '../../lake/day-range.ts';
import { exportEvents } from '../../mixpanel/export.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { checkRange, FromDate, type Range, READS_MIXPANEL, rangeNotes, ToDate, whereArgument, zoneWords } from '../arguments.ts';
import { clockOf, instantOf, localText, rememberedRule } from './event-times.ts';
import { readEvents, type StreamedEvent, type StreamedEvents } from './read-events.ts';

/** Mixpanel's own bound. */
const MAX_LIMIT = 100_000;
/** Above this many, a local table is the better way. */
const MANY = 1_000;
const FETCH_INSTEAD =
  'To count or compare many events use fetch_events once and then sql: nothing is cut there and questions cost no quota.';

export const streamEvents = defineTool({
  name: 'stream_events',
  title: 'Show raw events',
  about:
    'Raw events of some days, straight from Mixpanel, not stored: to look at examples. For counting, or for many events, use fetch_events and sql. Costs one export.',
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
    events: z.array(z.object({ event: z.string(), time: z.string().nullable(), properties: z.record(z.string(), z.json()) })),
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    if (input.events?.some((event) => event.trim() === '')) throw inputError('An event name in events is blank.', 'Remove it.');
    const range = await checkRange(input, context);
    const remembered = await rememberedRule(context);
    const found = await readDays(input, { range, rule: remembered ?? UTC_RULE }, context);
    const clock = clockOf(remembered, found.events, range.isZoneKnown ? range.timezone : null);
    const inside = found.events.filter(insideOf(range, clock.rule));
    const hasMore = found.isCapped || found.lines >= input.limit;
    return {
      from_date: range.from,
      to_date: range.to,
      time_zone: zoneWords(range),
      total: inside.length,
      has_more: hasMore,
      repeats_removed: found.repeats,
      events: inside.map(({ event, seconds, properties }) => ({
        event,
        time: instantOf(seconds, clock.rule)?.toString() ?? null,
        properties: z.record(z.string(), z.json()).parse(properties),
      })),
      notes: [...rangeNotes(range), ...clock.notes, ...notesOf(found, { inside: inside.length, limit: input.limit, rule: clock.rule })],
    };
  },
  long: 'events',
  say: (output) =>
    paragraphs(
      `${plural(output.total, 'event')}, ${output.from_date} to ${output.to_date} (${output.time_zone})${output.has_more ? '; there may be more' : ''}. In no order.`,
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

interface Days {
  range: Range;
  rule: TimeRule;
}

/** The export may count days in UTC: then a day more at one end covers the project's days, and what is outside is left out again. */
async function readDays(
  input: { events?: string[] | null | undefined; where?: string | null | undefined; limit: number },
  { range, rule }: Days,
  context: ToolContext,
): Promise<StreamedEvents> {
  const { http } = await context.workspace();
  const days = exportDays(rule, range.timezone, { from: range.from, to: range.to }, context.now());
  const selection = { events: input.events ?? undefined, where: whereArgument(input.where), limit: input.limit };
  const body = await exportEvents(http, { fromDate: days[0] ?? range.from, toDate: days.at(-1) ?? range.to, ...selection }, context.call);
  return readEvents(body, context.signal);
}

/** Tells whether an event lies in the project's days. Without a known zone nothing is left out. */
function insideOf(range: Range, rule: TimeRule): (event: StreamedEvent) => boolean {
  const start = Temporal.PlainDate.from(range.from).toZonedDateTime(range.timezone).epochMilliseconds;
  const end = Temporal.PlainDate.from(range.to).add({ days: 1 }).toZonedDateTime(range.timezone).epochMilliseconds;
  return ({ seconds }) => {
    const ms = instantOf(seconds, rule)?.epochMilliseconds;
    return ms === undefined || !range.isZoneKnown || (ms >= start && ms < end);
  };
}

function notesOf(found: StreamedEvents, shown: { inside: number; limit: number; rule: TimeRule }): string[] {
  const notes: string[] = [];
  const outside = found.events.length - shown.inside;
  if (found.repeats > 0) notes.push(`${plural(found.repeats, 'repeat')} removed (equal event, distinct_id, time and $insert_id).`);
  if (found.unreadable > 0)
    notes.push(
      `${plural(found.unreadable, 'line')} of the export could not be read and ${found.unreadable === 1 ? 'is' : 'are'} missing here.`,
    );
  if (outside > 0)
    notes.push(
      `${plural(outside, 'event')} of the export lie outside these days (it counts days in ${dayZone(shown.rule)}) and are left out.`,
    );
  if (found.isCapped) notes.push('Only the first 16 MB were read.');
  else if (found.lines >= shown.limit)
    notes.push(`The limit of ${count(shown.limit)} was reached: there may be more events, and these are no fair sample.`);
  if (found.isCapped || found.lines >= MANY) notes.push(FETCH_INSTEAD);
  return notes;
}

function shownTime(time: string, zone: string): string {
  try {
    return localText(Temporal.Instant.from(time), zone);
  } catch {
    return time; // the zone is not known
  }
}
