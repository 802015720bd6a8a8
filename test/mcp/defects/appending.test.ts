// Defects of the server that this product replaces, in adding to a table: what is new must win, and what differs must stay.
import { expect, it } from 'vitest';
import { cannedRoom } from '#test/fakes/canned-room.ts';

const room = cannedRoom();

const DAY = { from_date: '2026-05-02', to_date: '2026-05-02' };

it('appending profiles updates the ones that are there', async () => {
  const page = (plan: string) => ({
    page: 0,
    page_size: 1_000,
    total: 1,
    session_id: null,
    results: [{ $distinct_id: 'ann', $properties: { plan } }],
  });
  room.say(page('free'));
  await room.mcp.call('fetch_profiles');
  room.say(page('pro'));
  expect((await room.mcp.call('fetch_profiles', { append: true })).data).toMatchObject({ status: 'completed' });
  const rows = await room.mcp.call('sql', { query: `SELECT distinct_id, prop(properties, 'plan') AS plan FROM profiles` });
  expect(rows.data.rows).toEqual([{ distinct_id: 'ann', plan: 'pro' }]);
});

it('different events that share an insert id are all kept; the same event is kept once', async () => {
  const line = (event: string, user: string, seconds: number) =>
    JSON.stringify({ event, properties: { time: seconds, distinct_id: user, $insert_id: 'shared' } });
  const at = Date.parse('2026-05-02T10:00:00Z') / 1000;
  room.say(
    [line('Sold', 'ann', at), line('Sold', 'bob', at), line('Seen', 'ann', at), line('Sold', 'ann', at + 60), line('Sold', 'ann', at)].join(
      '\n',
    ),
  );
  const answer = await room.mcp.call('fetch_events', DAY);
  expect(answer.data).toMatchObject({ status: 'completed' });
  const rows = await room.mcp.call('sql', { query: 'SELECT event_name, distinct_id, count(*) AS n FROM events GROUP BY ALL ORDER BY ALL' });
  expect(rows.data.rows).toEqual([
    { event_name: 'Seen', distinct_id: 'ann', n: 1 },
    { event_name: 'Sold', distinct_id: 'ann', n: 2 },
    { event_name: 'Sold', distinct_id: 'bob', n: 1 },
  ]);
});
