import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type LakeRoom, line, openLakeRoom } from '#test/fakes/lake-room.ts';

let room: LakeRoom;
afterEach(() => room.remove());

const types = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await room.rows('DESCRIBE events_typed')).map((row) => [String(row[0]), String(row[1])]));
const notes = async (): Promise<Record<string, string | null>> =>
  Object.fromEntries((await room.lake.typedColumns('events')).map((each) => [each.column, each.note]));
const view = async () => (await room.lake.tables()).find((each) => each.name === 'events')?.typedView;

describe('types from all values of a table', () => {
  it('keep every digit, and fall back to text where no type could', async () => {
    room = await openLakeRoom();
    await room.load('events', 1, [
      line(1, 0, '"whole":1,"huge":12345678901234567890123,"real":1,"lost":9007199254740993,"flag":true,"mixed":1,"list":[1],"none":null'),
      line(1, 1, '"whole":-9223372036854775808,"huge":-1,"real":0.5,"lost":0.5,"flag":false,"mixed":"1","list":{"a":1},"big":1e5'),
      line(1, 2, '"vast":99999999999999999999999999999999999999999999,"seen":"2026-05-01T10:00:00","real":1e300'),
    ]);
    await room.lake.typingSettled();
    expect(await types()).toMatchObject({
      ...{ event_name: 'VARCHAR', event_time: 'TIMESTAMP', distinct_id: 'VARCHAR', insert_id: 'VARCHAR', time: 'BIGINT' },
      ...{ whole: 'BIGINT', huge: 'HUGEINT', real: 'DOUBLE', lost: 'VARCHAR', flag: 'BOOLEAN', mixed: 'VARCHAR', list: 'JSON' },
      ...{ none: 'VARCHAR', big: 'DOUBLE', vast: 'VARCHAR', seen: 'VARCHAR' },
    });
    expect(await room.rows('SELECT whole, huge, real, lost, flag, mixed, list, big, vast FROM events_typed ORDER BY distinct_id')).toEqual([
      [1, '12345678901234567890123', 1, '9007199254740993', true, '1', '[1]', null, null],
      ['-9223372036854775808', -1, 0.5, '0.5', false, '1', '{"a":1}', 100000, null],
      [null, null, 1e300, null, null, null, null, null, '99999999999999999999999999999999999999999999'],
    ]);
    expect(await notes()).toMatchObject({
      whole: null,
      mixed: 'Mixed values (numbers, text), kept as text.',
      vast: 'Numbers too large for a number type, kept as text.',
      seen: expect.stringContaining('look like times'),
      none: 'Only nulls so far.',
    });
    expect((await room.lake.typedColumns('events')).find((each) => each.column === 'flag')).toMatchObject({
      nullShare: 1 / 3,
      samples: ['true', 'false'],
    });
  });

  it('see the one value in ten thousand that is different', async () => {
    room = await openLakeRoom();
    const lines = Array.from({ length: 10_000 }, (_, index) => line(1, index, index === 9_876 ? '"age":"unknown"' : `"age":${index}`));
    await room.load('events', 1, lines);
    await room.lake.typingSettled();
    expect(await types()).toMatchObject({ age: 'VARCHAR' });
    expect(await room.rows("SELECT age FROM events_typed WHERE distinct_id IN ('u-9876', 'u-7') ORDER BY 1")).toEqual([['7'], ['unknown']]);
  });

  it('give names that DuckDB takes for one a number, and tell which property each holds', async () => {
    room = await openLakeRoom();
    await room.load('events', 1, [
      line(
        1,
        0,
        '"plan":"a","Plan":"b","$plan":"c","PLAN":"d","event_name":"e","":"f","a.b":"g","a\\"b":"h","a/b~c":"i","é":"j","É":"k","plan_2":"l"',
      ),
      line(1, 1, '"plan":"a"'),
    ]);
    await room.lake.typingSettled();
    const columns = await room.lake.typedColumns('events');
    const names = new Map(columns.map((each) => [each.property, each.column]));
    expect(names.get('plan')).toBe('plan');
    expect(new Set([...names.values()].map((name) => name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()))).size).toBe(names.size);
    for (const [property, value] of Object.entries({
      plan: 'a',
      Plan: 'b',
      $plan: 'c',
      PLAN: 'd',
      event_name: 'e',
      '': 'f',
      'a.b': 'g',
      'a"b': 'h',
      'a/b~c': 'i',
      é: 'j',
      É: 'k',
      plan_2: 'l',
    })) {
      const column = `"${names.get(property)?.replaceAll('"', '""')}"`;
      expect(await room.rows(`SELECT ${column} FROM events_typed WHERE distinct_id = 'u-0'`), property).toEqual([[value]]);
    }
    expect(await room.rows("SELECT event_name FROM events_typed WHERE distinct_id = 'u-0'")).toEqual([['Trip Booked']]);
    expect(columns.find((each) => each.property === 'Plan')?.note).toContain('"Plan"');
  });

  it('whatever the values are: computed, kept ready and read one by one, they are the same', { timeout: 120_000 }, async () => {
    const value = fc.oneof(
      fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String),
      fc.integer().map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => JSON.stringify(each)),
      fc.string({ unit: 'binary', maxLength: 8 }).map((each) => JSON.stringify(each)),
      fc.constantFrom('null', 'true', 'false', '[]', '{"a":null}', '"12"', '9007199254740993', '1e5'),
    );
    const kinds = fc.constantFrom(0, 1, 2, 3, 4, 5);
    room = await openLakeRoom({ materialiseFromRows: 0 });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ p: value, q: value, kind: kinds }), { minLength: 1, maxLength: 12 }), async (rows) => {
        const table = `t${round++}`;
        const endLoading = room.lake.beginLoading(table);
        await room.load(
          table,
          1,
          rows.map(({ p, q, kind }, index) =>
            line(1, index, [kind > 0 ? `"p":${p}` : '', kind > 1 ? `"Q q":${q}` : ''].filter(Boolean).join(',')),
          ),
        );
        await room.lake.typingSettled();
        const exact = `SELECT distinct_id, prop(properties, 'p'), prop(properties, 'Q q') FROM ${table} ORDER BY 1`;
        const columns = (await room.lake.typedColumns(table)).filter((each) => each.property !== 'time');
        const of = (name: string): string => {
          const column = columns.find((each) => each.property === name);
          return column === undefined ? 'NULL' : column.type === 'DOUBLE' ? `"${name}"::DOUBLE` : `"${name}"::VARCHAR`;
        };
        const typed = `SELECT distinct_id, ${of('p')}, ${of('Q q')} FROM ${table}_typed ORDER BY 1`;
        const isDouble = (name: string): boolean => columns.find((each) => each.property === name)?.type === 'DOUBLE';
        const expected = (await room.rows(exact)).map(([id, p, q]) => [
          id,
          p !== null && isDouble('p') ? Number(p) : p,
          q !== null && isDouble('Q q') ? Number(q) : q,
        ]);
        expect((await room.lake.tables()).find((each) => each.name === table)?.typedView?.isMaterialised).toBe(false);
        expect(await room.rows(typed)).toEqual(expected);
        endLoading();
        await room.lake.typingSettled();
        expect((await room.lake.tables()).find((each) => each.name === table)?.typedView?.isMaterialised).toBe(true);
        expect(await room.rows(typed)).toEqual(expected);
        await room.lake.dropTable(table);
      }),
      { numRuns: Number(process.env.MIXLAKE_TEST_ROUNDS ?? 25) },
    );
  });
});

