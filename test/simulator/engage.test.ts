import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestSimulator, type TestSimulator } from './ask-simulator.ts';

let simulator: TestSimulator;
beforeAll(async () => {
  simulator = await startTestSimulator({ users: 2300 });
});
afterEach(() => simulator.control('POST', 'reset'));
afterAll(() => simulator.stop());

const ENGAGE = '/api/query/engage';

interface Entry {
  readonly $distinct_id: string | number;
  readonly $properties?: Readonly<Record<string, unknown>>;
}

async function allPages(form: Record<string, string | number | boolean>): Promise<Entry[]> {
  const first = (await simulator.post(ENGAGE, form)).json;
  const entries: Entry[] = [...first.results];
  for (let page = 1; page * first.page_size < first.total; page++) {
    entries.push(...(await simulator.post(ENGAGE, { ...form, page, session_id: first.session_id })).json.results);
  }
  return entries;
}

describe('pages', () => {
  it('come with a thousand profiles, and the total only on page 0', async () => {
    const first = (await simulator.post(ENGAGE, {})).json;
    expect(first).toMatchObject({ status: 'ok', page: 0, page_size: 1000 });
    expect(first.results).toHaveLength(1000);
    expect(first.total).toBeGreaterThan(2300);
    const second = (await simulator.post(ENGAGE, { page: 1, session_id: first.session_id })).json;
    expect(second.results).toHaveLength(1000);
    expect(second).not.toHaveProperty('total');
    expect(second.session_id).toBe(first.session_id);
    const last = (await simulator.post(ENGAGE, { page: 2, session_id: first.session_id })).json;
    expect(last.results).toHaveLength(first.total - 2000);
    expect(last.session_id).toBeNull();
    await simulator.settings({ totalOnEveryPage: true });
    expect((await simulator.post(ENGAGE, { page: 1, session_id: first.session_id })).json.total).toBe(first.total);
  });

  it('hold every profile once', async () => {
    const ids = (await allPages({ output_properties: '["plan"]' })).map((entry) => String(entry.$distinct_id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('want the session of page 0 with the same filters', async () => {
    const first = (await simulator.post(ENGAGE, {})).json;
    const stale = await simulator.post(ENGAGE, { page: 1, session_id: '1-deadbeef' });
    expect([stale.status, stale.json.error]).toEqual([400, 'request for page in uncached query for params']);
    const other = await simulator.post(ENGAGE, { page: 1, session_id: first.session_id, where: 'properties["plan"] == "pro"' });
    expect(other.status).toBe(400);
  });

  it('are no larger than the server likes', async () => {
    const first = (await simulator.post(ENGAGE, { page_size: 5000 })).json;
    expect(first.page_size).toBe(1000);
    expect((await simulator.post(ENGAGE, { page_size: 20 })).json.results).toHaveLength(20);
  });

  it('come for GET, form and JSON alike', async () => {
    const where = 'properties["platform"] == "iOS" and properties["bookings"] > 2';
    const [form, got] = [await simulator.post(ENGAGE, { where }), await simulator.ask(ENGAGE, { where })];
    const sent = await simulator.ask(
      ENGAGE,
      {},
      { method: 'POST', body: JSON.stringify({ where }), headers: { 'content-type': 'application/json' } },
    );
    expect(form.json.total).toBeGreaterThan(0);
    expect([got.json.total, sent.json.total]).toEqual([form.json.total, form.json.total]);
  });
});

describe('profiles', () => {
  it('have ids of both types, missing keys, nulls, lists, nested values and mixed types', async () => {
    const entries = await allPages({});
    expect(new Set(entries.map((entry) => typeof entry.$distinct_id))).toEqual(new Set(['string', 'number']));
    const values = (name: string) => entries.map((entry) => entry.$properties?.[name]);
    expect(values('$email')).toContain(undefined);
    expect(values('plan')).toContain(null);
    expect(values('tags').some(Array.isArray)).toBe(true);
    expect(values('address')).toContainEqual(expect.objectContaining({ geo: expect.anything() }));
    expect(new Set(values('age').map((value) => typeof value))).toEqual(new Set(['undefined', 'string', 'number']));
    expect(values('$last_seen').some((value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(String(value)))).toBe(true);
  });

  it('show only the wanted properties', async () => {
    const { results } = (await simulator.post(ENGAGE, { output_properties: '["plan","$city"]', page_size: 50 })).json;
    for (const entry of results) for (const name of Object.keys(entry.$properties)) expect(['plan', '$city']).toContain(name);
  });

  it('are found by one id, by several, and by expression', async () => {
    const { results } = (await simulator.post(ENGAGE, { page_size: 5 })).json;
    const ids = results.map((entry: Entry) => String(entry.$distinct_id));
    expect((await simulator.post(ENGAGE, { distinct_id: ids[0] })).json.total).toBe(1);
    expect((await simulator.post(ENGAGE, { distinct_ids: JSON.stringify(ids) })).json.total).toBe(5);
    expect((await simulator.post(ENGAGE, { distinct_ids: JSON.stringify(new Array(2001).fill('x')) })).status).toBe(400);
    const pro = await allPages({ where: 'properties["plan"] == "pro"' });
    expect(pro.length).toBeGreaterThan(50);
    expect(pro.every((entry) => entry.$properties?.plan === 'pro')).toBe(true);
    const recent = (await simulator.post(ENGAGE, { where: 'properties["$last_seen"] >= datetime("2026-06-16T00:00:00")' })).json.results;
    expect(recent.length).toBeGreaterThan(0);
    expect(recent.every((entry: Entry) => String(entry.$properties?.$last_seen) >= '2026-06-16')).toBe(true);
  });

  it('are selected by what people did, and large selections need a timestamp', async () => {
    const behaviors = (event: string) => JSON.stringify([{ window: '90d', name: 'did', event_selectors: [{ event }] }]);
    const booked = (await simulator.post(ENGAGE, { behaviors: behaviors('Tour Booked'), where: 'properties["did"] >= 2' })).json;
    expect(booked.total).toBeGreaterThan(0);
    expect(booked.results.every((entry: Entry) => Number(entry.$properties?.bookings) >= 2)).toBe(true);
    const opened = { behaviors: behaviors('$mp_web_page_view'), where: 'properties["did"] >= 0' };
    expect((await simulator.post(ENGAGE, opened)).json.error).toBe('request for page in uncached query for params');
    expect((await simulator.post(ENGAGE, { ...opened, as_of_timestamp: 1_781_700_000 })).status).toBe(200);
  });
});

describe('cohorts', () => {
  it('are listed with counts that /engage confirms, in the odd types of the real list', async () => {
    const cohorts = (await simulator.post('/api/query/cohorts/list', {})).json;
    expect(cohorts).toHaveLength(4);
    for (const cohort of cohorts) {
      expect(cohort.count).toBeGreaterThan(0);
      expect([0, 1]).toContain(cohort.is_visible);
      expect(cohort.created).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
      expect((await simulator.post(ENGAGE, { filter_by_cohort: JSON.stringify({ id: cohort.id }) })).json.total).toBe(cohort.count);
    }
  });

  it('have members without a profile unless these are left out', async () => {
    const form = { filter_by_cohort: '{"id":603}' };
    const members = await allPages(form);
    const bare = members.filter((entry) => Object.keys(entry.$properties ?? {}).length === 0);
    expect(bare.length).toBeGreaterThan(0);
    expect(members.length - (await allPages({ ...form, include_all_users: false })).length).toBe(bare.length);
  });
});

describe('numbers over profiles', () => {
  const STATS = '/api/query/engage/stats';

  it('counts, and counts by cohort', async () => {
    const total = (await simulator.post(ENGAGE, { where: 'properties["plan"] == "pro"' })).json.total;
    expect((await simulator.post(STATS, { action: 'count()', selector: 'properties["plan"] == "pro"' })).json.results).toBe(total);
    const split = (await simulator.post(STATS, { action: 'count()', segment_by_cohorts: '[602, 604]' })).json.results;
    expect(Object.keys(split)).toEqual(['602', '604']);
  });

  it('knows extremes, percentiles and a summary', async () => {
    const entries = await allPages({});
    const spent = entries
      .map((entry) => entry.$properties?.spent)
      .filter((value) => typeof value === 'number')
      .sort((a, b) => a - b);
    const ask = async (action: string) => (await simulator.post(STATS, { action })).json.results;
    expect(await ask('extremes(properties["spent"])')).toMatchObject({ max: spent.at(-1), min: spent[0] });
    expect((await ask('percentile(properties["spent"], 50)')).result).toBe(spent[spent.length >> 1]);
    const summary = await ask('numeric_summary(properties["spent"])');
    expect(summary.count).toBe(spent.length);
    expect(summary.mean).toBeCloseTo(spent.reduce((sum, value) => sum + value, 0) / spent.length, 6);
    expect((await simulator.post(STATS, { action: 'median(properties["spent"])' })).status).toBe(400);
  });

  it('names the properties with their types', async () => {
    const { results } = (await simulator.ask('/api/query/engage/properties')).json;
    expect(results.tags).toMatchObject({ type: 'list' });
    expect(results.address.type).toBe('object');
    expect(results.$created.type).toBe('datetime');
    expect(results.bookings.type).toBe('number');
  });
});
