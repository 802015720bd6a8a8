// What Mixpanel sends, in each endpoint's own form and with its quirks, and what the product makes of it.
import { describe, expect } from 'vitest';
import { cannedServer } from './canned-client.ts';
import { type Case, checkCases, D1 } from './cases.ts';

const canned = cannedServer();

const REPORTS: Case[] = [
  [
    'a series of three levels with null, and a scalar beside it',
    'insights',
    {
      computed_at: 'c',
      date_range: { from_date: 'f', to_date: 't' },
      headers: ['$event', 'os'],
      series: { Sold: { $overall: { [D1]: 3 }, 'iOS "x"': { [D1]: null } }, all: 9 },
    },
    {
      computedAt: 'c',
      fromDate: 'f',
      toDate: 't',
      headers: ['$event', 'os'],
      values: [
        { path: ['Sold', '$overall', D1], value: 3 },
        { path: ['Sold', 'iOS "x"', D1], value: null },
        { path: ['all'], value: 9 },
      ],
    },
  ],
  [
    'lists of numbers and of steps',
    'insights',
    { series: { m: { [D1]: { first: 4, counts: [4, 2], steps: [{ count: 1 }, { count: 0 }] } } } },
    {
      computedAt: null,
      fromDate: null,
      toDate: null,
      headers: [],
      values: [
        { path: ['m', D1, 'first'], value: 4 },
        { path: ['m', D1, 'counts'], value: [4, 2] },
        { path: ['m', D1, 'steps', '1', 'count'], value: 1 },
        { path: ['m', D1, 'steps', '2', 'count'], value: 0 },
      ],
    },
  ],
  [
    'an empty series',
    'insights',
    { headers: ['$event'], series: {} },
    { computedAt: null, fromDate: null, toDate: null, headers: ['$event'], values: [] },
  ],
  [
    'counts as text, smallest first',
    'arb_funnels',
    {
      computed_at: 'c',
      overallConversionRate: 0.25,
      metadata: { a: 1 },
      breakdowns: [],
      steps: [
        {
          nodes: [
            { event: 'b', totalCount: '9', edges: [] },
            {
              event: 'a',
              type: 'ANCHOR',
              isCustomEvent: true,
              totalCount: '200',
              edges: [
                { event: 'x', type: 'NORMAL', step: 1, totalCount: '50' },
                { event: 'DROPOFF', type: 'DROPOFF', step: 1, totalCount: '150' },
              ],
            },
          ],
        },
      ],
    },
    {
      computedAt: 'c',
      conversionRate: 0.25,
      breakdowns: [],
      metadata: { a: 1 },
      steps: [
        {
          nodes: [
            {
              event: 'a',
              type: 'ANCHOR',
              isCustomEvent: true,
              count: 200,
              edges: [
                { event: 'DROPOFF', type: 'DROPOFF', step: 1, count: 150 },
                { event: 'x', type: 'NORMAL', step: 1, count: 50 },
              ],
            },
            { event: 'b', type: 'NORMAL', isCustomEvent: false, count: 9, edges: [] },
          ],
        },
      ],
    },
  ],
  [
    'flows without anything',
    'arb_funnels',
    { steps: [] },
    { computedAt: null, conversionRate: null, breakdowns: [], metadata: {}, steps: [] },
  ],
  [
    'bookmarks in no order, with null fields',
    'bookmarks',
    {
      results: [
        { id: 1, name: 'old', type: 'flows', modified: '2026-01-01T00:00:00', creator_id: null },
        { id: 2, name: 'new', type: 'flows', modified: '2026-05-01T00:00:00', params: {} },
      ],
    },
    [expect.objectContaining({ id: 2, name: 'new' }), expect.objectContaining({ id: 1, creatorId: undefined })],
  ],
  [
    'bookmarks inside bookmarks',
    'bookmarks',
    { results: { results: [{ id: 3, name: 'x', type: 'flows' }] } },
    [expect.objectContaining({ id: 3, modified: undefined })],
  ],
  ['no bookmarks', 'bookmarks', { status: 'ok', results: [] }, []],
  [
    'both spellings of a Lexicon entry, and a kind we do not know',
    'schemas',
    {
      status: 'ok',
      results: [
        { entityType: 'profile', name: 'plan', schemaJson: { description: 'd', properties: {} } },
        {
          entity_type: 'event',
          entity_name: 'Sold "🎁"',
          schema: {
            properties: {
              price: { type: ['number', 'null'], metadata: { 'com.mixpanel': { displayName: 'Price', hidden: false } } },
              x: {},
            },
            metadata: { 'com.mixpanel': { tags: ['money'], dropped: true, teamContacts: ['t'] } },
          },
        },
        { entityType: 'group', name: 'company', schemaJson: {} },
      ],
    },
    [
      {
        entityType: 'event',
        name: 'Sold "🎁"',
        schema: {
          properties: {
            price: { type: 'number or null', metadata: { source: 'com.mixpanel', display_name: 'Price', hidden: false } },
            x: { type: 'not stated' },
          },
          metadata: { source: 'com.mixpanel', tags: ['money'], dropped: true, team_contacts: ['t'] },
        },
      },
      { entityType: 'profile', name: 'plan', schema: { description: 'd', properties: {} } },
    ],
  ],
  ['an empty Lexicon', 'schemas', { status: 'ok', results: [] }, []],
  [
    'entries without their kind',
    'schemas (of events)',
    { results: [{ name: 'Sold', schemaJson: {} }] },
    [{ entityType: 'event', name: 'Sold', schema: { properties: {} } }],
  ],
  ...[
    { description: 'd', properties: {} },
    { status: 'ok', results: { description: 'd', properties: {} } },
    { status: 'ok', results: { entityType: 'event', name: 'x', schemaJson: { description: 'd', properties: {} } } },
    { status: 'ok', results: [{ entity_type: 'event', entity_name: 'x', schema: { description: 'd', properties: {} } }] },
  ].map(
    (answer, index): Case => [
      `one Lexicon entry, form ${index + 1}`,
      'schemas (one)',
      answer,
      { entityType: 'event', name: 'Sold/Bought 100 %', schema: { description: 'd', properties: {} } },
    ],
  ),
  ['a Lexicon entry that is not there', 'schemas (one)', { status: 'ok', results: [] }, undefined],
  [
    'the zone of the project',
    'me',
    { status: 'ok', results: { projects: { 12345: { name: 'Trail', timezone: 'Europe/Vienna' } } } },
    { name: 'Trail', timezone: 'Europe/Vienna' },
  ],
  [
    'a zone nobody knows',
    'me',
    { status: 'ok', results: { projects: { 12345: { name: 'Trail', timezone: 'Mars/Olympus' } } } },
    { name: 'Trail', timezone: null },
  ],
  ['a person without projects', 'me', { status: 'ok', results: {} }, { name: null, timezone: null }],
];

describe('reports and the Lexicon', () => checkCases(canned, REPORTS));
