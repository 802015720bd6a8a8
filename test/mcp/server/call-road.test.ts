// The road of every call: cache and its age, one flight per identical call, quota told, profiles, use_tool, pages.
import { writeFileSync } from 'node:fs';
import { Temporal } from 'temporal-polyfill';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

const TODAY = '2026-05-20';
const noon = Temporal.PlainDateTime.from(`${TODAY}T12:00`).toZonedDateTime('Europe/Vienna').epochMilliseconds;
let passed = 0;
const startedAt = Date.now();
const now = () => noon + passed + (Date.now() - startedAt);

let simulator: SimulatorProcess;
let test: TestEngine;

async function connect(era: 'legacy' | 'modern' = 'legacy', changes = {}): Promise<TestClient> {
  const [ours, theirs] = pipePair();
  test.engine.serveMcp({ ...simulatorSession(simulator), ...changes }, ours, ours);
  return connectClient(era, theirs);
}

beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 8_000, users: 400, today: TODAY, quota: false });
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  passed = 0;
  await simulator.reset();
  await simulator.settings({ enforceQuota: false });
  test = startTestEngine({ now });
});
afterEach(async () => {
  expect(test.faults).toEqual([]);
  await test.close();
});

const requestsTo = async (path: string): Promise<number> => (await simulator.stats()).requests.byPath[path] ?? 0;

describe('schema-like answers', () => {
  it('are kept five minutes, say their age, and are asked anew after clear_discovery_cache', async () => {
    const mcp = await connect();
    await mcp.call('list_events');
    passed += 100_000;
    expect((await mcp.call('list_events')).text).toMatch(/cache, 10\d s old/);
    expect(await requestsTo('/api/query/events/names')).toBe(1);
    expect((await mcp.call('clear_discovery_cache')).data).toMatchObject({ status: 'success' });
    expect((await mcp.call('list_events')).text).not.toContain('cache');
    expect(await requestsTo('/api/query/events/names')).toBe(2);
    passed += 301_000;
    await mcp.call('list_events');
    expect(await requestsTo('/api/query/events/names')).toBe(3);
    await mcp.close();
  });

  it('never hide a table that was just fetched or dropped', async () => {
    const mcp = await connect();
    expect((await mcp.call('workspace_info')).data.tables).toEqual([]);
    await mcp.call('fetch_events', { from_date: TODAY, to_date: TODAY });
    expect((await mcp.call('workspace_info')).data.tables).toMatchObject([{ name: 'events' }]);
    await mcp.call('drop_table', { table: 'events' });
    expect((await mcp.call('workspace_info')).data.tables).toEqual([]);
    expect((await mcp.call('list_tables')).data.tables).toEqual([]);
    await mcp.close();
  });
});

describe('live questions', () => {
  it('that are the same and under way at once are asked once, for several clients too', async () => {
    const [one, two] = await Promise.all([connect('legacy'), connect('modern')]);
    const question = { event: 'Tour Viewed', from_date: '2026-05-10', to_date: '2026-05-16' };
    await simulator.faults([{ kind: 'stall', path: '/segmentation', ms: 500 }]);
    const answers = await Promise.all([one, two, one].map((mcp) => mcp.call('segmentation', question)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.data.series))).size).toBe(1);
    expect(await requestsTo('/api/query/segmentation')).toBe(1);
    await one.call('segmentation', question);
    expect(await requestsTo('/api/query/segmentation')).toBe(2);
    await Promise.all([one.close(), two.close()]);
  });

  it('are refused with the time at which they can go when the hour is used up, and count once each', async () => {
    const mcp = await connect();
    for (let index = 0; index < 60; index += 1) {
      await mcp.call('list_property_values', { event: 'Tour Viewed', property_name: `p${index}` });
    }
    const info = await mcp.call('workspace_info');
    expect(info.data.quota).toMatchObject({ query_used: 60, query_limit: 60 });
    const refused = await mcp.call('segmentation', { event: 'Tour Viewed', from_date: '2026-05-10', to_date: '2026-05-11' });
    expect(refused.isError).toBe(true);
    expect(refused.text).toMatch(/60 of 60 query calls[\s\S]*next call can go at \d\d:\d\d UTC/);
    await mcp.close();
  });

  it('that had to wait say so, with what is used of the hour', async () => {
    const mcp = await connect();
    await mcp.call('workspace_info');
    await simulator.faults([{ kind: '429', path: '/segmentation', retryAfter: 2, limit: 'concurrent' }]);
    const answer = await mcp.call('segmentation', { event: 'Tour Viewed', from_date: '2026-05-10', to_date: '2026-05-11' });
    expect(answer.isError).toBe(false);
    expect(answer.text).toMatch(/waited \d+ s for Mixpanel; \d+ of 60 query calls/);
    await mcp.close();
  });
});

