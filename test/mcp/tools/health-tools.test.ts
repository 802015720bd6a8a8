// product_health_dashboard, health, gqm_investigation and context: their numbers against the raw export, from a local table and live.
import { Temporal } from 'temporal-polyfill';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { connectClient, pipePair, type TestClient, type ToolAnswer } from '#test/fakes/mcp-clients.ts';
import { type RawEvent, rawEvents } from '#test/fakes/raw-export.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

const TODAY = '2026-05-20';
const ZONE = 'Europe/Vienna';
/** Two periods of 21 days, the later one ending some days before yesterday. */
const PERIOD = { from_date: '2026-04-24', to_date: '2026-05-14' };
const BEFORE = { from_date: '2026-04-03', to_date: '2026-04-23' };
const LAST_FULL_DAY = '2026-05-19';
const DAY_MS = 86_400_000;
const noon = Temporal.PlainDateTime.from(`${TODAY}T12:00`).toZonedDateTime(ZONE).epochMilliseconds;
const startedAt = Date.now();
const now = () => noon + (Date.now() - startedAt);

type Source = 'local table' | 'Mixpanel';
let simulator: SimulatorProcess;
let engines: Record<Source, TestEngine>;
let raw: RawEvent[];

async function client(source: Source, era: 'legacy' | 'modern' = 'legacy'): Promise<TestClient> {
  const [ours, theirs] = pipePair();
  engines[source].engine.serveMcp(simulatorSession(simulator), ours, ours);
  return connectClient(era, theirs);
}

async function ask(source: Source, era: 'legacy' | 'modern', name: string, args: Record<string, unknown>): Promise<ToolAnswer> {
  const mcp = await client(source, era);
  try {
    return await mcp.call(name, args);
  } finally {
    await mcp.close();
  }
}

beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 100_000, users: 5_000, today: TODAY, quota: false });
  engines = { 'local table': startTestEngine({ now }), Mixpanel: startTestEngine({ now }) };
  const mcp = await client('local table');
  const fetched = await mcp.call('fetch_events', { from_date: '2026-03-20', to_date: LAST_FULL_DAY });
  expect(fetched.data).toMatchObject({ status: 'completed', missing_days: [] });
  await mcp.close();
  raw = await rawEvents(simulator, { from: BEFORE.from_date, to: LAST_FULL_DAY, today: TODAY, zone: ZONE });
}, 120_000);
afterAll(async () => {
  for (const each of Object.values(engines)) await each.close();
  await simulator.stop();
});
afterEach(() => {
  for (const each of Object.values(engines)) expect(each.faults).toEqual([]);
});

/** First time of each person in a period. */
function startsOf(event: string, { from_date, to_date }: { from_date: string; to_date: string }): Map<string, RawEvent> {
  const starts = new Map<string, RawEvent>();
  for (const each of raw) {
    if (each.event !== event || each.user === undefined || each.day < from_date || each.day > to_date) continue;
    if (!starts.has(each.user)) starts.set(each.user, each);
  }
  return starts;
}

/** Of those whose days are over: who did the event (or anything) at least `from` and less than `to` times 24 hours after the start. */
function followed(starts: ReadonlyMap<string, RawEvent>, next: string | undefined, from: number, to: number): { of: number; hits: number } {
  const last = Temporal.PlainDate.from(LAST_FULL_DAY).subtract({ days: to }).toString();
  const old = new Map([...starts].filter(([, start]) => start.day <= last));
  const hits = new Set<string>();
  for (const each of raw) {
    const start = each.user === undefined ? undefined : old.get(each.user);
    if (start === undefined || each.user === undefined || (next !== undefined && each.event !== next) || each === start) continue;
    const days = (each.ms - start.ms) / DAY_MS;
    if (days >= from && days < to) hits.add(each.user);
  }
  return { of: old.size, hits: hits.size };
}

const SETTINGS = [
  ['local table', 'legacy'],
  ['local table', 'modern'],
  ['Mixpanel', 'legacy'],
  ['Mixpanel', 'modern'],
] as const;

interface Metric {
  name: string;
  current: number | null;
  previous: number | null;
  trend: string | null;
  usual_low: number | null;
  usual_high: number | null;
  people: number | null;
}

describe.each(SETTINGS)('from %s, for a client of the %s era', (source, era) => {
  it('health tells the numbers of the raw export, and takes the only event that looks like a sign-up', async () => {
    const answer = await ask(source, era, 'health', PERIOD);
    expect(answer.isError, answer.text).toBe(false);
    const [now, before] = [startsOf('Sign Up Completed', PERIOD), startsOf('Sign Up Completed', BEFORE)];
    const rate = ({ of, hits }: { of: number; hits: number }) => expect.closeTo((hits / of) * 100, 1);
    const activated = [followed(now, 'Onboarding Finished', 0, 7), followed(before, 'Onboarding Finished', 0, 7)] as const;
    const back = [followed(now, undefined, 7, 8), followed(before, undefined, 7, 8)] as const;
    expect(now.size).toBeGreaterThan(100);
    expect(answer.data).toMatchObject({
      period: PERIOD,
      comparison_period: BEFORE,
      time_zone: ZONE,
      source,
      aarrr: { acquisition: 'Sign Up Completed', activation: 'Onboarding Finished' },
      unavailable: [],
    });
    const metrics = answer.data.metrics as Metric[];
    expect(metrics).toMatchObject([
      { name: 'acquisition', current: now.size, previous: before.size },
      {
        name: 'acquisition_events',
        current: raw.filter((each) => each.event === 'Sign Up Completed' && each.day >= PERIOD.from_date && each.day <= PERIOD.to_date)
          .length,
      },
      { name: 'activation', people: activated[0].of, current: rate(activated[0]), previous: rate(activated[1]) },
      { name: 'd7_retention', people: back[0].of, current: rate(back[0]), previous: rate(back[1]) },
    ]);
    for (const { current, trend, usual_low: low, usual_high: high } of metrics) {
      if (current === null || low === null || high === null) throw new Error('a number is missing');
      expect(trend).toBe(current > high ? 'up' : current < low ? 'down' : 'flat');
    }
    expect(answer.text).toContain('"Sign Up Completed" was taken');
    expect(answer.text).toContain(source === 'Mixpanel' ? 'live from Mixpanel' : 'from the local table events, fetched 2026-05-20');
    expect((answer.data.plan as { query_calls: number }).query_calls).toBe(source === 'Mixpanel' ? 7 : 0);
    const series = (answer.data.daily_series as Record<string, { date: string; value: number }[]>).acquisition ?? [];
    expect(series).toHaveLength(21);
    const users = (day: string) =>
      new Set(raw.filter((each) => each.event === 'Sign Up Completed' && each.day === day).map((each) => each.user)).size;
    for (const { date, value } of series) expect(value).toBe(users(date));
  });
});
