import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createResultStore, type ResultStore, type ResultStoreDeps } from '#mcp/lake/results.ts';
import { type FixtureLake, openFixtureLake, runStatements } from './policy/fixture-lake.ts';

let lake: FixtureLake;
const stores: ResultStore[] = [];

beforeAll(async () => {
  lake = await openFixtureLake();
  await runStatements(lake.database, [
    `CREATE TABLE big AS SELECT i, 'user_' || i AS u, {'a': i, 'b': [i]} AS nested, json_object('n', i) AS j FROM range(200000) t(i)`,
  ]);
});
afterEach(() => Promise.all(stores.splice(0).map((store) => store.closeAll())));
afterAll(() => lake.close());

function store(deps: Partial<ResultStoreDeps> = {}): ResultStore {
  const made = createResultStore({ ...lake, gate: lake.runner.gate, ...deps });
  stores.push(made);
  return made;
}

const quick = { firstRows: 100, timeoutMs: 20_000 };
const endless = 'SELECT * FROM range(1000000000) a, range(1000) b WHERE hash(a.range, b.range) % 2 = 0';

async function connectionCount(): Promise<number> {
  const connection = await lake.database.connect();
  const count = (await connection.runAndReadAll('FROM duckdb_connection_count()')).getRows()[0]?.[0];
  connection.disconnectSync();
  return Number(count) - 1;
}

describe('a kept result', () => {
  it('gives its first rows at once and all rows by page when it is ready', async () => {
    const results = store();
    const opened = await results.open('SELECT * FROM big ORDER BY i', quick);
    expect(opened.columns.map(({ type }) => type)).toEqual(['BIGINT', 'VARCHAR', 'STRUCT(a BIGINT, b BIGINT[])', 'JSON']);
    expect(opened.firstRows).toHaveLength(100);
    expect(opened.status).toBe('materialising');
    expect((await results.page(opened.resultId, 150_000, 2)).rows).toEqual([
      [150_000, 'user_150000', { a: 150_000, b: [150_000] }, '{"n":150000}'],
      [150_001, 'user_150001', { a: 150_001, b: [150_001] }, '{"n":150001}'],
    ]);
    expect(results.status(opened.resultId)).toMatchObject({ state: 'ready', rowCount: 200_000, capped: false });
    expect((await results.page(opened.resultId, 199_999, 50)).rows).toHaveLength(1);
    expect((await results.page(opened.resultId, 200_000, 50)).rows).toEqual([]);
    expect((await results.page(opened.resultId, -5, 1)).rows[0]?.[0]).toBe(0);
  });

  it('of few rows is ready at once, and the statement ran only once', async () => {
    const results = store();
    const opened = await results.open('SELECT event_name, count(*) AS n FROM events GROUP BY ALL ORDER BY ALL', quick);
    expect(opened).toMatchObject({ status: 'ready', rowCount: 5 });
    expect((await results.page(opened.resultId, 1, 2)).rows).toEqual(opened.firstRows.slice(1, 3));
    expect(await connectionCount()).toBe(0);
  });

  it('of few, very large cells stays within its size and is not called complete', async () => {
    const results = store();
    const opened = await results.open(`SELECT i, repeat('x', 15000) FROM range(5000) t(i)`, { ...quick, firstRows: 5000 });
    expect(opened.status).toBe('materialising');
    expect(opened.firstRows.length).toBeLessThan(5000);
    expect(await results.waitReady(opened.resultId)).toMatchObject({ rowCount: 5000 });
  });

  it('keeps columns of the same name and a column that is only NULL', async () => {
    const results = store();
    const opened = await results.open('SELECT i AS x, i + 1 AS x, i + 2, NULL FROM big ORDER BY i', quick);
    expect(opened.columns.map(({ name }) => name)).toEqual(['x', 'x', '(i + 2)', 'NULL']);
    expect((await results.page(opened.resultId, 5, 1)).rows).toEqual([[5, 6, 7, null]]);
  });

  it.each(['DESCRIBE events', 'SUMMARIZE big', 'SHOW ALL TABLES', 'EXPLAIN SELECT 1', 'EXPLAIN ANALYZE SELECT count(*) FROM big'])(
    'may be that of %s',
    async (sql) => {
      const results = store();
      const opened = await results.open(sql, { ...quick, firstRows: 1 });
      const { rowCount } = await results.waitReady(opened.resultId);
      expect(rowCount).toBeGreaterThan(0);
      expect((await results.page(opened.resultId, 0, 1000)).rows).toHaveLength(rowCount ?? -1);
    },
  );

  it('is cut at the row limit and says so', async () => {
    const results = store();
    const opened = await results.open('SELECT * FROM range(1000000000000)', { ...quick, maxRows: 50_000 });
    expect(await results.waitReady(opened.resultId)).toMatchObject({ state: 'ready', rowCount: 50_000, capped: true });
    expect((await results.page(opened.resultId, 49_999, 10)).rows).toHaveLength(1);
  });

  it('is refused by the same policy as any query', async () => {
    await expect(store().open('CREATE TABLE x AS SELECT 1', quick)).rejects.toMatchObject({ kind: 'sql' });
    await expect(store().open('SELECT 1; DROP TABLE big', quick)).rejects.toMatchObject({ kind: 'sql' });
  });

  it('gives the checked statement to whoever saves it', async () => {
    const results = store();
    const { resultId } = await results.open('SELECT i FROM big; -- end', quick);
    expect(results.statementOf(resultId)).toEqual({ sql: 'SELECT i FROM big', kind: 'select', tables: ['big'] });
  });

  it('that fails later shows its first rows and then the error', async () => {
    const results = store();
    const sql = `SELECT CASE WHEN i = 150000 THEN error('bad row') ELSE i::VARCHAR END FROM range(200000) t(i)`;
    const opened = await results.open(sql, quick);
    expect(opened.firstRows).toHaveLength(100);
    expect(await results.waitReady(opened.resultId)).toMatchObject({
      state: 'failed',
      error: { kind: 'sql', message: expect.stringContaining('bad row') },
    });
    await expect(results.page(opened.resultId, 0, 10)).rejects.toThrow('bad row');
  });

  it('that takes too long is stopped in the background too', async () => {
    const results = store();
    const opened = await results.open(endless, { ...quick, timeoutMs: 400, maxRows: 1e12 });
    expect(await results.waitReady(opened.resultId)).toMatchObject({ state: 'failed', error: { kind: 'cancelled' } });
  });

  it('can be read by many pages at once', async () => {
    const results = store();
    const { resultId } = await results.open('SELECT i FROM big ORDER BY i', quick);
    const offsets = Array.from({ length: 40 }, (_, index) => index * 4999);
    const pages = await Promise.all(offsets.map((offset) => results.page(resultId, offset, 1)));
    expect(pages.map(({ rows }) => rows[0]?.[0])).toEqual(offsets);
  });
});

