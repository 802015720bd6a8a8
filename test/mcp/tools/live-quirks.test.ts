// Answers that the simulator never gives: the tools must tell what they mean, or how they may be wrong.
import { describe, expect, it } from 'vitest';
import { cannedRoom, ME, NAMES } from '#test/fakes/canned-room.ts';

const D = { from_date: '2026-05-01', to_date: '2026-05-02' };
const BIG = '9007199254740993';

const room = cannedRoom();
const { say } = room;

describe('counts', () => {
  it('are shown as Mixpanel counts days when the zone cannot be read', async () => {
    room.server.always({ '/me': { status: 403, body: { error: 'Permission denied' } }, '/events/names': NAMES });
    say({ data: { series: [], values: { Sold: { '2026-05-01': 3 } } } });
    const answer = await room.mcp.call('event_counts', { ...D, events: ['Sold'] });
    expect(answer.data).toMatchObject({ time_zone: 'project time zone', series: { Sold: { '2026-05-01': 3, '2026-05-02': 0 } } });
    expect(answer.text).toContain('could not be read');
  });

  it('that are all zero stand when the names of the events cannot be read', async () => {
    room.server.always({ '/me': ME, '/events/names': { status: 402, body: { error: 'no plan' } } });
    say({ data: { series: [], values: {} } });
    expect((await room.mcp.call('event_counts', { ...D, events: ['Sold'] })).data).toMatchObject({ total: 0 });
  });

  it('of users have no total', async () => {
    say({ data: { series: [], values: { Sold: { '2026-05-01': 3, '2026-05-02': 2 } } } });
    const answer = await room.mcp.call('event_counts', { ...D, events: ['Sold'], type: 'unique' });
    expect(answer.data.total).toBeNull();
    expect(answer.text).toContain('Do not add numbers of several days');
    expect(answer.text).not.toMatch(/\b5\b/);
  });

  it('that rise where "at least n" cannot are pointed out', async () => {
    say({ data: { '2026-05-01': [3, 9, 1], '2026-05-02': [4, 2] } });
    expect((await room.mcp.call('frequency', { ...D })).text).toContain('"exactly n"');
    say({ data: { '2026-05-01': [9, 3, 1], '2026-05-02': [4, 2] } });
    expect((await room.mcp.call('frequency', { ...D, event: 'Sold' })).text).not.toContain('"exactly n"');
  });

  it('that sum up to more digits than a number holds keep them, in both forms', async () => {
    say(`{"status":"ok","results":{"2026-05-01":${BIG},"2026-05-02":4}}`);
    const answer = await room.mcp.call('segmentation_sum', { ...D, event: 'Sold', on: 'cents' });
    expect(answer.data).toMatchObject({ total: null, results: { '2026-05-01': BIG, '2026-05-02': 4 } });
    expect(answer.text).toContain(BIG);
  });

  it('of an average that is 0 may mean two things, and it says so', async () => {
    say({ status: 'ok', results: { '2026-05-01': 0, '2026-05-02': 4 } });
    expect((await room.mcp.call('segmentation_average', { ...D, event: 'Sold', on: 'price' })).text).toContain(
      'An average of 0 may also mean',
    );
  });
});

describe('a feed', () => {
  it('keeps digits, puts events without a time first, and leaves plumbing out', async () => {
    say(
      `{"status":"ok","results":{"events":[{"event":"b","properties":{"time":1777700000,"$distinct_id":"u","order":${BIG},"$insert_id":"x"}},{"event":"a","properties":{"plan":null}}]}}`,
    );
    const answer = await room.mcp.call('activity_feed', { distinct_id: 'u' });
    expect(answer.data.events).toEqual([
      { event: 'a', time: null, local_time: '', properties: { plan: null } },
      { event: 'b', time: '2026-05-02T05:33:20Z', local_time: '2026-05-02 07:33:20', properties: { order: BIG } },
    ]);
    expect(answer.text).toContain('without a time stand first');
    expect(answer.text).toContain(BIG);
  });
});

