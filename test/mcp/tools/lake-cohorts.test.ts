// cohort_comparison against the raw export, computed in plain JavaScript.
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';
import { type RawEvent, rawEvents, tally } from '#test/fakes/raw-export.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

const TODAY = '2026-05-20';
const ZONE = 'Europe/Vienna';
const RANGE = { from_date: '2026-04-20', to_date: '2026-05-12' };
const noon = Temporal.PlainDateTime.from(`${TODAY}T12:00`).toZonedDateTime(ZONE).epochMilliseconds;
const startedAt = Date.now();

let simulator: SimulatorProcess;
let test: TestEngine;
let raw: RawEvent[];

async function client(era: 'legacy' | 'modern'): Promise<TestClient> {
  const [ours, theirs] = pipePair();
  test.engine.serveMcp(simulatorSession(simulator), ours, ours);
  return connectClient(era, theirs);
}

beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 15_000, users: 400, today: TODAY, quota: false });
  test = startTestEngine({ now: () => noon + (Date.now() - startedAt) });
  const mcp = await client('legacy');
  expect((await mcp.call('fetch_events', RANGE)).data).toMatchObject({ status: 'completed', missing_days: [] });
  await mcp.close();
  raw = (await rawEvents(simulator, { from: RANGE.from_date, to: RANGE.to_date, today: TODAY, zone: ZONE })).filter(
    (each) => idOf(each) !== '',
  );
});
afterAll(async () => {
  await test.close();
  await simulator.stop();
});

function idOf(event: RawEvent): string {
  return event.user ?? '';
}

function members(filter: (event: RawEvent) => boolean): Set<string> {
  return new Set(raw.filter(filter).map(idOf));
}

function usersOf(event: string, group: ReadonlySet<string>): number {
  return new Set(raw.filter((each) => each.event === event && group.has(idOf(each))).map(idOf)).size;
}

/** The day of a user's first start event, else of the first event, and all days with an event. */
function activity(group: ReadonlySet<string>, startEvent: string): { start: string; days: Set<string> }[] {
  return [...group].map((id) => {
    const mine = raw.filter((each) => idOf(each) === id);
    const start = mine.find((each) => each.event === startEvent) ?? mine[0];
    return { start: start?.day ?? '', days: new Set(mine.map((each) => each.day)) };
  });
}

function returning(group: ReadonlySet<string>, startEvent: string, after: number): { old: number; back: number } {
  const plus = (day: string): string => Temporal.PlainDate.from(day).add({ days: after }).toString();
  const old = activity(group, startEvent).filter((each) => plus(each.start) <= RANGE.to_date);
  return { old: old.length, back: old.filter((each) => each.days.has(plus(each.start))).length };
}

interface Compared {
  event: string;
  cohort_a_count: number;
  cohort_b_count: number;
  cohort_a_users: number;
  cohort_b_users: number;
  cohort_a_percentage: number;
  ratio: number | null;
  difference: number | null;
  p_value: number | null;
  is_significant: boolean;
}

