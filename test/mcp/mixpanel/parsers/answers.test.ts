// What Mixpanel sends, in each endpoint's own form and with its quirks, and what the product makes of it.
import { describe } from 'vitest';
import { cannedServer } from './canned-client.ts';
import { BIG, type Case, checkCases, D1, D2, D3, DATES } from './cases.ts';

const canned = cannedServer();
const emptySeries = { data: { series: [], values: {} }, legend_size: 0 };

const LISTS: Case[] = [
  ['unsorted names', 'events/names', ['b', '$a', 'ä "q" 🎁', 'B'], ['$a', 'B', 'b', 'ä "q" 🎁']],
  ['no names', 'events/names', [], []],
  [
    'unsorted leaders',
    'events/top',
    {
      type: 'general',
      events: [
        { event: 'x', amount: 2, percent_change: -0.5 },
        { event: '🎁', amount: 9, percent_change: null },
      ],
    },
    [
      { event: '🎁', count: 9, percentChange: 0 },
      { event: 'x', count: 2, percentChange: -0.5 },
    ],
  ],
  ['no leaders', 'events/top', { type: 'general', events: [] }, []],
  [
    'empty inner objects and bare numbers',
    'events/properties/top',
    { 'party size': {}, $city: { count: 4 }, error: { count: 9 }, n: 5 },
    [
      { name: 'error', count: 9 },
      { name: 'n', count: 5 },
      { name: '$city', count: 4 },
      { name: 'party size', count: null },
    ],
  ],
  ['no properties', 'events/properties/top', {}, []],
  ['values of all kinds', 'events/properties/values', ['4', 'true', '{"a":1}', 7, null], ['4', 'true', '{"a":1}', '7', 'null']],
  [
    'saved funnels in id order',
    'funnels/list',
    [{ funnel_id: 3, name: 'b' }, { funnel_id: 9, name: 'a' }, { funnel_id: 1 }],
    [
      { funnelId: 1, name: '' },
      { funnelId: 9, name: 'a' },
      { funnelId: 3, name: 'b' },
    ],
  ],
  [
    'a cohort with 0 for hidden',
    'cohorts/list',
    [{ id: 71, name: 'Hikers', count: 3, is_visible: 0, created: '2026-02-03 14:05:06', description: null, data_group_id: null }],
    [{ id: 71, name: 'Hikers', count: 3, description: '', created: '2026-02-03 14:05:06', isVisible: false }],
  ],
  ['no cohorts', 'cohorts/list', [], []],
];

const COUNTS: Case[] = [
  [
    'an event that is missing and days that are missing',
    'events',
    { data: { series: [D3, D1], values: { Sold: { [D3]: 2, [D1]: 5 } } }, legend_size: 1 },
    {
      dates: DATES,
      series: [
        { segment: 'Sold', counts: [5, 0, 2], total: 7 },
        { segment: 'Returned', counts: [0, 0, 0], total: 0 },
      ],
    },
  ],
  [
    'nothing at all',
    'events',
    emptySeries,
    {
      dates: DATES,
      series: [
        { segment: 'Sold', counts: [0, 0, 0], total: 0 },
        { segment: 'Returned', counts: [0, 0, 0], total: 0 },
      ],
    },
  ],
  [
    'values named like numbers, null and text counts',
    'events/properties',
    { data: { series: DATES, values: { 10: { [D1]: null, [D2]: '3' }, 'a "b" $c 🎁': { [D2]: 1 } } } },
    {
      dates: DATES,
      series: [
        { segment: '10', counts: [0, 3, 0], total: 3 },
        { segment: 'a "b" $c 🎁', counts: [0, 1, 0], total: 1 },
      ],
    },
  ],
  ['no values', 'events/properties', emptySeries, { dates: DATES, series: [] }],
  [
    'keys that are full timestamps',
    'segmentation',
    { data: { series: [`${D2}T00:00:00+02:00`], values: { undefined: { [`${D2}T00:00:00+02:00`]: 4, [`${D1} 00:00:00`]: 1 } } } },
    {
      dates: DATES,
      series: [{ segment: 'undefined', counts: [1, 4, 0], total: 5 }],
    },
  ],
  ['no segments', 'segmentation', emptySeries, { dates: DATES, series: [] }],
  [
    'ranges with thousands separators and negative bounds',
    'segmentation/numeric',
    { data: { series: DATES, values: { '1,000 - 2,000': { [D1]: 1 }, '-500 - 0': { [D3]: 2 }, '0 - 1,000': { [D2]: 3 } } } },
    {
      dates: DATES,
      series: [
        { segment: '-500 - 0', counts: [0, 0, 2], total: 2 },
        { segment: '0 - 1,000', counts: [0, 3, 0], total: 3 },
        { segment: '1,000 - 2,000', counts: [1, 0, 0], total: 1 },
      ],
    },
  ],
  [
    'sums in any order, one missing, one too large for a number',
    'segmentation/sum',
    `{"status":"ok","computed_at":"2026-05-03T09:15:22+00:00","results":{"${D3}":${BIG},"${D1}":912.5}}`,
    {
      results: [
        { date: D1, value: 912.5 },
        { date: D2, value: null },
        { date: D3, value: BIG },
      ],
      computedAt: '2026-05-03T09:15:22+00:00',
    },
  ],
  [
    'averages without computed_at',
    'segmentation/average',
    { status: 'ok', results: { [D2]: 0, [D1]: null } },
    {
      results: [
        { date: D1, value: null },
        { date: D2, value: 0 },
        { date: D3, value: null },
      ],
      computedAt: null,
    },
  ],
];

describe('names and lists', () => checkCases(canned, LISTS));
describe('counts', () => checkCases(canned, COUNTS));
