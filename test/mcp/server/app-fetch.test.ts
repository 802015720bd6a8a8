// What the screen that fetches asks of the engine: a real engine, a real simulator, real DuckDB.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { framedPort } from '#core/link/frames.ts';
import type { EngineClient } from '#shared/contract/contract.ts';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { pipePair } from '#test/fakes/mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

const TODAY = '2026-05-20';
const noon = Date.UTC(2026, 4, 20, 10);
const startedAt = Date.now();
const FILTER = 'properties["$os"] == "iOS"';
const WEEK = { fromDate: '2026-05-01', toDate: '2026-05-07' };

let simulator: SimulatorProcess;
let home: string;
let test: TestEngine;
let app: EngineClient;
let hangUp: () => void;

async function start(): Promise<void> {
  test = startTestEngine({ home, now: () => noon + (Date.now() - startedAt) });
  const [near, far] = pipePair();
  test.engine.serveApp({ ...simulatorSession(simulator), kind: 'person' }, far);
  app = createORPCClient(new RPCLink({ port: framedPort(near) }));
  hangUp = () => {
    near.destroy();
    far.destroy();
  };
}

async function stop(): Promise<void> {
  hangUp();
  await test.close();
}

beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 4_000, users: 100, today: TODAY, quota: false });
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  await simulator.reset();
  home = mkdtempSync(join(tmpdir(), 'mixlake-fetch-'));
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(home, { recursive: true, force: true });
});

async function job(jobId: string) {
  return (await app.jobs.list()).jobs.find((each) => each.jobId === jobId);
}

async function ended(jobId: string) {
  await expect.poll(async () => (await job(jobId))?.endedAt, { timeout: 30_000 }).toEqual(expect.any(String));
  return job(jobId);
}

/** All exports but the first are refused, so that the fetch stands waiting with one day done. */
async function standingFetch(): Promise<string> {
  // How the project writes time is then known, so that the next fetch begins with one day.
  await ended((await app.fetch.events({ fromDate: '2026-04-10', toDate: '2026-04-20' })).jobId);
  await simulator.faults([{ kind: '429', path: '/api/2.0/export', retryAfter: 120, after: 1, times: 100 }]);
  const { jobId } = await app.fetch.events(WEEK);
  await expect.poll(async () => (await job(jobId))?.progress.done, { timeout: 20_000 }).toBeGreaterThan(0);
  return jobId;
}

describe('the estimate', () => {
  it('counts days, events and requests as the fetch then needs them, and nothing once they are there', async () => {
    const before = await app.fetch.estimate(WEEK);
    expect(before).toMatchObject({ confidence: 'high', isUpperBound: false, isAddedToOther: false, timezone: expect.any(String) });
    expect(before.daysToFetch).toHaveLength(before.days);
    expect(before.queryCalls).toBeGreaterThan(0);
    const { exports: used } = { exports: (await simulator.stats()).requests.byPath };
    expect(Object.keys(used).filter((path) => path.includes('export'))).toEqual([]);

    const done = await ended((await app.fetch.events(WEEK)).jobId);
    expect(done).toMatchObject({ status: 'completed', result: { days_fetched: before.days } });
    // The days of the project are not those of the export, so only the ends may differ.
    const rows = (await app.tables.list()).tables.find(({ name }) => name === 'events')?.rowCount ?? 0;
    expect(Math.abs((before.events ?? 0) - rows) / rows).toBeLessThan(0.3);
    expect(done?.spent).toEqual({ query: 0, export: before.exportRequests });

    expect(await app.fetch.estimate(WEEK)).toMatchObject({ daysToFetch: [], eventsToFetch: 0, exportRequests: 0, queryCalls: 0 });
  });

  it('says that a filter is not counted, and that a table holds another selection', async () => {
    await ended((await app.fetch.events(WEEK)).jobId);
    const [event = ''] = (await app.fetch.choices()).events;
    const found = await app.fetch.estimate({ ...WEEK, where: FILTER });
    expect(found).toMatchObject({ isUpperBound: true, isAddedToOther: true });
    const added = await ended((await app.fetch.events({ ...WEEK, events: [event] })).jobId);
    expect(added?.status).toBe('completed');
  });

  it('counts with the filter when few events are chosen, with one query call each', async () => {
    const [event = ''] = (await app.fetch.choices()).events;
    const wish = { ...WEEK, events: [event], table: 'filtered' };
    const { events: all } = await app.fetch.estimate(wish);
    const found = await app.fetch.estimate({ ...wish, where: FILTER });
    expect(found).toMatchObject({ isUpperBound: false, confidence: 'high', queryCalls: 1, notes: [] });
    expect(found.events).toBeGreaterThan(0);
    expect(found.events).toBeLessThan(all ?? 0);
    await ended((await app.fetch.events({ ...wish, where: FILTER })).jobId);
    const { firstRows } = await app.query.open({
      sql: `SELECT count(*) FROM filtered WHERE event_time::DATE BETWEEN '2026-05-02' AND '2026-05-06'`,
    });
    expect(found.events).toBeGreaterThanOrEqual(Number(firstRows[0]?.[0]));
    expect((await app.fetch.estimate({ ...wish, where: FILTER })).queryCalls).toBe(0);
  });

  it('refuses a filter that makes no sense and days that are not over before they begin, in words', async () => {
    await expect(app.fetch.estimate({ ...WEEK, where: 'plan ==' })).rejects.toThrow();
    await expect(app.fetch.estimate({ fromDate: '2026-05-09', toDate: '2026-05-01' })).rejects.toThrow(/reversed/);
    expect((await app.activity.list({ tool: 'fetch.estimate' })).entries.map(({ outcome }) => outcome)).toEqual(['refused', 'refused']);
  });
});

