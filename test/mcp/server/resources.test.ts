// Resources and templates through clients of both eras; their numbers are compared with the simulator's raw export.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine } from '#test/fakes/engine.ts';
import { ERAS, type LiveRoom, openLiveRoom, TODAY, ZONE } from '#test/fakes/live-room.ts';
import { connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';
import { countBy, daysOf, filled, monday, type RawEvent, rawEvents } from '#test/fakes/raw-export.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const YESTERDAY = '2026-05-19';
const contract: { resources: string[]; templates: Record<string, string[]> } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/contract/resources.json'), 'utf8'),
);

let room: LiveRoom;
let events: RawEvent[];
beforeAll(async () => {
  room = await openLiveRoom();
  events = await rawEvents(room.simulator, { from: '2026-02-01', to: TODAY, today: TODAY, zone: ZONE });
});
afterAll(() => room.stop());

async function json<T = Record<string, unknown>>(mcp: TestClient, uri: string): Promise<T> {
  const [part] = await mcp.read(uri);
  expect(part).toMatchObject({ uri, mimeType: 'application/json' });
  return JSON.parse(part?.text ?? '');
}

describe.each(ERAS)('a client of the %s era', (era) => {
  let mcp: TestClient;
  beforeAll(async () => {
    mcp = await room.client(era);
  });
  afterAll(() => mcp.close());

  it('is shown every resource and template, each with a description', async () => {
    const resources = await mcp.listResources();
    const templates = await mcp.listTemplates();
    expect(resources.map((each) => each.uri)).toEqual(expect.arrayContaining([...contract.resources, 'skill://mixlake/SKILL.md']));
    expect(templates.map((each) => each.uriTemplate).sort()).toEqual(Object.keys(contract.templates).sort());
    for (const { description } of [...resources, ...templates]) expect(description?.length).toBeGreaterThan(20);
    for (const list of [resources, templates]) expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
  });

  it('can read every resource, none of them larger than a context takes', async () => {
    for (const { uri, mimeType } of await mcp.listResources()) {
      const parts = await mcp.read(uri);
      expect(parts[0]).toMatchObject({ uri, mimeType });
      expect(parts.map(({ text }) => text).join('').length, uri).toBeLessThanOrEqual(24_000);
      if (mimeType === 'application/json') JSON.parse(parts[0]?.text ?? '');
    }
  });

  it('counts an event per day over whole days, the last one yesterday', async () => {
    const answer = await json(mcp, 'analysis://trends/Tour%20Viewed/14');
    expect(answer).toMatchObject({
      event: 'Tour Viewed',
      days: 14,
      from_date: '2026-05-06',
      to_date: YESTERDAY,
      unit: 'day',
      time_zone: ZONE,
    });
    const days = daysOf('2026-05-06', YESTERDAY);
    const expected = countBy(
      events.filter(({ event, day }) => event === 'Tour Viewed' && days.includes(day)),
      ({ day }) => day,
    );
    expect(answer.data).toMatchObject({ series: { 'Tour Viewed': filled(days, expected, 0) } });
    expect(days).toHaveLength(14);
  });

  it('is told when the tables change', async () => {
    const told: string[] = [];
    await mcp.watch(['workspace://tables', 'workspace://info'], (uri) => told.push(uri));
    await mcp.call('fetch_events', { from_date: '2026-05-18', to_date: YESTERDAY, table: 'watched' });
    await expect.poll(() => [...new Set(told)].sort(), { timeout: 10_000 }).toEqual(['workspace://info', 'workspace://tables']);
    expect(await json<object[]>(mcp, 'workspace://tables')).toContainEqual({
      name: 'watched',
      type: 'events',
      row_count: expect.any(Number),
      fetched_at: expect.stringMatching(/Z$/),
    });
  });
});

