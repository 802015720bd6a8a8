import { Temporal } from 'temporal-polyfill';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

const TODAY = '2026-05-20';
/** Days in Vienna from the 10th: as UTC export days they begin on the 9th. */
const FROM = '2026-05-10';
const FIRST_EXPORT_DAY = '2026-05-09';
const TO = '2026-05-14';
const noon = Temporal.PlainDateTime.from(`${TODAY}T12:00`).toZonedDateTime('Europe/Vienna').epochMilliseconds;
const startedAt = Date.now();
const now = () => noon + (Date.now() - startedAt);

interface RawEvent {
  event: string;
  properties: Record<string, unknown>;
}

let simulator: SimulatorProcess;
let test: TestEngine;
let raw: RawEvent[];

async function connect(era: 'legacy' | 'modern' = 'legacy'): Promise<TestClient> {
  const [ours, theirs] = pipePair();
  test.engine.serveMcp(simulatorSession(simulator), ours, ours);
  return connectClient(era, theirs);
}

/** What was sent, counted without any of the product's code. */
async function rawEvents(): Promise<RawEvent[]> {
  const { authorization, projectId } = simulator.credentials;
  const answer = await fetch(`${simulator.origin}/api/2.0/export?project_id=${projectId}&from_date=${FIRST_EXPORT_DAY}&to_date=${TO}`, {
    headers: { authorization },
  });
  const seen = new Map<string, RawEvent>();
  for (const line of (await answer.text()).split('\n')) {
    if (line.trim() === '') continue;
    const event: RawEvent = JSON.parse(line);
    const { distinct_id: user, time, $insert_id: id } = event.properties;
    seen.set(id === undefined ? `line ${seen.size}` : JSON.stringify([event.event, user, time, id]), event);
  }
  return [...seen.values()];
}

beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 8_000, users: 400, today: TODAY, quota: false });
  test = startTestEngine({ now });
  raw = await rawEvents();
  const mcp = await connect();
  await mcp.call('fetch_events', { from_date: FROM, to_date: TO });
  await mcp.close();
});
afterAll(async () => {
  await test.close();
  await simulator.stop();
});
afterEach(() => expect(test.faults).toEqual([]));

