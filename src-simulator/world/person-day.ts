// What one person does on one day. Everything follows from (person, day) alone; earlier days are looked at only through the same draws.

import { BROWSING_TABLE, KINDS } from './event-kinds.ts';
import type { Person } from './people.ts';
import { BROKEN_TRACKING, EXPERIMENT, FUNNEL, LOYALTY, plantedDay, RELEASE, WEEKDAY_ACTIVITY } from './planted-facts.ts';
import { chance, fraction, hash, mix } from './prng.ts';
import { appVersionOn, makeSession, type Session, type Source } from './session.ts';
import type { EventKind, SimEvent } from './sim-event.ts';
import { weekdayOf } from './zone.ts';

export interface DayContext {
  readonly day: number;
  readonly startMs: number;
  readonly lengthMs: number;
  readonly anchorDay: number;
  /** Mean number of browsing events in a session: how the volume is adjusted. */
  readonly browsing: number;
  /** Browsing events may be left out when nobody asks for them; all other events stay exactly the same. */
  readonly withBrowsing: boolean;
}

export type Sink = (event: SimEvent) => void;

const SALT = {
  active: 1,
  sessions: 2,
  more: 3,
  hour: 4,
  second: 5,
  count: 6,
  span: 7,
  checkout: 8,
  book: 9,
  fail: 10,
  cancel: 11,
  review: 12,
  push: 13,
  extra: 14,
};

// Share of sessions by hour of the day, in percent: breakfast, lunch, and mostly the evening.
const HOURS: readonly number[] = [1, 0, 0, 0, 0, 1, 3, 6, 6, 4, 3, 4, 7, 5, 3, 3, 4, 6, 8, 10, 11, 9, 5, 1].flatMap((share, hour) =>
  Array.from({ length: share }, () => hour),
);
const LAST_START_BEFORE_MIDNIGHT_MS = 4_000_000;

const OLDEST_TABLED_AGE = 700;
const DECAY = {
  loyal: decayTable(LOYALTY.loyal),
  casual: decayTable(LOYALTY.casual),
  leaving: decayTable(LOYALTY.leaving),
};

function decayTable(shape: { readonly scale: number; readonly power: number; readonly floor: number }): Float64Array {
  return Float64Array.from({ length: OLDEST_TABLED_AGE }, (_, age) => shape.scale * Math.max(age, 1) ** -shape.power + shape.floor);
}

function dayHash(person: Person, day: number): number {
  return hash(person.hash, day + 0x51000);
}

function isActive(person: Person, day: number): boolean {
  if (day < person.signupDay) return false;
  if (day === person.signupDay || day === person.activationDay) return true;
  const age = Math.min(day - person.signupDay, OLDEST_TABLED_AGE - 1);
  const probability = (DECAY[person.loyalty][age] ?? 0) * (WEEKDAY_ACTIVITY[weekdayOf(day)] ?? 1);
  return fraction(hash(dayHash(person, day), SALT.active)) < Math.min(probability, 0.95);
}

export type Checkout = 'none' | 'left' | 'booked';

export function checkoutOn(person: Person, day: number, anchorDay: number): Checkout {
  if (day < person.activationDay || !isActive(person, day)) return 'none';
  const h = dayHash(person, day);
  if (!chance(h, SALT.checkout, FUNNEL.checkoutRatePerActiveDay)) return 'none';
  const isTested = day >= plantedDay(anchorDay, EXPERIMENT);
  const rate = EXPERIMENT.bookingRate[isTested ? person.variant : 'control'];
  return chance(h, SALT.book, rate) ? 'booked' : 'left';
}

/** Tracking that was broken for a day: these events happened, but nobody sent them. */
function isLost(kind: EventKind, session: Session, anchorDay: number): boolean {
  return (
    kind.name === BROKEN_TRACKING.event &&
    session.actor.device.os === BROKEN_TRACKING.os &&
    session.day === plantedDay(anchorDay, BROKEN_TRACKING)
  );
}

/** Emits the events of one session with a random number of its own for each. */
class Script {
  readonly session: Session;
  readonly #context: DayContext;
  readonly #sink: Sink;
  #serial = 0;

  constructor(session: Session, context: DayContext, sink: Sink) {
    this.session = session;
    this.#context = context;
    this.#sink = sink;
  }

