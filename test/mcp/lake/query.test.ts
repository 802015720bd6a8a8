import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createQueryRunner } from '#mcp/lake/query.ts';
import { prepareRead } from '#mcp/lake/query-gate.ts';
import { type FixtureLake, openFixtureLake, runStatements } from './policy/fixture-lake.ts';

let lake: FixtureLake;
beforeAll(async () => {
  lake = await openFixtureLake();
  await runStatements(lake.database, [
    `CREATE MACRO prop(name) AS json_extract_string(properties, '$."' || name || '"')`,
    'CREATE SCHEMA mixlake',
    'CREATE TABLE mixlake.ledger AS SELECT 1 AS day',
  ]);
});
afterAll(() => lake.close());

const run = (...args: Parameters<FixtureLake['runner']['run']>) => lake.runner.run(...args);

describe('a query', () => {
  it('gives columns with types, rows in column order, and says that nothing was left out', async () => {
    const answer = await run(`SELECT 1 AS a, properties AS p, time AS t FROM events ORDER BY insert_id LIMIT 1`);
    expect(answer).toMatchObject({
      columns: [
        { name: 'a', type: 'INTEGER' },
        { name: 'p', type: 'JSON' },
        { name: 't', type: 'TIMESTAMP' },
      ],
      rows: [[1, '{"$browser":"Chrome","amount":0,"country":"US","tags":["a","b"]}', '2025-01-01T00:00:00Z']],
      ...{ rowCount: 1, hasMore: false, cutCells: 0 },
    });
    expect(answer.elapsedMs).toBeGreaterThanOrEqual(0);
  });

  it('keeps columns of the same name', async () => {
    const answer = await run(
      'SELECT 1 AS a, 2 AS a, 3 AS "A", e.project_id, f.project_id FROM events e JOIN events f USING (insert_id) LIMIT 1',
    );
    expect(answer.columns.map(({ name }) => name)).toEqual(['a', 'a', 'A', 'project_id', 'project_id']);
    expect(answer.rows[0]?.slice(0, 3)).toEqual([1, 2, 3]);
  });

  it('says that more rows exist when the limit cuts the answer, and not when it just fits', async () => {
    expect(await run('FROM range(11)', { limits: { maxRows: 10 } })).toMatchObject({ rowCount: 10, hasMore: true });
    expect(await run('FROM range(10)', { limits: { maxRows: 10 } })).toMatchObject({ rowCount: 10, hasMore: false });
  });

  it('stops at the byte limit, but gives at least one row', async () => {
    const sql = `SELECT repeat('x', 1000) FROM range(100)`;
    const cut = await run(sql, { limits: { maxBytes: 10_000 } });
    expect(cut.hasMore).toBe(true);
    expect(cut.rowCount).toBe(9);
    expect(await run(sql, { limits: { maxBytes: 1 } })).toMatchObject({ rowCount: 1, hasMore: true });
  });

  it('cuts long cells, counts them, and never tears a character apart', async () => {
    const answer = await run(`SELECT repeat('🎉', 10) AS a, [1, 2, 3, 4, 5, 6] AS b, 'short' AS c, NULL AS d`, {
      limits: { maxCellChars: 5 },
    });
    expect(answer.rows).toEqual([['🎉🎉…', '[1,2,…', 'short', null]]);
    expect(answer.cutCells).toBe(2);
  });

  it.each([
    ['a comment at the end', 'SELECT 1 -- done'],
    ['a semicolon and a comment', 'SELECT 1; /* done */'],
    ['brackets', '(SELECT 1)'],
    ['VALUES', 'VALUES (1)'],
    ['FROM first', 'FROM (SELECT 1)'],
    ['a common table expression', 'WITH a AS (SELECT 1) FROM a'],
    ['an order of its own', 'SELECT 1 AS a UNION ALL SELECT 2 ORDER BY a LIMIT 1'],
  ])('may have %s', async (_name, sql) => {
    expect((await run(sql)).rows).toEqual([[1]]);
  });

  it('answers DESCRIBE, SUMMARIZE, SHOW and EXPLAIN', async () => {
    expect((await run('DESCRIBE events')).rows.map(([name]) => name)).toContain('insert_id');
    expect((await run('SUMMARIZE events')).rows).toHaveLength(6);
    expect((await run('SHOW ALL TABLES')).rows.map(([, schema, name]) => `${schema}.${name}`)).toEqual(
      expect.arrayContaining(['main.events', 'mixlake.ledger']),
    );
    expect(String((await run('EXPLAIN FROM events')).rows[0]?.[1])).toContain('events');
    expect(String((await run('EXPLAIN ANALYZE SELECT count(*) FROM events')).rows[0]?.[1])).toContain('Total Time');
  });

  it('may use the macros and the bookkeeping of the lake', async () => {
    expect((await run(`SELECT DISTINCT prop('$browser') AS b FROM events ORDER BY b`)).rows).toEqual([['Chrome'], ['Firefox'], ['Safari']]);
    expect((await run('SELECT day FROM mixlake.ledger')).rows).toEqual([[1]]);
  });

  it('waits for the writer before it begins, and sees what was written then', async () => {
    const order: string[] = [];
    const runner = createQueryRunner({
      ...lake,
      beforeRead: async () => {
        await runStatements(lake.database, ['CREATE OR REPLACE TABLE fresh AS SELECT 7 AS a']);
        order.push('written');
      },
    });
    expect((await runner.run('SELECT a FROM fresh')).rows).toEqual([[7]]);
    expect(order).toEqual(['written']);
  });

  it('sees nothing that is committed after the writer let it begin', async () => {
    const calls: string[] = [];
    const runner = createQueryRunner({
      ...lake,
      beforeRead: async () => void calls.push('beforeRead'),
      afterBegin: () => calls.push('afterBegin'),
    });
    await runStatements(lake.database, ['CREATE OR REPLACE TABLE late AS SELECT 1 AS a']);
    const seen = await runner.gate.read({ sql: '', timeoutMs: 5000 }, async (connection) => {
      calls.push('work');
      await runStatements(lake.database, ['INSERT INTO late VALUES (2)']);
      return (await connection.runAndReadAll('SELECT a FROM late')).getRows();
    });
    expect(seen).toEqual([[1]]);
    expect(calls).toEqual(['beforeRead', 'afterBegin', 'work']);
  });

  it('gives its place back when the writer fails', async () => {
    const runner = createQueryRunner({
      ...lake,
      beforeRead: () => Promise.reject(new Error('writer')),
    });
    for (let round = 0; round < 4; round += 1) await expect(runner.run('SELECT 1')).rejects.toThrow('writer');
    expect(runner.gate.queue.running).toBe(0);
  });

  it('does not hold the event loop while it converts many rows', async () => {
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const answer = await run(`SELECT i, 'user_' || i, i * 1.5, TIMESTAMP '2025-01-01' + INTERVAL (i) SECOND FROM range(100000) t(i)`, {
      limits: { maxRows: 100_000, maxBytes: 1e9 },
    });
    clearInterval(timer);
    expect(answer.rowCount).toBe(100_000);
    // Measured: 16 ms. The rest is for a machine that does other work, and far from the second that one go would take.
    expect(longest).toBeLessThan(150);
  });
});

