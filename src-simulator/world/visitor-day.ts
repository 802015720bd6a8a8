// Events of those without an account: passing visitors (`$device:` ids, one day each) and the backend (no id at all).

import { CHANNELS, DEVICES, PLACES } from './catalogue.ts';
import { KINDS } from './event-kinds.ts';
import { type Actor, at, CHANNEL_WEIGHTS, DEVICE_WEIGHTS, PLACE_WEIGHTS } from './people.ts';
import type { DayContext, Sink } from './person-day.ts';
import { COLLAPSE, plantedDay, SIGNUP_GROWTH_PER_DAY, WEEKDAY_ACTIVITY } from './planted-facts.ts';
import { chance, fraction, hash, hash3, pickWeighted, uuidFrom } from './prng.ts';
import { makeSession, type Session, type Source } from './session.ts';
import type { EventKind } from './sim-event.ts';
import { weekdayOf } from './zone.ts';

export interface Traffic {
  readonly seed: number;
  readonly startDay: number;
  readonly anchorDay: number;
  readonly signupsPerDay: number;
}

const VISITORS_PER_SIGNUP = 2.2;
// Keys of visitors start far above those of people.
const FIRST_VISITOR_KEY = 1_000_000_000;
const MOST_VISITORS_A_DAY = 1_000_000;
const SYNCS_PER_DAY = 8;

export function visitorCount(traffic: Traffic, day: number): number {
  const growth = (1 + SIGNUP_GROWTH_PER_DAY) ** (day - traffic.startDay);
  return Math.round(traffic.signupsPerDay * VISITORS_PER_SIGNUP * growth * at(WEEKDAY_ACTIVITY, weekdayOf(day)) * 0.8);
}

/** Undefined for a visitor that the collapsed channel no longer brings. */
export function makeVisitor(traffic: Traffic, day: number, index: number): Actor | undefined {
  const h = hash3(hash(traffic.seed, 0x715), day, index);
  const channel = at(CHANNELS, pickWeighted(CHANNEL_WEIGHTS, hash(h, 1)));
  const isGone = channel.name === COLLAPSE.channel && day >= plantedDay(traffic.anchorDay, COLLAPSE);
  if (isGone && chance(h, 2, COLLAPSE.share)) return undefined;
  const deviceId = uuidFrom(h);
  return {
    key: FIRST_VISITOR_KEY + (day - traffic.startDay) * MOST_VISITORS_A_DAY + index,
    hash: h,
    distinctId: `$device:${deviceId}`,
    deviceId,
    device: at(DEVICES, pickWeighted(DEVICE_WEIGHTS, hash(h, 3))),
    place: at(PLACES, pickWeighted(PLACE_WEIGHTS, hash(h, 4))),
    channel,
    person: undefined,
  };
}

function sessionOf(actor: Actor, context: DayContext, startMs: number, source: Source): Session {
  return makeSession({ actor, day: context.day, hash: hash(actor.hash, 0x5e5), startMs, source, appVersion: '', isBeforeIdentity: true });
}

export function emitVisitor(actor: Actor, context: DayContext, sink: Sink): void {
  const start = context.startMs + Math.floor((0.25 + 0.7 * fraction(hash(actor.hash, 6))) * (context.lengthMs - 3_600_000));
  const session = sessionOf(actor, context, start, 'client');
  const emit = (kind: EventKind, afterMs: number, serial: number) =>
    sink({ kind, timeMs: start + afterMs, rand: hash(session.hash, serial), session });
  emit(KINDS.landing, actor.hash % 1000, 1);
  if (actor.hash % 3 === 0) emit(KINDS.searched, 15_250, 2);
  if (actor.hash % 7 === 0) emit(KINDS.signUpStarted, 70_500, 3);
}

function backendActor(traffic: Traffic, day: number): Actor {
  return {
    key: -1,
    hash: hash3(hash(traffic.seed, 0xbac), day, 0),
    distinctId: '',
    deviceId: '',
    device: at(DEVICES, 0),
    place: at(PLACES, 0),
    channel: at(CHANNELS, 0),
    person: undefined,
  };
}

export function emitBackendDay(traffic: Traffic, context: DayContext, sink: Sink): void {
  const session = sessionOf(backendActor(traffic, context.day), context, context.startMs, 'backend');
  for (let index = 0; index < SYNCS_PER_DAY; index++) {
    const rand = hash(session.hash, index);
    sink({ kind: KINDS.synced, timeMs: context.startMs + index * 10_800_000 + 60_000 + (rand % 900_000), rand, session });
  }
}
