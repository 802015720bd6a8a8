// Which fetched days answer which question: a real lake, its ledger written by real loads.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Coverage, coverageNotes, lakeCoverage, lastFullDay, type Uncovered } from '#mcp/analysis/lake-coverage.ts';
import type { TimeRule } from '#mcp/lake/day-range.ts';
import { type Lake, openLake } from '#mcp/lake/lake.ts';
import type { EventSelection } from '#mcp/lake/ledger.ts';
import { NO_LOOKALIKES } from '#test/fakes/lake-room.ts';

const UTC: TimeRule = { kind: 'utc' };
const NOW = Date.parse('2026-05-20T12:00:00Z');

let dir: string;
let lake: Lake;
let written = 0;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'mixlake-coverage-'));
  lake = await openLake({ projectDir: dir });
});
afterEach(async () => {
  await lake.close();
  await rm(dir, { recursive: true, force: true });
});

interface Fetched {
  days: string[];
  at: string;
  table?: string;
  selection?: EventSelection;
  rule?: TimeRule;
}

async function fetched({ days, at, table = 'events', selection = {}, rule = UTC }: Fetched): Promise<void> {
  written += 1;
  const file = join(lake.stagingDir, `${written}.jsonl`);
  const line = `${JSON.stringify({ event: 'A', properties: { time: Date.parse(`${days[0]}T12:00:00Z`) / 1000, distinct_id: 'u', $insert_id: String(written) } })}\n`;
  await writeFile(file, line);
  const spooled = { folder: lake.stagingDir, files: [file], lookalikes: NO_LOOKALIKES, lines: 1, bytes: line.length };
  await lake.ingest({ table, selection, days, spooled, rule, fetchedAtMs: Date.parse(at), signal: new AbortController().signal });
}

const days = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `2026-05-${String(from + index).padStart(2, '0')}`);

async function ask(
  from: string,
  to: string,
  options: { timezone?: string; events?: string[]; now?: number } = {},
): Promise<Coverage | Uncovered> {
  return lakeCoverage(lake, { from, to, timezone: options.timezone ?? 'UTC', events: options.events }, options.now ?? NOW);
}

describe('days of the project and days of the export', () => {
  it('are the same in UTC', async () => {
    await fetched({ days: days(1, 3), at: '2026-05-19T00:00:00Z' });
    expect(await ask('2026-05-01', '2026-05-03')).toMatchObject({
      table: 'events',
      start: '2026-05-01 00:00:00',
      end: '2026-05-04 00:00:00',
    });
    expect(await ask('2026-05-01', '2026-05-04')).toMatchObject({ table: undefined, missingDays: 1 });
  });

  it('differ east and west of it: one more export day is needed', async () => {
    await fetched({ days: days(1, 3), at: '2026-05-19T00:00:00Z' });
    expect(await ask('2026-05-01', '2026-05-03', { timezone: 'Europe/Vienna' })).toMatchObject({ table: undefined });
    expect(await ask('2026-05-02', '2026-05-03', { timezone: 'Europe/Vienna' })).toMatchObject({
      start: '2026-05-01 22:00:00',
      end: '2026-05-03 22:00:00',
    });
    expect(await ask('2026-05-02', '2026-05-03', { timezone: 'America/Los_Angeles' })).toMatchObject({ table: undefined });
    expect(await ask('2026-05-01', '2026-05-02', { timezone: 'America/Los_Angeles' })).toMatchObject({ start: '2026-05-01 07:00:00' });
  });

  it('are the same in a project that exports wall-clock time, and days stored under another rule do not count', async () => {
    const rule: TimeRule = { kind: 'wall-clock', timezone: 'Europe/Vienna' };
    await fetched({ days: days(1, 3), at: '2026-05-19T00:00:00Z', rule });
    await fetched({ days: days(4, 4), at: '2026-05-19T00:00:00Z' });
    expect(await ask('2026-05-01', '2026-05-03', { timezone: 'Europe/Vienna' })).toMatchObject({ table: undefined });
    await lake.rememberTimeRule(rule);
    expect(await ask('2026-05-01', '2026-05-03', { timezone: 'Europe/Vienna' })).toMatchObject({
      table: 'events',
      start: '2026-04-30 22:00:00',
    });
    expect(await ask('2026-05-04', '2026-05-04', { timezone: 'Europe/Vienna' })).toMatchObject({ table: undefined });
  });
});

