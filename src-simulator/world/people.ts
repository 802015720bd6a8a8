// Who the people are: everything about a person that does not change from event to event, drawn once from (seed, index).

import { CHANNELS, type Channel, DEVICES, type Device, PLACES, type Place } from './catalogue.ts';
import {
  COLLAPSE,
  EXPERIMENT,
  FUNNEL,
  LOYALTY,
  type Loyalty,
  plantedDay,
  SIGNUP_GROWTH_PER_DAY,
  type Variant,
  WEEKDAY_ACTIVITY,
} from './planted-facts.ts';
import { chance, fraction, hash, hash3, pickWeighted, uuidFrom } from './prng.ts';
import { weekdayOf } from './zone.ts';

/** Whoever sends events: a person with an account, a passing visitor, or the backend. */
export interface Actor {
  /** Unique among all actors; -1 for events that belong to nobody. */
  readonly key: number;
  readonly hash: number;
  readonly distinctId: string;
  readonly deviceId: string;
  readonly device: Device;
  readonly place: Place;
  readonly channel: Channel;
  readonly person: Person | undefined;
}

export interface Person extends Actor {
  /** May lie before the first day of the world: then the sign-up itself was never recorded. */
  readonly signupDay: number;
  /** Infinity: never. */
  readonly activationDay: number;
  readonly subscriptionDay: number;
  readonly subscriptionEndDay: number;
  readonly loyalty: Loyalty;
  readonly variant: Variant;
}

export interface Calendar {
  readonly startDay: number;
  readonly anchorDay: number;
  /** The last day for which sign-ups are planned, after the anchor: the clock of a running demo goes on. */
  readonly endDay: number;
}

const SALT = {
  channel: 1,
  moved: 2,
  when: 3,
  device: 4,
  place: 5,
  active: 6,
  delay: 7,
  loyalty: 8,
  variant: 9,
  plan: 10,
  end: 11,
  id: 12,
  old: 13,
};

// Nearly half of the people were there before the first recorded day: a product does not begin with its export.
const SHARE_BEFORE_START = 0.46;
const OLDEST_ACCOUNT_DAYS = 400;

// The clock may stand at noon of the anchor day, and draws scatter: with two in a hundred to spare, `--users` is a lower bound.
const HEADROOM = 1.02;

export const CHANNEL_WEIGHTS = CHANNELS.map((channel) => channel.weight);
export const DEVICE_WEIGHTS = DEVICES.map((device) => device.weight);
export const PLACE_WEIGHTS = PLACES.map((place) => place.weight);

export function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`no item ${index}`);
  return item;
}

/** Sign-up weight of each day from start to end: growth times the rhythm of the week. */
export function signupWeights(calendar: Calendar): number[] {
  const weights: number[] = [];
  for (let day = calendar.startDay; day <= calendar.endDay; day++) {
    weights.push((1 + SIGNUP_GROWTH_PER_DAY) ** (day - calendar.startDay) * at(WEEKDAY_ACTIVITY, weekdayOf(day)));
  }
  return weights;
}

// About three in a hundred have ids that look like numbers (one team sent database keys); some of these even with a leading zero.
function distinctIdOf(index: number, h: number): string {
  const kind = hash(h, SALT.id) % 100;
  if (kind < 2) return String(7_000_000 + index);
  if (kind < 3) return `00${500_000 + index}`;
  if (kind < 4) return `${uuidFrom(h)}@trailhead.example`;
  return `u-${10_000 + index}`;
}

function loyaltyOf(activated: boolean, h: number): Loyalty {
  const kinds: readonly Loyalty[] = ['loyal', 'casual', 'leaving'];
  const weights = kinds.map((kind) => (activated ? LOYALTY[kind].shareActivated : LOYALTY[kind].shareOther));
  return at(kinds, pickWeighted(weights, hash(h, SALT.loyalty)));
}

function makePerson(seed: number, index: number, calendar: Calendar, weights: readonly number[]): Person {
  const h = hash3(seed, 0x9e0, index);
  const channel = at(CHANNELS, pickWeighted(CHANNEL_WEIGHTS, hash(h, SALT.channel)));
  const earlier = calendar.startDay - 1 - (hash(h, SALT.old) % OLDEST_ACCOUNT_DAYS);
  let signupDay = earlier;
  if (!chance(h, SALT.moved, SHARE_BEFORE_START)) {
    signupDay = calendar.startDay + pickWeighted(weights, hash(h, SALT.when));
    const isGone = channel.name === COLLAPSE.channel && signupDay >= plantedDay(calendar.anchorDay, COLLAPSE);
    if (isGone && chance(h, SALT.moved + 100, COLLAPSE.share)) signupDay = earlier;
  }
  const device = at(DEVICES, pickWeighted(DEVICE_WEIGHTS, hash(h, SALT.device)));
  const activated = chance(h, SALT.active, FUNNEL.activationRate[device.platform]);
  const delay = [0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 6][hash(h, SALT.delay) % 12] ?? 0;
  const activationDay = activated ? signupDay + delay : Number.POSITIVE_INFINITY;
  const subscribes = activated && chance(h, SALT.plan, 0.16);
  const subscriptionDay = subscribes ? activationDay + 3 + (hash(h, SALT.plan + 100) % 40) : Number.POSITIVE_INFINITY;
  const distinctId = distinctIdOf(index, h);
  const person = {
    key: index,
    hash: h,
    distinctId,
    deviceId: uuidFrom(hash(h, 77)),
    device,
    place: at(PLACES, pickWeighted(PLACE_WEIGHTS, hash(h, SALT.place))),
    channel,
    person: undefined as Person | undefined,
    signupDay,
    activationDay,
    subscriptionDay,
    subscriptionEndDay: subscribes && chance(h, SALT.end, 0.3) ? subscriptionDay + 30 : Number.POSITIVE_INFINITY,
    loyalty: loyaltyOf(activated, h),
    variant: fraction(hash(h, SALT.variant)) < 0.5 ? EXPERIMENT.variants[0] : EXPERIMENT.variants[1],
  };
  person.person = person;
  return person;
}

/** `count` is the number of accounts by the end of the anchor day; more are planned for the days after it. */
export function makePeople(seed: number, count: number, calendar: Calendar): Person[] {
  const weights = signupWeights(calendar);
  const recorded = calendar.anchorDay - calendar.startDay + 1;
  const sum = (list: readonly number[]) => list.reduce((total, weight) => total + weight, 0);
  const sharePlannedLater = (1 - SHARE_BEFORE_START) * (1 - sum(weights.slice(0, recorded)) / sum(weights));
  const planned = Math.ceil((count * HEADROOM) / (1 - sharePlannedLater));
  const people: Person[] = [];
  for (let index = 0; index < planned; index++) people.push(makePerson(seed, index, calendar, weights));
  return people;
}

/** Accounts planned for one average recorded day; the stream of visitors is sized by it. */
export function signupsPerDay(count: number, calendar: Calendar): number {
  return (count * (1 - SHARE_BEFORE_START)) / (calendar.anchorDay - calendar.startDay + 1);
}
