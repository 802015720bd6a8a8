import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UTC_RULE } from '#mcp/lake/day-range.ts';
import { spoolBody } from '#mcp/lake/ingest/spool.ts';
import { type Lake, openLake } from '#mcp/lake/lake.ts';
import type { EventSelection } from '#mcp/lake/ledger.ts';
import { NO_LOOKALIKES } from '#test/fakes/lake-room.ts';

let dir: string;
let lake: Lake;
const signal = new AbortController().signal;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'mixlake-ingest-'));
  lake = await openLake({ projectDir: dir });
});
afterEach(async () => {
  await lake.close();
  await rm(dir, { recursive: true, force: true });
});

const DAY = '2026-05-01';
const NOON = Date.UTC(2026, 4, 1, 12) / 1000;

function event(name: string, properties: Record<string, unknown>): string {
  return JSON.stringify({ event: name, properties });
}

let spools = 0;
async function ingest(body: string | Buffer, options: { table?: string; selection?: EventSelection; days?: string[] } = {}) {
  const folder = join(lake.stagingDir, `test-${spools++}`);
  const spooled = await spoolBody({
    body: { stream: Readable.from([Buffer.from(body)]), isGzip: false },
    folder,
    onBytes: () => undefined,
    signal,
  });
  return lake.ingest({
    table: options.table ?? 'events',
    selection: options.selection ?? {},
    days: options.days ?? [DAY],
    spooled,
    rule: UTC_RULE,
    fetchedAtMs: Date.now(),
    signal,
  });
}

async function rows(sql: string): Promise<unknown[][]> {
  return (await lake.queries.run(sql)).rows;
}

describe('loading a day', () => {
  it('keeps every value as it was sent', async () => {
    const line =
      `{"event":"Trip Booked","properties":{"time":${NOON},"distinct_id":"u-1","$insert_id":"a1",` +
      `"big":12345678901234567890123,"exact":9007199254740993,"name":"Höhenweg\u2028x","nested":{"a":[1,{"b":null}]},"Id":1,"id":2,"$id":3}}`;
    await ingest(`${line}\n`);
    expect(await rows('SELECT event_name, event_time, distinct_id, insert_id FROM events')).toEqual([
      ['Trip Booked', '2026-05-01T12:00:00Z', 'u-1', 'a1'],
    ]);
    const [[text]] = (await rows('SELECT properties FROM events')) as [[string]];
    expect(text).toContain('"big":12345678901234567890123');
    expect(text).toContain('"exact":9007199254740993');
    expect(text).toContain('"Id":1,"id":2,"$id":3');
    expect(JSON.parse(text).name).toBe('Höhenweg\u2028x');
  });

  it('tells an absent distinct id from an empty one', async () => {
    await ingest(
      [event('A', { time: NOON }), event('B', { time: NOON, distinct_id: '' }), event('C', { time: NOON, distinct_id: 7 })].join('\n'),
    );
    expect(await rows('SELECT event_name, distinct_id FROM events ORDER BY 1')).toEqual([
      ['A', null],
      ['B', ''],
      ['C', '7'],
    ]);
  });

  it('reads seconds, fractions of seconds and milliseconds', async () => {
    await ingest([event('A', { time: NOON }), event('B', { time: NOON + 0.25 }), event('C', { time: NOON * 1000 + 123 })].join('\n'));
    expect(await rows('SELECT event_time FROM events ORDER BY event_name')).toEqual([
      ['2026-05-01T12:00:00Z'],
      ['2026-05-01T12:00:00.25Z'],
      ['2026-05-01T12:00:00.123Z'],
    ]);
  });

  it('removes repeats by all four parts and keeps events that only share an insert id', async () => {
    const base = { time: NOON, distinct_id: 'u', $insert_id: 'x' };
    const loaded = await ingest(
      [
        event('A', base),
        event('A', { ...base, extra: 1 }),
        event('B', base),
        event('A', { ...base, time: NOON + 1 }),
        event('A', { ...base, distinct_id: 'v' }),
        event('A', { time: NOON, distinct_id: 'u' }),
        event('A', { time: NOON, distinct_id: 'u' }),
      ].join('\n'),
    );
    expect(loaded).toMatchObject({ rows: 7, duplicates: 1 });
    expect(await rows('SELECT count(*) FROM events')).toEqual([[6]]);
    expect((await lake.ledger('events'))[0]).toMatchObject({ day: DAY, lines: 7, duplicates: 1, isComplete: true, isDeduplicated: true });
  });

  it('replaces a day that is loaded again instead of doubling it', async () => {
    await ingest([event('A', { time: NOON }), event('B', { time: NOON })].join('\n'));
    await ingest([event('A', { time: NOON }), event('B', { time: NOON }), event('C', { time: NOON })].join('\n'));
    expect(await rows('SELECT count(*) FROM events')).toEqual([[3]]);
    expect(await lake.ledger('events')).toHaveLength(1);
  });

  it('replaces only its own events when a selection names some', async () => {
    await ingest([event('A', { time: NOON }), event('B', { time: NOON })].join('\n'));
    await ingest(event('A', { time: NOON, late: true }), { selection: { events: ['A'] } });
    expect(await rows("SELECT event_name, properties->>'$.late' FROM events ORDER BY 1")).toEqual([
      ['A', 'true'],
      ['B', null],
    ]);
  });

  it('merges a filtered selection without doubling what is already there', async () => {
    await ingest([event('A', { time: NOON, plan: 'pro' }), event('B', { time: NOON, plan: 'free' })].join('\n'));
    await ingest(event('A', { time: NOON, plan: 'pro' }), { selection: { where: 'properties["plan"] == "pro"' } });
    expect(await rows('SELECT count(*) FROM events')).toEqual([[2]]);
  });

  it('loads an empty body as an empty, complete day', async () => {
    await ingest('');
    expect(await rows('SELECT count(*) FROM events')).toEqual([[0]]);
    expect((await lake.ledger('events'))[0]).toMatchObject({ lines: 0, isComplete: true });
  });
});

