// A load that is cancelled ends soon and leaves nothing behind.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UTC_RULE } from '#mcp/lake/day-range.ts';
import { type Lake, openLake } from '#mcp/lake/lake.ts';
import { cancelledError, isAbort } from '#shared/errors.ts';
import { NO_LOOKALIKES } from '#test/fakes/lake-room.ts';

const DAY = '2026-05-01';
const LINES = 60_000;
const body = Array.from({ length: LINES }, (_, index) =>
  JSON.stringify({
    event: 'A',
    properties: { time: Date.UTC(2026, 4, 1) / 1000 + index, distinct_id: `u${index}`, $insert_id: `i${index}`, pad: 'x'.repeat(400) },
  }),
).join('\n');

let dir: string;
let lake: Lake;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'mixlake-ingest-'));
  lake = await openLake({ projectDir: dir });
});
afterEach(async () => {
  await lake.close();
  await rm(dir, { recursive: true, force: true });
});

function ingest(text: string, lines: number, signal: AbortSignal) {
  const file = join(lake.stagingDir, `${lines}.jsonl`);
  writeFileSync(file, text);
  return lake.ingest({
    table: 'events',
    selection: {},
    days: [DAY],
    spooled: { folder: lake.stagingDir, files: [file], lookalikes: NO_LOOKALIKES, bytes: text.length, lines },
    rule: UTC_RULE,
    fetchedAtMs: Date.now(),
    signal,
  });
}

it.each([
  ['at once', 0, body],
  ['while DuckDB reads', 60, body],
  ['while odd lines are repaired or merged', 200, `${body}\nno event`],
])('a load cancelled %s leaves neither rows nor ledger, and the next one is whole', async (_when, afterMs, text) => {
  const stop = new AbortController();
  const lines = text.split('\n').length;
  const loading = ingest(text, lines, stop.signal).then(
    () => 'loaded',
    (error: unknown) => (isAbort(error) ? 'cancelled' : error),
  );
  await new Promise((done) => setTimeout(done, afterMs));
  stop.abort(cancelledError());
  const outcome = await loading;
  // A fast machine may have been through already: then all of it stands there.
  expect(['loaded', 'cancelled']).toContain(outcome);
  if (outcome === 'cancelled') expect(await lake.tables()).toEqual([]);
  if (afterMs === 0) expect(outcome).toBe('cancelled');
  const again = await ingest(text, lines, new AbortController().signal);
  expect(again.rows).toBe(LINES);
  expect((await lake.queries.run('SELECT count(*) FROM events')).rows).toEqual([[LINES]]);
});
