import { Temporal } from 'temporal-polyfill';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

const TODAY = '2026-05-20';
const noon = Temporal.PlainDateTime.from(`${TODAY}T12:00`).toZonedDateTime('Europe/Vienna').epochMilliseconds;
const startedAt = Date.now();
/** Noon of that day, from where the clock runs on: the quota needs a clock that moves. */
const now = () => noon + (Date.now() - startedAt);

let simulator: SimulatorProcess;
let test: TestEngine;

async function client(era: 'legacy' | 'modern' = 'legacy', changes = {}): Promise<TestClient> {
  const [ours, theirs] = pipePair();
  test.engine.serveMcp(simulatorSession(simulator, changes), ours, ours);
  return connectClient(era, theirs);
}

beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 20_000, users: 800, today: TODAY, quota: false });
  test = startTestEngine({ now });
});
afterAll(async () => {
  await test.close();
  await simulator.stop();
});
afterEach(() => expect(test.faults).toEqual([]));

describe.each(['legacy', 'modern'] as const)('a client of the %s era', (era) => {
  it('lists the tools and asks the project', async () => {
    const mcp = await client(era);
    expect((await mcp.listTools()).map((tool) => tool.name)).toContain('fetch_events');
    const info = await mcp.call('workspace_info');
    expect(info.data).toMatchObject({ project_id: '4242', region: 'us', timezone: 'Europe/Vienna', timezone_known: true });
    expect(info.text).toContain('Europe/Vienna');
    await mcp.close();
  });

  it('fetches events and asks them in SQL, with the very number of distinct events that was sent', async () => {
    await simulator.reset();
    const mcp = await client(era);
    const table = `events_${era}`;
    const seen: number[] = [];
    const fetched = await mcp.call(
      'fetch_events',
      { from_date: '2026-04-21', to_date: TODAY, table },
      { onProgress: ({ progress }) => seen.push(progress) },
    );
    expect(fetched.data).toMatchObject({
      status: 'completed',
      table,
      type: 'events',
      missing_days: [],
      job_id: expect.stringMatching(/^job_/),
    });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    const { distinctEvents } = (await simulator.stats()).export;
    const counted = await mcp.call('sql', { query: `SELECT count(*) AS n FROM ${table}` });
    expect(counted.data.rows).toEqual([{ n: distinctEvents }]);
    expect(fetched.data.rows).toBe(distinctEvents);
    await mcp.close();
  });
});