describe.each(['legacy', 'modern'] as const)('a client of the %s era', (era) => {
  it('gives rates per start event with an interval over users', async () => {
    const mcp = await client(era);
    const answer = await mcp.call('cohort_comparison', {
      cohort_a_filter: '$os == "iOS"',
      cohort_b_filter: '$os == "Android"',
      ...RANGE,
      acquisition_event: 'Tour Searched',
      detail: 'full',
    });
    const [a, b] = [members((each) => each.properties.$os === 'iOS'), members((each) => each.properties.$os === 'Android')];
    const only = (group: Set<string>, other: Set<string>) => (each: RawEvent) => group.has(idOf(each)) && !other.has(idOf(each));
    const rate = (mine: (each: RawEvent) => boolean): number =>
      raw.filter((each) => each.event === 'Tour Viewed' && mine(each)).length /
      raw.filter((each) => each.event === 'Tour Searched' && mine(each)).length;
    const viewed = (answer.data.events as { event: string; per_start: Record<string, number> }[]).find(
      (each) => each.event === 'Tour Viewed',
    );
    expect(viewed?.per_start.cohort_a).toBeCloseTo(rate(only(a, b)), 10);
    expect(viewed?.per_start.cohort_b).toBeCloseTo(rate(only(b, a)), 10);
    expect(viewed?.per_start.low).toBeLessThan(viewed?.per_start.difference ?? 0);
    expect(viewed?.per_start.high).toBeGreaterThan(viewed?.per_start.difference ?? 0);
    await mcp.close();
  });

  it('compares two groups that overlap', async () => {
    const mcp = await client(era);
    const answer = await mcp.call('cohort_comparison', {
      cohort_a_filter: 'plan == "pro"',
      cohort_b_filter: "properties['plan'] == 'free'",
      cohort_a_name: 'Pro',
      ...RANGE,
      acquisition_event: 'Guide Contacted',
      detail: 'full',
    });
    await mcp.close();
    expect(answer.isError, answer.text).toBe(false);
    const a = members((each) => each.properties.plan === 'pro');
    const b = members((each) => each.properties.plan === 'free');
    const both = [...a].filter((id) => b.has(id)).length;
    expect(both).toBeGreaterThan(0);
    const ofA = raw.filter((each) => a.has(idOf(each)));
    expect(answer.data).toMatchObject({
      cohort_a: { name: 'Pro', filter: 'properties["plan"] == "pro"', user_count: a.size, metrics: { events: ofA.length } },
      cohort_b: { name: 'Cohort B', user_count: b.size },
      users_in_both: both,
      period: { ...RANGE, time_zone: ZONE },
      source: 'local table',
      api_calls_used: 0,
    });
    expect(answer.text).toContain(`${both} users belong to both groups`);

    const events = answer.data.events as Compared[];
    const countsA = tally(ofA, (each) => each.event);
    const countsB = tally(
      raw.filter((each) => b.has(idOf(each))),
      (each) => each.event,
    );
    expect(events.length).toBe(new Set([...countsA.keys(), ...countsB.keys()]).size);
    for (const each of events) {
      expect(each.cohort_a_count).toBe(countsA.get(each.event) ?? 0);
      expect(each.cohort_b_count).toBe(countsB.get(each.event) ?? 0);
      expect(each.cohort_a_users).toBe(usersOf(each.event, a));
      expect(each.cohort_b_users).toBe(usersOf(each.event, b));
      expect(each.cohort_a_percentage).toBeCloseTo((usersOf(each.event, a) / a.size) * 100, 9);
      const onlyA = new Set([...a].filter((id) => !b.has(id)));
      const onlyB = new Set([...b].filter((id) => !a.has(id)));
      const difference = usersOf(each.event, onlyA) / onlyA.size - usersOf(each.event, onlyB) / onlyB.size;
      expect(each.difference).toBeCloseTo(difference * 100, 9);
    }

    const comparisons = answer.data.comparisons as {
      retention: { days: Record<string, unknown>[] };
      top_events: { cohort_a_top_events: unknown[] };
    };
    for (const day of [1, 3, 7, 14]) {
      const [inA, inB] = [returning(a, 'Guide Contacted', day), returning(b, 'Guide Contacted', day)];
      expect(comparisons.retention.days.find((each) => each.day === day)).toEqual({
        day,
        cohort_a_old_enough: inA.old,
        cohort_a_percentage: expect.closeTo((inA.back / inA.old) * 100, 9),
        cohort_b_old_enough: inB.old,
        cohort_b_percentage: expect.closeTo((inB.back / inB.old) * 100, 9),
      });
    }
    expect(comparisons.retention.days.map((each) => each.day)).not.toContain(30);
    const top = [...countsA].sort((x, y) => y[1] - x[1] || (x[0] < y[0] ? -1 : 1)).slice(0, 10);
    expect(comparisons.top_events.cohort_a_top_events).toEqual(top.map(([event, count]) => ({ event, count })));
  });

  it('finds a planted difference, and says infinite as null', async () => {
    const mcp = await client(era);
    const answer = await mcp.call('cohort_comparison', {
      cohort_a_filter: '$os == "iOS"',
      cohort_b_filter: '$os == "Android"',
      ...RANGE,
      compare_dimensions: ['event_frequency'],
    });
    await mcp.close();
    expect(answer.isError, answer.text).toBe(false);
    expect(Object.keys(answer.data.comparisons as object)).toEqual(['event_frequency']);
    const events = answer.data.events as Compared[];
    for (const each of events) {
      if (each.cohort_b_users === 0) expect(each.ratio).toBeNull();
      else expect(Number.isFinite(each.ratio)).toBe(true);
      if (each.p_value === null) continue;
      expect(each.p_value).toBeGreaterThanOrEqual(0);
      expect(each.p_value).toBeLessThanOrEqual(1);
    }
    expect(events.filter((each) => each.p_value !== null).length).toBeGreaterThan(10);
    const { significant } = answer.data.statistical_significance as { significant: number };
    expect(events.filter((each) => each.is_significant)).toHaveLength(significant);
  });
});

