// What goes out: the parameters that decide what comes back.
import { describe, expect, it } from 'vitest';
import { bucketKeys } from '#mcp/mixpanel/buckets.ts';
import { eventCounts, propertyCounts } from '#mcp/mixpanel/events.ts';
import { frequency } from '#mcp/mixpanel/frequency.ts';
import { funnel } from '#mcp/mixpanel/funnels.ts';
import { runJql } from '#mcp/mixpanel/jql.ts';
import { lexiconEntry } from '#mcp/mixpanel/lexicon.ts';
import { segmentation } from '#mcp/mixpanel/segmentation.ts';
import { CALL, cannedServer } from './canned-client.ts';
import { ASK, DAYS, type Endpoint } from './endpoints.ts';

const canned = cannedServer();
const COUNTS = { data: { series: [], values: {} } };

describe('a question', () => {
  it.each<[Endpoint, string, string, Record<string, string>]>([
    ['events/names', 'GET', '/api/query/events/names', { type: 'general', limit: '5000' }],
    ['events/properties/top', 'GET', '/api/query/events/properties/top', { event: 'Sold', limit: '2000' }],
    ['events', 'GET', '/api/query/events', { event: '["Sold","Returned"]', unit: 'day', from_date: '2026-05-01', to_date: '2026-05-03' }],
    ['events/properties', 'GET', '/api/query/events/properties', { event: 'Sold', name: 'colour', limit: '9' }],
    ['segmentation', 'GET', '/api/query/segmentation', { event: 'Sold', on: 'properties["colour"]', limit: '10000' }],
    ['stream/query', 'GET', '/api/query/stream/query', { distinct_ids: '["u-1"]' }],
    ['arb_funnels', 'GET', '/api/query/arb_funnels', { bookmark_id: '10', query_type: 'flows_sankey' }],
    ['insights', 'GET', '/api/query/insights', { bookmark_id: '9' }],
    ['bookmarks', 'GET', '/api/app/projects/12345/bookmarks', { v: '2', type: 'flows' }],
    ['schemas (one)', 'GET', '/api/app/projects/12345/schemas/event/Sold%2FBought%20100%20%25', {}],
  ])('to %s says all that its answer depends on', async (endpoint, method, path, params) => {
    canned.server.answer({ status: 400, body: { error: 'enough' } });
    await ASK[endpoint](canned.client()).catch(() => undefined);
    expect(canned.server.requests[0]).toMatchObject({ method, path, params });
  });

  it('leaves out what was not asked', async () => {
    canned.server.answer({ body: COUNTS });
    await segmentation(canned.client(), { ...DAYS, unit: 'day', event: 'Sold' }, CALL);
    await propertyCounts(
      canned.client(),
      { ...DAYS, unit: 'day', event: 'Sold', property: 'x', type: 'unique', values: ['a "b"'], limit: 3 },
      CALL,
    );
    expect(Object.keys(canned.server.requests[0]?.params ?? {})).not.toEqual(expect.arrayContaining(['on']));
    expect(canned.server.requests[0]?.params).not.toHaveProperty('limit');
    expect(canned.server.requests[1]?.params).toMatchObject({ values: '["a \\"b\\""]', type: 'unique' });
  });

  it('sends a script and its parameters in the body', async () => {
    canned.server.answer({ body: '[]' });
    await runJql(canned.client(), { script: 'function main() { return "ä"; }', params: { a: [1] } }, CALL);
    expect(canned.server.requests[0]).toMatchObject({
      method: 'POST',
      form: { script: 'function main() { return "ä"; }', params: '{"a":[1]}' },
    });
  });

  it('makes one bucket of a whole range where everybody is to count once', async () => {
    canned.server.answer({ body: { data: {} } });
    await funnel(canned.client(), { funnelId: 7, fromDate: '2026-02-01', toDate: '2026-03-02', unit: 'range' }, CALL);
    expect(canned.server.requests[0]?.params).toMatchObject({ interval: '30' });
    expect(canned.server.requests[0]?.params).not.toHaveProperty('unit');
  });

  it('does not ask for a name that no address can hold', async () => {
    canned.server.answer({ body: { status: 'ok', results: {} } });
    expect(await lexiconEntry(canned.client(), '12345', { type: 'event', name: '..' }, CALL)).toBeUndefined();
    await lexiconEntry(canned.client(), '12345', { type: 'event', name: '\ud83d?#' }, CALL);
    expect(canned.server.requests.map(({ path }) => path)).toEqual(['/api/app/projects/12345/schemas/event/%EF%BF%BD%3F%23']);
  });
});

