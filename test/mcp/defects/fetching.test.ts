// Defects of the server that this product replaces, in fetching: each test shows that they are not here.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ERAS, type LiveRoom, openLiveRoom, TODAY, ZONE } from '#test/fakes/live-room.ts';
import type { Abilities, TestClient } from '#test/fakes/mcp-clients.ts';
import { rawEvents } from '#test/fakes/raw-export.ts';

const WEEK = { from_date: '2026-05-04', to_date: '2026-05-10' };
const EXPORT = '/api/2.0/export';

let room: LiveRoom;
beforeAll(async () => {
  room = await openLiveRoom({ events: 20_000, users: 6_500 });
});
afterAll(() => room.stop());
beforeEach(async () => {
  await room.simulator.reset();
  await room.simulator.settings({ enforceQuota: false });
});

async function withClient<T>(work: (mcp: TestClient) => Promise<T>, era: (typeof ERAS)[number] = 'modern', abilities: Abilities = {}) {
  const mcp = await room.client(era, {}, abilities);
  try {
    return await work(mcp);
  } finally {
    await mcp.close();
  }
}

async function requestsTo(path: string): Promise<number> {
  return (await room.simulator.stats()).requests.byPath[path] ?? 0;
}

async function rowsOf(mcp: TestClient, table: string): Promise<unknown> {
  return (await mcp.call('sql_scalar', { query: `SELECT count(*) FROM ${table}` })).data.value;
}

describe.each(ERAS)('for a client of the %s era', (era) => {
  it('a large download waits for the yes of a person, and a no downloads nothing', async () => {
    const input = { ...WEEK, confirmation_threshold: 10 };
    const no = await withClient((mcp) => mcp.call('safe_large_fetch', input), era, {
      ask: () => ({ action: 'accept', content: { proceed: false } }),
    });
    expect(no.data).toMatchObject({ status: 'declined', actual_count: 0 });
    const nobody = await withClient((mcp) => mcp.call('safe_large_fetch', input), era);
    expect(nobody.data).toMatchObject({ status: 'needs_confirmation', actual_count: 0 });
    expect(await requestsTo(EXPORT)).toBe(0);
  });

  it('the table and the number of rows that a fetch tells are those that SQL then finds', async () => {
    await withClient(async (mcp) => {
      const events = await mcp.call('fetch_events', { ...WEEK, table: 'week' });
      expect(events.data).toMatchObject({ table: 'week', rows: await rowsOf(mcp, 'week') });
      expect(events.data.rows).toBeGreaterThan(100);
      const profiles = await mcp.call('fetch_profiles', { table: 'people', where: 'properties["plan"] == "pro"' });
      expect(profiles.data).toMatchObject({ table: 'people', rows: await rowsOf(mcp, 'people') });
      expect(profiles.data.rows).toBeGreaterThan(10);
      const safe = await mcp.call('safe_large_fetch', { ...WEEK, table: 'safe' });
      expect(safe.data).toMatchObject({ table_name: 'safe', actual_count: await rowsOf(mcp, 'safe') });
      expect(safe.data.actual_count).toBe(events.data.rows);
    }, era);
  });
});

describe('a limit', () => {
  it('can be set on a fetch of events, which is then a sample and says so', async () => {
    await withClient(async (mcp) => {
      const answer = await mcp.call('fetch_events', { ...WEEK, limit: 30 });
      expect(answer.data.rows).toBeGreaterThan(0);
      expect(answer.data.rows).toBeLessThanOrEqual(30);
      expect(answer.text).toContain('sample of at most 30 events');
    });
  });

  it('of a fetch holds although the days are fetched in parallel', async () => {
    await withClient(async (mcp) => {
      const answer = await mcp.call('fetch_events', { ...WEEK, limit: 30, parallel: true, workers: 8 });
      expect(await rowsOf(mcp, 'events')).toBeLessThanOrEqual(30);
      expect(answer.data.rows).toBeGreaterThan(0);
    });
  });

  it('is not pretended on profiles, which Mixpanel cannot limit: filters narrow the fetch instead', async () => {
    await withClient(async (mcp) => {
      const refused = await mcp.call('fetch_profiles', { limit: 10 });
      expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('limit') });
      expect(await requestsTo('/api/query/engage')).toBe(0);
      const few = await mcp.call('fetch_profiles', { where: 'properties["plan"] == "pro"' });
      const all = await mcp.call('fetch_profiles', { table: 'everybody' });
      expect(few.data.rows).toBeLessThan(all.data.rows as number);
    });
  });

  it('of shown profiles ends the download as well: what is not shown is not read', async () => {
    await withClient(async (mcp) => {
      const answer = await mcp.call('stream_profiles');
      expect(answer.data).toMatchObject({ total: 5_000, has_more: true, pages_read: 5 });
      expect(await requestsTo('/api/query/engage')).toBe(5);
    });
  });
});