describe('prop()', () => {
  it('reads a property by its name, with or without the column', async () => {
    await ingest(event('A', { time: NOON, $browser: 'Chrome', 'party size.x': 2, 'a "b" \\c': 3 }));
    expect(await rows("SELECT prop('$browser'), prop(properties, '$browser'), prop('party size.x') FROM events")).toEqual([
      ['Chrome', 'Chrome', '2'],
    ]);
    expect(await rows(`SELECT prop(e.properties, 'a "b" \\c') FROM events e`)).toEqual([['3']]);
  });
});

describe('odd bodies', () => {
  it('does not take a line without an event name for an event, where nothing else is wrong', async () => {
    const nameless = JSON.stringify({ properties: { time: NOON, distinct_id: 'u' } });
    expect(await ingest(`${event('A', { time: NOON })}\n${nameless}\n`)).toMatchObject({ rows: 1, quarantined: 1 });
    expect(await rows('SELECT event_name FROM events')).toEqual([['A']]);
    expect(await rows('SELECT reason FROM mixlake.quarantine')).toEqual([['no event name']]);
  });

  it('puts bad lines into quarantine with offset and reason and loads the rest', async () => {
    const good = event('A', { time: NOON });
    const loaded = await ingest(
      [good, 'not json', '{"event":"B"}', '[1,2]', event('C', { time: 'soon' }), '', good.replace('A', 'Z')].join('\n'),
    );
    expect(loaded).toMatchObject({ rows: 2, quarantined: 4 });
    expect(await rows('SELECT byte_offset, reason FROM mixlake.quarantine ORDER BY byte_offset')).toEqual([
      [good.length + 1, 'not a JSON object'],
      [good.length + 10, 'no properties'],
      [good.length + 24, 'not a JSON object'],
      [good.length + 30, 'no usable time'],
    ]);
    expect((await lake.tables())[0]).toMatchObject({ name: 'events', rowCount: 2, quarantinedLines: 4 });
  });

  it('finds the place of bad lines, and the other half of a split one, also among lines that were stored apart', async () => {
    const pad = 'x'.repeat(150);
    const line = (name: string, n: number) => event(name, { pad, time: NOON, n });
    const split = line('A', 4);
    const lines = [
      line('A', 1),
      line('A', 2),
      'not json',
      line('B', 1),
      split.slice(0, 200),
      split.slice(200),
      '{"event":"B"}',
      line('B', 2),
    ];
    const body = lines.join('\n');
    expect(await ingest(body)).toMatchObject({ rows: 5, quarantined: 2, repaired: 1 });
    expect(await rows('SELECT byte_offset, reason FROM mixlake.quarantine ORDER BY byte_offset')).toEqual([
      [body.indexOf('not json'), 'not a JSON object'],
      [body.indexOf('{"event":"B"}'), 'no properties'],
    ]);
    expect(await rows("SELECT event_name, properties->>'$.n' FROM events ORDER BY ALL")).toEqual([
      ['A', '1'],
      ['A', '2'],
      ['A', '4'],
      ['B', '1'],
      ['B', '2'],
    ]);
  });

  it('repairs a lone surrogate and cut bytes, and says how many lines', async () => {
    const lone = `{"event":"A","properties":{"time":${NOON},"s":"x\\ud83dy","ok":"\\ud83d\\ude00"}}`;
    const cut = Buffer.concat([Buffer.from(`{"event":"B","properties":{"time":${NOON},"s":"`), Buffer.from([0xc3]), Buffer.from('"}}')]);
    const loaded = await ingest(Buffer.concat([Buffer.from(`${lone}\n`), cut, Buffer.from('\n')]));
    expect(loaded).toMatchObject({ rows: 2, repaired: 2, quarantined: 0 });
    expect(await rows("SELECT properties->>'$.s', properties->>'$.ok' FROM events ORDER BY event_name")).toEqual([
      ['x\uFFFDy', '😀'],
      ['\uFFFD', null],
    ]);
  });

  it('joins a record that was split over two lines', async () => {
    const line = event('A', { time: NOON, text: 'hello world' });
    const loaded = await ingest(`${line.slice(0, 30)}\n${line.slice(30)}\n${event('B', { time: NOON })}\n`);
    expect(loaded).toMatchObject({ rows: 2, repaired: 1, quarantined: 0 });
  });

  it.each([
    ['terminated early as last line', `${event('A', { time: NOON })}\nterminated early\n`],
    ['terminated early as the only line', 'export terminated early'],
    ['an error instead of events', '{"error":"query could not be run"}'],
    ['an error among the events', `${event('A', { time: NOON })}\n{"error":"worker lost"}\n${event('B', { time: NOON })}\n`],
    ['a record cut in the middle', `${event('A', { time: NOON })}\n{"event":"B","prop`],
  ])('refuses %s as partial and keeps nothing of it', async (_name, body) => {
    await expect(ingest(body)).rejects.toMatchObject({ name: 'PartialBody', kind: 'network' });
    expect(await lake.tables()).toEqual([]);
  });

  it('keeps events outside the asked days, once, however often they come', async () => {
    const outsider = event('Old', { time: NOON - 86_400 * 3, distinct_id: 'u' });
    await ingest([event('A', { time: NOON }), outsider].join('\n'));
    await ingest([event('A', { time: NOON }), outsider].join('\n'));
    expect(await rows('SELECT event_name, count(*) FROM events GROUP BY 1 ORDER BY 1')).toEqual([
      ['A', 1],
      ['Old', 1],
    ]);
  });
});

