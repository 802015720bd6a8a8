// What Mixpanel sends, in each endpoint's own form and with its quirks, and what the product makes of it.
import { describe, expect } from 'vitest';
import { cannedServer } from './canned-client.ts';
import { BIG, type Case, checkCases, D1, D2, D3, DATES } from './cases.ts';

const canned = cannedServer();

const step = (count: number | string, more = {}) => ({ event: 'Search', count, avg_time: null, step_conv_ratio: 1, ...more });
const PEOPLE: Case[] = [
  [
    'a funnel with a custom event and null times',
    'funnels',
    {
      meta: { dates: [D2, D1] },
      data: {
        [D2]: { steps: [step('9'), step(4, { event: '$custom_event:77', step_label: 'Paid', avg_time: 640 })], analysis: {} },
        [D1]: { steps: [] },
      },
    },
    [
      { segment: '$overall', date: D1, steps: [] },
      {
        segment: '$overall',
        date: D2,
        steps: [
          { event: 'Search', count: 9, avgSeconds: null },
          { event: 'Paid', count: 4, avgSeconds: 640 },
        ],
      },
    ],
  ],
  [
    'a funnel with a split: lists of steps by segment',
    'funnels',
    { meta: { dates: [D1] }, data: { [D1]: { $overall: [step(3)], iOS: [step(2)] } } },
    [
      { segment: '$overall', date: D1, steps: [{ event: 'Search', count: 3, avgSeconds: null }] },
      { segment: 'iOS', date: D1, steps: [{ event: 'Search', count: 2, avgSeconds: null }] },
    ],
  ],
  ['a funnel nobody entered', 'funnels', { meta: { dates: [] }, data: {} }, []],
  [
    'cohorts in no order, timestamps, null buckets',
    'retention',
    { [`${D2}T00:00:00+02:00`]: { first: 35, counts: [30, null, null], rates: [] }, [D1]: { first: '40', counts: [31, 0, 9] } },
    [
      { date: D1, size: 40, counts: [31, 0, 9] },
      { date: D2, size: 35, counts: [30] },
    ],
  ],
  ['no cohorts', 'retention', {}, []],
  ['a saved retention report', 'retention (saved)', { [D1]: { first: 2, counts: [1] } }, [{ date: D1, size: 2, counts: [1] }]],
  [
    'periods in no order and one missing',
    'retention/addiction',
    { data: { [D3]: [2, 1, 0], [D1]: [120, 44] } },
    [
      { date: D1, users: [120, 44] },
      { date: D2, users: [] },
      { date: D3, users: [2, 1, 0] },
    ],
  ],
  ['no periods', 'retention/addiction', { data: {} }, DATES.map((date) => ({ date, users: [] }))],
  [
    'a feed out of order, without a time, with digits and seconds as text',
    'stream/query',
    `{"status":"ok","results":{"events":[{"event":"b","properties":{"time":1777700100.25,"$distinct_id":"u-1","order":${BIG}}},{"event":"a","properties":{"time":"1777700000"}},{"event":"c","properties":{"distinct_id":"u-1"}},{"event":"d"}]}}`,
    [
      { event: 'c', seconds: null, properties: { distinct_id: 'u-1' } },
      { event: 'd', seconds: null, properties: {} },
      { event: 'a', seconds: 1777700000, properties: { time: '1777700000' } },
      { event: 'b', seconds: 1777700100.25, properties: { time: 1777700100.25, $distinct_id: 'u-1', order: BIG } },
    ],
  ],
  ['an empty feed', 'stream/query', { status: 'ok', results: { events: [] } }, []],
  ['a feed that is null', 'stream/query', { status: 'ok', results: {} }, []],
  ['whatever a script yields', 'jql', `[{"key":["a"],"value":${BIG}},null,[1]]`, [{ key: ['a'], value: BIG }, null, [1]]],
  ['one value of a script', 'jql', '7', [7]],
  [
    'the first page of profiles',
    'engage',
    { status: 'ok', page: 0, page_size: 1000, total: 2301, session_id: 's-1', results: [{ $distinct_id: 5 }] },
    expect.objectContaining({ count: 1, sessionId: 's-1', total: 2301, pageSize: 1000 }),
  ],
  [
    'a later page that says little',
    'engage',
    { status: 'ok', results: [], session_id: null },
    expect.objectContaining({ count: 0, sessionId: null, total: null, pageSize: null }),
  ],
];

describe('people', () => checkCases(canned, PEOPLE));