describe('selections', () => {
  it('of all events cover each of them; of some events only those', async () => {
    await fetched({ days: days(1, 2), at: '2026-05-19T00:00:00Z', selection: { events: ['A', 'B'] } });
    expect(await ask('2026-05-01', '2026-05-02', { events: ['B'] })).toMatchObject({ table: 'events' });
    expect(await ask('2026-05-01', '2026-05-02', { events: ['A', 'C'] })).toMatchObject({
      table: undefined,
      fetch: { from_date: '2026-05-01', to_date: '2026-05-02', events: ['A', 'C'], append: true },
    });
    expect(await ask('2026-05-01', '2026-05-02')).toMatchObject({ table: undefined, fetch: { append: true } });
    await fetched({ days: days(3, 3), at: '2026-05-19T00:00:00Z' });
    // Some days from one selection, the others from the other.
    expect(await ask('2026-05-01', '2026-05-03', { events: ['A'] })).toMatchObject({ table: 'events' });
    expect(await ask('2026-05-01', '2026-05-03', { events: ['C'] })).toMatchObject({
      fetch: { from_date: '2026-05-01', to_date: '2026-05-03' },
      missingDays: 2,
    });
  });

  it('with a filter or a limit cover nothing', async () => {
    await fetched({ days: days(1, 1), at: '2026-05-19T00:00:00Z', selection: { where: 'properties["a"] == 1' } });
    await fetched({ days: days(1, 1), at: '2026-05-19T00:00:00Z', selection: { limit: 10 }, table: 'some' });
    expect(await ask('2026-05-01', '2026-05-01', { events: ['A'] })).toMatchObject({ table: undefined, missingDays: 1 });
  });

  it('never cover an event that Mixpanel computes from others', async () => {
    await fetched({ days: days(1, 1), at: '2026-05-19T00:00:00Z' });
    expect(await ask('2026-05-01', '2026-05-01', { events: ['$custom_event:77'] })).toMatchObject({ table: undefined });
  });
});

describe('the age of a copy', () => {
  it('is that of its oldest day, and days fetched too early are named', async () => {
    await fetched({ days: days(1, 2), at: '2026-05-19T00:00:00Z' });
    await fetched({ days: days(3, 4), at: '2026-05-08T06:00:00Z' });
    const found = await ask('2026-05-01', '2026-05-04');
    expect(found).toMatchObject({ fetchedAt: '2026-05-08T06:00:00Z', growingDays: ['2026-05-03', '2026-05-04'], unfinishedDays: [] });
    expect(coverageNotes(found as Coverage).join()).toContain(
      '2026-05-03 to 2026-05-04 (2 days) were fetched less than 5 days after the end',
    );
  });

  it('a day that was not over covers for an hour only', async () => {
    await fetched({ days: days(1, 10), at: '2026-05-10T18:00:00Z' });
    expect(await ask('2026-05-08', '2026-05-10', { now: Date.parse('2026-05-10T18:59:00Z') })).toMatchObject({
      unfinishedDays: ['2026-05-10'],
    });
    expect(await ask('2026-05-08', '2026-05-10', { now: Date.parse('2026-05-10T19:01:00Z') })).toMatchObject({
      table: undefined,
      missingDays: 1,
    });
    expect(await ask('2026-05-08', '2026-05-09')).toMatchObject({ unfinishedDays: [] });
  });

  it('the fresher of two tables is taken', async () => {
    await fetched({ days: days(1, 2), at: '2026-05-18T00:00:00Z' });
    await fetched({ days: days(1, 2), at: '2026-05-19T00:00:00Z', table: 'again' });
    expect(await ask('2026-05-01', '2026-05-02')).toMatchObject({ table: 'again' });
  });

  it('knows the last whole day, in the zone of the project', async () => {
    await fetched({ days: days(1, 10), at: '2026-05-10T18:00:00Z' });
    const now = Date.parse('2026-05-10T18:30:00Z');
    const range = { to: '2026-05-10', endsToday: true };
    expect(lastFullDay((await ask('2026-05-08', '2026-05-10', { now })) as Coverage, range)).toBe('2026-05-09');
    const west = (await ask('2026-05-08', '2026-05-10', { now, timezone: 'America/Los_Angeles' })) as Coverage;
    // The 9th ends at 07:00 UTC on the 10th, which was not fetched to its end.
    expect(lastFullDay(west, range)).toBe('2026-05-08');
    const before = (await ask('2026-05-02', '2026-05-05')) as Coverage;
    expect(lastFullDay(before, { to: '2026-05-05', endsToday: false })).toBe('2026-05-05');
  });
});
