import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

const TODAY = '2026-05-20';
const noon = Date.UTC(2026, 4, 20, 10);
const startedAt = Date.now();

let simulator: SimulatorProcess;
let test: TestEngine;
let mcp: TestClient;
let home: string;

async function start(): Promise<void> {
  test = startTestEngine({ home, now: () => noon + (Date.now() - startedAt) });
  const [ours, theirs] = pipePair();
  test.engine.serveMcp(simulatorSession(simulator), ours, ours);
  mcp = await connectClient('modern', theirs);
}

async function stop(): Promise<void> {
  await mcp.close();
  await test.close();
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'mixlake-syncs-'));
  simulator = await startSimulatorProcess({ events: 2_000, users: 100, today: TODAY, quota: false });
  await start();
});
afterEach(async () => {
  await stop();
  await simulator.stop();
  rmSync(home, { recursive: true, force: true });
});

async function ended(jobId: string): Promise<Record<string, unknown>> {
  let job = (await mcp.call('job_status', { job_id: jobId, wait_seconds: 10 })).data;
  while (job.status === 'running' || job.status === 'waiting')
    job = (await mcp.call('job_status', { job_id: jobId, wait_seconds: 10 })).data;
  return job;
}

describe('a saved sync', () => {
  it('fetches its days, asks for little the second time, and remembers how it went', async () => {
    const saved = await mcp.call('sync', { action: 'save', name: 'week', days: 10 });
    expect(saved.data).toMatchObject({ syncs: [{ name: 'week', table: 'events', days: 10, on_start: false, last_run_at: null }] });

    const first = await mcp.call('sync', { action: 'run', name: 'week' });
    expect(await ended(String(first.data.job_id))).toMatchObject({
      status: 'completed',
      date_range: ['2026-05-11', TODAY],
      missing_days: [],
    });
    const asked = (await simulator.stats()).requests;
    const again = await mcp.call('sync', { action: 'run', name: 'week' });
    const job = await ended(String(again.data.job_id));
    // The last days may still grow: they alone are asked for again.
    expect(Number(job.days_already_there)).toBeGreaterThanOrEqual(4);
    expect((await simulator.stats()).requests).not.toEqual(asked);

    const { rows } = (await mcp.call('sql', { query: 'SELECT min(event_time)::DATE::VARCHAR AS first FROM events' })).data as {
      rows: { first: string }[];
    };
    expect(String(rows[0]?.first) >= '2026-05-10').toBe(true);
    const list = await mcp.call('sync', { action: 'list' });
    expect(list.data).toMatchObject({ total: 1, syncs: [{ name: 'week', last_status: 'completed' }] });
    expect(list.text).toContain('week');
  });

  it('goes with others into one table, each with its own events, and leaves the data when it is deleted', async () => {
    const { data } = await mcp.call('list_events', {});
    const [one, other] = data.events as string[];
    for (const [name, event] of [
      ['one', one],
      ['other', other],
    ] as const) {
      await mcp.call('sync', { action: 'save', name, table: 'both', events: [event], days: 5 });
      const run = await mcp.call('sync', { action: 'run', name });
      expect(await ended(String(run.data.job_id))).toMatchObject({ status: 'completed' });
    }
    const names = await mcp.call('sql', { query: 'SELECT DISTINCT event_name FROM "both" ORDER BY 1' });
    expect((names.data.rows as { event_name: string }[]).map((row) => row.event_name)).toEqual([one, other].sort());
    expect((await mcp.call('sync', { action: 'delete', name: 'one' })).text).toContain('stay');
    expect((await mcp.call('sync', { action: 'list' })).data).toMatchObject({ total: 1, syncs: [{ name: 'other' }] });
    expect((await mcp.call('sql', { query: 'SELECT count(*) AS n FROM "both"' })).isError).toBe(false);
  });

  it('runs at the next start when it is wanted, as soon as the project is used', async () => {
    await mcp.call('sync', { action: 'save', name: 'fresh', days: 3, on_start: true });
    await mcp.call('sync', { action: 'save', name: 'by hand', table: 'by_hand', days: 3 });
    await stop();
    await start();
    await mcp.call('list_tables', {});
    await expect
      .poll(() => test.engine.jobs.list().map((job) => job.title), { timeout: 10_000 })
      .toEqual(['Sync fresh: the last 3 days into events']);
    const [job] = test.engine.jobs.list();
    expect(await ended(job?.jobId ?? '')).toMatchObject({ status: 'completed' });
  });

  it('is stopped like any job', async () => {
    await mcp.call('sync', { action: 'save', name: 'long', days: 300 });
    await simulator.faults([{ kind: 'stall', ms: 60_000, path: '/export', times: 1, after: 0 }]);
    const answer = mcp.call('sync', { action: 'run', name: 'long' });
    await expect.poll(() => test.engine.jobs.list().length, { timeout: 10_000 }).toBe(1);
    const [job] = test.engine.jobs.list();
    const stopped = await mcp.call('cancel_job', { job_id: job?.jobId ?? '' });
    expect(stopped.data.status).toBe('cancelled');
    await answer;
  });

  it('says what is wrong with its name, its table or its filter', async () => {
    expect((await mcp.call('sync', { action: 'run' })).text).toContain('needs a name');
    expect((await mcp.call('sync', { action: 'run', name: 'nope' })).text).toContain('None is saved yet');
    expect((await mcp.call('sync', { action: 'save', name: 'x', table: 'no good' })).text).toContain('cannot be the name of a table');
    expect((await mcp.call('sync', { action: 'save', name: 'x', where: 'properties[' })).isError).toBe(true);
  });
});
