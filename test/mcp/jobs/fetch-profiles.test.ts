// Profiles of several pages, through a real client.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LiveRoom, openLiveRoom } from '#test/fakes/live-room.ts';

let room: LiveRoom;
beforeAll(async () => {
  room = await openLiveRoom({ events: 2_000, users: 2_600 });
});
afterAll(() => room.stop());

it('stores the profiles of all pages, once each, with the values that Mixpanel shows', async () => {
  const mcp = await room.client('modern');
  const shown = await mcp.call('stream_profiles', { output_properties: ['plan'] });
  const { matching } = shown.data;
  expect(matching).toBeGreaterThan(2_000);
  const fetched = await mcp.call('fetch_profiles');
  expect(fetched.data, fetched.text).toMatchObject({ status: 'completed', rows: matching });
  const counted = await mcp.call('sql', { query: 'SELECT count(*) AS n, count(DISTINCT distinct_id) AS ids FROM profiles' });
  expect(counted.data.rows).toEqual([{ n: matching, ids: matching }]);
  const [first] = shown.data.profiles as { distinct_id: string; properties: Record<string, unknown> }[];
  const stored = await mcp.call('sql', {
    query: `SELECT prop(properties, 'plan') AS plan FROM profiles WHERE distinct_id = '${first?.distinct_id}'`,
  });
  expect(stored.data.rows).toEqual([{ plan: first?.properties.plan ?? null }]);
  await mcp.close();
});
