// Goes through the events actor after actor. With one actor's events in hand at a time, uniques, funnels and retention need no memory
// that grows with the volume. Events sent twice come once: the queries de-duplicate, only the export does not.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Project } from '../project.ts';
import type { Actor } from '../world/people.ts';
import { type EventKind, isVisible, type SimEvent } from '../world/sim-event.ts';
import { emitVisitor } from '../world/visitor-day.ts';

export interface HistoryRange {
  /** Days in the project's zone, both inclusive. */
  readonly fromDay: number;
  readonly toDay: number;
  /** Only these; all when left out. */
  readonly kinds?: ReadonlySet<EventKind>;
  readonly filter?: ((event: SimEvent) => boolean) | undefined;
}

// Long enough to be efficient, short enough that other requests get their turn.
const TURN_MS = 15;

/** `actor` is undefined for events that belong to nobody. The events come in order of time. */
export type Visit = (actor: Actor | undefined, events: readonly SimEvent[]) => void;

export async function forEachHistory(project: Project, range: HistoryRange, visit: Visit): Promise<void> {
  const { world } = project;
  const nowMs = project.nowMs();
  const fromDay = Math.max(range.fromDay, world.calendar.startDay);
  const toDay = Math.min(range.toDay, world.calendar.endDay, project.today());
  const withBrowsing = range.kinds === undefined || [...range.kinds].some((kind) => kind.browsingWeight > 0);
  const contexts = Array.from({ length: Math.max(0, toDay - fromDay + 1) }, (_, index) => world.dayContext(fromDay + index, withBrowsing));
  let events: SimEvent[] = [];
  const sink = (event: SimEvent) => {
    if (range.kinds !== undefined && !range.kinds.has(event.kind)) return;
    if (isVisible(event, nowMs) && (range.filter === undefined || range.filter(event))) events.push(event);
  };
  const flush = (actor: Actor | undefined) => {
    if (events.length === 0) return;
    if (events.length > 1) events.sort((a, b) => a.timeMs - b.timeMs);
    visit(actor, events);
    events = [];
  };
  let turnEnds = performance.now() + TURN_MS;
  for (const person of world.people) {
    for (const context of contexts) world.emitPerson(person, context, sink);
    flush(person);
    if (performance.now() < turnEnds) continue;
    await nextTurn();
    turnEnds = performance.now() + TURN_MS;
  }
  for (const context of contexts) {
    for (const visitor of world.visitors(context)) {
      emitVisitor(visitor, context, sink);
      flush(visitor);
    }
    world.emitBackend(context, sink);
    flush(undefined);
    await nextTurn();
  }
}
