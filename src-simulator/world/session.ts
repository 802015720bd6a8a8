// A session: one sitting of one actor. Its context (place, device, campaign, plan ...) is the same on all its events.

import type { Device } from './catalogue.ts';
import type { Actor } from './people.ts';
import { plantedDay, RELEASE } from './planted-facts.ts';
import { hash } from './prng.ts';

export type Source = 'client' | 'server' | 'backend';

export interface Session {
  readonly actor: Actor;
  readonly day: number;
  readonly hash: number;
  readonly startMs: number;
  /** `server`: sent about a person by our own servers. `backend`: belongs to nobody. */
  readonly source: Source;
  readonly appVersion: string;
  /** True until the actor has signed up: the id on the wire is then already the merged one. */
  readonly isBeforeIdentity: boolean;
  /** The context as JSON members, made when the first event of the session is written. */
  fragment: string | undefined;
}

export function makeSession(parts: Omit<Session, 'fragment'>): Session {
  return { ...parts, fragment: undefined };
}

/** The release spreads over ten days: some update at once, some late. */
export function appVersionOn(device: Device, personHash: number, day: number, anchorDay: number): string {
  if (device.platform === 'Web') return '';
  const updatedOn = plantedDay(anchorDay, RELEASE) + (hash(personHash, 0xa44) % 10);
  return day >= updatedOn ? RELEASE.version : RELEASE.previousVersion;
}

export function planOn(session: Session): 'free' | 'pro' {
  const person = session.actor.person;
  if (person === undefined) return 'free';
  return session.day >= person.subscriptionDay && session.day < person.subscriptionEndDay ? 'pro' : 'free';
}
