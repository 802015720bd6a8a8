// The events of Trailhead and their own properties.

import { TOURS, type Tour } from './catalogue.ts';
import { cell, numberCell } from './cell.ts';
import { EXPERIMENT } from './planted-facts.ts';
import { hash, pickFrom } from './prng.ts';
import { decimal, integer, oneOf, type PropertySpec, property, weighted } from './property-spec.ts';
import type { EventKind, SimEvent } from './sim-event.ts';

function tourOf(event: SimEvent): Tour {
  return pickFrom(TOURS, hash(event.rand, 0x707));
}

function partySizeOf(event: SimEvent): number {
  return 1 + (hash(event.rand, 0x717) % 5);
}

const tourId = property('tour_id', (event) => tourOf(event).id);
const tour = property('tour', (event) => tourOf(event).nested);
const tags = property('tags', (event) => tourOf(event).tags);
const difficulty = property('trail.difficulty', (event) => tourOf(event).difficulty);
const guide = property('guide "nick"', (event) => tourOf(event).guide);
// Mostly a number; an old web form sends text.
const price = property('price', (event) => {
  const value = tourOf(event).price + 0.9;
  return hash(event.rand, 0x727) % 20 === 0 ? cell(value.toFixed(2)) : numberCell(value);
});
const partySize = property('party size', (event) => {
  const size = partySizeOf(event);
  return hash(event.rand, 0x737) % 25 === 0 ? cell(String(size)) : numberCell(size);
});
const amount = property('amount', (event) => numberCell(Math.round((tourOf(event).price + 0.9) * partySizeOf(event) * 100) / 100));
const cart = property('cart', (event) => {
  const items = [{ sku: `tour-${tourOf(event).id.json}`, quantity: partySizeOf(event) }];
  if (event.rand % 3 === 0) items.push({ sku: 'insurance', quantity: 1 });
  return cell(items);
});
const currency = weighted('currency', [
  ['EUR', 17],
  ['CHF', 2],
  ['GBP', 1],
]);
const forecast = oneOf('🌦 forecast', ['sun', 'sun', 'cloud', 'rain', 'snow ❄️', undefined]);
const variant = property('Variant name', (event) => cell(event.session.actor.person?.variant ?? 'control'));
const signUpMethod = weighted('method', [
  ['email', 5],
  ['apple', 3],
  ['google', 4],
]);
const note = oneOf('note', [
  'Traumhaft!',
  'Zu viele Leute\u2028am Gipfel',
  'ok',
  'Next line\u0085inside',
  'Il rifugio è perfetto',
  '',
  'パノラマ 🏔️',
  undefined,
]);

function kind(name: string, browsingWeight: number, properties: readonly PropertySpec[]): EventKind {
  return { name, nameJson: JSON.stringify(name), browsingWeight, properties };
}

