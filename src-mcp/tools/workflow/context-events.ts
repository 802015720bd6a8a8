// Which events a project has and which of them are the busiest, with their properties: from a local table that holds the last 30 full
// days, else from Mixpanel.
import { addDays, todayIn } from '../../lake/day-range.ts';
import { quoteText } from '../../lake/names.ts';
import { eventCounts } from '../../mixpanel/events.ts';
import { topEvents } from '../../mixpanel/lists.ts';
import type { ToolContext } from '../../server/tool-definition.ts';
import { checkRange, type Range } from '../arguments.ts';
import { findSource, type LakeSource, sourceWords } from '../lake-source.ts';

export const COUNTED_DAYS = 30;
export const SHOWN_EVENTS = 10;
/** Each costs a query call when no local table can tell. */
export const EVENTS_WITH_PROPERTIES = 5;
/** Names go into an address. */
const MOST_NAMES = 100;
/** Properties come from so many events of a local table; more would not add names worth the time. */
const ROWS_FOR_PROPERTIES = 200_000;

export interface ContextSource {
  range: Range;
  lake: LakeSource | undefined;
}

export interface BusyEvents {
  names: string[];
  /** Busiest first. */
  top: { event: string; count: number }[];
  /** What the counts are counts of. */
  counted: string;
}

export async function openContext(context: ToolContext): Promise<ContextSource> {
  const { timezone } = await (await context.workspace()).facts(context.call);
  const yesterday = addDays(todayIn(timezone ?? 'UTC', context.now()), -1);
  const range = await checkRange({ from_date: addDays(yesterday, 1 - COUNTED_DAYS), to_date: yesterday }, context);
  const source = await findSource(range, undefined, context);
  return { range, lake: source.coverage === undefined ? undefined : source };
}

/** Two query calls without a local table. */
export async function busyEvents({ range, lake }: ContextSource, context: ToolContext): Promise<BusyEvents> {
  const days = `${range.from} to ${range.to} (${range.timezone})`;
  if (lake !== undefined) {
    const rows = await lake.rows(`SELECT event_name, count(*) FROM ${lake.events} e GROUP BY ALL ORDER BY 2 DESC, 1`, { maxRows: 5_000 });
    const all = rows.map(([event, n]) => ({ event: String(event), count: Number(n) }));
    return {
      names: all.map(({ event }) => event),
      top: all.slice(0, SHOWN_EVENTS),
      counted: `events from ${days}, ${sourceWords(lake.origin)}`,
    };
  }
  const workspace = await context.workspace();
  const names = await workspace.names.events(context.call);
  if (names.length === 0) return { names, top: [], counted: 'no events of the last 31 days' };
  if (names.length > MOST_NAMES) {
    const today = await topEvents(workspace.http, { type: 'general', limit: SHOWN_EVENTS }, context.call);
    const top = today.map(({ event, count }) => ({ event, count }));
    return { names, top, counted: 'events of today so far (too many names to count 30 days), live from Mixpanel' };
  }
  const span = { fromDate: range.from, toDate: range.to, unit: 'day', timezone: range.timezone, type: 'general' } as const;
  const { series } = await eventCounts(workspace.http, { ...span, events: names }, context.call);
  const top = series.slice(0, SHOWN_EVENTS).map(({ segment, total }) => ({ event: segment, count: total }));
  return { names, top: top.filter((each) => each.count > 0), counted: `events from ${days}, live from Mixpanel` };
}

/** Property names of each event. Without a local table one query call for each event. */
export async function propertiesOf(
  events: readonly string[],
  { lake }: ContextSource,
  context: ToolContext,
): Promise<Map<string, Set<string>>> {
  if (events.length === 0) return new Map();
  if (lake === undefined) {
    const { names } = await context.workspace();
    const found = await Promise.all(
      events.map(async (event) => [event, new Set((await names.properties(event, context.call)).map(({ name }) => name))] as const),
    );
    return new Map(found);
  }
  const wanted = events.map(quoteText).join(', ');
  const rows = await lake.rows(
    `SELECT DISTINCT event_name, unnest(json_keys(properties)) AS name
     FROM (SELECT event_name, properties FROM ${lake.events} e WHERE event_name IN (${wanted}) LIMIT ${ROWS_FOR_PROPERTIES})`,
    { maxRows: 50_000 },
  );
  const out = new Map(events.map((event) => [event, new Set<string>()]));
  for (const [event, name] of rows) out.get(String(event))?.add(String(name));
  return out;
}
