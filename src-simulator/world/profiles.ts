// Profiles: what is known of a person now. Static facts are drawn; what depends on events (`$last_seen`, bookings, spent) is counted from
// the very events of that person.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Project } from '../project.ts';
import type { Json } from './cell.ts';
import { KINDS } from './event-kinds.ts';
import type { Person } from './people.ts';
import { hash, pickFrom } from './prng.ts';
import { isVisible } from './sim-event.ts';
import { DAY_MS } from './zone.ts';

export interface Profile {
  readonly person: Person;
  /** Text, but a number for those whose ids are digits: one SDK sent them so. */
  readonly distinctId: string | number;
  readonly properties: Readonly<Record<string, Json>>;
}

const FIRST_NAMES = [
  'Ana',
  'Béla',
  'Chiara',
  'Dušan',
  'Elif',
  'François',
  'Greta',
  'Hanna',
  'Ivan',
  'Jürgen',
  'Łucja',
  'Mira',
  'Noé',
  'Olga',
  '由美',
];
const LAST_NAMES = ['Huber', 'Rossi', 'Novak', "O'Neill", 'Müller', 'Kowalski', 'Dubois', 'Weiß', 'Petrova', '田中'];
const INTERESTS = ['lake', 'hut', 'summit', 'winter', 'via ferrata', 'family'];
// Before that many days nothing was recorded; older accounts last came at some time before.
const OLDEST_LAST_SEEN_DAYS = 60;

interface Activity {
  readonly lastSeenMs: number;
  readonly bookings: number;
  readonly spent: number;
}

function activityOf(person: Person, project: Project): Activity {
  const { world } = project;
  const nowMs = project.nowMs();
  let lastSeenMs = 0;
  let bookings = 0;
  let spent = 0;
  const lastDay = Math.min(project.today(), world.calendar.endDay);
  for (let day = Math.max(world.calendar.startDay, person.signupDay); day <= lastDay; day++) {
    world.emitPerson(person, world.dayContext(day, false), (event) => {
      if (!isVisible(event, nowMs) || event.session.source !== 'client') return;
      lastSeenMs = Math.max(lastSeenMs, event.timeMs);
      if (event.kind !== KINDS.booked) return;
      bookings += 1;
      const amount = event.kind.properties.find((spec) => spec.name === 'amount')?.pick(event)?.value;
      if (typeof amount === 'number') spent += amount;
    });
  }
  const earlier = world.zone.startOf(Math.max(person.signupDay, world.calendar.startDay - 1 - (person.hash % OLDEST_LAST_SEEN_DAYS)));
  return { lastSeenMs: lastSeenMs || earlier + (person.hash % DAY_MS), bookings, spent: Math.round(spent * 100) / 100 };
}

function planNow(person: Person, today: number): string {
  return today >= person.subscriptionDay && today < person.subscriptionEndDay ? 'pro' : 'free';
}

/** The same property does not have the same type on every profile, and none is on all of them. */
function oddities(person: Person, add: (name: string, value: Json | undefined) => void): void {
  const draw = (salt: number, size: number) => hash(person.hash, salt) % size;
  add('age', draw(1, 3) === 0 ? undefined : draw(2, 30) === 0 ? 'thirty-five' : 18 + draw(3, 55));
  add('tags', draw(4, 4) === 0 ? [] : INTERESTS.filter((_, at) => draw(10 + at, 3) === 0));
  add(
    'address',
    draw(5, 6) === 0 ? { city: person.place.city, geo: { lat: 47 + draw(6, 100) / 100, lon: 11 + draw(7, 100) / 100 } } : undefined,
  );
  add('newsletter', draw(8, 10) === 0 ? 'yes' : draw(8, 10) < 6);
  add('Newsletter', draw(8, 50) === 7 ? true : undefined);
  add('shoe size (EU)', draw(9, 5) === 0 ? null : draw(9, 5) === 1 ? 36 + draw(20, 12) / 2 : undefined);
  add('crm.id #', draw(21, 8) === 0 ? 9_007_199_254_740_992 + draw(22, 1000) * 2 : undefined);
  add('🎒 level', draw(23, 6) === 0 ? pickFrom(['rookie', 'guide', 'Ötzi'], draw(24, 3)) : undefined);
}

