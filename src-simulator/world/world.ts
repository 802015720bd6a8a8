// The whole demo project as a function of (seed, day) and (seed, person). Holds the people and nothing else: events are made when
// somebody asks for them and forgotten at once, so that five million of them cost no memory.

import { type Actor, type Calendar, makePeople, type Person, signupsPerDay } from './people.ts';
import { type DayContext, emitPersonDay, type Sink } from './person-day.ts';
import { emitBackendDay, emitVisitor, makeVisitor, type Traffic, visitorCount } from './visitor-day.ts';
import { monthStart, Zone } from './zone.ts';

export interface WorldOptions {
  readonly seed: number;
  /** Wanted number of events over the recorded days; met within a few percent. */
  readonly events: number;
  readonly users: number;
  readonly days: number;
  readonly timezone: string;
  /** The last promised day. Undefined: the first day of the current month, so that a demo restarted tomorrow tells the same story. */
  readonly anchorDay: number | undefined;
  readonly nowMs: number;
}

// After the anchor a running demo goes on for a month (until the next anchor), and a little more.
const DAYS_AFTER_ANCHOR = 45;

export class World {
  readonly zone: Zone;
  readonly seed: number;
  readonly calendar: Calendar;
  readonly people: readonly Person[];
  readonly traffic: Traffic;
  readonly browsing: number;

  constructor(options: WorldOptions) {
    this.zone = new Zone(options.timezone);
    this.seed = options.seed;
    const anchorDay = options.anchorDay ?? monthStart(this.zone.dayOf(options.nowMs));
    this.calendar = { startDay: anchorDay - options.days + 1, anchorDay, endDay: anchorDay + DAYS_AFTER_ANCHOR };
    this.people = makePeople(options.seed, options.users, this.calendar);
    this.traffic = {
      seed: options.seed,
      startDay: this.calendar.startDay,
      anchorDay,
      signupsPerDay: signupsPerDay(options.users, this.calendar),
    };
    this.browsing = 0;
    this.browsing = this.#browsingFor(options.events);
  }

  dayContext(day: number, withBrowsing = true): DayContext {
    const startMs = this.zone.startOf(day);
    return {
      day,
      startMs,
      lengthMs: this.zone.startOf(day + 1) - startMs,
      anchorDay: this.calendar.anchorDay,
      browsing: this.browsing,
      withBrowsing,
    };
  }

  isRecorded(day: number): boolean {
    return day >= this.calendar.startDay && day <= this.calendar.endDay;
  }

  emitPerson(person: Person, context: DayContext, sink: Sink): void {
    if (this.isRecorded(context.day)) emitPersonDay(person, context, sink);
  }

  *visitors(context: DayContext): Generator<Actor> {
    if (!this.isRecorded(context.day)) return;
    const count = visitorCount(this.traffic, context.day);
    for (let index = 0; index < count; index++) {
      const visitor = makeVisitor(this.traffic, context.day, index);
      if (visitor !== undefined) yield visitor;
    }
  }

  emitBackend(context: DayContext, sink: Sink): void {
    if (this.isRecorded(context.day)) emitBackendDay(this.traffic, context, sink);
  }

  /** What a session must browse on average so that the recorded days add up to `events`. */
  #browsingFor(events: number): number {
    let fixed = 0;
    let sessions = 0;
    const count: Sink = (event) => {
      fixed += 1;
      if (event.kind.name === 'App Opened' || event.kind.name === '$mp_web_page_view') sessions += 1;
    };
    for (let day = this.calendar.startDay; day <= this.calendar.anchorDay; day++) {
      const context: DayContext = { ...this.dayContext(day, false), browsing: 0 };
      for (const person of this.people) emitPersonDay(person, context, count);
      for (const visitor of this.visitors(context)) emitVisitor(visitor, context, count);
      this.emitBackend(context, count);
    }
    return Math.max(0, (events - fixed) / Math.max(sessions, 1));
  }
}
