// Raw events and profiles that are shown and not stored, compared with the raw export and with the number of profiles.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ERAS, type LiveRoom, openLiveRoom, TODAY, ZONE } from '#test/fakes/live-room.ts';
import type { TestClient } from '#test/fakes/mcp-clients.ts';
import { rawEvents, rawLines } from '#test/fakes/raw-export.ts';

interface ShownEvent {
  event: string;
  time: string;
  properties: Record<string, unknown>;
}

let room: LiveRoom;
beforeAll(async () => {
  room = await openLiveRoom({ events: 60_000, users: 7_000 });
});
afterAll(() => room.stop());

/** Every page of a cut answer. */
async function allPages<T>(mcp: TestClient, answer: { data: Record<string, unknown> }, key: string): Promise<T[]> {
  const items = [...(answer.data[key] as T[])];
  let more = answer.data.more as { next_page: string | null } | undefined;
  while (more?.next_page) {
    const next = await mcp.call('next_page', { page: more.next_page });
    const part = next.data.answer as Record<string, unknown>;
    items.push(...(part[key] as T[]));
    more = part.more as { next_page: string | null } | undefined;
  }
  return items;
}

describe.each(ERAS)('a client of the %s era', (era) => {
  let mcp: TestClient;
  beforeAll(async () => {
    mcp = await room.client(era);
  });
  beforeEach(() => room.simulator.reset());
  afterAll(() => mcp.close());

  it('stream_events shows every event of the project days once, in order of time', async () => {
    const day = '2026-05-06';
    const names = ['Tour Viewed', 'Tour Booked', 'App Opened'];
    const answer = await mcp.call('stream_events', { from_date: day, to_date: day, events: names, limit: 5_000 });
    const expected = await rawEvents(room.simulator, { from: day, to: day, today: TODAY, zone: ZONE }, { event: JSON.stringify(names) });
    const shown = await allPages<ShownEvent>(mcp, answer, 'events');
    expect(answer.data).toMatchObject({ total: expected.length, has_more: false, time_zone: ZONE });
    expect(shown).toHaveLength(expected.length);
    const key = (event: string, properties: Record<string, unknown>): string =>
      JSON.stringify([event, properties.time, properties.distinct_id ?? null, properties.$insert_id ?? null]);
    expect(shown.map(({ event, properties }) => key(event, properties)).sort()).toEqual(
      expected.map(({ event, properties }) => key(event, properties)).sort(),
    );
    expect(shown.map(({ time }) => Date.parse(time))).toEqual(shown.map(({ time }) => Date.parse(time)).sort((a, b) => a - b));
  });

  it('stream_events removes repeats and says how many', async () => {
    await room.simulator.faults([{ kind: 'duplicates', share: 1, path: '/export', times: 1 }]);
    const range = { from_date: '2026-05-06', to_date: '2026-05-06' };
    const answer = await mcp.call('stream_events', { ...range, events: ['Tour Booked'], limit: 5_000 });
    const once = await rawEvents(
      room.simulator,
      { from: '2026-05-06', to: '2026-05-06', today: TODAY, zone: ZONE },
      { event: '["Tour Booked"]' },
    );
    const withId = once.filter(({ properties }) => properties.$insert_id !== undefined);
    expect(answer.data.repeats_removed).toBeGreaterThan(0);
    expect(answer.text).toContain('removed (equal event');
    const shown = await allPages<ShownEvent>(mcp, answer, 'events');
    expect(new Set(shown.flatMap(({ properties }) => (properties.$insert_id === undefined ? [] : [properties.$insert_id])))).toEqual(
      new Set(withId.map(({ properties }) => properties.$insert_id)),
    );
  });

  it('stream_events sends the limit, gives no more, and points to the local way', async () => {
    const answer = await mcp.call('stream_events', { from_date: '2026-05-06', to_date: '2026-05-06', limit: 40 });
    const total = answer.data.total as number;
    expect(total).toBeLessThanOrEqual(40);
    expect(total).toBeGreaterThan(0);
    expect(answer.data.has_more).toBe(true);
    expect(answer.text).toMatch(/limit of 40 was reached[\s\S]*fetch_events/);
    expect((await room.simulator.stats()).export.lines).toBe(40);
  });

  it('stream_events filters like the export', async () => {
    const range = { from_date: '2026-05-06', to_date: '2026-05-07' };
    const answer = await mcp.call('stream_events', {
      ...range,
      events: ['Tour Booked'],
      where: 'properties["amount"] > 500',
      limit: 5_000,
    });
    const expected = (
      await rawEvents(room.simulator, { from: '2026-05-06', to: '2026-05-07', today: TODAY, zone: ZONE }, { event: '["Tour Booked"]' })
    ).filter(({ properties }) => typeof properties.amount === 'number' && properties.amount > 500);
    expect(expected.length).toBeGreaterThan(0);
    expect(answer.data.total).toBe(expected.length);
    expect((await mcp.call('stream_events', { ...range, where: 'amount = ' })).isError).toBe(true);
  });

  it.each([
    ['that Mixpanel ended early', { kind: 'terminated-early', position: 'last', afterLines: 20 }, /ended the export early/],
    ['that is cut inside a record', { kind: 'cut', at: 'record', clean: true }, /middle of a record|broke off/],
    ['whose gzip stream is cut', { kind: 'cut', at: 'gzip' }, /broke off/],
    ['whose gzip stream is damaged', { kind: 'corrupt-gzip' }, /broke off/],
  ] as const)('stream_events shows nothing of an export %s', async (_name, fault, words) => {
    await room.simulator.faults([{ ...fault, path: '/export', times: 2 }]);
    const answer = await mcp.call('stream_events', { from_date: '2026-05-06', to_date: '2026-05-06', limit: 5_000 });
    expect(answer).toMatchObject({ isError: true, text: expect.stringMatching(words) });
  });

  it('stream_profiles reads at most five pages and says how many are left', async () => {
    const answer = await mcp.call('stream_profiles', { output_properties: ['plan'] });
    const matching = answer.data.matching as number;
    expect(matching).toBeGreaterThan(5_000);
    expect(answer.data).toMatchObject({ total: 5_000, has_more: true, pages_read: 5 });
    expect(answer.text).toContain(`${(matching - 5_000).toLocaleString('en-US')} profiles are left: fetch_profiles`);
    expect((await room.simulator.stats()).requests.byPath['/api/query/engage']).toBe(5);
  });

  it('stream_profiles selects by filter, id and cohort, and gives the normalised form', async () => {
    const pro = await mcp.call('stream_profiles', { where: 'properties["plan"] == "pro"', output_properties: ['plan', '$last_seen'] });
    const rows = await allPages<{ distinct_id: string; last_seen: string | null; properties: Record<string, unknown> }>(
      mcp,
      pro,
      'profiles',
    );
    expect(rows).toHaveLength(pro.data.total as number);
    expect(pro.data).toMatchObject({ has_more: false, matching: rows.length });
    expect(new Set(rows.map(({ properties }) => properties.plan))).toEqual(new Set(['pro']));
    const [one] = rows;
    const single = await mcp.call('stream_profiles', { distinct_ids: [one?.distinct_id, one?.distinct_id] });
    expect(single.data.profiles).toEqual([expect.objectContaining({ distinct_id: one?.distinct_id, last_seen: one?.last_seen })]);
    const cohorts = (await mcp.call('list_cohorts')).data.cohorts as { id: number; count: number }[];
    const smallest = cohorts.toSorted((a, b) => a.count - b.count).find(({ count }) => count > 0);
    const members = await mcp.call('stream_profiles', { cohort_id: String(smallest?.id), include_all_users: true });
    expect(members.data.matching).toBe(smallest?.count);
  });

  it.each([
    [{ distinct_id: 'a', distinct_ids: ['b'] }, 'exclude each other'],
    [{ include_all_users: true }, 'needs cohort_id'],
    [{ cohort_id: 'Power' }, 'is not a number'],
    [{ as_of_timestamp: 4_000_000_000 }, 'in the future'],
    [{ behaviors: [{ window: '30d', name: 'b', event_selectors: [{ event: 'Tour Booked' }] }] }, 'needs a where'],
  ])('stream_profiles and fetch_profiles refuse %j alike', async (args, words) => {
    const [shown, fetched] = [await mcp.call('stream_profiles', args), await mcp.call('fetch_profiles', args)];
    expect(shown).toMatchObject({ isError: true, text: expect.stringContaining(words) });
    expect(fetched).toMatchObject({ isError: true, text: expect.stringContaining(words) });
  });
});

