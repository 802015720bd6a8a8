// What people did: feed, funnel, retention, saved reports, flows, JQL. Compared with the simulator's raw export.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERAS, type LiveRoom, openLiveRoom, TODAY, ZONE } from '#test/fakes/live-room.ts';
import type { TestClient } from '#test/fakes/mcp-clients.ts';
import { countBy, monday, type RawEvent, rawEvents } from '#test/fakes/raw-export.ts';

const DAY_MS = 86_400_000;
const FIRST_DAY = '2026-03-01';
type Values = Record<string, Record<string, number | null>>;

let room: LiveRoom;
let events: RawEvent[];
beforeAll(async () => {
  room = await openLiveRoom();
  events = await rawEvents(room.simulator, { from: FIRST_DAY, to: TODAY, today: TODAY, zone: ZONE });
});
afterAll(() => room.stop());

/** Each person's events in order of time. */
function people(list: readonly RawEvent[]): RawEvent[][] {
  return [
    ...Map.groupBy(
      list.filter(({ user }) => user !== undefined),
      ({ user }) => user ?? '',
    ).values(),
  ];
}

/** How many people reach each step within the window, from their first entry in the days on. */
function funnelCounts(list: readonly RawEvent[], steps: string[], days: { from: string; to: string; window: number }): number[] {
  const counts = steps.map(() => 0);
  for (const own of people(list)) {
    const start = own.findIndex(({ event, day }) => event === steps[0] && day >= days.from && day <= days.to);
    const first = own[start];
    if (first === undefined) continue;
    let step = 0;
    for (const each of own.slice(start)) {
      if (each.ms > first.ms + days.window * DAY_MS || step === steps.length) break;
      if (each.event === steps[step]) {
        counts[step] = (counts[step] ?? 0) + 1;
        step += 1;
      }
    }
  }
  return counts;
}

