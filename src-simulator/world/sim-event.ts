// One event before it is written: what it is, when, and the random number from which all its properties are drawn.

import { chance, fraction, hash, hex8, uuidFrom } from './prng.ts';
import type { PropertySpec } from './property-spec.ts';
import type { Session } from './session.ts';
import { DAY_MS } from './zone.ts';

export interface EventKind {
  readonly name: string;
  readonly nameJson: string;
  readonly properties: readonly PropertySpec[];
  /** How often it is met while somebody browses; 0 for events that only the script of a session emits. */
  readonly browsingWeight: number;
}

export interface SimEvent {
  readonly kind: EventKind;
  readonly timeMs: number;
  readonly rand: number;
  readonly session: Session;
}

const SALT = { noInsertId: 901, duplicate: 902, late: 903, lateBy: 904, lag: 905, fraction: 906, oddId: 907 };

const SHARE_WITHOUT_INSERT_ID = 0.008;
const SHARE_DUPLICATED = 0.003;
const SHARE_FRACTIONAL = 0.02;
const SHARE_LATE = 0.012;
const LATEST_DELIVERY_MS = 5 * DAY_MS;

/** The broken sender of the push service writes the same id on every event; the other three parts of the key still differ. */
const REUSED_INSERT_ID = 'push-0000-0000';

export function insertIdOf(event: SimEvent): string | undefined {
  if (event.kind.name === 'Push Received') return REUSED_INSERT_ID;
  if (chance(event.rand, SALT.noInsertId, SHARE_WITHOUT_INSERT_ID)) return undefined;
  const body = hex8(event.rand) + hex8(hash(event.session.hash, event.rand));
  // A form from before the rule of 36 letters, digits and dashes.
  if (hash(event.rand, SALT.oddId) % 400 === 0) return `${event.kind.name.slice(0, 4)}_${body}=`;
  return event.session.actor.device.platform === 'Web' ? body : uuidFrom(event.rand ^ event.session.hash);
}

export function distinctIdOf(event: SimEvent): string | undefined {
  if (event.session.source !== 'backend') return event.session.actor.distinctId;
  return event.rand % 2 === 0 ? '' : undefined;
}

/** Sent twice by the SDK: the export has it twice, the queries count it once. Without `$insert_id` nothing could be recognised. */
export function isSentTwice(event: SimEvent): boolean {
  return chance(event.rand, SALT.duplicate, SHARE_DUPLICATED) && insertIdOf(event) !== undefined;
}

export function hasFractionalTime(event: SimEvent): boolean {
  return chance(event.rand, SALT.fraction, SHARE_FRACTIONAL);
}

/** When Mixpanel got the event. Phones without a network deliver up to five days late; until then nobody sees the event. */
export function receivedMs(event: SimEvent): number {
  const lag = 400 + (hash(event.rand, SALT.lag) % 9000);
  const isLate = event.session.actor.device.platform !== 'Web' && chance(event.rand, SALT.late, SHARE_LATE);
  if (!isLate) return event.timeMs + lag;
  return event.timeMs + lag + Math.floor(fraction(hash(event.rand, SALT.lateBy)) * (LATEST_DELIVERY_MS - 60_000));
}

export function isVisible(event: SimEvent, nowMs: number): boolean {
  if (event.timeMs > nowMs) return false;
  return event.timeMs < nowMs - LATEST_DELIVERY_MS || receivedMs(event) <= nowMs;
}
