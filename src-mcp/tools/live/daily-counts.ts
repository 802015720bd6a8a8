import { z } from 'zod';
import { projectDay } from '../../analysis/lake-coverage.ts';
import { cellText, count, notesText, paragraphs, plural, table } from '../../format/text.ts';
import { daysBetween } from '../../lake/day-range.ts';
import { eventCounts } from '../../mixpanel/events.ts';
import { byText } from '../../mixpanel/lists.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { checkRange, Detail, FromDate, type Range, READS_MIXPANEL, rangeNotes, ToDate, zoneWords } from '../arguments.ts';
import { FROM_MIXPANEL, findSource, type LakeSource, OriginFields, refuseWithoutLake, sourceWords } from '../lake-source.ts';

/** Names go into an address, which must not grow without bound; each call is one of 60 an hour. */
const EVENTS_PER_CALL = 100;
const MAX_CALLS = 3;
/** Days × events: bounds memory, not the answer. */
const MAX_ROWS = 200_000;

interface Row {
  date: string;
  event: string;
  count: number;
}

export const dailyCounts = defineTool({
  name: 'daily_counts',
  title: 'Events per day',
  about:
    'Counts events per day of the project and event name. From a local table that holds the days (free), else one query call per 100 events. For weeks, months or filters use segmentation.',
  input: z.object({
    from_date: FromDate,
    to_date: ToDate,
    events: z.array(z.string().min(1)).min(1).max(1_000).nullish().describe('Only these events; left out: all. Example: ["Sign Up"]'),
    detail: Detail,
  }),
  output: z.object({
    from_date: z.string(),
    to_date: z.string(),
    time_zone: z.string(),
    events: z.array(z.string()).nullable(),
    total: z.number().int(),
    counts_total: z.number().int(),
    counts: z.array(z.object({ date: z.string(), event: z.string(), count: z.number().int() })),
    ...OriginFields,
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  long: 'counts',
  async run(input, context) {
    const range = await checkRange(input, context);
    const events = input.events === undefined || input.events === null ? undefined : [...new Set(input.events)];
    const source = await findSource(range, events, context);
    const isLocal = source.coverage !== undefined;
    const notes = [...(isLocal ? source.notes : rangeNotes(range))];
    let found: Row[];
    if (isLocal) found = await fromLake(source);
    else {
      const asked = events ?? (await (await context.workspace()).names.events(context.call));
      if (asked.length > EVENTS_PER_CALL * MAX_CALLS) {
        throw refuseWithoutLake(`Daily counts of ${plural(asked.length, 'event')} (more than ${EVENTS_PER_CALL * MAX_CALLS})`, source);
      }
      found = await fromMixpanel(asked, range, context);
      if (events === undefined) notes.push('"All events" are those of the last 31 days; an event that only happened before is not here.');
    }
    const counts = events === undefined ? found : withZeros(found, events, range);
    if (events === undefined) notes.push('Days on which an event did not happen are left out.');
    return {
      from_date: range.from,
      to_date: range.to,
      time_zone: isLocal ? range.timezone : zoneWords(range),
      events: events ?? null,
      total: counts.reduce((sum, row) => sum + row.count, 0),
      counts_total: counts.length,
      counts,
      ...(isLocal ? source.origin : FROM_MIXPANEL),
      notes,
    };
  },
  say: (output) =>
    paragraphs(
      `${output.events === null ? 'All events' : output.events.map((event) => JSON.stringify(event)).join(', ')} per day, ${output.from_date} to ${output.to_date} (${output.time_zone}), ${sourceWords(output)}: ${plural(output.total, 'event')}.`,
      output.counts.length > 0 &&
        table(
          ['date', 'event', 'events'],
          output.counts.map((row) => [row.date, cellText(row.event), count(row.count)]),
        ),
      notesText(output.notes),
    ),
  rows: (output) => output.counts.length,
});

async function fromLake(source: LakeSource): Promise<Row[]> {
  const rows = await source.rows(
    `SELECT ${projectDay(source.coverage, 'event_time')}::VARCHAR AS day, event_name, count(*) FROM ${source.events}
     GROUP BY day, event_name ORDER BY day, event_name`,
    { maxRows: MAX_ROWS },
  );
  return rows.map(([date, event, n]) => ({ date: String(date), event: String(event), count: Number(n) }));
}

async function fromMixpanel(events: readonly string[], range: Range, context: ToolContext): Promise<Row[]> {
  const { http } = await context.workspace();
  const span = { fromDate: range.from, toDate: range.to, unit: 'day', timezone: range.timezone, type: 'general' } as const;
  const rows: Row[] = [];
  for (let start = 0; start < events.length; start += EVENTS_PER_CALL) {
    const { dates, series } = await eventCounts(http, { ...span, events: events.slice(start, start + EVENTS_PER_CALL) }, context.call);
    for (const { segment, counts } of series) {
      for (const [index, date] of dates.entries()) rows.push({ date, event: segment, count: counts[index] ?? 0 });
    }
  }
  return rows.filter((row) => row.count > 0).sort((a, b) => byText(a.date, b.date) || byText(a.event, b.event));
}

/** Named events get a row for every day, so that a gap shows as 0. */
function withZeros(found: readonly Row[], events: readonly string[], range: Range): Row[] {
  const known = new Map(found.map((row) => [`${row.date} ${row.event}`, row.count]));
  const days = daysBetween(range.from, range.to);
  return days.flatMap((date) => events.map((event) => ({ date, event, count: known.get(`${date} ${event}`) ?? 0 })));
}