describe('every first tool', () => {
  let mcp: TestClient;
  beforeAll(async () => {
    mcp = await client();
    await mcp.call('fetch_events', { from_date: '2026-05-01', to_date: TODAY });
  });
  afterAll(() => mcp.close());

  it('list_events, list_properties and list_property_values describe the schema truthfully', async () => {
    const events = await mcp.call('list_events');
    expect(events.data.total).toBeGreaterThan(14);
    const properties = await mcp.call('list_properties', { event: 'Tour Viewed' });
    const types = new Map((properties.data.properties as { name: string; type: string }[]).map((each) => [each.name, each.type]));
    expect(types.get('$browser')).toBe('string');
    expect([...types.values()]).not.toContain('unknown');
    const values = await mcp.call('list_property_values', { event: 'Tour Viewed', property_name: '$browser', limit: 2 });
    expect(values.data).toMatchObject({ values: [expect.any(String), expect.any(String)], has_more: true });
  });

  it('top_events says that it covers today only', async () => {
    const top = await mcp.call('top_events', { limit: 3 });
    expect(top.data.events).toHaveLength(3);
    expect(top.text).toContain('today so far');
  });

  it('segmentation agrees with the fetched events', async () => {
    const answer = await mcp.call('segmentation', { event: 'Tour Viewed', from_date: '2026-05-04', to_date: '2026-05-10' });
    const local = await mcp.call('sql', {
      query: `SELECT timezone('Europe/Vienna', timezone('UTC', event_time))::DATE::VARCHAR AS day, count(*) AS n FROM events
        WHERE event_name = 'Tour Viewed' AND day BETWEEN '2026-05-04' AND '2026-05-10' GROUP BY 1 ORDER BY 1`,
    });
    const expected = Object.fromEntries((local.data.rows as { day: string; n: number }[]).map((row) => [row.day, row.n]));
    expect(answer.data.series).toEqual({ 'Tour Viewed': expected });
    expect(answer.data.time_zone).toBe('Europe/Vienna');
  });

  it('segmentation splits by a bare property name', async () => {
    const answer = await mcp.call('segmentation', {
      event: 'Tour Viewed',
      from_date: '2026-05-04',
      to_date: '2026-05-10',
      segment_property: '$browser',
      unit: 'week',
    });
    expect(Object.keys(answer.data.series as object).length).toBeGreaterThan(1);
    expect(answer.text).toContain('split by $browser');
  });

  it('segmentation shows the largest segment first, also when the names are numbers', async () => {
    const answer = await mcp.call('segmentation', {
      event: 'Tour Viewed',
      from_date: '2026-05-04',
      to_date: '2026-05-10',
      segment_property: '$screen_width',
    });
    const totals = answer.text
      .match(/^\| (?!segment|---).* \| ([\d,]+) \|$/gm)
      ?.map((line) => Number(/([\d,]+) \|$/.exec(line)?.[1]?.replaceAll(',', '')));
    expect(totals?.length).toBeGreaterThan(1);
    expect(totals).toEqual(totals?.toSorted((a, b) => b - a));
  });

  it('funnel names the funnel, adds counts over dates and keeps the segments', async () => {
    const funnels = (await mcp.call('list_funnels')).data.funnels as { funnel_id: number; name: string }[];
    const [first] = funnels;
    const answer = await mcp.call('funnel', {
      funnel_id: first?.funnel_id,
      from_date: '2026-05-01',
      to_date: '2026-05-14',
      unit: 'week',
      on: '$os',
    });
    const data = answer.data as {
      funnel_name: string;
      steps: { count: number; overall_conversion_rate: number }[];
      segments: unknown[];
      conversion_rate: number;
    };
    expect(data.funnel_name).toBe(first?.name);
    expect(data.segments.length).toBeGreaterThan(1);
    const [entered, ...rest] = data.steps;
    expect(entered?.count).toBeGreaterThan(0);
    expect(data.conversion_rate).toBeCloseTo((rest.at(-1)?.count ?? 0) / (entered?.count ?? 1), 10);
    const unknown = await mcp.call('funnel', { funnel_id: 1, from_date: '2026-05-01', to_date: '2026-05-14' });
    expect(unknown).toMatchObject({ isError: true, text: expect.stringContaining('no saved funnel with the id 1') });
  });

  it('retention leaves buckets that are not over yet empty', async () => {
    const answer = await mcp.call('retention', {
      born_event: 'App Opened',
      from_date: '2026-05-14',
      to_date: '2026-05-19',
      interval_count: 7,
    });
    const cohorts = answer.data.cohorts as { date: string; size: number; retention: (number | null)[] }[];
    const youngest = cohorts.at(-1);
    expect(youngest).toMatchObject({ date: '2026-05-19' });
    expect(youngest?.retention[0]).toEqual(expect.any(Number));
    expect(youngest?.retention.slice(1).every((share) => share === null)).toBe(true);
  });

  it('list_cohorts, fetch_profiles and the profiles table belong together', async () => {
    const cohorts = (await mcp.call('list_cohorts')).data.cohorts as { id: number; is_visible: boolean }[];
    expect(typeof cohorts[0]?.is_visible).toBe('boolean');
    const all = await mcp.call('fetch_profiles', {});
    expect(all.data).toMatchObject({ status: 'completed', type: 'profiles', table: 'profiles' });
    const counted = await mcp.call('sql', { query: 'SELECT count(*) AS n, count(DISTINCT distinct_id) AS ids FROM profiles' });
    expect(counted.data.rows).toEqual([{ n: all.data.rows, ids: all.data.rows }]);
    const again = await mcp.call('fetch_profiles', {});
    expect(again.data.table_rows).toBe(all.data.rows);
    const members = await mcp.call('fetch_profiles', { cohort_id: String(cohorts[0]?.id), table: 'members', output_properties: ['plan'] });
    expect(members.data.status).toBe('completed');
  });

  it('list_tables, table_schema and sample show what is there', async () => {
    const tables = (await mcp.call('list_tables')).data.tables as Record<string, unknown>[];
    expect(tables.find((each) => each.name === 'events')).toMatchObject({
      type: 'events',
      missing_days: [],
      day_zone: 'UTC',
      is_loading: false,
    });
    const schema = await mcp.call('table_schema', { table: 'events' });
    expect((schema.data.columns as { name: string }[]).map((column) => column.name)).toEqual([
      'event_name',
      'event_time',
      'distinct_id',
      'insert_id',
      'properties',
    ]);
    expect(schema.data.properties).toContain('$browser');
    const sample = await mcp.call('sample', { table: 'events', limit: 3 });
    expect(sample.data.rows).toHaveLength(3);
    expect((await mcp.call('table_schema', { table: 'nope"; --' })).text).toContain('There is no local table named');
  });

  it('sql cuts a long answer and says so', async () => {
    const answer = await mcp.call('sql', { query: 'SELECT * FROM events' });
    expect(answer.data.has_more).toBe(true);
    expect(answer.text.length).toBeLessThan(25_000);
    expect(JSON.stringify(answer.data).length).toBeLessThan(30_000);
    expect(answer.text).toContain('Note: Only the first');
  });

  it('sql keeps every digit of a large integer', async () => {
    const answer = await mcp.call('sql', {
      query: 'SELECT 9007199254740993::BIGINT AS a, 42::BIGINT AS b, 170141183460469231731687303715884105727::HUGEINT AS c',
    });
    expect(answer.data.rows).toEqual([{ a: '9007199254740993', b: 42, c: '170141183460469231731687303715884105727' }]);
  });
});