export const KINDS = {
  appOpened: kind('App Opened', 0, [
    oneOf('from', ['icon', 'icon', 'push', 'widget', 'link']),
    oneOf('battery %', [null, 0.2, 0.55, 0.9, 1]),
  ]),
  pageView: kind('$mp_web_page_view', 6, [
    oneOf('current_page_title', ['Trailhead', 'Touren', 'Karte & Hütten', 'Mein Konto']),
    integer('scroll depth', 0, 100),
  ]),
  landing: kind('Landing Page Viewed', 0, [oneOf('headline', ['A', 'B', 'Über alle Berge']), integer('load_ms', 180, 2400)]),
  signUpStarted: kind('Sign Up Started', 0, [signUpMethod]),
  signedUp: kind('Sign Up Completed', 0, [signUpMethod, oneOf('referral code', [undefined, undefined, undefined, 'HÜTTE10', 'FRIEND'])]),
  onboarded: kind('Onboarding Finished', 0, [
    integer('steps', 3, 6),
    integer('seconds', 25, 400),
    oneOf('interests', [['lake'], ['hut', 'summit'], ['via ferrata', 'winter', 'family'], []]),
  ]),
  searched: kind('Tour Searched', 16, [
    oneOf('query', ['see', 'hütte', 'klettersteig', 'lago', 'three "peaks"', 'sunrise']),
    integer('results', 0, 60),
    partySize,
    oneOf('filters', [[], ['easy'], ['hut', 'T2'], null]),
  ]),
  viewed: kind('Tour Viewed', 26, [tourId, tour, price, difficulty, tags, forecast, decimal('rating (1-5)', 3, 5, 1)]),
  photo: kind('Photo Viewed', 18, [tourId, integer('photo #', 1, 12)]),
  map: kind('Map Moved', 12, [
    integer('zoom', 5, 17),
    oneOf('center', [
      { lat: 47.26, lon: 11.39 },
      { lat: 46.41, lon: 11.84 },
      { lat: -3.07, lon: 37.35 },
    ]),
  ]),
  saved: kind('Tour Saved', 6, [tourId, oneOf('list', ['Sommer', 'Winter', 'mit Kindern'])]),
  weather: kind('Weather Checked', 8, [forecast, decimal('temperature', -18, 31, 1)]),
  guideContacted: kind('Guide Contacted', 2, [guide, tourId, integer('letters', 20, 900)]),
  support: kind('Support Chat Opened', 1, [oneOf('topic', ['refund', 'booking', 'login', 'other']), integer('wait_s', 1, 900)]),
  invited: kind('Friend Invited', 1, [oneOf('via', ['whatsapp', 'email', 'link']), integer('friends', 1, 4)]),
  surprise: kind('Überraschung geöffnet 🎁', 1, [oneOf('prize', ['-10 %', 'Jause', null])]),
  experiment: kind('$experiment_started', 0, [oneOf('Experiment name', [EXPERIMENT.name]), variant]),
  checkout: kind('Checkout Started', 0, [tourId, price, partySize, cart, currency]),
  paymentFailed: kind('Payment Failed', 0, [
    oneOf('reason', ['card_declined', '3ds_timeout', 'network']),
    amount,
    integer('attempt', 1, 3),
  ]),
  booked: kind('Tour Booked', 0, [
    tourId,
    tour,
    price,
    partySize,
    amount,
    currency,
    oneOf('coupon', [null, null, null, 'SUMMIT5']),
    oneOf('payment method', ['card', 'card', 'paypal', 'sepa']),
    integer('days ahead', 0, 60),
  ]),
  cancelled: kind('Tour Cancelled', 0, [tourId, oneOf('reason', ['weather', 'illness', 'other']), oneOf('refund', [true, true, false])]),
  reviewed: kind('Review Written', 0, [tourId, guide, integer('stars', 1, 5), note]),
  subscribed: kind('Subscription Started', 0, [oneOf('billing', ['monthly', 'monthly', 'yearly']), oneOf('amount', [4.9, 4.9, 49])]),
  unsubscribed: kind('Subscription Cancelled', 0, [oneOf('reason', ['price', 'season over', 'other'])]),
  push: kind('Push Received', 0, [oneOf('campaign', ['weekend', 'snow-alert', 'last-minute'])]),
  synced: kind('Inventory Synced', 0, [
    integer('huts', 180, 220),
    integer('duration_ms', 900, 5000),
    oneOf('ok', [true, true, true, false]),
  ]),
} as const;

export const ALL_KINDS: readonly EventKind[] = Object.values(KINDS);

export const KIND_BY_NAME: ReadonlyMap<string, EventKind> = new Map(ALL_KINDS.map((each) => [each.name, each]));

// A look-up instead of a weighted draw: there is one of these draws for nearly every event of a big volume.
export const BROWSING_TABLE: readonly EventKind[] = ALL_KINDS.flatMap((each) => Array.from({ length: each.browsingWeight }, () => each));
