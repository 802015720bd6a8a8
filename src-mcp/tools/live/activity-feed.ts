import { z } from 'zod';
import { JsonRecord, type JsonValue } from '#shared/model/json.ts';
import { count, notesText, paragraphs, plural, table } from '../../format/text.ts';
import { activityFeed as askActivityFeed } from '../../mixpanel/activity.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { READS_MIXPANEL, rangeNotes, zoneWords } from '../arguments.ts';
import { rangeOrLastDays } from '../default-range.ts';
import { clockOf, instantOf, localText, rememberedRule } from '../stream/event-times.ts';

/** Days looked at when no date, or only one, is given. */
const DEFAULT_DAYS = 30;
/** Properties that stand in columns of their own, or say nothing to a reader. */
const LEFT_OUT = new Set(['time', 'distinct_id', '$distinct_id', '$insert_id', '$mp_api_timestamp_ms', 'mp_processing_time_ms']);
const OptionalDay = z.string().nullish();

export const activityFeed = defineTool({
  name: 'activity_feed',
  title: 'What one user did',
  about:
    'Raw events of one user in order of time, the newest if there are more than limit. Times in the project zone and UTC. Live; one query call.',
  input: z.object({
    distinct_id: z.string().min(1).describe('Id of the user. Example: u-1042'),
    from_date: OptionalDay.describe('First day, YYYY-MM-DD; left out: 30 days ending on to_date'),
    to_date: OptionalDay.describe('Last day, YYYY-MM-DD; left out: today'),
    limit: z.number().int().min(0).default(100).describe('Most events, the newest are kept; 0: all'),
  }),
  output: z.object({
    distinct_ids: z.array(z.string()),
    from_date: z.string(),
    to_date: z.string(),
    time_zone: z.string(),
    total_events: z.number().int(),
    event_count: z.number().int(),
    truncated: z.boolean(),
    events: z.array(
      z.object({
        event: z.string(),
        time: z.string().nullable(),
        local_time: z.string(),
        properties: JsonRecord,
      }),
    ),
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    const range = await rangeOrLastDays(input, { days: DEFAULT_DAYS, endingWith: 'today' }, context);
    const { http } = await context.workspace();
    const all = await askActivityFeed(http, { distinctIds: [input.distinct_id], fromDate: range.from, toDate: range.to }, context.call);
    const kept = input.limit === 0 ? all : all.slice(-input.limit);
    const clock = clockOf(await rememberedRule(context), all, range.isZoneKnown ? range.timezone : null);
    const notes = [...rangeNotes(range), ...clock.notes];
    if (kept.length < all.length) notes.push(`The newest ${count(kept.length)} of ${plural(all.length, 'event')}; limit 0 gives all.`);
    const events = kept.map(({ event, seconds, properties }) => {
      const instant = instantOf(seconds, clock.rule);
      return {
        event,
        time: instant?.toString() ?? null,
        local_time: localText(instant, range.timezone),
        properties: shownProperties(properties),
      };
    });
    if (events.some(({ time }) => time === null)) notes.push('Events without a time stand first.');
    return {
      distinct_ids: [input.distinct_id],
      from_date: range.from,
      to_date: range.to,
      time_zone: zoneWords(range),
      total_events: all.length,
      event_count: kept.length,
      truncated: kept.length < all.length,
      events,
      notes,
    };
  },
  long: 'events',
  say: (output) =>
    paragraphs(
      `${plural(output.total_events, 'event')} of ${JSON.stringify(output.distinct_ids[0])}, ${output.from_date} to ${output.to_date} (${output.time_zone}).`,
      output.total_events === 0
        ? 'Mixpanel knows no events of this id in these days: the id may be unknown or spelled differently (letter case counts), or the user was active earlier. Give an earlier from_date to look further back.'
        : table(
            [`time (${output.time_zone})`, 'UTC', 'event', 'properties'],
            output.events.map((row) => [row.local_time, (row.time ?? '').slice(0, 19), row.event, row.properties]),
          ),
      notesText(output.notes),
    ),
  rows: (output) => output.event_count,
});

function shownProperties(properties: Record<string, unknown>): Record<string, JsonValue> {
  const rest = Object.entries(properties).filter(([name]) => !LEFT_OUT.has(name));
  return JsonRecord.parse(Object.fromEntries(rest));
}
