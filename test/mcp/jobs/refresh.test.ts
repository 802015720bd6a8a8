// Fetching complete days again, and ending before the disk is full.
import { afterEach, describe, expect, it } from 'vitest';
import { bytesNeeded } from '#mcp/jobs/disk-space.ts';
import { fetchEvents } from '#mcp/jobs/fetch-events.ts';
import type { JobContext } from '#mcp/jobs/job-runner.ts';
import { startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { type DayAnswer, type ExportedEvent, type ExportServer, startExportServer } from '#test/fakes/export-server.ts';
import { connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';

const NOON = Date.UTC(2026, 4, 20, 12);
const RANGE = { from_date: '2026-05-01', to_date: '2026-05-04' };
const PER_DAY = 30;

let server: ExportServer;
let test: TestEngine;
let mcp: TestClient;

function eventsOf(day: string, name = 'A'): ExportedEvent[] {
  const start = Date.parse(`${day}T00:00:00Z`) / 1000;
  return Array.from({ length: PER_DAY }, (_, index) => ({
    event: name,
    properties: { time: start + index, distinct_id: `u${index}`, $insert_id: `${day}-${index}`, pad: 'x'.repeat(1_000) },
  }));
}

function session() {
  return {
    kind: 'assistant',
    account: { kind: 'environment', username: 'u', secret: 'a-secret', projectId: '7', region: 'us' },
    mixpanelUrl: server.origin,
    mpConfigFile: '/nonexistent',
  } as const;
}

async function start(answer: (day: string) => DayAnswer): Promise<void> {
  server = await startExportServer(answer, 'UTC');
  const startedAt = Date.now();
  test = startTestEngine({ now: () => NOON + (Date.now() - startedAt) });
  const [ours, theirs] = pipePair();
  test.engine.serveMcp(session(), ours, ours);
  mcp = await connectClient('modern', theirs);
}

async function names(): Promise<unknown> {
  const query = 'SELECT event_name AS name, count(*) AS n FROM events GROUP BY 1 ORDER BY 1';
  return (await mcp.call('sql', { query })).data.rows;
}

afterEach(async () => {
  await mcp.close();
  await test.close();
  await server.stop();
});

describe('refresh', () => {
  it('fetches complete days again and holds what Mixpanel holds now; without it nothing is asked', async () => {
    await start((day) => eventsOf(day));
    await mcp.call('fetch_events', RANGE);
    server.answer = (day) => eventsOf(day, 'B');
    server.asked.length = 0;
    expect((await mcp.call('fetch_events', RANGE)).data).toMatchObject({ days_fetched: 0, days_already_there: 4 });
    expect(server.asked).toEqual([]);
    expect(await names()).toEqual([{ name: 'A', n: 4 * PER_DAY }]);
    const refreshed = await mcp.call('fetch_events', { ...RANGE, refresh: true });
    expect(refreshed.data).toMatchObject({ status: 'completed', days_fetched: 4, rows: 4 * PER_DAY, days_not_refreshed: [] });
    expect(await names()).toEqual([{ name: 'B', n: 4 * PER_DAY }]);
  });

  it('that fails for a day keeps what was there and says so: that day is not missing', { timeout: 40_000 }, async () => {
    await start((day) => eventsOf(day));
    await mcp.call('fetch_events', RANGE);
    server.answer = (day) => (day === '2026-05-03' ? 'terminated early' : eventsOf(day, 'B'));
    const refreshed = await mcp.call('fetch_events', { ...RANGE, refresh: true });
    expect(refreshed.data).toMatchObject({ status: 'partial', missing_days: [], days_not_refreshed: ['2026-05-03'] });
    expect(refreshed.text).toContain('Not fetched again, as it was before: 2026-05-03');
    expect(await names()).toEqual([
      { name: 'A', n: PER_DAY },
      { name: 'B', n: 3 * PER_DAY },
    ]);
    const again = await mcp.call('fetch_events', { ...RANGE, refresh: true });
    expect(again.data.status).toBe('partial');
  });
});

describe('a disk that is nearly full', () => {
  async function fetchWith(freeBytes: () => number, to: string) {
    const workspace = await test.engine.openSession(session()).workspace();
    const job: JobContext = { jobId: 'job_test', signal: new AbortController().signal, report: () => undefined };
    const deps = { lake: await workspace.lake(), http: workspace.http, quota: workspace.quota, timezone: 'UTC', now: () => NOON };
    const input = { table: 'events', from: '2026-05-01', to, selection: {} };
    return fetchEvents({ ...deps, freeBytes: async () => freeBytes() }, input, job);
  }

  it('ends a first fetch after the request that told how large days are, with whole days kept', async () => {
    await start((day) => eventsOf(day));
    const outcome = await fetchWith(() => 10_000, '2026-05-10');
    expect(outcome).toMatchObject({ status: 'partial' });
    const missing = outcome.result.missing_days as string[];
    expect(missing.length).toBeGreaterThan(0);
    expect(JSON.stringify(outcome.result.notes)).toMatch(/The disk has 0\.0 GB left, and \d+ more days need about/);
    expect(await names()).toEqual([{ name: 'A', n: (10 - missing.length) * PER_DAY }]);
  });

  it('refuses at once when the days there tell how much more would come', async () => {
    await start((day) => eventsOf(day));
    await mcp.call('fetch_events', RANGE);
    server.asked.length = 0;
    await expect(fetchWith(() => 10_000, '2026-05-14')).rejects.toMatchObject({
      kind: 'lake-busy',
      message: expect.stringContaining('10 more days need'),
      hint: expect.stringContaining('Free some space'),
    });
    expect(server.asked).toEqual([]);
  });

  it('is no reason to stop while three times the need is free', async () => {
    await start((day) => eventsOf(day));
    expect(bytesNeeded(1_000_000)).toBe(3_750_000);
    expect(bytesNeeded(100e9)).toBeLessThan(0.8 * 100e9);
    expect(await fetchWith(() => 1e9, '2026-05-10')).toMatchObject({ status: 'completed' });
  });
});
