import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LakeRoom, line, openLakeRoom } from '#test/fakes/lake-room.ts';

const HOUR_MS = 3_600_000;

let room: LakeRoom;
beforeEach(async () => {
  room = await openLakeRoom({ materialiseFromRows: 0 });
  await room.load('events', 1, [line(1, 0, '"plan":"free"'), line(1, 1, '"plan":"pro"')]);
  await room.lake.typingSettled();
});
afterEach(() => room.remove());

const names = async (): Promise<string[]> => (await room.lake.tables()).map((each) => each.name);

describe('a deleted table', () => {
  it('comes back with its rows, its days and its typed view', async () => {
    const before = { table: (await room.lake.tables())[0], ledger: await room.lake.ledger('events') };
    const dropped = await room.lake.dropTable('events');
    expect(dropped).toMatchObject({ rows: 2, undoableUntil: expect.stringMatching(/Z$/) });
    expect(await names()).toEqual([]);
    expect(await room.lake.ledger('events')).toEqual([]);
    await expect(room.rows('SELECT * FROM events')).rejects.toThrow(/does not exist/);
    await room.reopen();

    expect(await room.lake.undropTable('EVENTS')).toEqual({ table: 'events', rows: 2 });
    await room.lake.typingSettled();
    const [table] = await room.lake.tables();
    expect({ ...table, typedView: null }).toEqual({ ...before.table, typedView: null });
    expect(await room.lake.ledger('events')).toEqual(before.ledger);
    expect(await room.rows('SELECT plan FROM events_typed ORDER BY 1')).toEqual([['free'], ['pro']]);
    await expect(room.lake.undropTable('events')).rejects.toThrow(/No table "events" was deleted/);
  });

  it('cannot be read, nor be mistaken for a table of its own, until then', async () => {
    await room.lake.dropTable('events');
    const [[hidden]] = (await room.rows("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'")) as [[string]];
    for (const sql of [
      `SELECT * FROM ${hidden}`,
      `SELECT * FROM lake.main."${hidden.toUpperCase()}"`,
      `FROM histogram('${hidden}', event_time)`,
    ]) {
      await expect(room.rows(sql), sql).rejects.toThrow(/There is no table/);
    }
    await room.lake.typingSettled();
    expect(await room.lake.tables({ withTypedViews: true })).toEqual([]);
  });

  it('stays away while another one has its name, and is the older of two', async () => {
    await room.lake.dropTable('events');
    await room.load('events', 1, [line(1, 5, '"plan":"new"')]);
    await expect(room.lake.undropTable('events')).rejects.toThrow(/stands there again/);
    expect(await room.rows('SELECT count(*) FROM events')).toEqual([[1]]);
    await room.lake.dropTable('events', { isForever: true, nowMs: Date.now() });
    expect(await room.lake.undropTable('events')).toEqual({ table: 'events', rows: 2 });
  });

  it('is gone for good after a day', async () => {
    await room.lake.dropTable('events', { isForever: false, nowMs: Date.now() - 25 * HOUR_MS });
    await room.reopen();
    await expect(room.lake.undropTable('events')).rejects.toThrow(/No table "events" was deleted/);
    expect(await room.rows("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'main'")).toEqual([[0]]);
    expect(await room.rows('SELECT count(*) FROM mixlake.ledger')).toEqual([[0]]);
  });
});

it('the size of a table counts what its typed view keeps ready', async () => {
  const many = Array.from({ length: 30_000 }, (_, index) =>
    line(2, index, `"n":${index},"text":"${(index * 7919).toString(36).repeat(6)}"`),
  );
  const end = room.lake.beginLoading('events');
  await room.load('events', 2, many);
  await room.lake.typingSettled();
  await room.reopen();
  const [before] = await room.lake.tables({ withSizes: true });
  end();
  await room.lake.typingSettled();
  await room.reopen();
  const [after] = await room.lake.tables({ withSizes: true });
  expect(before?.bytes).toBeGreaterThan(1_000_000);
  expect(after?.typedView?.isMaterialised).toBe(true);
  expect(after?.bytes).toBeGreaterThan((before?.bytes ?? 0) + 200_000);
  expect((await room.lake.tables())[0]?.bytes).toBeUndefined();
});
