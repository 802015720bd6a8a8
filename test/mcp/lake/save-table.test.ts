import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LakeRoom, line, openLakeRoom } from '#test/fakes/lake-room.ts';

let room: LakeRoom;
beforeEach(async () => {
  room = await openLakeRoom({});
  await room.load('events', 1, [line(1, 0, '"plan":"free"'), line(1, 1, '"plan":"pro"')]);
});
afterEach(() => room.remove());

const save = (name: string, sql: string, signal?: AbortSignal) => room.lake.saveTable({ name, sql, signal, client: 'test' });
const names = async (): Promise<string[]> => (await room.lake.tables()).map((each) => each.name);

describe('a result saved as a table', () => {
  it('holds all rows in their order with the names and types of the result, also after a new start', async () => {
    const sql = "SELECT prop('plan') AS plan, count(*) AS n, DATE '2026-11-01' AS day FROM events GROUP BY ALL ORDER BY plan DESC";
    expect(await save('plans', sql)).toEqual({ rows: 2 });
    await room.reopen();
    expect(await room.rows('SELECT plan, n, day::VARCHAR FROM plans')).toEqual([
      ['pro', 1, '2026-11-01'],
      ['free', 1, '2026-11-01'],
    ]);
    const saved = (await room.lake.tables()).find(({ name }) => name === 'plans');
    expect(saved).toMatchObject({ kind: 'other', rowCount: 2 });
    expect(saved?.columns.map(({ name, type }) => `${name} ${type}`)).toEqual(['plan VARCHAR', 'n BIGINT', 'day DATE']);
  });

  it('keeps both of two columns of one name', async () => {
    await save('twice', "SELECT 1 AS n, 2 AS N, 'x' AS n");
    expect((await room.lake.columns('twice')).map(({ name }) => name)).toEqual(['n', 'N_2', 'n_3']);
  });

  it('tells a change to whoever lists the tables', async () => {
    let changes = 0;
    const stop = room.lake.onChange(() => {
      changes += 1;
    });
    await save('one', 'SELECT 1 AS n');
    stop();
    expect(changes).toBeGreaterThan(0);
    expect(await names()).toContain('one');
  });

  it('can be deleted and brought back', async () => {
    await save('one', 'SELECT 1 AS n');
    await room.lake.dropTable('one');
    expect(await names()).not.toContain('one');
    await room.lake.undropTable('one');
    expect(await room.rows('SELECT n FROM one')).toEqual([[1]]);
  });

  it('never takes the place of a table, whatever the case of its name', async () => {
    await expect(save('EVENTS', 'SELECT 1 AS n')).rejects.toThrow('There is a table "events" already.');
    expect(await room.rows('SELECT count(*) FROM events')).toEqual([[2]]);
  });

  it.each([
    ['a; DROP TABLE events; --', 'SELECT 1 AS n', /cannot be the name/],
    ['mixlake_deleted_x', 'SELECT 1 AS n', /deleted tables/],
    ['x', 'DROP TABLE events', /only|read/i],
    ['x', 'SELECT 1; DROP TABLE events', /statement/],
    ['x', 'SELECT 1) AS q; DROP TABLE events; SELECT * FROM (SELECT 1', /./],
    ['x', "SELECT * FROM read_text('/etc/passwd')", /read_text/],
    ['x', 'CREATE TABLE y AS SELECT 1', /./],
    ['x', 'EXPLAIN SELECT 1', /Only the result of a SELECT/],
    ['x', 'SELECT nope FROM events', /nope/],
  ])('is refused as %j from %j, and leaves nothing behind', async (name, sql, words) => {
    await expect(save(name, sql)).rejects.toThrow(words);
    expect(await names()).toEqual(['events']);
    expect(await room.rows('SELECT count(*) FROM events')).toEqual([[2]]);
  });

  it('is cancelled whole', async () => {
    const stop = new AbortController();
    const saving = save('large', 'SELECT a.range * b.range AS n FROM range(100000) a, range(100000) b', stop.signal);
    setTimeout(() => stop.abort(), 200);
    await expect(saving).rejects.toMatchObject({ kind: 'cancelled' });
    expect(await names()).toEqual(['events']);
    expect(await save('small', 'SELECT 1 AS n')).toEqual({ rows: 1 });
  });
});