describe('a project from before 2023', () => {
  it('shows true times and the right days, learnt from the events themselves', async () => {
    const old = await openLiveRoom({ wallClock: true });
    try {
      const mcp = await old.client('modern');
      const day = '2026-05-06';
      const answer = await mcp.call('stream_events', { from_date: day, to_date: day, limit: 5_000 });
      const shown = await allPages<ShownEvent>(mcp, answer, 'events');
      expect(shown.length).toBeGreaterThan(100);
      for (const { time, properties } of shown) {
        const received = properties.$mp_api_timestamp_ms as number;
        // Nothing is received before it happens; the wall clock of Vienna would be two hours ahead.
        expect(Date.parse(time)).toBeLessThanOrEqual(received);
        expect(new Date(Date.parse(time)).toLocaleDateString('en-CA', { timeZone: ZONE })).toBe(day);
      }
      const lines = await rawLines(old.simulator, { from_date: day, to_date: day });
      const id = shown.find(({ properties }) => typeof properties.distinct_id === 'string' && properties.distinct_id !== '')?.properties
        .distinct_id;
      expect(lines.length).toBeGreaterThanOrEqual(shown.length);
      // The feed alone cannot tell, and says so; it names the same instants once events were fetched and the rule is known.
      const before = await mcp.call('activity_feed', { distinct_id: id, from_date: day, to_date: day });
      expect(before.text).toContain('in an older project they would be local times');
      await mcp.call('fetch_events', { from_date: '2026-05-01', to_date: day });
      const feed = await mcp.call('activity_feed', { distinct_id: id, from_date: day, to_date: day, limit: 0 });
      const times = (list: { time: string }[]): number[] => list.map(({ time }) => Math.floor(Date.parse(time) / 1000));
      expect(feed.text).not.toContain('older project');
      expect(times(feed.data.events as ShownEvent[])).toEqual(times(shown.filter(({ properties }) => properties.distinct_id === id)));
    } finally {
      await old.stop();
    }
  });
});
