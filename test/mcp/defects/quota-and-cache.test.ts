// Defects of the server that this product replaces, in what is counted, waited for and remembered.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ERAS, type LiveRoom, openLiveRoom } from '#test/fakes/live-room.ts';
import type { TestClient } from '#test/fakes/mcp-clients.ts';

const WEEK = { from_date: '2026-05-04', to_date: '2026-05-10' };

let room: LiveRoom;
beforeAll(async () => {
  room = await openLiveRoom({ events: 8_000, users: 300 });
});
afterAll(() => room.stop());
beforeEach(async () => {
  await room.simulator.reset();
  await room.simulator.settings({ enforceQuota: false });
});

async function used(mcp: TestClient): Promise<{ query_used: number; export_used: number }> {
  return (await mcp.call('workspace_info')).data.quota as { query_used: number; export_used: number };
}

async function asked(path: RegExp): Promise<number> {
  const { byPath } = (await room.simulator.stats()).requests;
  return Object.entries(byPath).reduce((sum, [each, times]) => (path.test(each) ? sum + times : sum), 0);
}

describe.each(ERAS)('for a client of the %s era', (era) => {
  it('every call counts once against the quota, whichever kind of tool makes it', async () => {
    const mcp = await room.client(era);
    await mcp.call('segmentation', { event: 'Tour Viewed', ...WEEK });
    await mcp.call('list_funnels');
    await mcp.call('list_property_values', { event: 'Tour Viewed', property_name: '$os' });
    await mcp.call('funnel', { funnel_id: 8103, ...WEEK });
    await mcp.call('fetch_events', WEEK);
    await mcp.call('fetch_profiles');
    expect(await used(mcp)).toMatchObject({ query_used: await asked(/^\/api\/query\//), export_used: await asked(/\/export$/) });
    expect(await asked(/^\/api\/query\//)).toBeGreaterThanOrEqual(4);
    await mcp.close();
  });

  it('saved reports count against the quota like all other questions', async () => {
    const mcp = await room.client(era);
    const { bookmarks } = (await mcp.call('list_bookmarks', { bookmark_type: 'insights' })).data as { bookmarks: { id: number }[] };
    const before = await used(mcp);
    const answer = await mcp.call('query_saved_report', { bookmark_id: bookmarks[0]?.id });
    expect(answer.isError, answer.text).toBe(false);
    expect((await used(mcp)).query_used).toBe(before.query_used + 1);
    await mcp.close();
  });

  it('a used-up quota is refused at once, as what it is, with the time at which the next call can go', async () => {
    const mcp = await room.client(era);
    for (let index = 0; index < 60; index += 1)
      await mcp.call('list_property_values', { event: 'Tour Viewed', property_name: `p${index}` });
    const sent = await asked(/^\/api\/query\//);
    const answer = await mcp.call('segmentation', { event: 'Tour Viewed', ...WEEK });
    expect(answer.isError).toBe(true);
    expect(answer.text).toMatch(/^Error \(rate-limited\): [\s\S]*next call can go at \d\d:\d\d UTC/);
    expect(await asked(/^\/api\/query\//)).toBe(sent);
    await mcp.close();
  });

  it('a call that waits for Mixpanel holds up no other call', async () => {
    const mcp = await room.client(era);
    await mcp.call('workspace_info');
    await room.simulator.faults([{ kind: 'stall', path: '/segmentation', ms: 50_000 }]);
    const stop = new AbortController();
    let isWaiting = true;
    const slow = mcp.call('segmentation', { event: 'Tour Viewed', ...WEEK }, { signal: stop.signal }).finally(() => {
      isWaiting = false;
    });
    expect((await mcp.call('list_tables')).isError).toBe(false);
    expect(isWaiting).toBe(true);
    stop.abort();
    await expect(slow).rejects.toThrow();
    await mcp.close();
  });

  it('no answer is stale after a fetch, a drop, or a clearing of the cache', async () => {
    const mcp = await room.client(era);
    const tables = async () => (await mcp.call('workspace_info')).data.tables;
    expect(await tables()).toEqual([]);
    await mcp.call('fetch_events', WEEK);
    expect(await tables()).toMatchObject([{ name: 'events' }]);
    const before = (await mcp.call('property_keys', { table: 'events', event: 'Tour Booked' })).data;
    expect(before.keys).not.toEqual([]);
    await mcp.call('drop_table', { table: 'events' });
    expect(await tables()).toEqual([]);
    expect((await mcp.call('property_keys', { table: 'events', event: 'Tour Booked' })).isError).toBe(true);
    await mcp.call('list_funnels');
    const once = await asked(/funnels\/list$/);
    await mcp.call('list_funnels');
    expect(await asked(/funnels\/list$/)).toBe(once);
    await mcp.call('clear_discovery_cache');
    await mcp.call('list_funnels');
    expect(await asked(/funnels\/list$/)).toBe(once + 1);
    await mcp.close();
  });
});