describe('projects from before 2023', () => {
  it('finds the wall-clock rule from the gap to the true receive time and converts each event', async () => {
    const vienna = (utcSeconds: number) => utcSeconds + 7200;
    const lines = Array.from({ length: 40 }, (_, i) =>
      event('A', { time: vienna(NOON + i), $mp_api_timestamp_ms: (NOON + i) * 1000 + 900, distinct_id: `u${i}` }),
    );
    const file = join(lake.stagingDir, 'probe.jsonl');
    writeFileSync(file, lines.join('\n'));
    expect(await lake.findTimeRule([file], 'Europe/Vienna')).toEqual({
      rule: { kind: 'wall-clock', timezone: 'Europe/Vienna' },
      isCertain: true,
      wantsMore: false,
    });
    expect(await lake.findTimeRule([file], 'UTC')).toEqual({ rule: UTC_RULE, isCertain: true, wantsMore: false });
    expect((await lake.findTimeRule([file], null)).warning).toMatch(/2 h ahead of UTC/);
    const spooled = { folder: lake.stagingDir, files: [file], lookalikes: NO_LOOKALIKES, bytes: 1, lines: lines.length };
    const rule = { kind: 'wall-clock', timezone: 'Europe/Vienna' } as const;
    await lake.ingest({ table: 'events', selection: {}, days: [DAY], spooled, rule, fetchedAtMs: Date.now(), signal });
    expect(await rows('SELECT min(event_time) FROM events')).toEqual([['2026-05-01T12:00:00Z']]);
  });
});

describe('a crash', () => {
  it('between commit and the removal of repeats is finished at the next opening', async () => {
    await ingest([event('A', { time: NOON, $insert_id: 'x' }), event('B', { time: NOON })].join('\n'));
    await lake.close();
    const { openLakeDatabase } = await import('#mcp/lake/open.ts');
    const raw = await openLakeDatabase({ file: join(dir, 'lake.duckdb'), stagingDir: join(dir, 'staging'), tempDir: join(dir, 'temp') });
    const connection = await raw.connect();
    await connection.run("INSERT INTO events SELECT * FROM events WHERE event_name = 'A'");
    await connection.run('UPDATE mixlake.ledger SET is_deduplicated = false');
    connection.disconnectSync();
    await raw.close();
    lake = await openLake({ projectDir: dir });
    expect(await rows('SELECT count(*) FROM events')).toEqual([[2]]);
  });
});
