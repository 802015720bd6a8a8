import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LakeRoom, line, openLakeRoom } from '#test/fakes/lake-room.ts';

let room: LakeRoom;
beforeEach(async () => {
  room = await openLakeRoom({ materialiseFromRows: 0 });
  const lines = (day: number): string[] =>
    Array.from({ length: 20_000 }, (_, index) =>
      line(day, index, `"plan":"p${index % 3}","text":"${(index * 7919 + day).toString(36).repeat(8)}"`),
    );
  // First, so that its blocks lie before the others: those at the end are given back without compacting.
  for (const day of [1, 2, 3]) await room.load('other', day, lines(day));
  for (const day of [1, 2]) await room.load('events', day, lines(day));
  await room.lake.typingSettled();
});
afterEach(() => room.remove());

const FINGERPRINT =
  'SELECT count(*), sum(hash(event_name, event_time, distinct_id, insert_id, properties::VARCHAR)::HUGEINT)::VARCHAR FROM events';
const file = (): string => join(room.dir, 'lake.duckdb');

it('compacting keeps every row, view and book, and frees what was deleted', async () => {
  const before = { rows: await room.rows(FINGERPRINT), tables: await room.lake.tables(), ledger: await room.lake.ledger('events') };
  await room.lake.dropTable('other', { isForever: true, nowMs: Date.now() });
  const done = await room.lake.compact();
  expect(done.bytesAfter).toBeLessThan(0.8 * done.bytesBefore);
  expect(statSync(file()).size).toBe(done.bytesAfter);
  expect(readdirSync(room.dir).filter((name) => name.includes('compact'))).toEqual([]);
  expect(await room.rows(FINGERPRINT)).toEqual(before.rows);
  expect(await room.lake.tables()).toEqual(before.tables.filter((each) => each.name === 'events'));
  expect(await room.lake.ledger('events')).toEqual(before.ledger);
  expect(await room.rows('SELECT plan, count(*) FROM events_typed GROUP BY 1 ORDER BY 1')).toEqual([
    ['p0', 13_334],
    ['p1', 13_334],
    ['p2', 13_332],
  ]);
  // It goes on as before: loading, typing, and being opened again.
  await room.load('events', 3, [line(3, 1, '"plan":"late"')]);
  await room.reopen();
  await room.lake.typingSettled();
  expect(await room.rows("SELECT count(*) FROM events_typed WHERE plan = 'late'")).toEqual([[1]]);
});

it('whoever asks meanwhile waits and is answered', async () => {
  const answers: Promise<unknown[][]>[] = [];
  const running = room.rows(FINGERPRINT);
  const compacting = room.lake.compact();
  for (let count = 0; count < 5; count += 1) answers.push(room.rows('SELECT count(*) FROM events'));
  const load = room.load('events', 3, [line(3, 1, '')]);
  await compacting;
  expect((await Promise.all(answers)).flat(2).every((count) => Number(count) >= 40_000)).toBe(true);
  await load;
  expect((await running)[0]?.[0]).toBe(40_000);
  expect(await room.rows('SELECT count(*) FROM events')).toEqual([[40_001]]);
});

it('is refused while something is loaded, and an unfinished copy of a killed process is removed', async () => {
  const end = room.lake.beginLoading('events');
  await expect(room.lake.compact()).rejects.toThrow(/being loaded/);
  end();
  writeFileSync(`${file()}.compact`, 'half');
  await room.reopen();
  expect(existsSync(`${file()}.compact`)).toBe(false);
});
