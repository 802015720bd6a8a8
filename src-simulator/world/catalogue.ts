// The things of Trailhead, the demo product: an app to find and book guided tours and mountain huts.

import { type Cell, cell } from './cell.ts';
import { hash, pickFrom } from './prng.ts';

export interface Place {
  readonly weight: number;
  readonly city: string;
  readonly region: string;
  readonly country: string;
  readonly locale: string;
}

export const PLACES: readonly Place[] = [
  { weight: 16, city: 'Wien', region: 'Wien', country: 'AT', locale: 'de-AT' },
  { weight: 11, city: 'München', region: 'Bayern', country: 'DE', locale: 'de-DE' },
  { weight: 9, city: 'Innsbruck', region: 'Tirol', country: 'AT', locale: 'de-AT' },
  { weight: 8, city: 'Zürich', region: 'Zürich', country: 'CH', locale: 'de-CH' },
  { weight: 7, city: 'Berlin', region: 'Berlin', country: 'DE', locale: 'de-DE' },
  { weight: 7, city: 'Milano', region: 'Lombardia', country: 'IT', locale: 'it-IT' },
  { weight: 6, city: 'Ljubljana', region: 'Ljubljana', country: 'SI', locale: 'sl-SI' },
  { weight: 6, city: 'Lyon', region: 'Auvergne-Rhône-Alpes', country: 'FR', locale: 'fr-FR' },
  { weight: 5, city: 'Kraków', region: 'Małopolskie', country: 'PL', locale: 'pl-PL' },
  { weight: 5, city: 'Salzburg', region: 'Salzburg', country: 'AT', locale: 'de-AT' },
  { weight: 4, city: 'London', region: 'England', country: 'GB', locale: 'en-GB' },
  { weight: 4, city: 'Sofia', region: 'Sofia City', country: 'BG', locale: 'bg-BG' },
  { weight: 3, city: 'Denver', region: 'Colorado', country: 'US', locale: 'en-US' },
  { weight: 2, city: '東京', region: '東京都', country: 'JP', locale: 'ja-JP' },
  { weight: 1, city: "L'Aquila", region: 'Abruzzo', country: 'IT', locale: 'it-IT' },
];

export interface Channel {
  readonly name: string;
  readonly weight: number;
  readonly paid: boolean;
  readonly medium: string;
  readonly referrer: string;
}

export const CHANNELS: readonly Channel[] = [
  { name: 'organic', weight: 30, paid: false, medium: 'organic', referrer: 'https://www.google.com/' },
  { name: 'google_ads', weight: 18, paid: true, medium: 'cpc', referrer: 'https://www.google.com/' },
  { name: 'instagram_ads', weight: 20, paid: true, medium: 'paid_social', referrer: 'https://l.instagram.com/' },
  { name: 'referral', weight: 12, paid: false, medium: 'referral', referrer: 'https://huettenblog.example/' },
  { name: 'newsletter', weight: 11, paid: false, medium: 'email', referrer: '' },
  { name: 'partner', weight: 9, paid: false, medium: 'partner', referrer: 'https://alpenverein.example/' },
];

export type Platform = 'iOS' | 'Android' | 'Web';

export interface Device {
  readonly weight: number;
  readonly platform: Platform;
  readonly os: string;
  readonly model: string;
  readonly browser: string;
  readonly library: string;
  readonly libraryVersion: string;
  readonly width: number;
  readonly height: number;
}

const ios = { platform: 'iOS', os: 'iOS', browser: '', library: 'swift' } as const;
const android = { platform: 'Android', os: 'Android', browser: '', library: 'android' } as const;
const web = { platform: 'Web', library: 'web', libraryVersion: '2.61.0' } as const;

export const DEVICES: readonly Device[] = [
  { ...ios, weight: 20, model: 'iPhone15,2', libraryVersion: '4.3.1', width: 393, height: 852 },
  { ...ios, weight: 12, model: 'iPhone14,5', libraryVersion: '4.3.1', width: 390, height: 844 },
  { ...ios, weight: 3, model: 'iPad13,1', libraryVersion: '4.2.0', width: 820, height: 1180 },
  { ...android, weight: 17, model: 'SM-A546B', libraryVersion: '8.0.2', width: 412, height: 915 },
  { ...android, weight: 12, model: 'Pixel 8', libraryVersion: '8.0.2', width: 412, height: 892 },
  { ...android, weight: 6, model: 'Redmi Note 12', libraryVersion: '7.5.3', width: 393, height: 873 },
  { ...web, weight: 12, os: 'Windows', model: '', browser: 'Chrome', width: 1920, height: 1080 },
  { ...web, weight: 8, os: 'Mac OS X', model: '', browser: 'Safari', width: 1440, height: 900 },
  { ...web, weight: 5, os: 'Windows', model: '', browser: 'Microsoft Edge', width: 1536, height: 864 },
  { ...web, weight: 5, os: 'Linux', model: '', browser: 'Firefox', width: 2560, height: 1440 },
];

const TOUR_NAMES = [
  'Höhenweg Süd',
  'Lake Loop',
  'Three Huts',
  'Gletscherblick',
  'Sunrise Ridge',
  'Klammsteig',
  'Alta Via Breve',
  'Forest Bath',
  'Via Ferrata "Drei Zinnen"',
  'Snowshoe Evening',
  'Schmugglerpfad',
  'Wolf & Bear Walk',
];
const TOUR_REGIONS = [
  { country: 'AT', name: 'Stubai' },
  { country: 'AT', name: 'Dachstein' },
  { country: 'IT', name: 'Dolomiti' },
  { country: 'CH', name: 'Wallis' },
  { country: 'SI', name: 'Triglav' },
];
const TOUR_TAGS = ['easy', 'lake', 'family', 'hut', 'summit', 'winter', 'dog-friendly', 'via ferrata'];

export interface Tour {
  readonly id: Cell;
  readonly nested: Cell;
  readonly tags: Cell;
  readonly price: number;
  readonly difficulty: Cell;
  readonly hours: Cell;
  readonly guide: Cell;
}

const GUIDES = ['Anna', 'Beno', 'Carla "Cat"', 'Đorđe', 'Eva-Maria'];
const DIFFICULTIES = ['T1', 'T2', 'T3', 'T4', 'K2'];

function tour(index: number): Tour {
  const h = hash(index, 0x70a2);
  const id = 100 + index;
  const tags = TOUR_TAGS.filter((_, at) => hash(h, at) % 3 === 0);
  return {
    id: cell(id),
    nested: cell({ id, name: pickFrom(TOUR_NAMES, hash(h, 20)), region: pickFrom(TOUR_REGIONS, hash(h, 21)) }),
    tags: cell(tags.length > 0 ? tags : ['easy']),
    price: 29 + (hash(h, 22) % 16) * 10,
    difficulty: cell(pickFrom(DIFFICULTIES, hash(h, 23))),
    hours: cell(2 + (hash(h, 24) % 12) / 2),
    guide: cell(pickFrom(GUIDES, hash(h, 25))),
  };
}

export const TOURS: readonly Tour[] = Array.from({ length: 60 }, (_, index) => tour(index));
