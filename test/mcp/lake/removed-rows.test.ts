// What removed repeats leave behind in DuckDB: little, where they stand side by side, and the memory of loading grows by it.
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UTC_RULE } from '#mcp/lake/day-range.ts';
import { spoolBody } from '#mcp/lake/ingest/spool.ts';
import { writersOf } from '#mcp/lake/lake-writers.ts';
import { migrate } from '#mcp/lake/migrations/migrate.ts';
import { type LakeDatabase, openLakeDatabase } from '#mcp/lake/open.ts';
import { createPublishGate } from '#mcp/lake/publish-gate.ts';

const DAY = '2026-05-01';
const LINES = 60_000;
const KEPT_PER_ROW_GROUP = 256 * 1024;

let dir: string;
let database: LakeDatabase;
let writer: DuckDBConnection;
let held: number[];
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'mixlake-removed-'));
  database = await openLakeDatabase({
    file: join(dir, 'lake.duckdb'),
    stagingDir: join(dir, 'staging'),
    tempDir: join(dir, 'temp'),
    threads: 2,
  });
  writer = await database.connect();
  await migrate(writer);
  held = [];
});
afterEach(async () => {
  writer.disconnectSync();
  await database.close();
  await rm(dir, { recursive: true, force: true });
});

function line(index: number, head = ''): string {
  const properties = { time: Date.UTC(2026, 4, 1) / 1000 + index, distinct_id: `u${index}`, $insert_id: `i${index}`, pad: 'x'.repeat(120) };
  return JSON.stringify({ event: 'A', properties: head === '' ? properties : { head, ...properties } });
}

async function load(lines: readonly string[]): Promise<{ rows: number; duplicates: number }> {
  const { signal } = new AbortController();
  const writers = writersOf({
    writer,
    gate: createPublishGate(),
    pace: {
      withLittle: (_need, work) => work(),
      withAll: (work) => work(),
      giveAll: () => Promise.resolve(),
      hold: (bytes) => void held.push(bytes),
    },
    changed: () => undefined,
    typing: {
      touched: () => undefined,
      look: () => undefined,
      whenTyped: () => Promise.resolve(),
      settled: () => Promise.resolve(),
      failureOf: () => undefined,
      close: () => Promise.resolve(),
    },
    isLoading: () => true,
    inTurn: (work) => work(),
  });
  const stream = Readable.from([Buffer.from(lines.map((each) => `${each}\n`).join(''))]);
  const folder = join(dir, 'staging', 'body');
  const spooled = await spoolBody({ body: { stream, isGzip: false }, folder, onBytes: () => undefined, signal });
  return writers.ingest({ table: 'events', selection: {}, days: [DAY], spooled, rule: UTC_RULE, fetchedAtMs: Date.now(), signal });
}

/** Numbers of the rows that are gone, from the last one that stands. */
async function gaps(): Promise<number[]> {
  const found = await writer.runAndReadAll('SELECT rowid FROM events ORDER BY rowid');
  const standing = new Set(found.getRows().map(([row]) => Number(row)));
  return Array.from({ length: LINES }, (_, row) => row).filter((row) => !standing.has(row));
}

it('repeats of far apart are removed where they stand side by side', async () => {
  const lines = Array.from({ length: LINES }, (_, index) => line(index % 200 === 199 ? index - 100 : index));
  expect(await load(lines)).toMatchObject({ rows: LINES, duplicates: LINES / 200 });
  const gone = await gaps();
  expect(gone.length).toBe(LINES / 200);
  const notSeen = gone.filter((row) => row < LINES - LINES / 200).length;
  // One in five thousand: another line has taken the place of the one they repeat.
  expect(notSeen).toBeLessThan(4);
  // Side by side they may still lie across the border of two.
  expect(held[0]).toBeLessThanOrEqual((2 + notSeen) * KEPT_PER_ROW_GROUP);
});

it('repeats that begin otherwise are removed as well, where they stand', async () => {
  const lines = Array.from({ length: LINES }, (_, index) =>
    index % 200 === 199 ? line(index - 100, String(index).padEnd(130, 'x')) : line(index),
  );
  expect(await load(lines)).toMatchObject({ rows: LINES, duplicates: LINES / 200 });
  expect(held[0]).toBeGreaterThanOrEqual(3 * KEPT_PER_ROW_GROUP);
});

it('nothing is held where nothing was removed', async () => {
  expect(await load(Array.from({ length: 100 }, (_, index) => line(index)))).toMatchObject({ rows: 100, duplicates: 0 });
  expect(held).toEqual([0]);
});