export function makeProfile(person: Person, project: Project): Profile {
  const { zone } = project.world;
  const activity = activityOf(person, project);
  const properties: Record<string, Json> = {};
  const add = (name: string, value: Json | undefined) => {
    if (value !== undefined) properties[name] = value;
  };
  const first = pickFrom(FIRST_NAMES, hash(person.hash, 101));
  const isNamed = person.hash % 40 !== 0;
  add('$name', isNamed ? `${first} ${pickFrom(LAST_NAMES, hash(person.hash, 102))}` : undefined);
  add('$email', person.hash % 25 === 0 ? undefined : `hiker${person.key}@trailhead.example`);
  const createdMs = zone.startOf(person.signupDay) + (person.hash % DAY_MS);
  add('$created', zone.wallText(Math.min(createdMs, activity.lastSeenMs)));
  const seen = zone.wallText(activity.lastSeenMs);
  add('$last_seen', person.hash % 60 === 0 ? seen.slice(0, 16) : seen);
  add('$city', person.place.city);
  add('$region', person.place.region);
  add('$country_code', person.place.country);
  add('$os', person.device.os);
  add('platform', person.device.platform);
  add('channel', person.channel.name);
  add('plan', person.hash % 70 === 0 ? null : planNow(person, project.today()));
  add('onboarded', person.activationDay <= project.today());
  add('variant', project.today() >= person.activationDay && activity.bookings > 0 ? person.variant : undefined);
  add('bookings', activity.bookings);
  add('spent', activity.spent > 0 ? activity.spent : undefined);
  oddities(person, add);
  return { person, distinctId: /^[1-9]\d*$/.test(person.distinctId) ? Number(person.distinctId) : person.distinctId, properties };
}

/** Whether the person has an account by now; a few accounts were deleted afterwards and left members of cohorts without a profile. */
export function hasAccount(person: Person, project: Project): boolean {
  return project.zone.startOf(person.signupDay) + DAY_MS <= project.nowMs() || person.signupDay < project.today();
}

export function isDeleted(person: Person): boolean {
  return hash(person.hash, 0xde1) % 150 === 0;
}

const cache = new WeakMap<Project, { readonly stamp: string; readonly profiles: Map<number, Profile> }>();
const MOST_CACHED = 60_000;

/** A profile as of the present hour; kept for the hour, since a filter on profiles asks for all of them. */
export function profileOf(person: Person, project: Project): Profile {
  const stamp = String(Math.floor(project.nowMs() / 600_000));
  let kept = cache.get(project);
  if (kept?.stamp !== stamp) {
    kept = { stamp, profiles: new Map() };
    cache.set(project, kept);
  }
  const known = kept.profiles.get(person.key);
  if (known) return known;
  const made = makeProfile(person, project);
  if (kept.profiles.size < MOST_CACHED) kept.profiles.set(person.key, made);
  return made;
}

export function profileProperty(person: Person | undefined, name: string, project: Project): Json | undefined {
  if (person === undefined || !hasAccount(person, project) || isDeleted(person)) return undefined;
  return profileOf(person, project).properties[name];
}

const TURN_MS = 15;

/** Makes all profiles, with turns for other requests in between; afterwards `profileOf` is only a look-up. */
export async function prepareProfiles(project: Project): Promise<void> {
  let turnEnds = performance.now() + TURN_MS;
  for (const person of project.world.people) {
    if (hasAccount(person, project)) profileOf(person, project);
    if (performance.now() < turnEnds) continue;
    await nextTurn();
    turnEnds = performance.now() + TURN_MS;
  }
}

/** Everybody with a profile, in no telling order. */
export function* peopleWithProfile(project: Project): Generator<Person> {
  for (const person of project.world.people) if (hasAccount(person, project) && !isDeleted(person)) yield person;
}