describe('the resources', () => {
  let mcp: TestClient;
  beforeAll(async () => {
    mcp = await room.client('legacy');
  });
  afterAll(() => mcp.close());

  it('workspace://info names the project, the account and the database', async () => {
    await mcp.call('fetch_events', { from_date: '2026-05-18', to_date: YESTERDAY });
    const info = await json(mcp, 'workspace://info');
    expect(info).toMatchObject({ project_id: '4242', region: 'us', account: expect.any(String), time_zone: ZONE });
    expect(info.path).toMatch(/lake\.duckdb$/);
    expect(info.size_mb).toBeGreaterThan(0);
    expect(info.created_at).toMatch(/^20\d\d-.*Z$/);
    expect(info.tables).toEqual(await json(mcp, 'workspace://tables'));
    expect(info.tables).toMatchObject([{ name: 'events', type: 'events' }]);
  });

  it.each([
    ['schema://events', 'list_events'],
    ['schema://funnels', 'list_funnels'],
    ['schema://cohorts', 'list_cohorts'],
  ])('%s holds what %s answers', async (uri, tool) => {
    expect(await json(mcp, uri)).toEqual((await mcp.call(tool)).data);
  });

  it('schema://bookmarks holds all saved reports when they fit', async () => {
    const answer = await json(mcp, 'schema://bookmarks');
    const all = await mcp.call('list_bookmarks', { limit: 0 });
    expect(answer.bookmarks).toEqual(all.data.bookmarks);
    expect(answer.total_count).toBe(all.data.total_count);
  });

  it('the guide is the same under all its names', async () => {
    const guides = ['mixlake', 'mp_mcp', 'mixpanel-data'].map(async (name) => (await mcp.read(`skill://${name}/SKILL.md`))[0]?.text);
    const [ours, ...others] = await Promise.all(guides);
    expect(ours).toContain('# Answering with Mixlake');
    for (const other of others) expect(other).toBe(ours);
    expect(await json(mcp, 'skill://mp_mcp/_manifest')).toMatchObject({
      skill: 'mp_mcp',
      files: [{ path: 'SKILL.md', uri: 'skill://mp_mcp/SKILL.md' }],
    });
  });
});

describe('the templates', () => {
  let mcp: TestClient;
  beforeAll(async () => {
    mcp = await room.client('modern');
  });
  afterAll(() => mcp.close());

  it.each([
    ['0', 7],
    ['-3', 7],
    ['9999', 365],
    ['soon', 30],
  ])('take %s days as %i and say so', async (asked, days) => {
    const answer = await json(mcp, `analysis://trends/Tour%20Booked/${asked}`);
    expect(answer).toMatchObject({ days, to_date: YESTERDAY });
    expect(answer.from_date).toBe(new Date(Date.parse(YESTERDAY) - (days - 1) * DAY_MS).toISOString().slice(0, 10));
    expect(JSON.stringify(answer.notes)).toContain(`${days} are shown`);
  });

  it('weekly retention covers twelve whole weeks, each cohort with its own people', async () => {
    const answer = await json<
      Record<string, unknown> & { data: { cohorts: { date: string; size: number; retention: (number | null)[] }[] } }
    >(mcp, 'analysis://retention/Tour%20Booked/weekly');
    expect(answer).toMatchObject({ event: 'Tour Booked', period: 'weekly', weeks: 12, from_date: '2026-02-23', to_date: '2026-05-17' });
    const booked = events.filter(({ event, day, user }) => event === 'Tour Booked' && day >= '2026-02-23' && user !== undefined);
    const born = new Map<string, RawEvent>();
    for (const each of booked) if (each.day <= '2026-05-17' && !born.has(each.user ?? '')) born.set(each.user ?? '', each);
    expect(answer.data.cohorts.map(({ date }) => date)).toEqual([...new Set([...born.values()].map(({ day }) => monday(day)))].sort());
    for (const cohort of answer.data.cohorts) {
      const people = [...born].filter(([, { day }]) => monday(day) === cohort.date);
      expect(cohort.size).toBe(people.length);
      const cameBack = people.filter(([user, { ms }]) =>
        booked.some((each) => each.user === user && Math.floor((each.ms - ms) / WEEK_MS) === 1),
      ).length;
      const isOver = Date.parse(cohort.date) + 2 * WEEK_MS <= Date.parse(TODAY);
      expect(cohort.retention[1]).toBe(isOver ? cameBack / people.length : null);
    }
  });

  it('a journey counts all events of a user and shows the newest hundred', async () => {
    const from = '2026-02-19';
    const byUser = Map.groupBy(
      events.filter(({ user, day }) => user !== undefined && day >= from),
      ({ user }) => user ?? '',
    );
    const [id, own] = [...byUser].sort(([, a], [, b]) => b.length - a.length)[0] ?? ['', []];
    expect(own.length).toBeGreaterThan(100);
    const answer = await json<Record<string, unknown> & { events: { event: string; time: string }[]; notes: string[] }>(
      mcp,
      `users://${encodeURIComponent(id)}/journey`,
    );
    expect(answer).toMatchObject({
      distinct_id: id,
      period: { from_date: from, to_date: TODAY },
      summary: { total_events: own.length, event_breakdown: countBy(own, ({ event }) => event) },
      truncated: true,
    });
    const newest = own.toReversed().slice(0, answer.events.length);
    expect(answer.events.length).toBeGreaterThan(10);
    expect(answer.events.length).toBeLessThanOrEqual(100);
    expect(answer.events.map(({ time }) => Date.parse(time))).toEqual(newest.map(({ ms }) => ms));
    expect(JSON.stringify(answer.notes)).toMatch(/activity_feed/);
  });

  it.each([
    ['users://team%2F7/journey', 'team/7'],
    ['users://team/7/journey', 'team/7'],
    ['users://50%25%20off/journey', '50% off'],
    ['users://100%/journey', '100%'],
  ])('%s is the journey of %s', async (uri, id) => {
    expect(await json(mcp, uri)).toMatchObject({ distinct_id: id, summary: { total_events: 0, unique_events: 0 }, truncated: false });
  });
});

