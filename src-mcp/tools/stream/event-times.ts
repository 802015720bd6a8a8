// When an event happened. Newer projects write `time` in true UTC; projects from before 2023 write local wall-clock time as if it
// were UTC. What the lake has learnt decides; else the events themselves tell, because `$mp_api_timestamp_ms` is always true UTC.
import { Temporal } from 'temporal-polyfill';
import { type TimeRule, UTC_RULE } from '../../lake/day-range.ts';
import type { ToolContext } from '../../server/tool-definition.ts';

const MIN_SAMPLES = 20;
const TOLERANCE_SECONDS = 20 * 60;

const UNSETTLED =
  'Times are taken as UTC, which is true for projects since 2023; in an older project they would be local times and off by the zone. fetch_events of a day settles it.';

export interface TimedEvent {
  /** `time` as it was sent, in seconds; null when it is missing. */
  seconds: number | null;
  properties: Record<string, unknown>;
}

export interface EventClock {
  rule: TimeRule;
  /** Says how the times may be wrong; empty when nothing speaks against them. */
  notes: string[];
}

/** What was learnt when events were fetched; undefined when nothing was, or the lake cannot be opened now. */
export async function rememberedRule(context: ToolContext): Promise<TimeRule | undefined> {
  try {
    return await (await (await context.workspace()).lake()).timeRule();
  } catch {
    return undefined; // a live question must not fail because of the local database
  }
}

export function clockOf(remembered: TimeRule | undefined, events: readonly TimedEvent[], timezone: string | null): EventClock {
  if (remembered !== undefined) return { rule: remembered, notes: [] };
  const gaps = events.flatMap(gapSeconds).sort((a, b) => a.gap - b.gap);
  if (gaps.length === 0 && events.length > 0 && timezone !== 'UTC') return { rule: UTC_RULE, notes: [UNSETTLED] };
  const middle = gaps[Math.floor(gaps.length / 2)];
  if (middle === undefined || gaps.length < MIN_SAMPLES || timezone === null) return { rule: UTC_RULE, notes: oddGap(middle, gaps.length) };
  const offset = Temporal.Instant.fromEpochMilliseconds(Math.round((middle.seconds - middle.gap) * 1000)).toZonedDateTimeISO(
    timezone,
  ).offsetNanoseconds;
  const offsetSeconds = offset / 1e9;
  const isWallClock = Math.abs(offsetSeconds) > TOLERANCE_SECONDS && Math.abs(middle.gap - offsetSeconds) < TOLERANCE_SECONDS;
  return { rule: isWallClock ? { kind: 'wall-clock', timezone } : UTC_RULE, notes: [] };
}

/** The instant of an event; null without a usable time. */
export function instantOf(seconds: number | null, rule: TimeRule): Temporal.Instant | null {
  if (seconds === null) return null;
  try {
    const asWritten = Temporal.Instant.fromEpochMilliseconds(Math.round(seconds * 1000));
    if (rule.kind === 'utc') return asWritten;
    return asWritten.toZonedDateTimeISO('UTC').toPlainDateTime().toZonedDateTime(rule.timezone).toInstant();
  } catch {
    return null; // a number that is no date
  }
}

/** `2026-05-01 14:03:07` in a zone, for reading. */
export function localText(instant: Temporal.Instant | null, timezone: string): string {
  if (instant === null) return '';
  return instant.toZonedDateTimeISO(timezone).toPlainDateTime().round('second').toString().replace('T', ' ');
}

function gapSeconds({ seconds, properties }: TimedEvent): { seconds: number; gap: number }[] {
  const received = properties.$mp_api_timestamp_ms;
  if (seconds === null || typeof received !== 'number' || properties.$import === true) return [];
  return [{ seconds, gap: seconds - received / 1000 }];
}

/** Too few events to be sure, or no zone to compare with: said only when the times do look shifted by whole quarters of an hour. */
function oddGap(middle: { gap: number } | undefined, samples: number): string[] {
  const hours = middle === undefined ? 0 : Math.round(middle.gap / 900) / 4;
  if (middle === undefined || hours <= 0 || Math.abs(middle.gap - hours * 3600) > TOLERANCE_SECONDS) return [];
  return [
    `The times lie about ${hours} h ahead of UTC in ${samples === 1 ? 'the one event that tells' : `${samples} events that tell`}, as in projects from before 2023: they may be local times.`,
  ];
}
