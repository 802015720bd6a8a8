import { Temporal } from 'temporal-polyfill';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

const TODAY = '2026-05-20';
const noon = Temporal.PlainDateTime.from(`${TODAY}T12:00`).toZonedDateTime('Europe/Vienna').epochMilliseconds;
const startedAt = Date.now();
const now = () => noon + (Date.now() - startedAt);
const RANGE = { from_date: '2026-05-02', to_date: '2026-05-08' };

let simulator: SimulatorProcess;
let test: TestEngine;
let mcp: TestClient;

async function connect(): Promise<TestClient> {
  const [ours, theirs] = pipePair();
  test.engine.serveMcp(simulatorSession(simulator), ours, ours);
  return connectClient('legacy', theirs);
}

async function count(table = 'events'): Promise<number> {
  const [row] = (await mcp.call('sql', { query: `SELECT count(*) AS n FROM ${table}` })).data.rows as { n: number }[];
  return row?.n ?? -1;
}

async function truth(): Promise<number> {
  await simulator.reset();
  await mcp.call('fetch_events', { ...RANGE, table: 'truth' });
  const { distinctEvents } = (await simulator.stats()).export;
  await simulator.reset();
  return distinctEvents;
}

beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 15_000, users: 600, today: TODAY, quota: false });
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  await simulator.reset();
  test = startTestEngine({ now });
  mcp = await connect();
});
afterEach(async () => {
  await mcp.close();
  await test.close();
});

describe('a fetch over a bad line', () => {
  it.each([
    ['terminated early as the last line', { kind: 'terminated-early', position: 'last', path: '/export', times: 1 }],
    ['terminated early as the only line', { kind: 'terminated-early', position: 'only', path: '/export', times: 1 }],
    ['a record that is cut', { kind: 'cut', at: 'record', path: '/export', times: 1 }],
    ['a gzip stream that is cut', { kind: 'cut', at: 'gzip', path: '/export', times: 1 }],
    ['a gzip stream that is damaged', { kind: 'corrupt-gzip', path: '/export', times: 1 }],
    ['an answer of 503', { kind: 'status', status: 503, path: '/export', times: 1 }],
    ['an answer of 429 with Retry-After 0', { kind: '429', retryAfter: 0, path: '/export', times: 1 }],
  ] as const)('tries again after %s and ends whole', async (_name, fault) => {
    const expected = await truth();
    await simulator.faults([fault]);
    const fetched = await mcp.call('fetch_events', RANGE);
    expect(fetched.text).toContain('completed');
    expect(fetched.data).toMatchObject({ status: 'completed', missing_days: [] });
    expect(await count()).toBe(expected);
  });

  it('leaves no table behind when the very first fetch fails', async () => {
    await simulator.faults([{ kind: 'plan-402', path: '/export', times: 1 }]);
    const failed = await mcp.call('fetch_events', RANGE);
    expect(failed).toMatchObject({ isError: true, text: expect.stringContaining('plan of this project') });
    expect((await mcp.call('list_tables')).data.tables).toEqual([]);
    expect((await mcp.call('fetch_events', RANGE)).data.status).toBe('completed');
  });

  it('counts odd lines, keeps them in quarantine and loads the rest', async () => {
    await simulator.faults([{ kind: 'odd-bytes', path: '/export', times: 1 }]);
    const fetched = await mcp.call('fetch_events', RANGE);
    expect(fetched.text).toContain('completed');
    const { quarantined_lines: bad, repaired_lines: repaired } = fetched.data as { quarantined_lines: number; repaired_lines: number };
    expect(bad).toBeGreaterThan(0);
    expect(repaired).toBeGreaterThan(0);
    const kept = await mcp.call('sql', { query: 'SELECT count(*) AS n, count(reason) AS reasons FROM mixlake.quarantine' });
    expect(kept.data.rows).toEqual([{ n: bad, reasons: bad }]);
    expect(fetched.text).toContain('mixlake.quarantine');
  });

  it('is whole however many repeats the export sends', async () => {
    const expected = await truth();
    await simulator.faults([{ kind: 'duplicates', share: 0.5, path: '/export', times: 20 }]);
    const fetched = await mcp.call('fetch_events', RANGE);
    expect(fetched.data.duplicates_removed).toBeGreaterThan(expected * 0.2);
    // Events without $insert_id are never merged, so only the others must be there once.
    const once = 'SELECT count(*) AS n FROM events WHERE insert_id IS NOT NULL';
    const again = await mcp.call('sql', { query: once });
    expect(again.data.rows).toEqual((await mcp.call('sql', { query: once.replace('events', 'truth') })).data.rows);
  });
});

