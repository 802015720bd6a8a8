// Raw events of days of the project. The export counts days in UTC in newer projects: the project's days then reach into one more
// export day. That one is asked for separately, so that a limit is not used up by events of the wrong day.
import { Temporal } from 'temporal-polyfill';
import { count, plural } from '../../format/text.ts';
import { exportDays, type TimeRule, UTC_RULE } from '../../lake/day-range.ts';
import { exportEvents } from '../../mixpanel/export.ts';
import type { ToolContext } from '../../server/tool-definition.ts';
import type { Range } from '../arguments.ts';
import { clockOf, instantOf, rememberedRule } from './event-times.ts';
import { type ReadOptions, readEvents, type StreamedEvent, type StreamedEvents } from './read-events.ts';

/** Mixpanel's own bound. */
export const MAX_LIMIT = 100_000;

export interface DaysSelection {
  events?: string[] | undefined;
  where?: string | undefined;
  limit: number;
}

export interface TimedRawEvent {
  event: string;
  instant: Temporal.Instant | null;
  properties: Record<string, unknown>;
}

export interface EventsOfDays {
  /** In order of time, those without one first. */
  events: TimedRawEvent[];
  repeats: number;
  hasMore: boolean;
  notes: string[];
}

export async function eventsOfDays(selection: DaysSelection, range: Range, context: ToolContext): Promise<EventsOfDays> {
  const remembered = await rememberedRule(context);
  const all = exportDays(remembered ?? UTC_RULE, range.timezone, { from: range.from, to: range.to }, context.now());
  const own = all.filter((day) => day >= range.from && day <= range.to);
  const days = own.length === 0 ? all : own;
  const seen = new Set<string>();
  const first = await read({ days, seen }, selection, context);
  const clock = clockOf(remembered, first.events, range.isZoneKnown ? range.timezone : null);
  const isInside = insideOf(range, clock.rule);
  const parts = [first];
  const isCut = first.isCapped || first.lines >= selection.limit;
  const edge = clock.rule.kind === 'utc' && !isCut ? all.filter((day) => !days.includes(day)) : [];
  if (edge.length > 0) parts.push(await read({ days: edge, seen, keep: isInside }, { ...selection, limit: MAX_LIMIT }, context));
  const inside = parts.flatMap((part) => part.events.filter(isInside));
  const kept = inside.slice(0, selection.limit);
  const hasMore = isCut || parts.some((part) => part.isCapped) || kept.length < inside.length;
  return {
    events: kept
      .map(({ event, seconds, properties }) => ({ event, instant: instantOf(seconds, clock.rule), properties }))
      .sort((a, b) => (a.instant?.epochMilliseconds ?? 0) - (b.instant?.epochMilliseconds ?? 0)),
    repeats: parts.reduce((sum, part) => sum + part.repeats, 0),
    hasMore,
    notes: [...clock.notes, ...notesOf(parts, selection.limit, hasMore)],
  };
}

interface Part extends ReadOptions {
  days: readonly string[];
}

async function read(part: Part, selection: DaysSelection, context: ToolContext): Promise<StreamedEvents> {
  const { days, ...options } = part;
  const [from, to] = [days[0], days.at(-1)];
  if (from === undefined || to === undefined) return { events: [], lines: 0, repeats: 0, unreadable: 0, isCapped: false };
  const { http } = await context.workspace();
  const body = await exportEvents(http, { fromDate: from, toDate: to, ...selection }, context.call);
  return readEvents(body, context.signal, options);
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

function notesOf(parts: readonly StreamedEvents[], limit: number, hasMore: boolean): string[] {
  const notes: string[] = [];
  const repeats = parts.reduce((sum, part) => sum + part.repeats, 0);
  const unreadable = parts.reduce((sum, part) => sum + part.unreadable, 0);
  if (repeats > 0) notes.push(`${plural(repeats, 'repeat')} removed (equal event, distinct_id, time and $insert_id).`);
  if (unreadable > 0)
    notes.push(`${plural(unreadable, 'line')} of the export could not be read and ${unreadable === 1 ? 'is' : 'are'} missing here.`);
  if (parts.some((part) => part.isCapped)) notes.push('Only the first 16 MB of the export were read.');
  else if (hasMore) notes.push(`The limit of ${count(limit)} was reached: there may be more events, and these are no fair sample.`);
  return notes;
}
