import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { binsOf } from '#mcp/lake/column-profile.ts';
import { createResultStore, type ResultStore } from '#mcp/lake/results.ts';
import type { Arrangement, ResultFilter } from '#shared/model/result-view.ts';
import { type FixtureLake, openFixtureLake, runStatements } from './policy/fixture-lake.ts';

let lake: FixtureLake;
const stores: ResultStore[] = [];

beforeAll(async () => {
  lake = await openFixtureLake();
  await runStatements(lake.database, [
    `CREATE TABLE numbers AS SELECT i AS n, (i * 7919) % 100003 AS shuffled, 'user_' || (i % 50) AS name,
       CASE WHEN i % 10 = 0 THEN NULL ELSE i / 4.0 END AS part, TIMESTAMP '2026-05-01' + to_minutes(i) AS moment,
       9007199254740993::HUGEINT + i AS huge FROM range(100000) t(i)`,
  ]);
});
afterEach(() => Promise.all(stores.splice(0).map((store) => store.closeAll())));
afterAll(() => lake.close());

const LARGE = 'SELECT n, shuffled, name, part, moment, huge FROM numbers ORDER BY n';
/** Few rows: they stay in memory. */
const SMALL = `${LARGE} LIMIT 30`;
const options = { timeoutMs: 20_000 };

async function opened(sql: string): Promise<{ results: ResultStore; id: string }> {
  const results = createResultStore({ ...lake, gate: lake.runner.gate });
  stores.push(results);
  const { resultId } = await results.open(sql, { firstRows: 100, timeoutMs: 20_000 });
  return { results, id: resultId };
}

async function arranged(sql: string, arrangement: Partial<Arrangement>, limit = 5, offset = 0) {
  const { results, id } = await opened(sql);
  const view = await results.arrange(id, { order: [], filters: [], ...arrangement }, options);
  return { rowCount: view.rowCount, rows: (await results.page(id, offset, limit, view.viewId)).rows };
}

describe.each([
  ['of a temporary table', LARGE, 100_000],
  ['in memory', SMALL, 30],
])('a result %s', (_, sql, total) => {
  it('is sorted as a whole by the type of the column, NULL last', async () => {
    const { rowCount, rows } = await arranged(sql, { order: [{ column: 1, isDescending: true }] });
    expect(rowCount).toBe(total);
    const all = Array.from({ length: total }, (_each, i) => (i * 7919) % 100_003).sort((left, right) => right - left);
    expect(rows.map((row) => row[1])).toEqual(all.slice(0, 5));
    const parts = await arranged(sql, { order: [{ column: 3, isDescending: false }] }, 2, total * 0.9 - 1);
    expect(parts.rows.map((row) => row[3])).toEqual([(total - 1) / 4, null]);
  });

  it('keeps the order of equal rows and every digit', async () => {
    const { rows } = await arranged(sql, { order: [{ column: 2, isDescending: false }] }, 2);
    expect(rows.map(([n]) => n)).toEqual(total === 30 ? [0, 1] : [0, 50]);
    expect(rows[0]?.[5]).toBe('9007199254740993');
  });

  const cases: [string, ResultFilter, number][] = [
    ['contains', { kind: 'contains', column: 2, text: 'USER_1' }, total === 30 ? 11 : 22_000],
    ['equals a number', { kind: 'equals', column: 0, text: ' 7 ' }, 1],
    ['equals a number beyond 2^53', { kind: 'equals', column: 5, text: '9007199254740995' }, 1],
    ['in a range of times', { kind: 'range', column: 4, from: '2026-05-01 00:03:00', to: '2026-05-01T00:05:00Z' }, 3],
    ['in an open range', { kind: 'range', column: 0, from: '10', to: null }, total - 10],
    ['NULL', { kind: 'null', column: 3 }, total / 10],
    ['not NULL', { kind: 'not-null', column: 3 }, (total / 10) * 9],
  ];
  it.each(cases)('is filtered: %s', async (_name, filter, count) => {
    expect((await arranged(sql, { filters: [filter] })).rowCount).toBe(count);
  });

  it('finds a time by what the grid shows', async () => {
    expect((await arranged(sql, { filters: [{ kind: 'contains', column: 4, text: '2026-05-01T00:0' }] })).rowCount).toBe(10);
  });

  it('says what cannot be read as the type of the column', async () => {
    const wrong = arranged(sql, { filters: [{ kind: 'equals', column: 4, text: 'yesterday' }] });
    await expect(wrong).rejects.toMatchObject({ kind: 'input', message: '"yesterday" is no TIMESTAMP, which the column moment holds.' });
  });

  it('takes what was typed for text, whatever it is', async () => {
    const { rowCount } = await arranged(sql, { filters: [{ kind: 'equals', column: 2, text: "x' OR '1'='1" }] });
    expect(rowCount).toBe(0);
  });

  it('has a profile', async () => {
    const { results, id } = await opened(sql);
    const parts = await results.profile(id, 3, options);
    expect(parts).toMatchObject({ name: 'part', rowCount: total, nullCount: total / 10, min: 0.25, max: (total - 1) / 4 });
    expect(parts.distinct).toEqual({ count: (total / 10) * 9, isExact: true });
    expect(parts.histogram).toHaveLength(20);
    expect(parts.histogram.reduce((sum, { count }) => sum + count, 0)).toBe((total / 10) * 9);
    const names = await results.profile(id, 2, options);
    expect(names.histogram).toEqual([]);
    expect(names.top).toHaveLength(10);
    expect(names.top[0]).toEqual({ value: 'user_0', count: total === 30 ? 1 : 2000 });
    const times = await results.profile(id, 4, options);
    expect(times.min).toBe('2026-05-01T00:00:00Z');
    expect(times.histogram[0]?.from).toBe('2026-05-01T00:00:00Z');
    expect(times.histogram.at(-1)?.to).toBe(times.max);
    // A profile does not disturb what is paged meanwhile.
    expect((await results.page(id, 3, 1)).rows[0]?.[0]).toBe(3);
  });
});

