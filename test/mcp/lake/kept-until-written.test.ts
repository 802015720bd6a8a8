// What is known of tables is read once and used again, but never after something was written.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LakeRoom, line, openLakeRoom } from '#test/fakes/lake-room.ts';

let room: LakeRoom;
beforeEach(async () => {
  room = await openLakeRoom();
  await room.load('events', 1, [line(1, 0, '"plan":"free"')]);
  await room.lake.typingSettled();
});
afterEach(() => room.remove());

const columns = async (table: string): Promise<string[]> => (await room.lake.columns(table)).map(({ name }) => name);
const typed = async (): Promise<string[]> => (await room.lake.typedColumns('events')).map(({ property }) => property);

it('the columns of a table that was replaced by another of the same name are the new ones', async () => {
  const save = (sql: string) => room.lake.saveTable({ name: 'plans', sql, client: 'test', signal: undefined });
  await save('SELECT 1 AS before');
  expect(await columns('plans')).toEqual(['before']);
  await room.lake.dropTable('plans');
  await expect(columns('plans')).rejects.toThrow('There is no local table named "plans".');
  await save('SELECT 1 AS after, 2 AS more');
  expect(await columns('plans')).toEqual(['after', 'more']);
});

it('a name is looked up anew: there, gone, and there in another spelling', async () => {
  expect(await room.lake.resolveTable('EVENTS')).toBe('events');
  await room.lake.dropTable('events');
  expect(await room.lake.resolveTable('EVENTS')).toBeUndefined();
  await room.load('Events', 1, [line(1, 0, '"plan":"free"')]);
  expect(await room.lake.resolveTable('EVENTS')).toBe('Events');
});

it('a property that came with new events is among the typed columns', async () => {
  expect(await typed()).not.toContain('price');
  await room.load('events', 2, [line(2, 0, '"plan":"pro","price":2')]);
  await room.lake.typingSettled();
  expect(await typed()).toContain('price');
});