describe('long work', () => {
  it('answers within 20 s with a job that can be asked for and cancelled, and keeps whole days', { timeout: 60_000 }, async () => {
    await simulator.faults([{ kind: 'stall', ms: 60_000, path: '/export', times: 5, after: 1 }]);
    const started = performance.now();
    const first = await mcp.call('fetch_events', RANGE);
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(first.data).toMatchObject({ status: 'running', progress: { done: 1, unit: 'days' } });
    const jobId = first.data.job_id as string;
    expect((await mcp.call('job_status', { job_id: jobId })).data).toMatchObject({ status: 'running', table: 'events' });
    const same = await mcp
      .call('fetch_events', { ...RANGE, table: 'events' }, { signal: AbortSignal.timeout(200) })
      .catch((error: unknown) => error);
    expect(same).toBeInstanceOf(Error);
    expect((await mcp.call('job_status', { job_id: jobId })).data.status).toBe('running');
    const cancelled = await mcp.call('cancel_job', { job_id: jobId });
    expect(cancelled.data).toMatchObject({ job_id: jobId, status: 'cancelled' });
    expect(await count()).toBeGreaterThan(0);
    expect((await mcp.call('cancel_job', { job_id: jobId })).data.status).toBe('cancelled');
  });

  it('ends when the client cancels the call that started it', async () => {
    await simulator.faults([{ kind: 'stall', ms: 60_000, path: '/export', times: 5 }]);
    const gone = new AbortController();
    const call = mcp.call('fetch_events', RANGE, { signal: gone.signal });
    const refused = expect(call).rejects.toThrow();
    await expect.poll(() => test.engine.jobs.list()[0]?.status, { timeout: 20_000 }).toBe('running');
    gone.abort();
    await refused;
    await expect.poll(() => test.engine.jobs.list()[0]?.status, { timeout: 5_000 }).toBe('cancelled');
  });

  it('is one job for two clients that ask for the same', async () => {
    const other = await connect();
    const [a, b] = await Promise.all([mcp.call('fetch_events', RANGE), other.call('fetch_events', RANGE)]);
    expect(a.data.job_id).toBe(b.data.job_id);
    expect(test.engine.jobs.list()).toHaveLength(1);
    await other.close();
  });
});

describe('wrong credentials', () => {
  it('fail the fetch at once, with one request', async () => {
    const [ours, theirs] = pipePair();
    test.engine.serveMcp(simulatorSession(simulator, { secret: 'not-right' }), ours, ours);
    const other = await connectClient('legacy', theirs);
    const failed = await other.call('fetch_events', RANGE);
    expect(failed).toMatchObject({ isError: true, text: expect.stringContaining('refused the credentials') });
    expect((await simulator.stats()).requests.byPath['/api/2.0/export']).toBe(1);
    await other.close();
  });
});

describe('a project from before 2023', () => {
  it('is recognised by its wall-clock times, and the local day counts equal what Mixpanel counts', async () => {
    const old = await startSimulatorProcess({ events: 15_000, users: 600, today: TODAY, quota: false, wallClock: true });
    const [ours, theirs] = pipePair();
    test.engine.serveMcp(simulatorSession(old), ours, ours);
    const other = await connectClient('legacy', theirs);
    const fetched = await other.call('fetch_events', { ...RANGE, table: 'old' });
    expect(fetched.text).toContain('writes event times in its own zone (Europe/Vienna)');
    const live = await other.call('segmentation', { event: 'Tour Viewed', ...RANGE });
    const local = await other.call('sql', {
      query: `SELECT timezone('Europe/Vienna', timezone('UTC', event_time))::DATE::VARCHAR AS day, count(*) AS n FROM old
        WHERE event_name = 'Tour Viewed' AND day BETWEEN '2026-05-02' AND '2026-05-08' GROUP BY 1 ORDER BY 1`,
    });
    const byDay = Object.fromEntries((local.data.rows as { day: string; n: number }[]).map((row) => [row.day, row.n]));
    expect(live.data.series).toEqual({ 'Tour Viewed': byDay });
    await other.close();
    await old.stop();
  });
});