describe('the list of tools', () => {
  const names = async (changes = {}, era: 'legacy' | 'modern' = 'legacy') => {
    const mcp = await connect(era, changes);
    const list = (await mcp.listTools()).map((tool) => tool.name);
    await mcp.close();
    return list;
  };

  it('goes by the option, then the setting, then what the client takes', async () => {
    expect(await names({ profile: 'compact' })).toHaveLength(12);
    expect((await names({ profile: 'full' })).length).toBeGreaterThan(45);
    expect((await names()).length).toBeLessThanOrEqual(30);
    writeFileSync(test.paths.settingsFile, 'tool_profile = "compact"\n');
    expect(await names()).toHaveLength(12);
    expect((await names({ profile: 'full' }, 'modern')).length).toBeGreaterThan(45);
  });

  it('leaves every tool callable: by name, and through find_tools and use_tool', async () => {
    const mcp = await connect('legacy', { profile: 'compact' });
    expect((await mcp.call('list_funnels')).isError).toBe(false);
    const found = await mcp.call('find_tools', { query: 'saved funnels' });
    expect(found.data.tools).toContainEqual(expect.objectContaining({ name: 'list_funnels', arguments: expect.anything() }));
    const used = await mcp.call('use_tool', { name: 'list_funnels' });
    expect(used.data.funnels).toEqual((await mcp.call('list_funnels')).data.funnels);
    expect((await mcp.call('use_tool', { name: 'segmentation', arguments: { evnt: 1 } })).text).toContain('evnt');
    expect((await mcp.call('use_tool', { name: 'use_tool' })).isError).toBe(true);
    expect((await mcp.call('find_tools', { query: 'zzzzqq' })).text).toContain('No tool fits');
    await mcp.close();
  });
});

describe('a long answer', () => {
  it('goes on with next_page until all has been told; detail brings more at once', async () => {
    const mcp = await connect();
    await mcp.call('fetch_events', { from_date: '2026-05-01', to_date: TODAY });
    const question = { query: 'SELECT event_name, event_time, distinct_id FROM events ORDER BY ALL LIMIT 900' };
    const first = await mcp.call('sql', question);
    const rows = [...(first.data.rows as unknown[])];
    expect(rows.length).toBeLessThan(900);
    let more = first.data.more as { next_page: string | null; total: number };
    expect(more.total).toBe(900);
    while (more.next_page !== null) {
      const page = await mcp.call('next_page', { page: more.next_page });
      expect(page.data.tool).toBe('sql');
      const part = page.data.answer as { rows: unknown[]; more: typeof more };
      rows.push(...part.rows);
      more = part.more;
      expect(page.text).toContain('Shown:');
    }
    expect(rows).toHaveLength(900);
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBeGreaterThan(890);
    const full = await mcp.call('sql', { ...question, detail: 'full' });
    expect((full.data.rows as unknown[]).length).toBeGreaterThan((first.data.rows as unknown[]).length * 2);
    expect((await mcp.call('next_page', { page: 'pg_unknown' })).text).toContain('no longer kept');
    await mcp.close();
  });
});
