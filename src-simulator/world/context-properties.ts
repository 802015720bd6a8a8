// The properties that every event of a session carries: device, place, campaign, account. Some are odd on purpose, as real data are:
// names that differ only in case or in a leading `$`, a version that is text, number or null, an integer that no double can hold.

import { type Cell, cell, numberCell } from './cell.ts';
import { hash, pickFrom } from './prng.ts';
import { type ContextSpec, context } from './property-spec.ts';
import { planOn, type Session } from './session.ts';

const cache = new Map<string, Cell>();

// Few distinct texts occur here, and each session needs a dozen of them.
function textCell(value: string): Cell | undefined {
  if (value === '') return undefined;
  const known = cache.get(value);
  if (known) return known;
  const made = cell(value);
  if (cache.size < 5000) cache.set(value, made);
  return made;
}

function versionCell(session: Session): Cell | undefined {
  if (session.actor.device.browser === '') return undefined;
  const draw = hash(session.actor.hash, 41) % 10;
  if (draw === 0) return cell(null);
  const major = 120 + (hash(session.actor.hash, 42) % 12);
  return draw < 6 ? numberCell(major) : textCell(`${major}.0`);
}

// Written as digits, because the number itself would lose its last ones on the way through JavaScript.
function bigIntegerCell(session: Session): Cell {
  const json = (9_007_199_254_740_993n + BigInt(session.hash)).toString();
  return { value: Number(json), json };
}

function isWeb(session: Session): boolean {
  return session.actor.device.platform === 'Web';
}

function userName(session: Session): string {
  return session.actor.person === undefined || session.isBeforeIdentity ? '' : `hiker${session.actor.key}`;
}

const CLIENT: readonly ContextSpec[] = [
  context('$city', (s) => (s.hash % 33 === 0 ? undefined : textCell(s.actor.place.city))),
  context('$region', (s) => textCell(s.actor.place.region)),
  context('mp_country_code', (s) => textCell(s.actor.place.country)),
  context('city', (s) => (hash(s.actor.hash, 50) % 7 === 0 ? textCell(s.actor.place.city.toLowerCase()) : undefined)),
  context('$os', (s) => textCell(s.actor.device.os)),
  context('$device', (s) => textCell(s.actor.device.model)),
  context('$browser', (s) => textCell(s.actor.device.browser)),
  context('$browser_version', versionCell),
  context('mp_lib', (s) => textCell(s.actor.device.library)),
  context('$lib_version', (s) => textCell(s.actor.device.libraryVersion)),
  context('$screen_width', (s) => numberCell(s.actor.device.width)),
  context('$screen_height', (s) => numberCell(s.actor.device.height)),
  context('$app_version_string', (s) => textCell(s.appVersion)),
  context('$wifi', (s) => (isWeb(s) ? undefined : cell(hash(s.hash, 51) % 3 !== 0))),
  context('$current_url', (s) =>
    isWeb(s) ? textCell(`https://trailhead.example/${pickFrom(['', 'tours', 'map', 'huts?open=1'], hash(s.hash, 52))}`) : undefined,
  ),
  context('$referrer', (s) => (isWeb(s) ? textCell(s.actor.channel.referrer) : undefined)),
  context('$initial_referrer', (s) => textCell(s.actor.channel.referrer || '$direct')),
  context('utm_source', (s) => (s.actor.channel.name === 'organic' ? undefined : textCell(s.actor.channel.name))),
  context('utm_medium', (s) => (s.actor.channel.name === 'organic' ? undefined : textCell(s.actor.channel.medium))),
  context('utm_campaign', (s) => (s.actor.channel.paid ? textCell(`${s.actor.channel.name}-${hash(s.actor.hash, 53) % 4}`) : undefined)),
  context('channel', (s) => textCell(s.actor.channel.name)),
  context('locale', (s) => textCell(s.actor.place.locale)),
  context('plan', (s) => (hash(s.hash, 54) % 25 === 0 ? undefined : textCell(planOn(s)))),
  context('Plan', (s) => (hash(s.hash, 54) % 25 < 2 ? textCell(planOn(s) === 'pro' ? 'Pro' : 'Free') : undefined)),
  context('userName', (s) => textCell(userName(s))),
  context('username', (s) => (hash(s.actor.hash, 55) % 5 === 0 ? textCell(userName(s)) : undefined)),
  context('$userName', (s) => (hash(s.actor.hash, 55) % 9 === 0 ? textCell(userName(s).toUpperCase()) : undefined)),
  context('session_number', bigIntegerCell),
  context('a/b bucket (0-9)', (s) => numberCell(hash(s.actor.hash, 56) % 10)),
  context('#experiments.running', (s) => cell(hash(s.hash, 57) % 3)),
];

const IDENTITY: readonly ContextSpec[] = [
  context('$device_id', (s) => cell(s.actor.deviceId)),
  context('$user_id', (s) => (s.actor.person === undefined || s.isBeforeIdentity ? undefined : cell(s.actor.distinctId))),
  context('$distinct_id_before_identity', (s) =>
    s.actor.person !== undefined && s.isBeforeIdentity ? cell(`$device:${s.actor.deviceId}`) : undefined,
  ),
];

const SERVER: readonly ContextSpec[] = [
  context('mp_lib', () => textCell('node')),
  context('$lib_version', () => textCell('0.18.0')),
  context('$import', () => cell(true)),
  context('$mp_api_endpoint', () => textCell('api.mixpanel.com')),
];

const SPECS = { client: [...CLIENT, ...IDENTITY], server: SERVER, backend: SERVER };
const BY_NAME = {
  client: new Map(SPECS.client.map((spec) => [spec.name, spec])),
  server: new Map(SERVER.map((spec) => [spec.name, spec])),
  backend: new Map(SERVER.map((spec) => [spec.name, spec])),
};

export function contextSpecs(session: Session): readonly ContextSpec[] {
  return SPECS[session.source];
}

export function contextSpec(session: Session, name: string): ContextSpec | undefined {
  return BY_NAME[session.source].get(name);
}
