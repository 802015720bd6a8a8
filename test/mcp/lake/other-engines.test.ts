// The statements of docs/guides/other-engines.md, run by a DuckDB that knows nothing of Mixlake.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { type LakeRoom, line, openLakeRoom } from '#test/fakes/lake-room.ts';

const GUIDE = resolve(import.meta.dirname, '../../../docs/guides/other-engines.md');
const DAYS = [1, 2, 3, 4];

async function exported(room: LakeRoom, sql: string): Promise<string> {
  const done = await room.lake.exportQuery({
    ...{ sql, format: 'parquet', name: 'events', byDay: { column: 'event_time', timezone: 'UTC' }, folder: join(room.dir, 'exports') },
    ...{ signal: new AbortController().signal, client: 'test', onBytes: () => undefined },
  });
  return done.path;
}

it('a plain DuckDB reads an export by day with the statements of the guide', async () => {
  const room = await openLakeRoom();
  for (const day of DAYS)
    await room.load(
      'events',
      day,
      Array.from({ length: 10 * day }, (_, index) => line(day, index, `"plan":"p${index % 2}"`)),
    );
  const folder = await exported(room, 'SELECT * FROM events');
  const [block = ''] = /```sql\n([\s\S]*?)```/.exec(readFileSync(GUIDE, 'utf8'))?.slice(1) ?? [];
  const statements = block
    .replaceAll('EXPORT', folder)
    .split(';')
    .map((text) => text.trim())
    .filter(Boolean);
  expect(statements).toHaveLength(3);

  const plain = await DuckDBInstance.create(':memory:');
  const connection = await plain.connect();
  const answers = [];
  for (const statement of statements) answers.push((await connection.runAndReadAll(statement)).getRowsJson());
  expect(answers[1]).toEqual([
    ['2026-05-02', 'Trip Booked', '20', '20'],
    ['2026-05-03', 'Trip Booked', '30', '30'],
  ]);
  expect(answers[2]).toEqual([
    ['p0', '50'],
    ['p1', '50'],
  ]);
  // The condition on the day leaves the other folders closed.
  const plan = await connection.runAndReadAll(`EXPLAIN ANALYZE ${statements[1] ?? ''}`);
  expect(JSON.stringify(plan.getRows())).toMatch(/Total Files Read: 2/);
  connection.disconnectSync();
  plain.closeSync();
  await room.remove();
});

it('the typed view can be exported by day as well, with its types', async () => {
  const room = await openLakeRoom({ materialiseFromRows: 0 });
  await room.load('events', 1, [line(1, 0, '"price":1.5,"big":12345678901234567890,"tags":["a"]')]);
  await room.lake.typingSettled();
  const folder = await exported(room, 'SELECT * FROM events_typed');
  const plain = await DuckDBInstance.create(':memory:');
  const connection = await plain.connect();
  const read = await connection.runAndReadAll(`SELECT price, big::VARCHAR, tags, typeof(price) FROM read_parquet('${folder}/*/*.parquet')`);
  expect(read.getRowsJson()).toEqual([[1.5, '12345678901234567890', '["a"]', 'DOUBLE']]);
  connection.disconnectSync();
  plain.closeSync();
  await room.remove();
});