describe('what a fetch says', () => {
  it('before it starts is a real count of each day, not a thirtieth of today', async () => {
    await withClient(async (mcp) => {
      const answer = await mcp.call('safe_large_fetch', { ...WEEK, confirmation_threshold: 10 });
      const raw = await rawEvents(room.simulator, { from: WEEK.from_date, to: WEEK.to_date, today: TODAY, zone: ZONE });
      expect(answer.data).toMatchObject({ estimated_count: raw.length, estimation: { confidence: 'high', days_in_range: 7 } });
    });
  });

  it('is never "completed" when a part of it failed: the missing days are named, and the same call gets them', async () => {
    await withClient(async (mcp) => {
      const month = { from_date: '2026-04-11', to_date: '2026-05-10' };
      await room.simulator.faults([{ kind: 'status', status: 400, message: 'bad day', path: '/export', after: 1, times: 1_000 }]);
      const answer = await mcp.call('fetch_events', month);
      const missing = answer.data.missing_days as string[];
      expect(answer.data.status).toBe('partial');
      expect(missing.length).toBeGreaterThan(0);
      expect(answer.text).toContain(missing[0]);
      await room.simulator.reset();
      expect((await mcp.call('fetch_events', month)).data).toMatchObject({ status: 'completed', missing_days: [] });
    });
  });
});

it('ninety days need a few exports, not ninety', async () => {
  await room.simulator.settings({ enforceQuota: true });
  await withClient(async (mcp) => {
    const answer = await mcp.call('fetch_events', { from_date: '2026-02-20', to_date: TODAY });
    expect(answer.data).toMatchObject({ status: 'completed', missing_days: [] });
    expect(await requestsTo(EXPORT)).toBeLessThanOrEqual(30);
    const { quota } = (await mcp.call('workspace_info')).data as { quota: { export_used: number } };
    expect(quota.export_used).toBe(await requestsTo(EXPORT));
  });
});

it('a first fetch that fails leaves no table in the way of the next', async () => {
  await withClient(async (mcp) => {
    await room.simulator.faults([{ kind: 'status', status: 400, message: 'no', path: '/export', times: 1_000 }]);
    const failed = await mcp.call('fetch_events', WEEK);
    expect(failed.isError || failed.data.status !== 'completed').toBe(true);
    await room.simulator.reset();
    const tables = (await mcp.call('list_tables')).data.tables as { name: string; row_count: number }[];
    expect(tables.every(({ row_count }) => row_count === 0)).toBe(true);
    const again = await mcp.call('fetch_events', WEEK);
    expect(again.data).toMatchObject({ status: 'completed', missing_days: [], rows: await rowsOf(mcp, 'events') });
    expect((await mcp.call('list_tables')).data.tables).toMatchObject([{ name: 'events' }]);
  });
});

it('a connection that breaks in the middle of an export doubles no event, shown or stored', async () => {
  await withClient(async (mcp) => {
    const day = { from_date: '2026-05-06', to_date: '2026-05-06' };
    const names = ['Tour Viewed', 'Tour Booked', 'Tour Searched'];
    const raw = await rawEvents(
      room.simulator,
      { from: '2026-05-06', to: '2026-05-06', today: TODAY, zone: ZONE },
      { event: JSON.stringify(names) },
    );
    const cut = { kind: 'cut', at: 'record', afterBytes: 4_000, path: '/export', times: 1 } as const;
    await room.simulator.faults([cut]);
    const broken = await mcp.call('stream_events', { ...day, events: names, limit: 5_000 });
    expect(broken).toMatchObject({ isError: true, text: expect.stringContaining('Nothing of it is shown') });
    const shown = await mcp.call('stream_events', { ...day, events: names, limit: 5_000 });
    expect(shown.data.total).toBe(raw.length);
    await room.simulator.faults([cut]);
    await mcp.call('fetch_events', { ...day, events: names });
    const stored = await mcp.call('sql_scalar', {
      query: `SELECT count(*) FROM events WHERE timezone('${ZONE}', timezone('UTC', event_time))::DATE = '2026-05-06'`,
    });
    expect(stored.data.value).toBe(raw.length);
    expect((await room.simulator.stats()).faultsWaiting).toEqual([]);
  });
});