describe('buckets', () => {
  const vienna = { timezone: 'Europe/Vienna' };
  it.each([
    [
      'the day on which the clock is put forward has 23 hours',
      { ...vienna, fromDate: '2026-03-29', toDate: '2026-03-29', unit: 'hour' },
      23,
      '2026-03-29 00:00:00',
      '2026-03-29 23:00:00',
    ],
    [
      'the day on which it is put back has 24 names',
      { ...vienna, fromDate: '2026-10-25', toDate: '2026-10-25', unit: 'hour' },
      24,
      '2026-10-25 00:00:00',
      '2026-10-25 23:00:00',
    ],
    [
      'weeks begin on the Monday before the range',
      { fromDate: '2026-05-06', toDate: '2026-05-12', unit: 'week' },
      2,
      '2026-05-04',
      '2026-05-11',
    ],
    ['months begin on their first', { fromDate: '2026-01-31', toDate: '2026-03-01', unit: 'month' }, 3, '2026-01-01', '2026-03-01'],
    ['a leap day is a day', { fromDate: '2024-02-28', toDate: '2024-03-01', unit: 'day' }, 3, '2024-02-28', '2024-03-01'],
  ] as const)('%s', (_name, span, length, first, last) => {
    const keys = bucketKeys(span);
    expect([keys.length, keys[0], keys.at(-1)]).toEqual([length, first, last]);
  });

  it('follow Mixpanel where its weeks begin on another day', async () => {
    canned.server.answer({ body: { data: { series: ['2026-05-10', '2026-05-03'], values: { Sold: { '2026-05-03': 4 } } } } });
    const span = { fromDate: '2026-05-05', toDate: '2026-05-16', unit: 'week' as const };
    const answer = await eventCounts(canned.client(), { ...span, events: ['Sold'], type: 'general' }, CALL);
    expect(answer.dates).toEqual(['2026-05-03', '2026-05-10']);
    canned.server.answer({ body: { data: { '2026-05-06': [4], '2026-05-11': [1] } } });
    const weeks = await frequency(
      canned.client(),
      { fromDate: '2026-05-06', toDate: '2026-05-12', unit: 'week', addictionUnit: 'day' },
      CALL,
    );
    expect(weeks).toEqual([
      { date: '2026-05-06', users: [4] },
      { date: '2026-05-11', users: [1] },
    ]);
  });

  it('name a first week by the day on which the range begins, where Mixpanel does, and fill the weeks between', async () => {
    canned.server.answer({ body: { data: { '2026-05-06': [4], '2026-05-18': [1] } } });
    const span = { fromDate: '2026-05-06', toDate: '2026-05-24', unit: 'week' as const };
    const weeks = await frequency(canned.client(), { ...span, addictionUnit: 'day' }, CALL);
    expect(weeks.map(({ date, users }) => [date, users])).toEqual([
      ['2026-05-06', [4]],
      ['2026-05-11', []],
      ['2026-05-18', [1]],
    ]);
  });

  it('have no average where nothing happened', async () => {
    canned.server.answer({ body: { data: { series: [], values: { Sold: { '2026-05-01': 1.5, '2026-05-02': 0 } } } } });
    const answer = await eventCounts(canned.client(), { ...DAYS, unit: 'day', events: ['Sold', 'Returned'], type: 'average' }, CALL);
    expect(answer.series.map(({ counts }) => counts)).toEqual([
      [1.5, null, null],
      [null, null, null],
    ]);
  });

  it('keep hours that Mixpanel names, in one form', async () => {
    const values = { Sold: { '2026-05-01T13:00:00+02:00': 2, '2026-05-01 14:00:00': 1, odd: 5 } };
    canned.server.answer({ body: { data: { series: [], values } } });
    const span = { fromDate: '2026-05-01', toDate: '2026-05-01', unit: 'hour' as const, timezone: 'Europe/Vienna' };
    const { dates, series } = await eventCounts(canned.client(), { ...span, events: ['Sold'], type: 'general' }, CALL);
    expect(dates).toHaveLength(25);
    expect(Object.fromEntries(dates.map((date, index) => [date, series[0]?.counts[index]]))).toMatchObject({
      '2026-05-01 13:00:00': 2,
      '2026-05-01 14:00:00': 1,
      odd: 5,
    });
    expect(series[0]?.total).toBe(8);
  });
});
