// Defects of the server that this product replaces, in answers of Mixpanel that are empty, large or bounded.
import { expect, it } from 'vitest';
import { cannedRoom } from '#test/fakes/canned-room.ts';

const room = cannedRoom();

const RANGE = { from_date: '2026-05-01', to_date: '2026-05-02' };

it('retention of days on which nobody started is an answer of no cohorts, not a crash', async () => {
  for (const empty of [{}, { '2026-05-01': { counts: [], first: 0 } }]) {
    room.say(empty);
    const answer = await room.mcp.call('retention', { born_event: 'Sold', ...RANGE });
    expect(answer.isError, answer.text).toBe(false);
    expect(JSON.stringify(answer.data)).not.toMatch(/NaN|Infinity/);
  }
});

it('thousands of saved reports are listed in parts that a client can take', async () => {
  const report = (id: number) => ({
    id,
    name: `Report ${id} ${'x'.repeat(300)}`,
    type: 'insights',
    project_id: 12345,
    created: '2026-01-01T00:00:00',
    modified: '2026-01-02T00:00:00',
  });
  room.say({ status: 'ok', results: Array.from({ length: 2_560 }, (_, index) => report(index + 1)) });
  const some = await room.mcp.call('list_bookmarks');
  expect(some.data).toMatchObject({ total_count: 2_560, truncated: true });
  const all = await room.mcp.call('list_bookmarks', { limit: 0 });
  expect(all.data).toMatchObject({ total_count: 2_560, more: { total: 2_560, next_page: expect.any(String) } });
  for (const answer of [some, all]) expect(answer.text.length + JSON.stringify(answer.data).length).toBeLessThan(250_000);
});

it('list_events asks for the names with bounds of its own, not with those that the endpoint happens to have', async () => {
  room.server.always({ '/me': { body: { results: {} } } });
  room.say(['Sold']);
  expect((await room.mcp.call('list_events')).data).toMatchObject({ events: ['Sold'] });
  const asked = room.server.requests.find(({ path }) => path.endsWith('/events/names'));
  expect(Number(asked?.params.limit)).toBeGreaterThanOrEqual(1_000);
});

it('a type that cannot be known is said to be so, and a property that was seen has one', async () => {
  const event = JSON.stringify({ event: 'Sold', properties: { time: 1_777_700_000, distinct_id: 'ann', price: 3, $insert_id: 'a' } });
  room.server.always({
    '/events/properties/top': { body: { price: { count: 9 }, rare: { count: 1 } } },
    '/me': { body: { results: {} } },
    '/events/names': { body: ['Sold'] },
  });
  room.say(event);
  const { properties } = (await room.mcp.call('list_properties', { event: 'Sold' })).data as { properties: unknown[] };
  expect(properties).toEqual([
    expect.objectContaining({ name: 'price', type: 'number' }),
    expect.objectContaining({ name: 'rare', type_source: 'not seen' }),
  ]);
});
