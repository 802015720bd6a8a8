import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLake } from '#mcp/lake/lake.ts';
import { openLakeDatabase } from '#mcp/lake/open.ts';
import { line, openLakeRoom } from '#test/fakes/lake-room.ts';

it('after an unclean end a day that does not hold what was counted is marked, told, and fetched again', async () => {
  const room = await openLakeRoom();
  for (const day of [1, 2, 3]) await room.load('events', day, [line(day, 0, ''), line(day, 1, ''), line(day, 1, '')]);
  await room.load('whole', 1, [line(1, 0, '')]);
  await room.lake.close();
  // What no transaction of ours would do.
  const file = join(room.dir, 'lake.duckdb');
  const database = await openLakeDatabase({ file, stagingDir: join(room.dir, 'staging'), tempDir: join(room.dir, 'temp') });
  const connection = await database.connect();
  await connection.run("DELETE FROM events WHERE event_time::DATE = DATE '2026-05-02' AND distinct_id = 'u-0'");
  connection.disconnectSync();
  await database.close();

  const clean = await openLake({ projectDir: room.dir });
  expect(clean.notes).toEqual([]);
  await clean.close();
  // A log that is there means that nobody closed the file; an empty one holds nothing.
  writeFileSync(`${file}.wal`, '');
  const lake = await openLake({ projectDir: room.dir });
  expect(lake.notes).toEqual([
    expect.stringMatching(/a day of the table events did not hold .* \(2026-05-02\): the next fetch of it asks/),
  ]);
  expect((await lake.ledger('events')).map((row) => [row.day, row.isComplete])).toEqual([
    ['2026-05-01', true],
    ['2026-05-02', false],
    ['2026-05-03', true],
  ]);
  expect((await lake.tables()).find((each) => each.name === 'events')?.missingDays).toEqual(['2026-05-02']);
  expect((await lake.ledger('whole')).every((row) => row.isComplete)).toBe(true);
  await lake.close();
  await rm(room.dir, { recursive: true, force: true });
});
