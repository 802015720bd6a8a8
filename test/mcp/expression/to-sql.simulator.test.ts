// Filters over fetched events count what Mixpanel counts: the same expression as SQL over the lake and as `where` of a segmentation.
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whereExpression } from '#mcp/expression/expressions.ts';
import { parseExpression } from '#mcp/expression/parse.ts';
import { filterSql } from '#mcp/expression/to-sql.ts';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

const TODAY = '2026-05-20';
const FROM = '2026-05-02';
const TO = '2026-05-11';
const noon = Temporal.PlainDateTime.from(`${TODAY}T12:00`).toZonedDateTime('Europe/Vienna').epochMilliseconds;
const startedAt = Date.now();

const CASES: [string, string][] = [
  ['Tour Booked', 'price > 100'],
  ['Tour Booked', 'number(price) > 100'],
  ['Tour Booked', '"." in price'],
  ['Tour Booked', 'properties["party size"] in [2, "2"]'],
  ['Tour Booked', 'defined(coupon) and coupon != "SUMMIT5"'],
  ['Tour Booked', 'coupon == "SUMMIT5" or amount >= 500'],
  ['Tour Booked', 'not (properties["payment method"] == "card")'],
  ['Tour Booked', 'boolean(coupon)'],
  ['Tour Booked', 'round(amount / 100) % 2 == 0'],
  ['Tour Booked', 'string(properties["days ahead"]) == "7"'],
  ['Tour Booked', 'currency + "!" == "EUR!"'],
  ['Tour Booked', 'user["plan"] == "pro"'],
  ['Tour Booked', 'not defined(user["no such thing"]) and $os == "iOS"'],
  ['Tour Booked', 'plan == Plan'],
  ['Tour Viewed', '"lake" in tags'],
  ['Tour Viewed', 'properties["🌦 forecast"] == "snow ❄️"'],
  ['Tour Viewed', 'not defined(properties["🌦 forecast"])'],
  ['Tour Viewed', 'properties["rating (1-5)"] >= 4.5 and trail.difficulty in ["T1", "K2"]'],
  ['Tour Viewed', 'properties["$browser_version"] > 125'],
  ['Tour Viewed', 'properties["$browser_version"] != "125.0"'],
  ['Tour Viewed', '$wifi'],
  ['Tour Viewed', 'not $wifi'],
  ['Tour Viewed', '$wifi and $city == "Wien"'],
  ['Tour Viewed', 'properties["$time"] >= datetime("2026-05-05T00:00:00")'],
  ['Tour Viewed', 'event["$time"] < datetime("2026-05-05T00:00:00Z")'],
  ['Tour Viewed', '"device" in distinct_id'],
  ['Tour Viewed', 'not defined($insert_id)'],
  ['Guide Contacted', 'properties["guide \\"nick\\""] == "Carla \\"Cat\\""'],
  ['Onboarding Finished', 'interests == []'],
  ['Onboarding Finished', 'interests == ["lake"]'],
  ['Tour Cancelled', 'refund and reason in ["illness", "weather"]'],
  ['Tour Cancelled', 'number(refund) == 1'],
];

describe.each([false, true])('in a project whose exported time is wall-clock time: %s', (wallClock) => {
  let simulator: SimulatorProcess;
  let test: TestEngine;
  let mcp: TestClient;

  beforeAll(async () => {
    simulator = await startSimulatorProcess({ events: 12_000, users: 500, today: TODAY, quota: false, wallClock });
    test = startTestEngine({ now: () => noon + (Date.now() - startedAt) });
    const [ours, theirs] = pipePair();
    test.engine.serveMcp(simulatorSession(simulator), ours, ours);
    mcp = await connectClient('legacy', theirs);
    const fetched = await mcp.call('fetch_events', { from_date: FROM, to_date: TO });
    expect(fetched.data).toMatchObject({ status: 'completed', missing_days: [] });
    expect((await mcp.call('fetch_profiles', {})).data.status).toBe('completed');
  });
  afterAll(async () => {
    await mcp.close();
    await test.close();
    await simulator.stop();
  });

  async function counted(event: string, where: string): Promise<number> {
    const { authorization, projectId } = simulator.credentials;
    const query = new URLSearchParams({
      project_id: String(projectId),
      event,
      from_date: FROM,
      to_date: TO,
      where: whereExpression(where),
    });
    const answer = await fetch(`${simulator.origin}/api/query/segmentation?${query}`, { headers: { authorization } });
    const body: { data: { values: Record<string, Record<string, number>> } } = await answer.json();
    expect(answer.status, JSON.stringify(body)).toBe(200);
    return Object.values(body.data.values[event] ?? {}).reduce((sum, n) => sum + n, 0);
  }

  async function stored(event: string, where: string): Promise<number> {
    const filter = filterSql(parseExpression(where), { events: 'e', profiles: 'u', timezone: 'Europe/Vienna', isWallClock: wallClock });
    const day = `timezone('Europe/Vienna', timezone('UTC', e.event_time))::DATE`;
    const answer = await mcp.call('sql', {
      query: `SELECT count(*) AS n, count(*) FILTER (${filter.refused}) AS refused FROM events e LEFT JOIN profiles u ON u.distinct_id = e.distinct_id
        WHERE e.event_name = '${event}' AND ${day} BETWEEN '${FROM}' AND '${TO}' AND ${filter.predicate}`,
    });
    expect(answer.isError, answer.text).toBe(false);
    const [row] = answer.data.rows as { n: number; refused: number }[];
    expect(row?.refused).toBe(0);
    return row?.n ?? -1;
  }

  it.each(CASES)('%s where %s', async (event, where) => {
    expect(await stored(event, where)).toBe(await counted(event, where));
  });

  it('the cases tell events apart', async () => {
    const all = await counted('Tour Booked', 'true');
    const counts = await Promise.all(CASES.filter(([event]) => event === 'Tour Booked').map(([event, where]) => counted(event, where)));
    expect(counts.filter((n) => n > 0 && n < all).length).toBeGreaterThan(7);
  });
});
