// What people call things, and what they are called in the names of events and properties. A synonym makes a candidate, never a
// certainty: the answer says for what a word was taken.
import { stem } from './words.ts';

/** Words of a question to words of event names; the words of one entry stand for each other. */
const EVENT_WORDS: readonly { said: string; means: string }[] = [
  {
    said: 'signup signups registration registrations register registered registriert registrierung registrierungen',
    means: 'sign up|register|account created',
  },
  { said: 'anmeldung anmeldungen angemeldet', means: 'sign up|register|login' },
  { said: 'login logins einloggen eingeloggt', means: 'login|log in|sign in' },
  {
    said: 'purchase purchases buy bought buyer order orders ordered sale sales kauf kaufe gekauft kaufen bestellung bestellungen bestellt verkaufe',
    means: 'purchase|order|buy|book|paid|payment',
  },
  { said: 'booking bookings buchung buchungen gebucht buchen reserved reservation reservierung', means: 'book|reserve' },
  { said: 'cancellation cancellations stornierung stornierungen storniert kundigung kundigungen gekundigt abgesagt', means: 'cancel' },
  { said: 'view views seen gesehen angesehen aufgerufen aufrufe ansichten seitenaufrufe pageviews pageview', means: 'view|page view' },
  { said: 'search searches gesucht suche suchen suchanfragen', means: 'search' },
  { said: 'save saves bookmarked gespeichert gemerkt', means: 'save' },
  { said: 'open opens geoffnet offnen gestartet launched launches', means: 'open' },
  { said: 'invite invites invitation invitations eingeladen einladung einladungen', means: 'invite' },
  { said: 'review reviews rating ratings bewertung bewertungen rezension rezensionen', means: 'review|rate' },
  { said: 'subscription subscriptions subscriber subscribers abo abos abonnement abonnements', means: 'subscription' },
  { said: 'friend friends freund freunde', means: 'friend' },
  { said: 'failure failures fehlgeschlagen fehlgeschlagene gescheitert error errors fehler', means: 'fail|error' },
  { said: 'payment payments zahlung zahlungen bezahlt', means: 'payment|paid' },
  { said: 'app', means: 'app' },
  { said: 'photo photos foto fotos bilder picture pictures', means: 'photo|image' },
  { said: 'weather wetter', means: 'weather' },
  { said: 'map karte', means: 'map' },
  { said: 'tours touren tour', means: 'tour' },
  { said: 'checkout checkouts kasse', means: 'checkout' },
  { said: 'onboarding onboarded', means: 'onboarding' },
];

const BY_WORD: ReadonlyMap<string, readonly string[][]> = new Map(
  EVENT_WORDS.flatMap(({ said, means }) =>
    said.split(' ').map((word) => [word, means.split('|').map((each) => each.split(' ').map(stem))] as const),
  ).map(([word, means]) => [stem(word), means]),
);

/** The stems for which a word of a question can stand, itself first. */
export function meanings(word: string): readonly string[][] {
  return [[word], ...(BY_WORD.get(word) ?? [])];
}

/** What people split by, and how Mixpanel and products name it, the surest name first. */
export const PROPERTY_WORDS: readonly { said: readonly string[]; names: readonly string[] }[] = [
  { said: ['country', 'land', 'nation'], names: ['mp_country_code', 'country', '$country_code', 'Country'] },
  { said: ['platform', 'plattform', 'os', 'operating system', 'betriebssystem'], names: ['$os', 'platform', 'Platform', 'os'] },
  { said: ['browser'], names: ['$browser', 'browser'] },
  { said: ['city', 'stadt', 'stadte', 'ort'], names: ['$city', 'city', 'City'] },
  { said: ['region', 'state', 'bundesland'], names: ['$region', 'region'] },
  { said: ['device', 'gerat', 'gerate', 'device model'], names: ['$device', '$model', 'device'] },
  { said: ['version', 'app version', 'release'], names: ['$app_version_string', '$app_version', 'app_version', 'version'] },
  { said: ['channel', 'kanal', 'kanale', 'acquisition channel'], names: ['channel', 'Channel', 'utm_source'] },
  { said: ['source', 'quelle', 'traffic source'], names: ['utm_source', 'source', 'channel', '$initial_referrer'] },
  { said: ['campaign', 'kampagne'], names: ['utm_campaign', 'campaign'] },
  { said: ['medium'], names: ['utm_medium', 'medium'] },
  { said: ['referrer', 'referer'], names: ['$referrer', '$initial_referrer', '$referring_domain'] },
  { said: ['language', 'locale', 'sprache'], names: ['locale', 'language', '$locale'] },
  { said: ['plan', 'tier', 'tarif'], names: ['plan', 'tier', 'Plan'] },
  { said: ['library', 'sdk'], names: ['mp_lib'] },
];

/** Values that name their property by themselves. */
export const TELLING_VALUES: readonly { property: readonly string[]; values: Readonly<Record<string, string>> }[] = [
  {
    property: ['$os', 'platform', 'Platform', 'os'],
    values: { ios: 'iOS', android: 'Android', windows: 'Windows', macos: 'Mac OS X', 'mac os x': 'Mac OS X', linux: 'Linux' },
  },
  {
    property: ['$browser', 'browser'],
    values: { chrome: 'Chrome', safari: 'Safari', firefox: 'Firefox', edge: 'Microsoft Edge', opera: 'Opera' },
  },
];
