// Whatever an event holds: export line → lake → SQL gives it back, each event once.
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UTC_RULE } from '#mcp/lake/day-range.ts';
import { spoolBody } from '#mcp/lake/ingest/spool.ts';
import { type Lake, openLake } from '#mcp/lake/lake.ts';

const DAY = '2026-05-01';
const START = Date.UTC(2026, 4, 1) / 1000;
const RUNS = Number(process.env.MIXLAKE_TEST_ROUNDS ?? 60);

let dir: string;
let lake: Lake;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'mixlake-roundtrip-'));
  lake = await openLake({ projectDir: dir });
});
afterAll(async () => {
  await lake.close();
  await rm(dir, { recursive: true, force: true });
});

/** Every value is JSON text, because JavaScript's own numbers end at 2^53. */
const text = fc.string({ unit: 'binary', maxLength: 12 }).map((value) => JSON.stringify(value));
const integer = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(String);
const decimal = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value));
const constant = fc.constantFrom('null', 'true', 'false', '0', '-1', '""', '[]', '{}', '9007199254740993', '1e5', '"2026-05-01"', '"12"');
const { value } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, constant, text, integer, decimal, tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
  object: fc.dictionary(fc.string({ unit: 'binary', maxLength: 6 }), tie('value'), { maxKeys: 4 }).map(
    (entries) =>
      `{${Object.entries(entries)
        .map(([key, item]) => `${JSON.stringify(key)}:${item}`)
        .join(',')}}`,
  ),
}));

const RESERVED = new Set(['time', 'distinct_id', '$insert_id', 'n']);
const name = fc.oneof(
  fc.constantFrom('plan', 'Plan', '$plan', 'PLAN', 'a.b', 'a"b', "a'b", '', '$.x', 'größe', '\u2028', 'event', 'properties'),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const event = fc.record({
  name: fc.oneof(fc.constantFrom('A', 'a', '$a', 'A ', ''), fc.string({ unit: 'binary', maxLength: 8 })),
  micros: fc.oneof(fc.constantFrom(0, 1, 500_000, 86_399_999_999), fc.integer({ min: 0, max: 86_399_999_999 })),
  unit: fc.constantFrom('seconds', 'milliseconds', 'text'),
  distinctId: fc.oneof(
    fc.constantFrom(undefined, '""', '"7"', '7', '"007"', '"1e5"', '12345678901234567890', '"null"', 'null', '"$device:x"', '"ü"'),
    text,
  ),
  insertId: fc.constantFrom(undefined, '"i1"', '"I1"', '"i2"', '""'),
  others: fc.dictionary(name, value, { maxKeys: 5 }),
});
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

function timeOf({ micros, unit }: Event): { written: string; micros: number } {
  if (unit === 'milliseconds') {
    const ms = START * 1000 + Math.floor(micros / 1000);
    return { written: String(ms), micros: ms * 1000 };
  }
  const seconds = (START * 1e6 + micros) / 1e6;
  return { written: unit === 'text' ? JSON.stringify(String(seconds)) : String(seconds), micros: START * 1e6 + micros };
}

function lineOf(each: Event, n: number): string {
  const properties = [`"time":${timeOf(each).written}`, `"n":${n}`];
  if (each.distinctId !== undefined) properties.push(`"distinct_id":${each.distinctId}`);
  if (each.insertId !== undefined) properties.push(`"$insert_id":${each.insertId}`);
  for (const [key, item] of Object.entries(each.others)) if (!RESERVED.has(key)) properties.push(`${JSON.stringify(key)}:${item}`);
  return `{"event":${JSON.stringify(each.name)},"properties":{${properties.join(',')}}}`;
}

/** Two texts of the same JSON become equal; an integer keeps all its digits, any other number is a double. */
function canonical(json: string): string {
  return JSON.stringify(
    JSON.parse(json, (_key, parsed: unknown, context?: { source?: string }) => {
      if (typeof parsed !== 'number') return parsed;
      const source = context?.source ?? '';
      return /^-?\d+$/.test(source) && !Number.isSafeInteger(parsed) ? `integer ${source}` : `number ${parsed}`;
    }),
  );
}

/** The column's text for a property: the string itself, the digits of a number, null where there is nothing. */
function columnText(json: string | undefined): string | null {
  if (json === undefined || json === 'null') return null;
  return json.startsWith('"') ? JSON.parse(json) : json;
}

function rowOf(each: Event, n: number): string {
  const { properties } = /"properties":(?<properties>.*)\}$/s.exec(lineOf(each, n))?.groups ?? {};
  const columns = [each.name, timeOf(each).micros, columnText(each.distinctId), columnText(each.insertId)];
  return JSON.stringify([...columns, canonical(properties ?? '')]);
}

function sameEventKey(each: Event, n: number): string {
  if (columnText(each.insertId) === null) return `alone ${n}`;
  return JSON.stringify([each.name, timeOf(each).micros, columnText(each.distinctId), columnText(each.insertId)]);
}

let tables = 0;
async function storedAfterLoading(lines: readonly string[], pieceBytes: number): Promise<string[]> {
  const table = `t${tables++}`;
  const bytes = Buffer.from(lines.join('\n'));
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, index) =>
    bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes),
  );
  const { signal } = new AbortController();
  const spooled = await spoolBody({
    body: { stream: Readable.from(pieces), isGzip: false },
    folder: join(lake.stagingDir, table),
    onBytes: () => undefined,
    signal,
  });
  const loaded = await lake.ingest({ table, selection: {}, days: [DAY], spooled, rule: UTC_RULE, fetchedAtMs: Date.now(), signal });
  expect(loaded).toMatchObject({ rows: lines.length, quarantined: 0, repaired: 0 });
  const { rows } = await lake.queries.run(
    `SELECT event_name, epoch_us(event_time)::VARCHAR, distinct_id, insert_id, properties::VARCHAR FROM ${table}`,
  );
  return rows.map(([eventName, micros, distinctId, insertId, properties]) =>
    JSON.stringify([eventName, Number(micros), distinctId, insertId, canonical(String(properties))]),
  );
}

it('any events come back as they were sent, each once', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 25 }), fc.integer({ min: 1, max: 300 }), async (events, pieceBytes) => {
      const stored = await storedAfterLoading(events.map(lineOf), pieceBytes);
      const sent = events.map(rowOf);
      // Of repeats any one may stay; all others are there, and nothing else is.
      const keys = events.map(sameEventKey);
      expect(stored.length).toBe(new Set(keys).size);
      const kept = stored.map((row) => keys[sent.indexOf(row)] ?? `not sent: ${row}`);
      expect(kept.toSorted()).toEqual([...new Set(keys)].toSorted());
    }),
    { numRuns: RUNS },
  );
});
