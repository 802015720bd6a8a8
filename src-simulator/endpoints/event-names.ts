// Names of events, and what a name stands for: an event, or a custom event made of several.

import { COUNT_TYPES, tallyEvents } from '../analysis/tally.ts';
import { type Answer, type Call, dayRange, json } from '../http/call.ts';
import { KIND_BY_NAME, KINDS } from '../world/event-kinds.ts';
import { shuffled } from '../world/prng.ts';
import type { EventKind } from '../world/sim-event.ts';

export interface CustomEvent {
  readonly id: number;
  readonly label: string;
  readonly kinds: readonly EventKind[];
}

export const CUSTOM_EVENTS: readonly CustomEvent[] = [{ id: 77, label: 'Paid action', kinds: [KINDS.booked, KINDS.subscribed] }];

export function customEventOf(name: string): CustomEvent | undefined {
  return CUSTOM_EVENTS.find((each) => name === `$custom_event:${each.id}`);
}

/** The recorded events behind names; an unknown name stands for none. */
export function kindsOf(names: readonly string[]): Set<EventKind> {
  const kinds = new Set<EventKind>();
  for (const name of names) {
    const kind = KIND_BY_NAME.get(name);
    if (kind) kinds.add(kind);
    for (const each of customEventOf(name)?.kinds ?? []) kinds.add(each);
  }
  return kinds;
}

const DEFAULT_LIMIT = 255;
const MOST_NAMES = 5000;
const DEFAULT_WINDOW_DAYS = 31;

export async function eventNames(call: Call): Promise<Answer> {
  const { params, project } = call;
  params.choice('type', COUNT_TYPES);
  const today = project.today();
  const range = dayRange(call, { fromDay: today - DEFAULT_WINDOW_DAYS + 1, toDay: today });
  const limit = Math.min(params.integer('limit', { min: 1 }) ?? DEFAULT_LIMIT, MOST_NAMES);
  const tally = await tallyEvents(project, { ...range, unit: 'month', type: 'general', segment: (event) => event.kind.name });
  const names = [...tally.keys()].sort().slice(0, limit);
  return json(project.settings.tidy ? names : shuffled(names, project.world.seed));
}
