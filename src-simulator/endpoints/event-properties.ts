// Names of the properties of an event, and values of one property, as seen in the last 31 days.

import { forEachHistory } from '../analysis/histories.ts';
import { type Answer, type Call, json } from '../http/call.ts';
import { contextSpecs } from '../world/context-properties.ts';
import { eventProperty, segmentText } from '../world/event-row.ts';
import { hash, shuffled } from '../world/prng.ts';
import type { Session } from '../world/session.ts';
import { insertIdOf, type SimEvent } from '../world/sim-event.ts';
import { kindsOf } from './event-names.ts';

const WINDOW_DAYS = 31;
const DEFAULT_NAMES = 10;
const DEFAULT_VALUES = 255;
const MOST = 10_000;

function increase(counts: Map<string, number>, key: string, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

function ranked(counts: ReadonlyMap<string, number>, limit: number): [string, number][] {
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, limit);
}

async function forEachRecent(call: Call, visit: (event: SimEvent) => void): Promise<void> {
  const event = call.params.get('event');
  const today = call.project.today();
  const kinds = event === undefined ? {} : { kinds: kindsOf([event]) };
  await forEachHistory(call.project, { fromDay: today - WINDOW_DAYS + 1, toDay: today, ...kinds }, (_, events) => events.forEach(visit));
}

export async function propertyNames(call: Call): Promise<Answer> {
  const { params, project } = call;
  const limit = params.integer('limit', { min: 1 }) ?? DEFAULT_NAMES;
  const counts = new Map<string, number>();
  // The context is the same on all events of a session: count these first, spread them over the names afterwards.
  const bySession = new Map<Session, number>();
  const settle = () => {
    for (const [session, events] of bySession) {
      for (const spec of contextSpecs(session)) if (spec.pick(session) !== undefined) increase(counts, spec.name, events);
    }
    bySession.clear();
  };
  await forEachRecent(call, (event) => {
    bySession.set(event.session, (bySession.get(event.session) ?? 0) + 1);
    if (bySession.size > 1000) settle();
    for (const spec of event.kind.properties) if (spec.pick(event) !== undefined) increase(counts, spec.name);
    if (insertIdOf(event) !== undefined) increase(counts, '$insert_id');
  });
  settle();
  const top = ranked(counts, limit);
  // The real server leaves the inner object empty now and then.
  const entries = (project.settings.tidy ? top : shuffled(top, project.world.seed)).map(([name, count]) => {
    const isBare = !project.settings.tidy && hash(name.length, name.charCodeAt(0)) % 19 === 0;
    return [name, isBare ? {} : { count }];
  });
  return json(Object.fromEntries(entries));
}

export async function propertyValues(call: Call): Promise<Answer> {
  const { params, project } = call;
  const name = params.required('name');
  const limit = params.integer('limit', { min: 1, max: MOST }) ?? DEFAULT_VALUES;
  const counts = new Map<string, number>();
  await forEachRecent(call, (event) => {
    const value = eventProperty(event, name, project);
    if (value === undefined || value === null) return;
    // A list counts once for each of its entries; an object among them comes as its JSON text.
    for (const each of Array.isArray(value) ? value : [value]) increase(counts, segmentText(each));
  });
  const values = ranked(counts, limit).map(([value]) => value);
  return json(project.settings.tidy ? values : shuffled(values, project.world.seed));
}
