// An event as a line of the raw export. The context of the session is written once per session, the rest is joined from ready-made
// pieces: this is the hot path of every export.

import { contextSpecs } from './context-properties.ts';
import { hash } from './prng.ts';
import type { Session } from './session.ts';
import { distinctIdOf, hasFractionalTime, insertIdOf, receivedMs, type SimEvent } from './sim-event.ts';
import type { Zone } from './zone.ts';

export interface TimeFormat {
  readonly inMs: boolean;
  /** Projects from before 2023 write the wall clock as if it were UTC. */
  readonly wallClock: Zone | undefined;
}

function fragmentOf(session: Session): string {
  let text = '';
  for (const spec of contextSpecs(session)) {
    const value = spec.pick(session);
    if (value !== undefined) text += spec.keyJson + value.json;
  }
  return text;
}

/** `time` as the export says it: whole seconds, except for a few events. */
export function exportedTime(event: SimEvent, format: TimeFormat): number {
  const ms = format.wallClock ? event.timeMs + format.wallClock.offsetAt(event.timeMs) : event.timeMs;
  if (format.inMs) return ms;
  return hasFractionalTime(event) ? ms / 1000 : Math.floor(ms / 1000);
}

/** One JSON object without a newline. `isSecondSending`: the same event as the SDK's retry delivered it. */
export function renderEvent(event: SimEvent, format: TimeFormat, isSecondSending: boolean): string {
  const { session } = event;
  session.fragment ??= fragmentOf(session);
  let text = `{"event":${event.kind.nameJson},"properties":{"time":${exportedTime(event, format)}`;
  const distinctId = distinctIdOf(event);
  if (distinctId !== undefined) text += `,"distinct_id":"${distinctId}"`;
  const insertId = insertIdOf(event);
  if (insertId !== undefined) text += `,"$insert_id":"${insertId}"`;
  text += session.fragment;
  for (const spec of event.kind.properties) {
    const value = spec.pick(event);
    if (value !== undefined) text += spec.keyJson + value.json;
  }
  const received = receivedMs(event) + (isSecondSending ? 30_000 : 0);
  return `${text},"$mp_api_timestamp_ms":${received},"mp_processing_time_ms":${received + 200 + (hash(event.rand, 77) % 900)}}}`;
}