describe('the end of a result', () => {
  it('comes when it is cancelled', async () => {
    const results = store();
    const { resultId } = await results.open(endless, { ...quick, maxRows: 1e12 });
    const waiting = results.waitReady(resultId);
    await results.cancel(resultId);
    expect(await waiting).toMatchObject({ state: 'cancelled' });
    await expect(results.page(resultId, 0, 1)).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('does not come when only a waiter gives up', async () => {
    const results = store();
    const { resultId } = await results.open('SELECT * FROM big ORDER BY i DESC', quick);
    await expect(results.waitReady(resultId, AbortSignal.abort())).rejects.toMatchObject({ kind: 'cancelled' });
    expect(await results.waitReady(resultId)).toMatchObject({ state: 'ready' });
  });

  it('closes its connection, frees its disk space, and says what to do', async () => {
    const results = store();
    const wide = `SELECT i, md5(i::VARCHAR) || repeat(md5((i + 1)::VARCHAR), 60) AS pad FROM range(400000) t(i)`;
    const { resultId } = await results.open(wide, quick);
    await results.waitReady(resultId);
    expect(await connectionCount()).toBe(1);
    const spilled = await spilledBytes();
    await results.release(resultId);
    expect(await connectionCount()).toBe(0);
    expect(spilled).toBeGreaterThan(10_000_000);
    // DuckDB keeps a little of a temporary file for the next time.
    expect(await spilledBytes()).toBeLessThan(spilled / 5);
    await expect(results.page(resultId, 0, 1)).rejects.toMatchObject({ kind: 'input', hint: 'Run the statement again.' });
  });

  it('comes while it is still being made', async () => {
    const results = store();
    const { resultId } = await results.open(endless, { ...quick, maxRows: 1e12 });
    await results.release(resultId);
    expect(await connectionCount()).toBe(0);
    expect(lake.runner.gate.queue.running).toBe(0);
  });

  it('comes by itself after an idle time', async () => {
    let clock = 0;
    const results = store({ now: () => clock, idleMs: 1000 });
    const old = await results.open('SELECT 1', quick);
    clock = 900;
    const used = await results.open('SELECT 2', quick);
    clock = 1500;
    await results.open('SELECT 3', quick);
    expect(results.list().map(({ sql }) => sql)).toEqual(['SELECT 2', 'SELECT 3']);
    expect(() => results.status(old.resultId)).toThrow(/no longer kept/);
    expect(results.status(used.resultId)).toMatchObject({ state: 'ready' });
  });

  it('comes for the one idle longest when there are too many', async () => {
    let clock = 0;
    const results = store({ now: () => clock++, maxResults: 2 });
    const first = await results.open('SELECT 1', quick);
    await results.open('SELECT 2', quick);
    await results.page(first.resultId, 0, 1);
    await results.open('SELECT 3', quick);
    expect(results.list().map(({ sql }) => sql)).toEqual(['SELECT 1', 'SELECT 3']);
  });
});

async function spilledBytes(): Promise<number> {
  const temp = join(lake.folder, 'temp');
  const sizes = (await readdir(temp)).map(async (name) => (await stat(join(temp, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
