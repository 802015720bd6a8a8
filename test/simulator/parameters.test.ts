import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Parameters, startTestSimulator, type TestSimulator } from './ask-simulator.ts';

let simulator: TestSimulator;
beforeAll(async () => {
  simulator = await startTestSimulator();
});
afterEach(() => simulator.control('POST', 'reset'));
afterAll(() => simulator.stop());

const RANGE = { from_date: '2026-06-01', to_date: '2026-06-16' };
const BOOKED = { event: 'Tour Booked', ...RANGE };

describe('refused questions', () => {
  it.each<[string, Parameters, string]>([
    ['events/names', {}, 'Missing required parameter: type'],
    ['events/names', { type: 'wrong' }, 'invalid type'],
    ['events', { type: 'general', unit: 'day', ...RANGE }, 'Missing required parameter: event'],
    ['events', { event: 'Tour Booked', type: 'general', unit: 'day', ...RANGE }, 'invalid JSON in parameter event'],
    ['events', { event: '["Tour Booked"]', type: 'unique', unit: 'hour', ...RANGE }, 'unit hour is not allowed'],
    ['events', { event: '["Tour Booked"]', type: 'general', unit: 'day' }, 'Missing required parameter: from_date'],
    ['events/properties', { event: 'Tour Booked', type: 'general', unit: 'day', ...RANGE }, 'Missing required parameter: name'],
    ['events/properties/values', { event: 'Tour Booked' }, 'Missing required parameter: name'],
    ['segmentation', { event: 'Tour Booked', from_date: '2026-06-01' }, 'Missing required parameter: to_date'],
    ['segmentation', { ...BOOKED, from_date: '2026-06-17', to_date: '2026-06-16' }, 'from_date cannot be later than to_date'],
    ['segmentation', { ...BOOKED, to_date: '2026-06-18' }, 'to_date cannot be later than today'],
    ['segmentation', { ...BOOKED, from_date: '1999-12-31' }, 'invalid date, bad year'],
    ['segmentation', { ...BOOKED, from_date: '2026-02-30' }, 'invalid date'],
    ['segmentation', { ...BOOKED, limit: 10_001 }, 'must not exceed 10000'],
    ['segmentation', { ...BOOKED, on: 'plan' }, 'unknown variable: plan'],
    ['segmentation', { ...BOOKED, where: 'properties["plan"] = "pro"' }, 'use "=="'],
    ['segmentation', { ...BOOKED, type: 'unique', unit: 'day', interval: 2 }, 'unit and interval both set'],
    ['segmentation/numeric', BOOKED, 'Missing required parameter: on'],
    ['segmentation/sum', { ...BOOKED, on: '1', unit: 'week' }, 'invalid unit'],
    ['funnels', RANGE, 'Missing required parameter: funnel_id'],
    ['funnels', { funnel_id: 8103, ...RANGE, length: 91, length_unit: 'day' }, 'must not exceed 90 days'],
    ['retention', { born_event: 'Sign Up Completed', ...RANGE, unit: 'day', interval: 2 }, 'unit and interval both set'],
    ['retention', { born_event: 'Sign Up Completed', ...RANGE, interval: 91 }, 'must not exceed 90'],
    ['retention/addiction', { ...RANGE, unit: 'day' }, 'Missing required parameter: addiction_unit'],
    ['stream/query', RANGE, 'Missing required parameter: distinct_ids'],
    ['jql', {}, 'Missing required parameter: script'],
    ['engage', { page: 1 }, 'session_id is required'],
    [
      'engage',
      { filter_by_cohort: '{"id":601}', behaviors: '[{"window":"30d","name":"b","event_selectors":[{"event":"Tour Booked"}]}]' },
      'cannot be used together',
    ],
  ])('%s %j', async (path, parameters, message) => {
    const answer = await simulator.ask(`/api/query/${path}`, parameters);
    expect(answer.status).toBe(400);
    expect(answer.json.error).toContain(message);
    expect(answer.json.request).toContain(`/api/query/${path}?project_id=4242`);
  });

  it('answers unknown ids with 404', async () => {
    expect((await simulator.ask('/api/query/funnels', { funnel_id: 1, ...RANGE })).status).toBe(404);
    expect((await simulator.ask('/api/query/engage', { filter_by_cohort: '{"id":1}' })).status).toBe(404);
    expect((await simulator.ask('/api/app/projects/4242/schemas/event/Nothing')).json).toEqual({
      status: 'error',
      error: 'Schema not found',
    });
  });

  it('puts the errors of saved reports and flows under 200', async () => {
    for (const [path, parameters] of [
      ['insights', { bookmark_id: 1 }],
      ['insights', {}],
      ['arb_funnels', { bookmark_id: 900_211, query_type: 'flows_sankey' }],
    ] as const) {
      const answer = await simulator.ask(`/api/query/${path}`, parameters);
      expect(answer.status).toBe(200);
      expect(Object.keys(answer.json)).toEqual(['error']);
    }
  });

  it('answers JQL it does not recognise, and JQL that is retired, with errors', async () => {
    expect((await simulator.post('/api/query/jql', { script: 'function main() { while (true); }' })).status).toBe(412);
    await simulator.settings({ jql: 'retired' });
    expect((await simulator.post('/api/query/jql', { script: 'function main() {}' })).status).toBe(403);
  });
});