describe('bad input', () => {
  let mcp: TestClient;
  beforeAll(async () => {
    mcp = await client();
  });
  afterAll(() => mcp.close());

  it.each([
    ['segmentation', { evnt: 'A', from_date: '2026-05-01', to_date: '2026-05-02' }, 'There is no argument "evnt". Did you mean "event"?'],
    ['segmentation', { event: 7, from_date: '2026-05-01', to_date: '2026-05-02' }, 'The argument event must be a text (given: 7).'],
    ['segmentation', { event: 'A' }, 'The argument from_date is missing.'],
    ['segmentation', { event: 'A', from_date: '2026-02-30', to_date: '2026-03-02' }, 'from_date 2026-02-30 is not a day of the calendar.'],
    ['segmentation', { event: 'A', from_date: '1.5.2026', to_date: '2026-05-02' }, 'is not a date.'],
    ['segmentation', { event: 'A', from_date: '2026-05-09', to_date: '2026-05-02' }, 'The range is reversed'],
    ['segmentation', { event: 'A', from_date: '2026-05-01', to_date: '2026-05-21' }, 'lies in the future: today is 2026-05-20'],
    ['segmentation', { event: 'A', from_date: '1999-05-01', to_date: '2026-05-02' }, 'before 2000'],
    ['segmentation', { event: 'tour viewd', from_date: '2026-05-01', to_date: '2026-05-02' }, 'Did you mean "Tour Viewed"'],
    [
      'segmentation',
      { event: 'A', from_date: '2026-05-01', to_date: '2026-05-02', unit: 'minute' },
      'The argument unit must be one of hour, day, week, month (given: "minute").',
    ],
    ['fetch_events', { from_date: '2026-05-01', to_date: '2026-05-02', table: 'my "table"' }, 'cannot be the name of a table'],
    [
      'fetch_events',
      { from_date: '2026-05-01', to_date: '2026-05-02', table: 'no_such', append: true },
      'There is no table no_such to append to.',
    ],
    ['fetch_events', { from_date: '2026-05-01', to_date: '2026-05-02', limit: 0 }, 'The argument limit must be at least 1 (given: 0).'],
    ['fetch_profiles', { distinct_id: 'a', distinct_ids: ['b'] }, 'exclude each other'],
    ['fetch_profiles', { include_all_users: true }, 'include_all_users needs cohort_id'],
    ['sql', { query: 'DROP TABLE events' }, 'Error (sql)'],
    ['sql', { query: "SELECT * FROM read_csv('/etc/passwd')" }, 'Error (sql)'],
    ['job_status', { job_id: 'job_0' }, 'There is no job "job_0".'],
    ['list_event', {}, 'There is no tool named "list_event". Did you mean "list_events"'],
  ])('%s %j is told in a sentence', async (name, args, sentence) => {
    const answer = await mcp.call(name, args);
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain(sentence);
    expect(answer.text).not.toMatch(/\n\s+at |ZodError|node_modules|\/tmp\//);
  });

  it.each([
    [{ secret: 'not-the-secret' }, 'Mixpanel refused the credentials'],
    [{ region: 'mars' }, '"mars" in MP_REGION is not a Mixpanel region. '],
    [{ projectId: 'abc' }, 'is not a whole number'],
  ])('an account with %j can connect and is told what is wrong at the first question', async (changes, sentence) => {
    const other = await client('legacy', changes);
    expect((await other.listTools()).length).toBeGreaterThan(10);
    const answer = await other.call('list_events');
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain(sentence.trim());
    expect(JSON.stringify(answer)).not.toContain('not-the-secret');
    const info = await other.call('workspace_info');
    if ('secret' in changes) expect(info.text).toContain('(auth): Mixpanel refused the credentials.');
    await other.close();
  });

  it('holds no secret in the activity log, though the account was used', async () => {
    const { readdirSync, readFileSync } = await import('node:fs');
    const text = readdirSync(test.paths.activityDir)
      .map((name) => readFileSync(`${test.paths.activityDir}/${name}`, 'utf8'))
      .join('');
    expect(text).toContain('"tool":"segmentation"');
    expect(text).not.toContain(simulator.credentials.secret);
  });
});

describe('a refetch', () => {
  it('never doubles, refreshes the last days only, and refuses another selection without append', async () => {
    const mcp = await client();
    await mcp.call('fetch_events', { from_date: '2026-05-01', to_date: TODAY, table: 'again' });
    const first = await mcp.call('sql', { query: 'SELECT count(*) AS n FROM again' });
    await simulator.reset();
    const second = await mcp.call('fetch_events', { from_date: '2026-05-01', to_date: TODAY, table: 'again' });
    expect(second.data).toMatchObject({ status: 'completed', days_already_there: 15, days_fetched: 6 });
    expect((await mcp.call('sql', { query: 'SELECT count(*) AS n FROM again' })).data.rows).toEqual(first.data.rows);
    const other = await mcp.call('fetch_events', {
      from_date: '2026-05-01',
      to_date: '2026-05-02',
      table: 'again',
      events: ['App Opened'],
    });
    expect(other).toMatchObject({ isError: true, text: expect.stringContaining('already holds another selection') });
    const appended = await mcp.call('fetch_events', {
      from_date: '2026-05-01',
      to_date: '2026-05-02',
      table: 'again',
      events: ['App Opened'],
      append: true,
    });
    expect(appended.data.status).toBe('completed');
    expect((await mcp.call('sql', { query: 'SELECT count(*) AS n FROM again' })).data.rows).toEqual(first.data.rows);
    await mcp.close();
  });

  it('with a limit takes one sample over the whole range', async () => {
    await simulator.reset();
    const mcp = await client();
    const sample = await mcp.call('fetch_events', {
      from_date: '2026-05-01',
      to_date: '2026-05-10',
      table: 'few',
      limit: 50,
      parallel: true,
    });
    expect(sample.data).toMatchObject({ status: 'completed', table: 'few' });
    expect((await mcp.call('sql', { query: 'SELECT count(*) <= 50 AS ok FROM few' })).data.rows).toEqual([{ ok: true }]);
    expect((await simulator.stats()).requests.byPath['/api/2.0/export']).toBe(1);
    await mcp.close();
  });
});
