import { Temporal } from 'temporal-polyfill';
import { afterEach, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { type DayAnswer, type ExportedEvent, type ExportServer, startExportServer } from '#test/fakes/export-server.ts';
import { connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';

const NOON = Date.UTC(2026, 4, 20, 12);
const RANGE = { from_date: '2026-05-01', to_date: '2026-05-10' };
const PER_DAY = 30;
const HOUR = 3_600;

let server: ExportServer;
let test: TestEngine;
let mcp: TestClient;

/** Events spread over the 24 hours that begin `shiftHours` after the day's UTC midnight. */
function eventsOf(day: string, shiftHours = 0, changes: (index: number) => Record<string, unknown> = () => ({})): ExportedEvent[] {
  const start = Date.parse(`${day}T00:00:00Z`) / 1000 + shiftHours * HOUR;
  return Array.from({ length: PER_DAY }, (_, index) => ({
    event: index % 2 === 0 ? 'A' : 'B',
    properties: {
      time: start + Math.floor((index * 86_400) / PER_DAY),
      distinct_id: `u${index}`,
      $insert_id: `${day}-${index}`,
      ...changes(index),
    },
  }));
}

async function start(answer: (day: string) => DayAnswer, timezone?: string): Promise<void> {
  server = await startExportServer(answer, timezone);
  const startedAt = Date.now();
  test = startTestEngine({ now: () => NOON + (Date.now() - startedAt) });
  const [ours, theirs] = pipePair();
  test.engine.serveMcp(
    {
      kind: 'assistant',
      account: { kind: 'environment', username: 'u', secret: 'a-secret', projectId: '7', region: 'us' },
      mixpanelUrl: server.origin,
      mpConfigFile: '/nonexistent',
    },
    ours,
    ours,
  );
  mcp = await connectClient('legacy', theirs);
}

async function count(filter = 'true'): Promise<number> {
  const [row] = (await mcp.call('sql', { query: `SELECT count(*) AS n FROM events WHERE ${filter}` })).data.rows as { n: number }[];
  return row?.n ?? -1;
}

afterEach(async () => {
  await mcp.close();
  await test.close();
  await server.stop();
});

describe('one bad day', () => {
  it.each([
    ['ends early', 'terminated early'],
    ['is a fault of the server', { status: 500, body: '{"error":"boom"}' }],
  ] as const)('that %s is the only one missing, however the days were asked for', { timeout: 40_000 }, async (_name, bad) => {
    await start((day) => (day === '2026-05-06' ? bad : eventsOf(day)));
    const fetched = await mcp.call('fetch_events', RANGE);
    expect(fetched.data).toMatchObject({ status: 'partial', missing_days: ['2026-05-06'], days_fetched: 9 });
    expect(await count()).toBe(9 * PER_DAY);
    expect((await mcp.call('list_tables')).text).toContain('missing: 2026-05-06');
    server.answer = (day) => eventsOf(day);
    server.asked.length = 0;
    expect((await mcp.call('fetch_events', RANGE)).data).toMatchObject({ status: 'completed', missing_days: [] });
    expect(server.asked).toEqual(['2026-05-06..2026-05-06']);
    expect(await count()).toBe(10 * PER_DAY);
  });

  it('that Mixpanel refuses ends the fetch as partial, and the job stays ended', async () => {
    await start((day) => (day === '2026-05-06' ? { status: 400, body: 'bad day' } : eventsOf(day)));
    const fetched = await mcp.call('fetch_events', RANGE);
    expect(fetched.data.status).toBe('partial');
    expect(fetched.data.missing_days).toContain('2026-05-06');
    const loaded = await count();
    // Every day is either loaded or named.
    expect(loaded).toBe((10 - (fetched.data.missing_days as string[]).length) * PER_DAY);
    await new Promise((done) => setTimeout(done, 500));
    expect(await count()).toBe(loaded);
    expect(test.engine.jobs.list()[0]).toMatchObject({ status: 'partial', endedAt: expect.any(String) });
    server.answer = (day) => eventsOf(day);
    expect((await mcp.call('fetch_events', RANGE)).data.status).toBe('completed');
    expect(await count()).toBe(10 * PER_DAY);
  });
});

describe('an outage', () => {
  it('is given up before it costs the hour, and told as an error', { timeout: 60_000 }, async () => {
    await start(() => ({ status: 503, body: '<html>down</html>', headers: { 'retry-after': '0' } }));
    const failed = await mcp.call('fetch_events', { ...RANGE, from_date: '2026-04-21' });
    expect(failed).toMatchObject({ isError: true, text: expect.stringContaining('HTTP 503') });
    expect(server.asked.length).toBeLessThanOrEqual(16);
  });

  it('that answers with a web page is told as such, after one request', async () => {
    await start(() => ({ status: 200, body: '<!doctype html><html>Log in</html>' }));
    const failed = await mcp.call('fetch_events', RANGE);
    expect(failed).toMatchObject({ isError: true, text: expect.stringContaining('a web page, not an export') });
    expect(server.asked).toHaveLength(1);
  });
});

describe('an export that counts days in another zone', () => {
  it.each([-7, 2])('(%i h) loses no event and doubles none, at first and after a refresh', async (shift) => {
    await start((day) => eventsOf(day, -shift));
    const range = { from_date: '2026-05-08', to_date: '2026-05-19' };
    const fetched = await mcp.call('fetch_events', range);
    expect(fetched.data).toMatchObject({ status: 'completed', missing_days: [] });
    expect(await count()).toBe(12 * PER_DAY);
    expect(fetched.text).toContain('outside the days that were asked for');
    await mcp.call('fetch_events', range);
    expect(await count()).toBe(12 * PER_DAY);
  });
});

describe('a sample', () => {
  it('that is fetched again, or completed by append, holds each event once, those without an insert id too', async () => {
    await start((day) => eventsOf(day, 0, () => ({ $insert_id: undefined })));
    const range = { from_date: '2026-05-01', to_date: '2026-05-02' };
    await mcp.call('fetch_events', { ...range, limit: 1_000 });
    await mcp.call('fetch_events', { ...range, limit: 1_000 });
    expect(await count()).toBe(2 * PER_DAY);
    expect((await mcp.call('fetch_events', { ...range, append: true })).data.status).toBe('completed');
    expect(await count()).toBe(2 * PER_DAY);
  });
});

describe('a filtered selection', () => {
  it('is refreshed without doubling, also when ids were merged meanwhile', async () => {
    await start((day) => eventsOf(day));
    const range = { from_date: '2026-05-16', to_date: '2026-05-19', where: 'properties["plan"] == "pro"' };
    await mcp.call('fetch_events', range);
    server.answer = (day) => eventsOf(day, 0, (index) => ({ distinct_id: `merged${index}` }));
    await mcp.call('fetch_events', range);
    expect(await count()).toBe(4 * PER_DAY);
    expect(await count("distinct_id LIKE 'merged%'")).toBe(4 * PER_DAY);
  });
});

describe('a project whose days are large', () => {
  const RANGE_OF_FOUR = { from_date: '2026-05-01', to_date: '2026-05-04' };
  /** 30 events of 200 kB. */
  const large = (day: string, changes: (index: number) => Record<string, unknown> = () => ({})): ExportedEvent[] =>
    eventsOf(day, 0, (index) => ({ text: 'x'.repeat(200_000), ...changes(index) }));
  const until = async (isSo: () => boolean): Promise<void> => {
    for (let tries = 0; !isSo() && tries < 500; tries += 1) await new Promise((done) => setTimeout(done, 10));
  };

  it('is asked for the next day while the first still comes', async () => {
    await start((day) => large(day));
    let askedMeanwhile = 0;
    server.beforeEnd = async (range) => {
      if (range !== '2026-05-01..2026-05-01') return;
      await until(() => server.asked.length > 1);
      askedMeanwhile = server.asked.length;
    };
    expect((await mcp.call('fetch_events', RANGE_OF_FOUR)).data).toMatchObject({ status: 'completed', missing_days: [] });
    expect(askedMeanwhile).toBe(2);
    expect(server.asked.slice(0, 2)).toEqual(['2026-05-01..2026-05-01', '2026-05-02..2026-05-02']);
    expect(await count()).toBe(4 * PER_DAY);
  });

  it('is asked again for the day beside the first one when the first does not tell how the project writes time', async () => {
    // Wall clock of Vienna, two hours ahead of UTC; what was imported on the first days carries no true time.
    const local = (day: string): ExportedEvent[] =>
      large(day, (index) => {
        const time = Date.parse(`${day}T00:00:00Z`) / 1000 + Math.floor((index * 86_400) / PER_DAY);
        const isImported = day <= '2026-05-01';
        // Without an insert id nothing hides an event that was loaded twice.
        return { $insert_id: undefined, ...(isImported ? { $import: true } : { $mp_api_timestamp_ms: (time - 7_200) * 1_000 }) };
      });
    await start(local, 'Europe/Vienna');
    const day = (date: string): string => `${date}..${date}`;
    server.beforeEnd = async (range) => {
      if (range === day('2026-04-30')) await until(() => server.asked.length > 1);
      if (range === day('2026-05-01')) await until(() => server.asked.length > 2);
    };
    expect((await mcp.call('fetch_events', RANGE_OF_FOUR)).data).toMatchObject({ status: 'completed', missing_days: [], days_fetched: 5 });
    expect(server.asked.slice(0, 3)).toEqual([day('2026-04-30'), day('2026-05-01'), '2026-04-30..2026-05-04']);
    expect(await count()).toBe(5 * PER_DAY);
    const first = await mcp.call('sql', { query: 'SELECT min(event_time) AS first FROM events' });
    expect(first.data.rows).toEqual([{ first: '2026-04-29T22:00:00Z' }]);
  });

  it('has the day beside the first one stored by what the first tells, however early that day is here', async () => {
    // Wall clock of Vienna again; only the day beside the first one holds nothing but imported events.
    const local = (day: string): ExportedEvent[] =>
      large(day, (index) => {
        const time = Date.parse(`${day}T00:00:00Z`) / 1000 + Math.floor((index * 86_400) / PER_DAY);
        return day === '2026-05-01' ? { $import: true } : { $mp_api_timestamp_ms: (time - 7_200) * 1_000 };
      });
    await start(local, 'Europe/Vienna');
    server.beforeEnd = async (range) => {
      if (range !== '2026-04-30..2026-04-30') return;
      await until(() => server.asked.length > 1);
      // Long enough for the day beside to arrive, and to be stored if it did not wait.
      await new Promise((done) => setTimeout(done, 1_500));
    };
    expect((await mcp.call('fetch_events', RANGE_OF_FOUR)).data).toMatchObject({ status: 'completed', missing_days: [] });
    expect(server.asked.slice(0, 2)).toEqual(['2026-04-30..2026-04-30', '2026-05-01..2026-05-01']);
    const imported = await mcp.call('sql', { query: "SELECT min(event_time) AS first FROM events WHERE insert_id LIKE '2026-05-01-%'" });
    expect(imported.data.rows).toEqual([{ first: '2026-04-30T22:00:00Z' }]);
  });

  it('is asked for all others when the day beside the first one fails', { timeout: 40_000 }, async () => {
    await start((day) => (day === '2026-05-02' ? 'terminated early' : large(day)));
    server.beforeEnd = (range) => (range === '2026-05-01..2026-05-01' ? until(() => server.asked.length > 1) : Promise.resolve());
    expect((await mcp.call('fetch_events', RANGE_OF_FOUR)).data).toMatchObject({ status: 'partial', missing_days: ['2026-05-02'] });
    expect(await count()).toBe(3 * PER_DAY);
  });
});

describe('a project with few events a day', () => {
  it('asks for more days before it decides how the project writes time', async () => {
    const withTrueTime = (day: string): ExportedEvent[] =>
      eventsOf(day)
        .slice(0, 5)
        .map((each) => ({ ...each, properties: { ...each.properties, $mp_api_timestamp_ms: Number(each.properties.time) * 1000 } }));
    await start(withTrueTime, 'Europe/Vienna');
    const fetched = await mcp.call('fetch_events', RANGE);
    expect(fetched.data.status).toBe('completed');
    // 11 UTC days cover 10 days of Vienna.
    expect(await count()).toBe(55);
    expect(server.asked.slice(0, 2)).toEqual(['2026-04-30..2026-04-30', '2026-04-30..2026-05-06']);
  });

  it('forgets days stored under a rule that turned out wrong, and fetches them again', async () => {
    // Wall clock of Vienna: local noon is written as 12:00Z, although it is 10:00Z. Two days hold too few events to tell.
    const local = (day: string, howMany: number) =>
      eventsOf(day)
        .slice(0, howMany)
        .map((each) => ({
          ...each,
          properties: { ...each.properties, $mp_api_timestamp_ms: (Number(each.properties.time) - 7_200) * 1000 },
        }));
    await start((day) => local(day, 3));
    const lake = await (
      await test.engine
        .openSession({
          kind: 'assistant',
          account: { kind: 'environment', username: 'u', secret: 'a-secret', projectId: '7', region: 'us' },
          mixpanelUrl: server.origin,
          mpConfigFile: '/nonexistent',
        })
        .workspace()
    ).lake();
    await mcp.call('fetch_events', { from_date: '2026-05-01', to_date: '2026-05-02' });
    expect(await count()).toBe(6);
    await lake.rememberTimeRule({ kind: 'wall-clock', timezone: 'Europe/Vienna' });
    await mcp.call('fetch_events', { from_date: '2026-05-01', to_date: '2026-05-04' });
    expect(await count()).toBe(12);
    const first = await mcp.call('sql', { query: 'SELECT min(event_time) AS first FROM events' });
    expect(first.data.rows).toEqual([{ first: Temporal.Instant.from('2026-04-30T22:00:00Z').toString() }]);
  });
});