describe('a view that keeps its values ready', () => {
  it('computes from the moment new rows are there, and is ready again later', async () => {
    room = await openLakeRoom({ materialiseFromRows: 0 });
    await room.load('events', 1, [line(1, 0, '"plan":"free","price":1')]);
    await room.lake.typingSettled();
    expect(await view()).toMatchObject({ isCurrent: true, isMaterialised: true });
    expect(await room.rows('SELECT count(*) FROM mixlake.typed_events')).toEqual([[1]]);

    const endLoading = room.lake.beginLoading('events');
    await room.load('events', 2, [line(2, 1, '"plan":"pro","price":2,"new":true')]);
    await room.lake.typingSettled();
    expect(await view()).toMatchObject({ isCurrent: false, isMaterialised: false });
    expect(await room.rows('SELECT plan, price FROM events_typed ORDER BY 1')).toEqual([
      ['free', 1],
      ['pro', 2],
    ]);
    await expect(room.rows('SELECT * FROM mixlake.typed_events')).rejects.toThrow(/does not exist/);

    endLoading();
    await room.lake.typingSettled();
    expect(await view()).toMatchObject({ isCurrent: true, isMaterialised: true, rowCount: 2 });
    expect(await room.rows('SELECT plan, price, "new" FROM events_typed ORDER BY 1')).toEqual([
      ['free', 1, null],
      ['pro', 2, true],
    ]);
  });

  it('never rounds or hides a value of another type: it says so until the types are decided anew', async () => {
    room = await openLakeRoom();
    await room.load('events', 1, [line(1, 0, '"price":1')]);
    await room.lake.typingSettled();
    for (const [day, value] of [
      [2, '1.5'],
      [3, '"2"'],
      [4, '18446744073709551615'],
      [5, 'true'],
    ] as const) {
      const endLoading = room.lake.beginLoading('events');
      await room.load('events', day, [line(day, day, `"price":${value}`)]);
      await room.lake.typingSettled();
      await expect(room.rows('SELECT price FROM events_typed'), value).rejects.toThrow(/not of the type BIGINT/);
      expect(await room.rows('SELECT count(*) FROM events_typed')).toEqual([[2]]);
      await room.load('events', day, []);
      endLoading();
      await room.lake.typingSettled();
      expect(await room.rows('SELECT price FROM events_typed')).toEqual([[1]]);
    }
    await room.load('events', 2, [line(2, 1, '"price":1.5')]);
    await room.lake.typingSettled();
    expect(await room.rows('SELECT price FROM events_typed ORDER BY 1')).toEqual([[1], [1.5]]);
  });

  it('is there again after the lake was opened anew, also when nobody had decided its types before', async () => {
    room = await openLakeRoom({ materialiseFromRows: 0 });
    const endLoading = room.lake.beginLoading('events');
    await room.load('events', 1, [line(1, 0, '"plan":"free"')]);
    await room.reopen();
    endLoading();
    await room.lake.typingSettled();
    expect(await view()).toMatchObject({ isCurrent: true, isMaterialised: true });
    await room.reopen();
    expect(await room.rows('SELECT plan FROM events_typed')).toEqual([['free']]);
  });

  it('goes with its table, and only with it', async () => {
    room = await openLakeRoom({ materialiseFromRows: 0 });
    await room.load('events', 1, [line(1, 0, '"plan":"free"')]);
    await room.lake.typingSettled();
    expect((await room.lake.tables()).map((each) => each.name)).toEqual(['events']);
    expect((await room.lake.tables({ withTypedViews: true })).map((each) => [each.name, each.kind, each.typedOf])).toEqual([
      ['events', 'events', undefined],
      ['events_typed', 'view', 'events'],
    ]);
    await expect(room.lake.dropTable('events_typed')).rejects.toThrow(/typed view of the table "events"/);
    await room.lake.dropTable('events');
    expect(await room.rows("SELECT table_name FROM information_schema.tables WHERE table_name LIKE '%typed%' ORDER BY 1")).toEqual([
      ['typed_columns'],
      ['typed_tables'],
    ]);
  });

  it('takes another name where a table has its own', async () => {
    room = await openLakeRoom();
    const endLoading = room.lake.beginLoading('events');
    await room.load('events_typed', 1, [line(1, 0, '"plan":"free"')]);
    await room.load('events', 1, [line(1, 0, '"plan":"pro"')]);
    endLoading();
    await room.lake.typingSettled();
    expect((await room.lake.tables()).map((each) => [each.name, each.typedView?.name])).toEqual([
      ['events', 'events_typed_2'],
      ['events_typed', 'events_typed_typed'],
    ]);
    expect(await room.rows('SELECT plan FROM events_typed_2')).toEqual([['pro']]);
  });

  it('shows a profiles table as well', async () => {
    room = await openLakeRoom({ materialiseFromRows: 0 });
    const file = `${room.lake.stagingDir}/page.json`;
    const { writeFileSync } = await import('node:fs');
    writeFileSync(
      file,
      '{"results":[{"$distinct_id":"u-1","$properties":{"$last_seen":"2026-05-01T10:00:00","age":41,"distinct_id":"x"}}]}',
    );
    await room.lake.ingestProfiles({ table: 'people', selection: {}, pageFiles: [file], mode: 'replace', fetchedAtMs: Date.now() });
    await room.lake.typingSettled();
    expect(await room.rows('SELECT distinct_id, last_seen, "$last_seen", age, distinct_id_2 FROM people_typed')).toEqual([
      ['u-1', '2026-05-01T10:00:00Z', '2026-05-01T10:00:00', 41, 'x'],
    ]);
  });
});
