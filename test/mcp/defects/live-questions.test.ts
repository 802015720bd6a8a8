// Defects of the server that this product replaces, in questions to Mixpanel: each test shows that they are not here.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ERAS, type LiveRoom, openLiveRoom, TODAY, ZONE } from '#test/fakes/live-room.ts';
import type { TestClient } from '#test/fakes/mcp-clients.ts';
import { countBy, daysOf, filled, type RawEvent, rawEvents } from '#test/fakes/raw-export.ts';

const WEEK = { from_date: '2026-05-04', to_date: '2026-05-10' };
const DAYS = daysOf(WEEK.from_date, WEEK.to_date);

let room: LiveRoom;
let week: RawEvent[];
beforeAll(async () => {
  room = await openLiveRoom();
  week = await rawEvents(room.simulator, { from: WEEK.from_date, to: WEEK.to_date, today: TODAY, zone: ZONE });
});
afterAll(() => room.stop());

describe.each(ERAS)('for a client of the %s era', (era) => {
  let mcp: TestClient;
  beforeAll(async () => {
    mcp = await room.client(era);
    // The clients check answers against the schemas that they were shown.
    await mcp.listTools();
  });
  beforeEach(() => room.simulator.reset());
  afterAll(() => mcp.close());

  const ok = async (tool: string, input: Record<string, unknown> = {}) => {
    const answer = await mcp.call(tool, input);
    expect(answer.isError, answer.text).toBe(false);
    return answer;
  };

  it('workspace_info names the project', async () => {
    expect((await ok('workspace_info')).data.project_id).toBe(String(room.simulator.credentials.projectId));
  });

  it('list_properties gives objects that fit the schema it announces, with real types', async () => {
    const { properties } = (await ok('list_properties', { event: 'Tour Booked' })).data as { properties: { name: string; type: string }[] };
    const types = new Map(properties.map(({ name, type }) => [name, type]));
    expect(types.get('amount')).toBe('number');
    expect(types.get('$os')).toBe('string');
    expect([...types.values()]).not.toContain('unknown');
  });

  it('segmentation can be split by a property', async () => {
    const answer = await ok('segmentation', { event: 'Tour Viewed', ...WEEK, segment_property: '$os', detail: 'full' });
    const of = Map.groupBy(
      week.filter(({ event }) => event === 'Tour Viewed'),
      ({ properties }) => String(properties.$os),
    );
    const series = answer.data.series as Record<string, object>;
    for (const os of ['Android', 'iOS'])
      expect(series[os]).toEqual(
        filled(
          DAYS,
          countBy(of.get(os) ?? [], ({ day }) => day),
          0,
        ),
      );
  });

  it('event_counts takes several events, also with letters that need encoding', async () => {
    const events = ['Tour Viewed', 'Überraschung geöffnet 🎁'];
    const { series } = (await ok('event_counts', { events, ...WEEK })).data as { series: Record<string, object> };
    for (const event of events) {
      const mine = week.filter((each) => each.event === event);
      expect(mine.length).toBeGreaterThan(0);
      expect(series[event]).toEqual(
        filled(
          DAYS,
          countBy(mine, ({ day }) => day),
          0,
        ),
      );
    }
  });

  it('stream_events takes a list of events', async () => {
    const answer = await ok('stream_events', { from_date: '2026-05-06', to_date: '2026-05-06', events: ['Tour Booked'], limit: 1_000 });
    expect(answer.data.total).toBe(week.filter(({ event, day }) => event === 'Tour Booked' && day === '2026-05-06').length);
    expect(new Set((answer.data.events as RawEvent[]).map(({ event }) => event))).toEqual(new Set(['Tour Booked']));
  });

  it('frequency counts users by how often they came, and says that n means at least n', async () => {
    const day = { from_date: '2026-05-06', to_date: '2026-05-06' };
    const answer = await ok('frequency', { ...day, event: 'Tour Viewed', unit: 'day', addiction_unit: 'hour' });
    const hours = new Map<string, Set<string>>();
    for (const { event, day: of, hour, user } of week) {
      if (event !== 'Tour Viewed' || of !== '2026-05-06' || user === undefined) continue;
      hours.set(user, (hours.get(user) ?? new Set()).add(hour));
    }
    const atLeast = (n: number): number => [...hours.values()].filter(({ size }) => size >= n).length;
    expect((answer.data.data as Record<string, number[]>)['2026-05-06']?.slice(0, 2)).toEqual(
      [atLeast(1), atLeast(2)].filter((n) => n > 0),
    );
    expect(answer.text).toContain('at least n');
  });

  it('activity_feed needs no JQL, and keeps the newest events when there are more than the limit', async () => {
    await room.simulator.settings({ jql: 'retired' });
    const [user, mine] = [...Map.groupBy(week, (each) => each.user ?? '')]
      .toSorted((a, b) => b[1].length - a[1].length)
      .find(([id]) => id !== '') ?? ['', []];
    expect(mine.length).toBeGreaterThan(5);
    const all = (await ok('activity_feed', { distinct_id: user, ...WEEK, limit: 0 })).data as {
      events: { time: string }[];
      total_events: number;
    };
    const some = (await ok('activity_feed', { distinct_id: user, ...WEEK, limit: 3 })).data as typeof all & { truncated: boolean };
    expect(some).toMatchObject({ truncated: true, total_events: all.total_events, events: all.events.slice(-3) });
    expect(all.total_events).toBeGreaterThan(3);
    expect(Date.parse(some.events[2]?.time ?? '')).toBe(Math.max(...all.events.map(({ time }) => Date.parse(time))));
  });

  it('funnel has a name, and can be split by a bare property name as well as by an expression', async () => {
    const input = { funnel_id: 8101, ...WEEK, unit: 'week' };
    const bare = await ok('funnel', { ...input, on: '$os' });
    const expression = await ok('funnel', { ...input, on: 'properties["$os"]' });
    expect(bare.data).toMatchObject({ funnel_name: 'Landing to sign-up', segments: expression.data.segments });
    expect((bare.data.segments as unknown[]).length).toBeGreaterThan(1);
  });

  it('a filter that is wrong is told with the place, before Mixpanel is asked', async () => {
    const answer = await mcp.call('segmentation', { event: 'Tour Viewed', ...WEEK, where: 'properties["$os" == "iOS"' });
    expect(answer.isError).toBe(true);
    expect(answer.text).toMatch(/at character \d+/);
    expect(answer.text).not.toMatch(/unknown error|something went wrong/i);
    expect((await room.simulator.stats()).requests.byPath['/api/query/segmentation']).toBeUndefined();
  });

  it('list_properties says that it needs an event; property_keys shows what profiles hold', async () => {
    const refused = await mcp.call('list_properties');
    expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('event') });
    await ok('fetch_profiles');
    expect((await ok('property_keys', { table: 'profiles' })).data.keys).toContain('plan');
  });

  describe('with the days in a local table', () => {
    beforeAll(() => mcp.call('fetch_events', { from_date: '2026-04-01', to_date: '2026-05-19' }));

    it.each(['activity_feed', 'scan', 'health', 'funnel_optimization_report', 'cohort_comparison', 'product_health_dashboard'])(
      '%s does not throw away a date that is given alone',
      async (tool) => {
        const input: Record<string, Record<string, unknown>> = {
          activity_feed: { distinct_id: 'u-1' },
          funnel_optimization_report: { funnel_id: 8103 },
          cohort_comparison: { cohort_a_filter: 'plan == "pro"', cohort_b_filter: 'plan == "free"' },
          product_health_dashboard: { acquisition_event: 'Sign Up Completed' },
          health: { acquisition_event: 'Sign Up Completed' },
        };
        const answer = await ok(tool, { ...input[tool], to_date: '2026-05-12' });
        const period = (answer.data.period ?? answer.data) as { from_date: string; to_date: string };
        expect(period.to_date).toBe('2026-05-12');
        expect((Date.parse(period.to_date) - Date.parse(period.from_date)) / 86_400_000 + 1).toBeGreaterThanOrEqual(7);
      },
    );

    it('the last N days are N days, and end with a day that is over', async () => {
      const { period } = (await ok('scan')).data as { period: { from_date: string; to_date: string } };
      expect(period.to_date).toBe('2026-05-19');
      const safe = await ok('safe_large_fetch', { events: ['Tour Viewed'], table: 'tours' });
      expect(safe.data).toMatchObject({ estimation: { days_in_range: 30 }, date_range: ['2026-04-20', '2026-05-19'] });
    });
  });
});