describe.each(ERAS)('a client of the %s era', (era) => {
  let mcp: TestClient;
  beforeAll(async () => {
    mcp = await room.client(era);
  });
  afterAll(() => mcp.close());

  describe('activity_feed', () => {
    const last30 = (list: readonly RawEvent[]): RawEvent[] => list.filter(({ day }) => day >= '2026-04-21');
    const busiest = (): string =>
      Object.entries(
        countBy(
          last30(events).filter(({ user }) => user !== undefined),
          ({ user }) => user ?? '',
        ),
      ).sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
    const shown = (answer: { data: Record<string, unknown> }) =>
      answer.data.events as { event: string; time: string; local_time: string }[];

    it('gives the last 30 days of one user in order of time, with the newest kept', async () => {
      const id = busiest();
      const own = last30(events).filter(({ user }) => user === id);
      const all = await mcp.call('activity_feed', { distinct_id: id, limit: 0 });
      expect(all.data).toMatchObject({
        from_date: '2026-04-21',
        to_date: TODAY,
        total_events: own.length,
        event_count: own.length,
        truncated: false,
      });
      const few = await mcp.call('activity_feed', { distinct_id: id, limit: 5 });
      expect(few.data).toMatchObject({ total_events: own.length, event_count: 5, truncated: true, time_zone: ZONE });
      const newest = own.slice(-5);
      expect(shown(few).map(({ event }) => event)).toEqual(newest.map(({ event }) => event));
      expect(shown(few).map(({ time }) => Math.floor(Date.parse(time) / 1000))).toEqual(newest.map(({ ms }) => Math.floor(ms / 1000)));
      expect(shown(few).map(({ local_time }) => local_time.slice(0, 13))).toEqual(newest.map(({ hour }) => hour.slice(0, 13)));
      expect(few.text).toContain(`The newest 5 of ${own.length} events`);
    });

    it('keeps the one date that was given', async () => {
      const id = busiest();
      const until = await mcp.call('activity_feed', { distinct_id: id, to_date: '2026-05-10' });
      expect(until.data).toMatchObject({ from_date: '2026-04-11', to_date: '2026-05-10' });
      const since = await mcp.call('activity_feed', { distinct_id: id, from_date: '2026-05-10' });
      const own = events.filter(({ user, day }) => user === id && day >= '2026-05-10');
      expect(since.data).toMatchObject({ from_date: '2026-05-10', to_date: TODAY, total_events: own.length });
      expect((await mcp.call('activity_feed', { distinct_id: id, to_date: '2026-02-31' })).text).toContain('not a day of the calendar');
    });

    it('says what it looked at when nothing is known of the user', async () => {
      const answer = await mcp.call('activity_feed', { distinct_id: 'nobody-at-all' });
      expect(answer.data).toMatchObject({ total_events: 0, events: [] });
      expect(answer.text).toContain('"nobody-at-all", 2026-04-21 to 2026-05-20');
      expect(answer.text).toContain('letter case counts');
    });
  });

  it('funnel counts people step by step as the export has them', async () => {
    const answer = await mcp.call('funnel', { funnel_id: 8104, from_date: '2026-05-04', to_date: '2026-05-10', unit: 'week' });
    const expected = funnelCounts(events, ['Checkout Started', 'Tour Booked'], { from: '2026-05-04', to: '2026-05-10', window: 1 });
    expect(expected[1]).toBeGreaterThan(0);
    expect((answer.data.steps as { count: number }[]).map(({ count }) => count)).toEqual(expected);
    expect(answer.data.conversion_rate).toBeCloseTo((expected[1] ?? 0) / (expected[0] ?? 1), 10);
  });

  it('retention counts who came back in each day after', async () => {
    const answer = await mcp.call('retention', {
      born_event: 'Sign Up Completed',
      return_event: 'App Opened',
      from_date: '2026-05-04',
      to_date: '2026-05-06',
      interval_count: 3,
    });
    for (const cohort of answer.data.cohorts as { date: string; size: number; retention: number[] }[]) {
      const returns = [0, 0, 0, 0];
      let size = 0;
      for (const own of people(events.filter(({ day }) => day >= '2026-05-04'))) {
        const birth = own.findIndex(({ event, day }) => event === 'Sign Up Completed' && day <= '2026-05-06');
        const born = own[birth];
        if (born?.day !== cohort.date) continue;
        size += 1;
        const buckets = own
          .slice(birth + 1)
          .flatMap(({ event, ms }) => (event === 'App Opened' ? [Math.floor((ms - born.ms) / DAY_MS)] : []));
        for (const bucket of new Set(buckets)) if (bucket < 4) returns[bucket] = (returns[bucket] ?? 0) + 1;
      }
      expect(cohort.size).toBe(size);
      expect(cohort.retention).toEqual(returns.map((count) => count / size));
    }
    expect((answer.data.cohorts as unknown[]).length).toBeGreaterThan(1);
  });

  describe('query_saved_report', () => {
    it('gives the weeks of an insights report', async () => {
      const answer = await mcp.call('query_saved_report', { bookmark_id: 900_211, from_date: '2026-05-01' });
      const weeks = (name: string) =>
        countBy(
          events.filter(({ event, day }) => event === name && day >= '2026-03-23'),
          ({ day }) => monday(day),
        );
      expect(answer.data).toMatchObject({ report_type: 'insights', headers: ['$event'], series_total: 2 });
      expect(answer.data.series).toEqual({ 'Tour Booked': weeks('Tour Booked'), 'Tour Cancelled': weeks('Tour Cancelled') });
      expect(answer.text).toContain('from_date and to_date have no effect');
      expect(answer.text).toContain('a missing count is 0');
    });

    it('names every level of a deep report', async () => {
      const answer = await mcp.call('query_saved_report', { bookmark_id: 900_212 });
      const of = events.filter(
        ({ event, day, properties }) =>
          event === 'Tour Booked' && day >= '2026-04-20' && properties.$os === 'iOS' && properties.plan === 'free',
      );
      expect(answer.data.headers).toEqual(['$metric', '$os', 'plan']);
      expect((answer.data.series as Values)['Tour Booked - Unique / iOS / free']).toEqual(countBy(of, ({ day }) => monday(day), 'unique'));
    });

    it('gives one number for a report without a time axis', async () => {
      const answer = await mcp.call('query_saved_report', { bookmark_id: 900_219 });
      const users = new Set(
        events.flatMap(({ event, day, user }) => (event === 'App Opened' && day >= '2026-04-23' && user !== undefined ? [user] : [])),
      );
      expect((answer.data.series as Values)['App Opened - Unique']).toEqual({ all: users.size });
    });

    it('runs a funnel over the last 30 full days, everybody counted once', async () => {
      const answer = await mcp.call('query_saved_report', { bookmark_id: 8103, bookmark_type: 'funnels' });
      const steps = ['Sign Up Completed', 'Onboarding Finished', 'Tour Booked'];
      const counts = funnelCounts(events, steps, { from: '2026-04-20', to: '2026-05-19', window: 30 });
      expect(answer.data).toMatchObject({ report_type: 'funnel', from_date: '2026-04-20', to_date: '2026-05-19' });
      const named = Object.fromEntries(steps.map((step, index) => [`${index + 1}. ${step}`, counts[index] ?? 0]));
      expect((answer.data.series as Values)['Funnel 8103 / count']).toEqual(named);
    });

    it('asks the other endpoint for a funnel report that /funnels does not know', async () => {
      const answer = await mcp.call('query_saved_report', { bookmark_id: 900_215, bookmark_type: 'funnels' });
      expect(answer.data).toMatchObject({ report_type: 'funnel', series_total: 5 });
      expect(answer.isError).toBe(false);
    });

    it('gives cohorts of a retention report with their lists', async () => {
      const answer = await mcp.call('query_saved_report', { bookmark_id: 900_216, bookmark_type: 'retention' });
      expect(answer.data).toMatchObject({ report_type: 'retention', headers: ['$retention'] });
      const cohort = (answer.data.series as Record<string, { first: number; counts: number[]; rates: number[] }>)[
        'Do they come back? / 2026-04-20'
      ];
      const born = people(events.filter(({ day }) => day >= '2026-03-23')).filter((own) => {
        const first = own.find(({ event }) => event === 'Sign Up Completed');
        return first !== undefined && monday(first.day) === '2026-04-20';
      });
      expect(cohort?.first).toBe(born.length);
      expect(cohort?.rates[1]).toBeCloseTo((cohort?.counts[1] ?? 0) / born.length, 10);
    });

    it('refuses a kind that does not exist, and a report that is none', async () => {
      expect((await mcp.call('query_saved_report', { bookmark_id: 900_211, bookmark_type: 'dashboards' })).isError).toBe(true);
      const answer = await mcp.call('query_saved_report', { bookmark_id: 12 });
      expect(answer).toMatchObject({ isError: true, text: expect.stringMatching(/saved report 12 as insights.*\n.*list_bookmarks/) });
    });
  });

  it('query_flows gives numbers for the counts that come as text', async () => {
    const answer = await mcp.call('query_flows', { bookmark_id: 900_218 });
    const anchors = people(events.filter(({ day }) => day >= '2026-05-07')).filter((own) =>
      own.some(({ event }) => event === 'Sign Up Completed'),
    );
    const [first] = answer.data.steps as { nodes: { event: string; count: number; edges: { count: number }[] }[] }[];
    expect(first?.nodes[0]).toMatchObject({ event: 'Sign Up Completed', count: anchors.length });
    expect(first?.nodes[0]?.edges.reduce((sum, { count }) => sum + count, 0)).toBe(anchors.length);
    expect((await mcp.call('query_flows', { bookmark_id: 900_211 })).text).toContain('as flows');
  });

  describe('jql', () => {
    const script =
      'function main() { return Events({from_date: "2026-05-04", to_date: "2026-05-08"}).groupBy(["name"], mixpanel.reducer.count()) }';

    it('gives what the script yields', async () => {
      const answer = await mcp.call('jql', { script, params: { a: 1 } });
      const expected = countBy(
        events.filter(({ day }) => day >= '2026-05-04' && day <= '2026-05-08'),
        ({ event }) => event,
      );
      const rows = answer.data.results as { key: string[]; value: number }[];
      expect(Object.fromEntries(rows.map(({ key, value }) => [key[0], value]))).toEqual(expected);
      expect(answer.text).toContain('legacy');
    });

    it('names the SQL way when the script fails and when the service is closed', async () => {
      const failed = await mcp.call('jql', { script: 'function main() { return 1; }' });
      expect(failed).toMatchObject({ isError: true, text: expect.stringMatching(/The JQL script failed: .*\n.*sql/) });
      await room.simulator.settings({ jql: 'retired' });
      const closed = await mcp.call('jql', { script });
      await room.simulator.settings({ jql: 'limited' });
      expect(closed.text).toMatch(/does not run JQL for this project \(HTTP 403\).*no longer available/);
      expect(closed.text).toContain('fetch_events');
    });
  });
});