describe('answers with nothing in them', () => {
  it.each<[string, Parameters, unknown]>([
    ['segmentation', { ...BOOKED, event: 'No Such Event' }, { data: { series: [], values: {} }, legend_size: 0 }],
    [
      'events',
      { event: '["No Such Event"]', type: 'general', unit: 'day', ...RANGE },
      { data: { series: [], values: {} }, legend_size: 0 },
    ],
    ['funnels', { funnel_id: 8103, from_date: '2020-01-01', to_date: '2020-01-05' }, { meta: { dates: [] }, data: {} }],
    ['retention', { ...RANGE }, {}],
    ['retention', { born_event: 'No Such Event', ...RANGE }, {}],
    ['events/properties/values', { event: 'Tour Booked', name: 'no such property' }, []],
  ])('%s %j', async (path, parameters, expected) => {
    expect((await simulator.ask(`/api/query/${path}`, parameters)).json).toEqual(expected);
  });
});

describe('defaults and limits', () => {
  it('gives ten property names unless asked for more', async () => {
    const path = '/api/query/events/properties/top';
    expect(Object.keys((await simulator.ask(path, { event: 'Tour Booked' })).json)).toHaveLength(10);
    const all = (await simulator.ask(path, { event: 'Tour Booked', limit: 500 })).json;
    expect(Object.keys(all).length).toBeGreaterThan(30);
    expect(Object.values(all)).toContainEqual({});
  });

  it('gives 60 segments unless asked for more', async () => {
    const question = { event: 'Tour Viewed', from_date: '2026-04-01', to_date: '2026-06-16', on: 'properties["distinct_id"]' };
    const count = async (more: Parameters) => (await simulator.ask('/api/query/segmentation', { ...question, ...more })).json.legend_size;
    expect(await count({})).toBe(60);
    expect(await count({ limit: 100 })).toBe(100);
    expect(await count({ limit: 10_000 })).toBeGreaterThan(200);
  });

  it('gives 255 values unless asked for more', async () => {
    const question = { event: 'App Opened', name: 'userName' };
    expect((await simulator.ask('/api/query/events/properties/values', { ...question, name: 'session_number' })).json).toHaveLength(255);
    expect((await simulator.ask('/api/query/events/properties/values', { ...question, limit: 5 })).json).toHaveLength(5);
  });

  it('gives values of every type as text', async () => {
    const values = (await simulator.ask('/api/query/events/properties/values', { event: 'Tour Booked', name: 'party size' })).json;
    expect([...values].sort()).toEqual(['1', '2', '3', '4', '5']);
    const carts = (await simulator.ask('/api/query/events/properties/values', { event: 'Checkout Started', name: 'cart' })).json;
    expect(JSON.parse(carts[0])).toHaveProperty('sku');
  });

  it('limits event names and top events', async () => {
    expect((await simulator.ask('/api/query/events/names', { type: 'general', limit: 3 })).json).toHaveLength(3);
    expect((await simulator.ask('/api/query/events/top', { type: 'general', limit: 4 })).json.events).toHaveLength(4);
  });
});