describe.each(['legacy', 'modern'] as const)('a client of the %s era', (era) => {
  let mcp: TestClient;
  beforeAll(async () => {
    mcp = await connect(era);
  });
  afterAll(() => mcp.close());

  it('event_breakdown counts what was sent, with users', async () => {
    const answer = await mcp.call('event_breakdown', { table: 'events' });
    const expected = [...Map.groupBy(raw, (event) => event.event)].map(([name, events]) => ({
      event_name: name,
      count: events.length,
      unique_users: new Set(events.map((each) => each.properties.distinct_id).filter((id) => id !== undefined && id !== '')).size,
    }));
    const got = (answer.data.events as { event_name: string; count: number; unique_users: number }[]).map(
      ({ event_name, count, unique_users }) => ({ event_name, count, unique_users }),
    );
    expect(got.sort(byName)).toEqual(expected.sort(byName));
    expect(answer.data.total).toBe(raw.length);
  });

  it('property_keys lists every name that was sent, for one event and for all', async () => {
    const names = (events: RawEvent[]) => [...new Set(events.flatMap((each) => Object.keys(each.properties)))].sort();
    const all = await mcp.call('property_keys', { table: 'events' });
    expect([...(all.data.keys as string[])].sort()).toEqual(names(raw));
    const event = 'Tour Viewed';
    const one = await mcp.call('property_keys', { table: 'events', event });
    expect([...(one.data.keys as string[])].sort()).toEqual(names(raw.filter((each) => each.event === event)));
    const none = await mcp.call('property_keys', { table: 'events', event: 'No Such Event' });
    expect(none.isError).toBe(true);
    expect(none.text).toContain('Tour Viewed');
  });

  it('column_stats takes a column, a property and an expression', async () => {
    const column = await mcp.call('column_stats', { table: 'events', column: 'event_name' });
    expect(column.data).toMatchObject({
      count: raw.length,
      null_count: 0,
      distinct_count: new Set(raw.map((each) => each.event)).size,
      numeric: null,
    });
    const browsers = raw.map((each) => each.properties.$browser).filter((value) => value !== undefined && value !== null);
    for (const text of ['$browser', `properties->>'$."$browser"'`]) {
      const property = await mcp.call('column_stats', { table: 'events', column: text });
      expect(property.data).toMatchObject({ count: browsers.length, distinct_count: new Set(browsers).size });
    }
  });

  it('column_stats takes names that hold words of SQL', async () => {
    for (const column of ['created_at', 'is_deleted', 'dropped', 'updated_at']) {
      const answer = await mcp.call('column_stats', { table: 'events', column });
      expect(answer.isError).toBe(false);
      expect(answer.data).toMatchObject({ count: 0, row_count: raw.length });
    }
  });

  it('column_stats cannot be used to write or to read files', async () => {
    for (const column of ["(SELECT content FROM read_text('/etc/passwd'))", '1) FROM events; DROP TABLE events; --', "getenv('HOME')"]) {
      expect((await mcp.call('column_stats', { table: 'events', column })).isError).toBe(true);
    }
    expect((await mcp.call('sql_scalar', { query: 'SELECT count(*) FROM events' })).data.value).toBe(raw.length);
  });

  it('summarize describes each column', async () => {
    const answer = await mcp.call('summarize', { table: 'EVENTS' });
    expect(answer.data).toMatchObject({ table: 'events', row_count: raw.length });
    const columns = answer.data.columns as { column_name: string; count: number; null_percentage: number }[];
    expect(columns.map((each) => each.column_name)).toEqual(['event_name', 'event_time', 'distinct_id', 'insert_id', 'properties']);
    const withoutUser = raw.filter((each) => each.properties.distinct_id === undefined).length;
    expect(columns[2]?.null_percentage).toBeCloseTo((100 * withoutUser) / raw.length, 1);
  });

  it('sql_scalar gives one value, and says what it left out', async () => {
    const one = await mcp.call('sql_scalar', { query: 'SELECT 9007199254740993::BIGINT AS big' });
    expect(one.data).toMatchObject({ value: '9007199254740993', column: 'big' });
    const more = await mcp.call('sql_scalar', { query: 'SELECT event_name, 1 FROM events' });
    expect(more.text).toContain('only the first counts');
    const none = await mcp.call('sql_scalar', { query: 'SELECT 1 WHERE false' });
    expect(none.data).toMatchObject({ value: null });
  });

  it('drop_table removes a table and what was known of its days; the same fetch brings it back', async () => {
    const table = `drop_${era}`;
    const fetch = { from_date: FROM, to_date: FROM, table };
    const first = await mcp.call('fetch_events', fetch);
    const dropped = await mcp.call('drop_table', { table: table.toUpperCase() });
    expect(dropped.data).toMatchObject({ success: true, rows: first.data.rows });
    expect((await mcp.call('sql', { query: `SELECT * FROM ${table}` })).isError).toBe(true);
    expect((await mcp.call('drop_table', { table })).text).toContain('There is no local table named');
    expect((await mcp.call('fetch_events', fetch)).data.rows).toBe(first.data.rows);
    await mcp.call('drop_table', { table });
  });
});

describe('drop_all_tables', () => {
  it('removes all tables of a type, then all', async () => {
    const mcp = await connect();
    await mcp.call('fetch_profiles', {});
    const profiles = await mcp.call('drop_all_tables', { type: 'profiles' });
    expect(profiles.data).toMatchObject({ success: true, dropped: ['profiles'] });
    expect((await mcp.call('list_tables')).data.tables).toMatchObject([{ name: 'events' }]);
    const all = await mcp.call('drop_all_tables');
    expect(all.data).toMatchObject({ success: true, dropped: ['events'] });
    expect((await mcp.call('list_tables')).data).toMatchObject({ tables: [], total: 0 });
    expect((await mcp.call('drop_all_tables')).text).toContain('no local table');
    await mcp.call('fetch_events', { from_date: FROM, to_date: TO });
    await mcp.close();
  });
});

function byName(a: { event_name: string }, b: { event_name: string }): number {
  return a.event_name < b.event_name ? -1 : 1;
}