describe.each(ERAS)('what cannot be read, for a client of the %s era', (era) => {
  it('an address that does not exist is answered with the closest that does', async () => {
    const mcp = await room.client(era);
    await expect(mcp.read('workspace://inf')).rejects.toThrow(/no resource "workspace:\/\/inf".*workspace:\/\/info/s);
    await expect(mcp.read('nothing://at-all')).rejects.toThrow(/There are: workspace:\/\/info/);
    await mcp.close();
  });

  it('an unknown event is said in words, with the kind of the error for programs', async () => {
    const mcp = await room.client(era);
    await expect(mcp.read('analysis://trends/Tour%20Viewd/7')).rejects.toMatchObject({
      code: -32_602,
      message: expect.stringMatching(/no event named "Tour Viewd".*Did you mean "Tour Viewed"/),
      data: { kind: 'input' },
    });
    await mcp.close();
  });

  it('refused credentials are said in words; what needs none is still there', async () => {
    const mcp = await room.client(era, { secret: 'wrong' });
    await expect(mcp.read('schema://events')).rejects.toMatchObject({ code: -32_603, data: { kind: 'auth' } });
    expect((await mcp.read('skill://mixlake/SKILL.md'))[0]?.text).toContain('Mixlake');
    const recipe = JSON.parse((await mcp.read('recipes://weekly-review'))[0]?.text ?? '');
    expect(JSON.stringify(recipe.notes)).toMatch(/events could not be read.*put your own event names/);
    await mcp.close();
  });
});

describe('the activity log', () => {
  it('records a read like a call, refused ones too, and no user id in the name of the tool', async () => {
    const home = mkdtempSync(join(tmpdir(), 'mixlake-read-'));
    const test = startTestEngine({ home });
    const [ours, theirs] = pipePair();
    test.engine.serveMcp({ kind: 'assistant', account: { kind: 'named', name: 'nobody' } }, ours, ours);
    const mcp = await connectClient('legacy', theirs);
    await mcp.read('skill://mixlake/SKILL.md');
    await expect(mcp.read('users://secret-person/journey')).rejects.toThrow(/account/i);
    await mcp.close();
    await test.close();
    const lines = readdirSync(test.paths.activityDir)
      .flatMap((file) => readFileSync(join(test.paths.activityDir, file), 'utf8').trim().split('\n'))
      .map((line) => JSON.parse(line));
    const ended = lines.filter(({ kind }) => kind === 'ended').map(({ entry }) => [entry.tool, entry.outcome]);
    expect(ended[0]).toEqual(['resource skill://mixlake/SKILL.md', 'ok']);
    expect(ended[1]?.[0]).toBe('resource users://');
    expect(ended[1]?.[1]).not.toBe('ok');
    rmSync(home, { recursive: true, force: true });
  });
});