describe('a saved report', () => {
  it('keeps paths apart that would read the same, and sorts steps by their numbers', async () => {
    const steps = Object.fromEntries([10, 9, 1].map((n) => [`${n}. step`, n]));
    say({ headers: ['$funnel'], series: { 'a / b': { c: steps }, a: { 'b / c': steps }, deep: { er: { still: { all: 1 } } } } });
    const { series } = (await room.mcp.call('query_saved_report', { bookmark_id: 5 })).data as { series: Record<string, object> };
    expect(Object.keys(series).sort()).toEqual(['["a / b","c"]', '["a","b / c"]', 'deep / er / still']);
    expect(Object.keys(series['["a","b / c"]'] ?? {})).toEqual(['1. step', '9. step', '10. step']);
  });

  it('of retention is asked on the other endpoint when insights does not know it', async () => {
    room.server.always({ '/me': ME, '/insights': { body: { error: 'unsupported report' } } });
    say({ '2026-05-01': { first: 4, counts: [4, 2] } });
    const answer = await room.mcp.call('query_saved_report', { bookmark_id: 5, bookmark_type: 'retention', from_date: '2026-05-01' });
    expect(answer.data).toMatchObject({
      report_type: 'retention',
      from_date: '2026-05-01',
      to_date: '2026-05-19',
      series: { '2026-05-01': { first: 4, counts: [4, 2] } },
    });
  });

  it('that the plan does not include is an error of the plan', async () => {
    say({ error: 'Your plan does not allow API calls.' }, 402);
    const answer = await room.mcp.call('query_saved_report', { bookmark_id: 5, bookmark_type: 'funnels' });
    expect(answer.text).toContain('plan of this project does not include');
    expect(room.server.requests.filter(({ path }) => !path.endsWith('/me'))).toHaveLength(1);
  });
});

it('jql keeps no more than 10,000 results and says how many there were', async () => {
  say(Array.from({ length: 12_000 }, (_, index) => index));
  const answer = await room.mcp.call('jql', { script: 'function main() { return Events({}); }' });
  expect(answer.data).toMatchObject({ total: 12_000, more: { total: 10_000 } });
  expect(answer.text).toContain('first 10,000 of 12,000 results');
});

it('an empty Lexicon is told as such by both tools', async () => {
  room.server.always({ '/me': ME, '/schemas/event/Sold': { status: 404, body: { error: 'Schema not found' } } });
  say({ status: 'ok', results: [] });
  const all = await room.mcp.call('lexicon_schemas');
  expect(all.data).toEqual({ schemas: [], total: 0 });
  expect(all.text).toContain('nobody has described them');
  expect((await room.mcp.call('lexicon_schema', { entity_type: 'event', name: 'Sold' })).text).toContain('describes no events at all');
});

it('stream_events says how many lines of an export could not be read', async () => {
  const event = (n: number): string => JSON.stringify({ event: 'Sold', properties: { time: 1777700000 + n, $insert_id: String(n) } });
  say(`${event(1)}\nnot an event\n${event(2)}\n`);
  const answer = await room.mcp.call('stream_events', { from_date: '2026-05-02', to_date: '2026-05-02' });
  expect(answer.data.total).toBe(2);
  expect(answer.text).toContain('could not be read and');
});

it('stream_profiles takes ids that are numbers, profiles without properties, and keeps digits', async () => {
  say(
    `{"status":"ok","page":0,"page_size":1000,"total":3,"session_id":null,"results":[{"$distinct_id":${BIG}},{"$distinct_id":7,"$properties":{"n":${BIG},"$last_seen":"2026-05-02T18:11:00"}}]}`,
  );
  const answer = await room.mcp.call('stream_profiles', {});
  expect(answer.data.profiles).toEqual([
    { distinct_id: BIG, last_seen: null, properties: {} },
    { distinct_id: '7', last_seen: '2026-05-02T18:11:00', properties: { n: BIG, $last_seen: '2026-05-02T18:11:00' } },
  ]);
  expect(answer.text).toContain('announced 3 profiles but sent 2');
});