describe('filters', () => {
  it('on profiles need profiles, and then agree with them', async () => {
    const mcp = await client('modern');
    const input = { cohort_a_filter: 'user["plan"] == "pro"', cohort_b_filter: 'user["plan"] == "free"', ...RANGE };
    const refused = await mcp.call('cohort_comparison', input);
    expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('fetch_profiles') });
    await mcp.call('fetch_profiles', {});
    const answer = await mcp.call('cohort_comparison', input);
    expect(answer.isError, answer.text).toBe(false);
    const local = await mcp.call('sql', {
      query: `SELECT prop(properties, 'plan') AS plan, count(*) AS n FROM profiles
        WHERE distinct_id IN (SELECT distinct_id FROM events) AND plan IN ('pro', 'free') GROUP BY 1`,
    });
    const expected = new Map((local.data.rows as { plan: string; n: number }[]).map((row) => [row.plan, row.n]));
    // The table holds whole UTC days, so its edges may have users that the days of the project do not.
    const size = (answer.data.cohort_a as { user_count: number }).user_count;
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThanOrEqual(expected.get('pro') ?? 0);
    expect(answer.data.users_in_both).toBe(0);
    expect(answer.text).toContain('Profile properties are those of the table profiles');
    await mcp.close();
  });

  it.each([
    [{ cohort_a_filter: 'plan = "pro"' }, 'at character 6'],
    [{ cohort_a_filter: 'plan == "gold"' }, 'No user has an event for which plan == "gold" holds'],
    [{ cohort_a_filter: 'behaviors["x"] > 1' }, 'fetch_profiles'],
    [{ cohort_a_filter: 'amount and $os == "iOS"' }, 'neither true nor false'],
    [{ cohort_a_filter: 'plan == "pro"', to_date: '2026-05-18' }, 'fetch_events with'],
  ])('%j is refused with a way out', async (changes, words) => {
    const mcp = await client('legacy');
    const answer = await mcp.call('cohort_comparison', { cohort_b_filter: '$os == "iOS"', ...RANGE, ...changes });
    await mcp.close();
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain(words);
  });

  it('a group inside the other is not tested, and says how to', async () => {
    const mcp = await client('legacy');
    const answer = await mcp.call('cohort_comparison', { cohort_a_filter: '$os == "iOS"', cohort_b_filter: 'defined(time)', ...RANGE });
    await mcp.close();
    expect(answer.isError, answer.text).toBe(false);
    expect((answer.data.statistical_significance as { tests: number }).tests).toBe(0);
    expect(answer.text).toContain('and not (…)');
    expect(answer.text).toContain('nobody here did "signup"');
  });
});
