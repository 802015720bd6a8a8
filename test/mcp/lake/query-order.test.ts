import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createResultStore, type ResultStore } from '#mcp/lake/results.ts';
import { type FixtureLake, openFixtureLake, runStatements } from './policy/fixture-lake.ts';

const ROWS = 300_000;

let lake: FixtureLake;
let results: ResultStore;
beforeAll(async () => {
  lake = await openFixtureLake();
  results = createResultStore({ ...lake, gate: lake.runner.gate });
  await runStatements(lake.database, [`CREATE TABLE big AS SELECT i, hash(i) AS h, i % 1000 AS u FROM range(${ROWS}) t(i)`]);
});
afterAll(async () => {
  await results.closeAll();
  await lake.close();
});

/** Pairs of neighbours that stand in the wrong order, counted by DuckDB itself over the whole result. */
const isSorted = (values: bigint[]) => values.every((value, index) => index === 0 || (values[index - 1] ?? value) <= value);

describe('the order of rows', () => {
  it('is what DuckDB is told not to keep by itself, so only ORDER BY counts', async () => {
    const connection = await lake.database.connect();
    const value = (await connection.runAndReadAll(`SELECT current_setting('preserve_insertion_order')`)).getRows()[0]?.[0];
    connection.disconnectSync();
    expect(value).toBe(false);
  });

  it.each([
    ['over the whole table', 'SELECT h FROM big ORDER BY h'],
    ['over a join', 'SELECT a.h FROM big a JOIN big b USING (i) ORDER BY a.h'],
    ['over a group', 'SELECT h, count(*) FROM big GROUP BY h ORDER BY h'],
    ['over a union', 'SELECT h FROM big WHERE u < 500 UNION ALL SELECT h FROM big WHERE u >= 500 ORDER BY h'],
    ['through a common table expression', 'WITH a AS (SELECT * FROM big) SELECT h FROM a ORDER BY h'],
    ['with an expression above it', 'SELECT h + 0::UBIGINT FROM (SELECT h FROM big ORDER BY h)'],
  ])('is kept under the row limit and in the kept result: %s', async (_name, sql) => {
    const shown = await lake.runner.run(sql, { limits: { maxRows: 50_000 } });
    const values = shown.rows.map(([h]) => BigInt(String(h)));
    expect(isSorted(values)).toBe(true);

    const opened = await results.open(sql, { firstRows: 200, timeoutMs: 30_000 });
    expect(await results.waitReady(opened.resultId)).toMatchObject({ state: 'ready', rowCount: ROWS });
    const paged: bigint[] = [];
    for (let offset = 0; offset < ROWS; offset += 10_000) {
      for (const [h] of (await results.page(opened.resultId, offset, 10_000)).rows) paged.push(BigInt(String(h)));
    }
    expect(paged).toHaveLength(ROWS);
    expect(isSorted(paged)).toBe(true);
    expect(paged.slice(0, 200)).toEqual(values.slice(0, 200));
    expect(opened.firstRows.map(([h]) => BigInt(String(h)))).toEqual(values.slice(0, 200));
    await results.release(opened.resultId);
  });

  it('is kept downwards and with several keys', async () => {
    const sql = 'SELECT u, i FROM big ORDER BY u DESC, i';
    const opened = await results.open(sql, { firstRows: 10, timeoutMs: 30_000 });
    await results.waitReady(opened.resultId);
    expect((await results.page(opened.resultId, 0, 3)).rows).toEqual([
      [999, 999],
      [999, 1999],
      [999, 2999],
    ]);
    expect((await results.page(opened.resultId, ROWS - 2, 5)).rows).toEqual([
      [0, ROWS - 2000],
      [0, ROWS - 1000],
    ]);
    await results.release(opened.resultId);
  });
});