describe('the gate behind the policy', () => {
  const direct = <T>(sql: string) =>
    lake.runner.gate.read<T | undefined>({ sql, timeoutMs: 5000 }, async (connection) => {
      const prepared = await prepareRead(connection, sql);
      await prepared.run();
      return undefined;
    });

  it.each([
    ['several statements', 'SELECT 1; SELECT 2', /one statement/],
    ['a statement that writes', 'DELETE FROM events', /only statements that read|Only statements that read/],
    ['a statement that ends the transaction', 'COMMIT', /Only statements that read/],
    ['a temporary table', 'CREATE TEMP TABLE x AS SELECT 1', /Only statements that read/],
    ['a file', `COPY (SELECT 1) TO '/tmp/x.csv'`, /Only statements that read|not allowed/],
  ])('refuses %s on its own', async (_name, sql, words) => {
    await expect(direct(sql)).rejects.toThrow(words);
  });

  it('reads in a transaction that cannot write', async () => {
    const write = lake.runner.gate.read({ sql: '', timeoutMs: 5000 }, (connection) =>
      connection.run('CREATE TABLE lake.main.pwned(a INT)'),
    );
    await expect(write).rejects.toThrow(/read-only/);
    await expect(direct(`EXPLAIN ANALYZE SELECT nextval('run_seq')`)).rejects.toThrow(/read-only/i);
  });

  it('uses a connection once and closes it', async () => {
    const ids = new Set<unknown>();
    for (let round = 0; round < 3; round += 1) ids.add((await run('SELECT current_connection_id()')).rows[0]?.[0]);
    expect(ids.size).toBe(3);
    const connection = await lake.database.connect();
    const open = (await connection.runAndReadAll('FROM duckdb_connection_count()')).getRows()[0]?.[0];
    connection.disconnectSync();
    expect(Number(open)).toBeLessThanOrEqual(2);
  });
});

describe('stopping a query', () => {
  const endless = 'SELECT count(*) FROM range(1000000000) a, range(1000000) b';

  it('happens at its time limit, and the message says how long and what to do', async () => {
    const start = performance.now();
    const stopped = run(endless, { limits: { timeoutMs: 300 } });
    await expect(stopped).rejects.toMatchObject({
      kind: 'cancelled',
      message: expect.stringContaining('longer than 0.3 s'),
      hint: expect.stringMatching(/range/),
    });
    expect(performance.now() - start).toBeLessThan(1500);
  });

  it('happens at once when the caller gives up', async () => {
    const abort = new AbortController();
    const stopped = run(endless, { signal: abort.signal });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const start = performance.now();
    abort.abort();
    await expect(stopped).rejects.toMatchObject({ kind: 'cancelled' });
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('never begins when the caller had given up before', async () => {
    await expect(run('SELECT 1', { signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('happens at the memory ceiling, and the next query is answered', async () => {
    const runner = createQueryRunner({ ...lake, memoryCeilingBytes: 1 });
    const sql = `SELECT repeat('x', 60000000) || i FROM range(200) t(i)`;
    await expect(runner.run(sql, { limits: { maxBytes: 1e12, maxCellChars: 1e9 } })).rejects.toMatchObject({
      kind: 'sql',
      message: expect.stringContaining('memory'),
    });
    expect((await runner.run('SELECT 1')).rows).toEqual([[1]]);
  });

  it('leaves no place taken', () => {
    expect(lake.runner.gate.queue).toMatchObject({ running: 0, waiting: 0 });
  });
});