describe('a fetch that is paused', () => {
  it('is remembered over the end of the engine, and goes on with the days that are left', async () => {
    const jobId = await standingFetch();
    expect((await app.fetch.unfinished()).fetches).toEqual([]);
    await app.jobs.cancel({ jobId });
    expect((await ended(jobId))?.status).toBe('cancelled');
    await stop();
    await simulator.reset();
    await start();

    const [left] = (await app.fetch.unfinished()).fetches;
    expect(left).toMatchObject({
      table: 'events',
      reason: 'It was stopped before it was done.',
      title: expect.stringContaining('2026-05-01'),
    });
    expect(left?.daysLeft).toBeGreaterThan(0);
    expect(left?.daysLeft).toBeLessThan(left?.days ?? 0);
    const resumed = await ended((await app.fetch.resume({ id: left?.id ?? '' })).jobId);
    expect(resumed).toMatchObject({ status: 'completed', result: { days_fetched: left?.daysLeft, missing_days: [] } });
    expect((await app.fetch.unfinished()).fetches).toEqual([]);
  });

  it('is forgotten when it is given up, and its complete days stay', async () => {
    const jobId = await standingFetch();
    await app.fetch.discard({ id: jobId });
    expect((await ended(jobId))?.status).toBe('cancelled');
    expect((await app.fetch.unfinished()).fetches).toEqual([]);
    expect((await app.tables.list()).tables.find(({ name }) => name === 'events')?.rowCount).toBeGreaterThan(0);
  });
});

describe('the ledger of a table', () => {
  it('tells each day with its state and its rows', async () => {
    await ended((await app.fetch.events({ fromDate: '2026-05-08', toDate: TODAY })).jobId);
    await ended((await app.fetch.events({ fromDate: '2026-05-01', toDate: '2026-05-02' })).jobId);
    const { dayZone, selections } = await app.tables.ledger({ table: 'events' });
    const [all] = selections;
    expect(dayZone).toBe('UTC');
    expect(all?.words).toBe('all events');
    const states = new Map(all?.days.map(({ day, state }) => [day, state]));
    expect(states.get('2026-05-01')).toBe('complete');
    expect(states.get('2026-05-05')).toBe('missing');
    expect(states.get('2026-05-10')).toBe('complete');
    expect(states.get('2026-05-17')).toBe('stale');
    expect(states.get(TODAY)).toBe('partial');
    const rows = (await app.tables.list()).tables.find(({ name }) => name === 'events')?.rowCount;
    expect(all?.days.reduce((sum, day) => sum + day.rows, 0)).toBe(rows);
  });
});

describe('profiles', () => {
  it('are fetched into a table of their own', async () => {
    const done = await ended((await app.fetch.profiles({})).jobId);
    expect(done).toMatchObject({ status: 'completed', table: 'profiles' });
    expect(done?.spent?.query).toBeGreaterThan(0);
  });
});