  emit(kind: EventKind, timeMs: number): void {
    this.#serial += 1;
    const rand = hash(this.session.hash, this.#serial);
    this.#sink({ kind, timeMs: timeMs + (rand % 1000), rand, session: this.session });
  }

  /** Browsing draws its numbers from another series, so that leaving it out changes nothing else. */
  browse(count: number, fromMs: number, spanMs: number): void {
    if (!this.#context.withBrowsing) return;
    const series = mix(this.session.hash ^ 0xb0b0b0b0);
    const step = spanMs / Math.max(count, 1);
    for (let index = 0; index < count; index++) {
      const rand = hash(series, index);
      const kind = BROWSING_TABLE[rand % BROWSING_TABLE.length];
      if (kind === undefined || isLost(kind, this.session, this.#context.anchorDay)) continue;
      this.#sink({ kind, timeMs: Math.floor(fromMs + step * (index + fraction(hash(rand, 5)) * 0.98)), rand, session: this.session });
    }
  }
}

function openScript(
  person: Person,
  context: DayContext,
  sink: Sink,
  parts: { salt: number; startMs: number; source: Source; isBeforeIdentity: boolean },
): Script {
  const session = makeSession({
    actor: person,
    day: context.day,
    hash: hash(dayHash(person, context.day), 0x5e55 + parts.salt),
    startMs: parts.startMs,
    source: parts.source,
    appVersion: appVersionOn(person.device, person.hash, context.day, context.anchorDay),
    isBeforeIdentity: parts.isBeforeIdentity,
  });
  return new Script(session, context, sink);
}

function sessionStart(h: number, index: number, context: DayContext): number {
  const hour = HOURS[hash(h, SALT.hour + index * 31) % HOURS.length] ?? 12;
  const offset = hour * 3_600_000 + (hash(h, SALT.second + index * 31) % 3600) * 1000;
  return context.startMs + Math.min(offset, context.lengthMs - LAST_START_BEFORE_MIDNIGHT_MS);
}

export function browsingCount(h: number, mean: number): number {
  return Math.floor(mean * (0.4 + 1.2 * fraction(h)) + fraction(hash(h, 3)));
}

/** The way in: landing page, sign-up; and the onboarding, maybe days later. Returns the time at which browsing begins. */
function arrive(person: Person, context: DayContext, sink: Sink, start: number, index: number): number {
  if (index > 0) return start;
  let time = start;
  if (context.day === person.signupDay) {
    const arrival = openScript(person, context, sink, { salt: 90, startMs: start, source: 'client', isBeforeIdentity: true });
    arrival.emit(KINDS.landing, time);
    arrival.emit(KINDS.signUpStarted, time + 20_000);
    time += 45_000 + (person.hash % 60_000);
    openScript(person, context, sink, { salt: 91, startMs: start, source: 'client', isBeforeIdentity: false }).emit(KINDS.signedUp, time);
    time += 10_000;
  }
  if (context.day === person.activationDay) {
    time += 30_000 + (hash(person.hash, 0xac) % 300_000);
    openScript(person, context, sink, { salt: 92, startMs: start, source: 'client', isBeforeIdentity: false }).emit(KINDS.onboarded, time);
    time += 5000;
  }
  return time;
}

function checkOut(script: Script, person: Person, context: DayContext, from: number): void {
  const outcome = checkoutOn(person, context.day, context.anchorDay);
  if (outcome === 'none') return;
  if (context.day >= plantedDay(context.anchorDay, EXPERIMENT)) script.emit(KINDS.experiment, from);
  script.emit(KINDS.checkout, from + 2000);
  const isFaulty = person.device.os === 'Android' && script.session.appVersion === RELEASE.version;
  const rate = RELEASE.paymentFailureRate[isFaulty ? 'faulty' : 'usual'];
  if (chance(script.session.hash, SALT.fail, rate)) script.emit(KINDS.paymentFailed, from + 60_000);
  if (outcome === 'booked') script.emit(KINDS.booked, from + 90_000 + (script.session.hash % 240_000));
}

/** Single events outside a sitting: things that follow from earlier days, and what our servers send. */
function follow(person: Person, context: DayContext, sink: Sink): void {
  const { day, anchorDay } = context;
  const h = dayHash(person, day);
  const noon = context.startMs + 11 * 3_600_000 + (hash(h, SALT.extra) % 3_600_000);
  const lone = (kind: EventKind, salt: number, source: Source = 'client') =>
    openScript(person, context, sink, { salt, startMs: noon, source, isBeforeIdentity: false }).emit(kind, noon + salt * 60_000);
  if (chance(h, SALT.cancel, 0.1) && checkoutOn(person, day - 2, anchorDay) === 'booked') lone(KINDS.cancelled, 1);
  if (chance(h, SALT.review, 0.3) && checkoutOn(person, day - 8, anchorDay) === 'booked') lone(KINDS.reviewed, 2);
  if (day === person.subscriptionDay) lone(KINDS.subscribed, 3);
  if (day === person.subscriptionEndDay) lone(KINDS.unsubscribed, 4);
  if (person.device.platform !== 'Web' && day > person.signupDay && chance(h, SALT.push, 0.02)) lone(KINDS.push, 5, 'server');
}

export function emitPersonDay(person: Person, context: DayContext, sink: Sink): void {
  if (context.day < person.signupDay) return;
  follow(person, context, sink);
  if (!isActive(person, context.day)) return;
  const h = dayHash(person, context.day);
  // One sitting on the days of the sign-up and the onboarding: a second one might begin before them.
  const isArrival = context.day === person.signupDay || context.day === person.activationDay;
  const sessions = isArrival ? 1 : 1 + (hash(h, SALT.sessions) % 100 < 22 ? 1 : 0) + (hash(h, SALT.more) % 100 < 5 ? 1 : 0);
  for (let index = 0; index < sessions; index++) {
    const start = sessionStart(h, index, context);
    const from = arrive(person, context, sink, start, index);
    const script = openScript(person, context, sink, { salt: index, startMs: start, source: 'client', isBeforeIdentity: false });
    script.emit(person.device.platform === 'Web' ? KINDS.pageView : KINDS.appOpened, from);
    const span = 120_000 + (hash(script.session.hash, SALT.span) % 1_500_000);
    script.browse(browsingCount(hash(script.session.hash, SALT.count), context.browsing), from + 4000, span);
    if (index === 0) checkOut(script, person, context, from + span + 8000);
  }
}