describe('the form of answers', () => {
  it('sorts nothing and leaves zero days out, unless told to be tidy', async () => {
    const question = { ...BOOKED, from_date: '2026-04-01', where: 'properties["coupon"] == "SUMMIT5"' };
    const untidy = (await simulator.ask('/api/query/segmentation', question)).json.data;
    expect(untidy.series).not.toEqual([...untidy.series].sort());
    expect(untidy.series).toHaveLength(77);
    expect(Object.keys(untidy.values['Tour Booked']).length).toBeLessThan(77);
    const names = (await simulator.ask('/api/query/events/names', { type: 'general' })).json;
    expect(names).not.toEqual([...names].sort());
    await simulator.settings({ tidy: true });
    const tidy = (await simulator.ask('/api/query/segmentation', question)).json.data;
    expect(tidy.series).toEqual([...tidy.series].sort());
    expect(Object.keys(tidy.values['Tour Booked'])).toHaveLength(77);
  });

  it('writes keys of hours, weeks and months', async () => {
    const keys = async (unit: string) =>
      Object.keys((await simulator.ask('/api/query/segmentation', { ...BOOKED, unit })).json.data.values['Tour Booked']);
    expect((await keys('hour'))[0]).toMatch(/^2026-06-\d\d \d\d:00:00$/);
    expect(await keys('week')).toEqual(expect.arrayContaining(['2026-06-01', '2026-06-08']));
    expect(await keys('month')).toEqual(['2026-06-01']);
  });

  it('bundles days by interval', async () => {
    const answer = (await simulator.ask('/api/query/segmentation', { ...BOOKED, type: 'unique', interval: 5 })).json;
    expect([...answer.data.series].sort()).toEqual(['2026-06-01', '2026-06-06', '2026-06-11', '2026-06-16']);
  });

  it('gives the last units of an interval, the present one included', async () => {
    const answer = (await simulator.ask('/api/query/events', { event: '["Tour Viewed"]', type: 'general', unit: 'day', interval: 3 })).json;
    expect([...answer.data.series].sort()).toEqual(['2026-06-15', '2026-06-16', '2026-06-17']);
  });

  it('gives a table as CSV', async () => {
    const answer = await simulator.ask('/api/query/segmentation', { ...BOOKED, format: 'csv' });
    expect(answer.headers.get('content-type')).toContain('text/csv');
    expect(answer.text.split('\n')[0]).toBe('date,Tour Booked');
    expect(answer.text.trim().split('\n')).toHaveLength(17);
  });

  it('counts events without the property under "undefined"', async () => {
    const values = (await simulator.ask('/api/query/segmentation', { ...BOOKED, event: 'Tour Viewed', on: 'properties["$city"]' })).json
      .data.values;
    expect(Object.keys(values)).toContain('undefined');
    expect(Object.keys(values)).toContain('東京');
  });

  it('names ranges of numbers as text, also negative ones', async () => {
    const question = { ...BOOKED, event: 'Weather Checked', on: 'properties["temperature"]' };
    const ranges = Object.keys((await simulator.ask('/api/query/segmentation/numeric', question)).json.data.values);
    expect(ranges).toContain('-20 - -15');
    const big = (await simulator.ask('/api/query/segmentation/numeric', { ...BOOKED, on: 'properties["amount"] * 100' })).json.data.values;
    expect(Object.keys(big).some((range) => /^\d+,000 - \d+,000$/.test(range))).toBe(true);
  });

  it('says what changed since yesterday as a fraction', async () => {
    const { events, type } = (await simulator.ask('/api/query/events/top', { type: 'unique' })).json;
    expect(type).toBe('unique');
    for (const { percent_change } of events) expect(percent_change).toBeGreaterThanOrEqual(-1);
  });

  it('compresses larger answers', async () => {
    const large = await simulator.ask('/api/query/segmentation', { ...BOOKED, event: 'Tour Viewed', on: 'properties["tour_id"]' });
    expect(large.headers.get('content-encoding')).toBe('gzip');
    expect(large.json.legend_size).toBe(60);
    expect((await simulator.ask('/api/query/funnels/list')).headers.get('content-encoding')).toBeNull();
  });
});