describe('an order of a result', () => {
  it('is gone when another one takes its place, and says so', async () => {
    const { results, id } = await opened(LARGE);
    const first = await results.arrange(id, { order: [{ column: 1, isDescending: false }], filters: [] }, options);
    await results.arrange(id, { order: [], filters: [] }, options);
    await expect(results.page(id, 0, 5, first.viewId)).rejects.toThrow('no longer kept');
  });

  it('gives no rows of the one that came after it, even to a page that was asked for before', async () => {
    const { results, id } = await opened(LARGE);
    const first = await results.arrange(id, { order: [{ column: 1, isDescending: false }], filters: [] }, options);
    const second = results.arrange(id, { order: [{ column: 0, isDescending: true }], filters: [] }, options);
    const late = results.page(id, 0, 5, first.viewId);
    await expect(late).rejects.toThrow('no longer kept');
    expect((await results.page(id, 0, 1, (await second).viewId)).rows[0]?.[0]).toBe(99_999);
  });

  it('stays when the one after it is cancelled', async () => {
    const { results, id } = await opened(LARGE);
    const first = await results.arrange(id, { order: [{ column: 0, isDescending: true }], filters: [] }, options);
    const abort = new AbortController();
    const second = results.arrange(id, { order: [{ column: 1, isDescending: false }], filters: [] }, { ...options, signal: abort.signal });
    abort.abort();
    await expect(second).rejects.toMatchObject({ kind: 'cancelled' });
    expect((await results.page(id, 0, 1, first.viewId)).rows[0]?.[0]).toBe(99_999);
  });

  it('can be cancelled, and the result is as it was', async () => {
    const { results, id } = await opened(LARGE);
    await results.waitReady(id);
    const abort = new AbortController();
    const sorting = results.arrange(id, { order: [{ column: 1, isDescending: false }], filters: [] }, { ...options, signal: abort.signal });
    abort.abort();
    await expect(sorting).rejects.toMatchObject({ kind: 'cancelled' });
    expect((await results.page(id, 99_999, 5)).rows).toHaveLength(1);
    const again = await results.arrange(id, { order: [{ column: 0, isDescending: true }], filters: [] }, options);
    expect((await results.page(id, 0, 1, again.viewId)).rows[0]?.[0]).toBe(99_999);
  });
});

describe('a profile', () => {
  it('says when the number of distinct values is an estimate', async () => {
    const { results, id } = await opened('SELECT i FROM range(400000) t(i)');
    const { distinct } = await results.profile(id, 0, options);
    expect(distinct.isExact).toBe(false);
    expect(Math.abs(distinct.count - 400_000)).toBeLessThan(80_000);
  });

  it('of JSON, nested values and nothing but NULL is told without an order', async () => {
    const { results, id } = await opened(
      `SELECT json_object('a', i % 2) AS j, [i % 3] AS list, NULL::INTEGER AS nothing FROM range(300) t(i)`,
    );
    expect(await results.profile(id, 0, options)).toMatchObject({ min: null, distinct: { count: 2, isExact: true } });
    expect((await results.profile(id, 1, options)).top[0]).toEqual({ value: '[0]', count: 100 });
    expect(await results.profile(id, 2, options)).toMatchObject({ nullCount: 300, min: null, histogram: [], top: [] });
  });

  it('leaves NaN and infinities out of the mean and the histogram', async () => {
    const { results, id } = await opened(`SELECT unnest([1, 3, 'NaN'::DOUBLE, 'Infinity'::DOUBLE]) AS d`);
    const profile = await results.profile(id, 0, options);
    expect(profile.mean).toBe(2);
    expect(profile.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });
});

it('whole numbers get whole bins', () => {
  expect(binsOf(4, true)).toEqual({ bins: 5, width: 1 });
  expect(binsOf(99, true)).toEqual({ bins: 20, width: 5 });
  expect(binsOf(0, false)).toEqual({ bins: 1, width: 1 });
});
