import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSqlPolicy, type SqlPolicy } from '#mcp/lake/policy/sql-policy.ts';
import { AppError } from '#shared/errors.ts';
import { readCases } from './fixture-lake.ts';

let policy: SqlPolicy;
beforeAll(async () => {
  policy = await createSqlPolicy();
});
afterAll(() => policy.close());

async function refusal(sql: string): Promise<AppError> {
  const error: unknown = await policy.check(sql).catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error(`not refused: ${sql}`);
  return error;
}

describe('known traps', () => {
  it.each([
    ['EXPLAIN ANALYZE runs what it explains, so what it explains is judged', `EXPLAIN ANALYZE COPY (SELECT 1) TO 'lake.duckdb.wal'`],
    ['a comment between the words of EXPLAIN ANALYZE hides nothing', 'EXPLAIN/**/ANALYZE -- x\n DELETE FROM events'],
    ['EXPLAIN inside EXPLAIN is refused', 'EXPLAIN ANALYZE EXPLAIN ANALYZE DELETE FROM events'],
    ['EXPLAIN with options is refused', 'EXPLAIN (ANALYZE) SELECT 1'],
    ['a plain SELECT cannot switch the log to a file', `SELECT * FROM enable_logging(storage := 'file')`],
    ['a plain SELECT cannot switch the log to stdout', `FROM (SELECT * FROM (FROM Enable_Logging('QueryLog', storage='stdout')))`],
    ['COMMIT inside a text of several statements is refused', 'SELECT 1; COMMIT; DROP TABLE events'],
    ['temporary objects are refused', 'CREATE TEMP TABLE x AS SELECT 1'],
    ['CHECKPOINT as a function is refused', 'SELECT * FROM checkpoint()'],
    ['VACUUM is refused', 'VACUUM'],
    ['SQL inside a text is refused', `SELECT * FROM query('SELECT 1')`],
    ['a table named in a text is refused', `SELECT * FROM query_table('events')`],
    ['planning SQL inside a text is refused', `SELECT json_serialize_plan('SELECT * FROM read_text(''/etc/hostname'')')`],
    ['histogram() cannot read a file', `FROM histogram('/etc/passwd', column0)`],
    ['histogram() cannot read a catalog view with paths', 'FROM histogram_values(duckdb_databases, path)'],
    ['histogram() cannot be given a computed name', `FROM histogram('duckdb_' || 'databases', path)`],
    ['a file name split over catalog, schema and table is refused', 'SELECT * FROM "/staging/x"."csv"'],
    ['a file name in three parts is refused', 'SELECT * FROM "/staging"."x"."csv"'],
    ['a file in the working folder is refused', `FROM 'events.parquet'`],
    ['a list of files is refused', `FROM read_csv(['a.csv', 'b.csv'])`],
    ['a file in DESCRIBE is refused', `DESCRIBE 'events.parquet'`],
    ['a path in a qualified name is refused', `SELECT * FROM main."../staging/a.csv"`],
    ['catalog views with paths are refused', 'SELECT path FROM duckdb_databases'],
    ['settings are refused', 'FROM duckdb_settings()'],
    ['functions that trust their input are refused', 'SELECT __internal_decompress_string(1::UBIGINT)'],
    ['pg_sleep, which is sleep_ms in a coat, is refused', 'SELECT pg_sleep(100)'],
    ['a placeholder is refused', 'SELECT * FROM events WHERE event_name = ?'],
    ['one huge value is refused', `SELECT repeat('x', 1000 * 1000 * 1000)`],
    ['one huge value with a sign in between is refused', `SELECT lpad('x', -(-2000000000)::BIGINT, 'y')`],
    ['one huge list is refused', 'SELECT len(generate_series(1, 1e9::BIGINT))'],
    ['a list of more entries than memory likes is refused', 'SELECT unnest(generate_series(1, 20000000))'],
    ['a very long format is refused', `SELECT format('{:>1000000000}', 1)`],
    ['a NUL character is refused', 'SELECT 1\0; DROP TABLE events'],
    ['a text that is too long is refused', `SELECT '${'x'.repeat(300_000)}'`],
    ['brackets nested without end are refused', `SELECT ${'('.repeat(20_000)}1${')'.repeat(20_000)}`],
    ['a chain without end is refused', `SELECT 1${'+1'.repeat(90_000)}`],
    ['nothing is refused', ' -- only a comment\n;'],
  ])('%s', async (_name, sql) => {
    const error = await refusal(sql);
    expect(error.kind).toBe('sql');
    expect(error.hint).toBeTruthy();
  });
});

describe('a refusal says what to write instead', () => {
  it.each([
    ['PRAGMA table_info(events)', /DESCRIBE/],
    ['PIVOT events ON event_name USING count(*)', /IN \('Login', 'Purchase'\)/],
    ['CREATE TABLE x AS SELECT 1', /saved as a table/],
    [`COPY events TO 'x.csv'`, /exported/],
    ['BEGIN', /Write one SELECT/],
    ['SELECT 1; SELECT 2', /UNION ALL/],
    [`SELECT * FROM read_csv('x.csv')`, /list_tables/],
    ['SELECT * FROM range(10), enable_profiling()', /range\(\)/],
  ])('%s', async (sql, hint) => {
    const error = await refusal(sql);
    expect(error.hint).toMatch(hint);
    expect(`${error.message} ${error.hint}`).toMatch(/^[A-Z].*[.)]$/s);
  });

  it('tells the line and column of a syntax error in the text as it was sent', async () => {
    expect((await refusal('SELECT 1,\n  FROM FROM x')).message).toMatch(/\(line 2, column 8\)$/);
    expect((await refusal(`EXPLAIN ANALYZE\nSELECT '🎉é' x y`)).message).toMatch(/\(line 2, column 16\)$/);
  });
});

describe('what passes', () => {
  it.each([
    ['a macro of the lake', `SELECT prop('$browser') FROM events`],
    ['a table with any name', `SELECT * FROM "read_text('/etc/x')"`.replace('/etc/x', 'x')],
    ['a table that ends like a file, with its schema', 'SELECT * FROM main."export.csv"'],
    ['our bookkeeping', 'SELECT * FROM mixlake.ledger'],
    ['a fully named table', 'SELECT * FROM lake.main.events'],
    ['a listing of tables', 'SHOW ALL TABLES'],
    ['histogram over a table', 'FROM histogram(events, event_time)'],
    ['a series of many rows in FROM', 'SELECT count(*) FROM range(10000000000)'],
    ['a short series between large numbers', 'SELECT range(1700000000, 1700000100)'],
    ['a text of some size', `SELECT repeat('x', 1000000)`],
    ['a recursive query', 'WITH RECURSIVE r AS (SELECT 1 x UNION ALL SELECT x + 1 FROM r WHERE x < 5) FROM r'],
    ['dollar quotes that hold a semicolon', 'SELECT $a$ ; DROP TABLE x; $a$ ;'],
  ])('%s', async (_name, sql) => {
    await expect(policy.check(sql)).resolves.toMatchObject({ kind: expect.any(String) });
  });

  it('says what kind of statement it is and what it reads', async () => {
    expect(await policy.check('WITH a AS (FROM events) SELECT * FROM a JOIN mixlake.ledger l ON true;  -- done')).toEqual({
      sql: 'WITH a AS (FROM events) SELECT * FROM a JOIN mixlake.ledger l ON true',
      kind: 'select',
      tables: expect.arrayContaining(['events', 'mixlake.ledger']),
    });
    expect(await policy.check('SUMMARIZE events')).toMatchObject({ kind: 'describe', tables: ['events'] });
    expect(await policy.check('EXPLAIN SELECT 1')).toMatchObject({ kind: 'explain', tables: [] });
    expect(await policy.check('explain /* */ analyze FROM events')).toMatchObject({ kind: 'explain-analyze', tables: ['events'] });
  });

  it('allows the table macros it was told of and no other', async () => {
    const own = await createSqlPolicy({ lakeTableMacros: ['funnel'] });
    await expect(own.check('FROM Funnel(1)')).resolves.toMatchObject({ kind: 'select' });
    await expect(own.check('FROM other(1)')).rejects.toThrow(/not allowed/);
    own.close();
  });

  it('answers many callers at once', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 50 }, (_, index) => policy.check(index % 2 ? 'SELECT 1' : 'SELEC 1')));
    expect(answers.map(({ status }) => status === 'fulfilled')).toEqual(Array.from({ length: 50 }, (_, index) => index % 2 === 1));
  });
});

describe('whatever stands around', () => {
  const noise = fc.constantFrom('', ' ', '\n', '/* ; */', '/* a /* b */ ; */', '-- ; DROP TABLE x\n', '\t');
  const ending = fc.constantFrom('', ';', ' ; ', ';;', ' -- ; bye', '; /* x */ ;', ";\n-- it's");

  it('an allowed statement stays allowed, and its text stays the same', async () => {
    const allowed = (await readCases('sql-allowed.txt')).map(({ sql }) => sql).filter((sql) => !/;\s*--|--/.test(sql));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...allowed), noise, ending, async (sql, before, after) => {
        expect((await policy.check(before + sql + after)).sql).toBe(before + sql);
      }),
      { numRuns: 300 },
    );
  });

  const dangerous = fc.constantFrom(
    'read_text',
    'read_csv',
    'glob',
    'query',
    'query_table',
    'enable_logging',
    'checkpoint',
    'duckdb_settings',
  );
  const spelled = fc
    .tuple(
      dangerous,
      fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }),
      fc.constantFrom('', 'main.', 'system.main.', '"main".'),
      fc.boolean(),
      noise,
    )
    .map(([name, upper, schema, isQuoted, gap]) => {
      const mixed = [...name].map((char, index) => (upper[index] ? char.toUpperCase() : char)).join('');
      return `${schema}${isQuoted ? `"${mixed}"` : mixed}${gap}(${name === 'query' ? "'SELECT 1'" : "'x'"})`;
    });
  const place = fc.constantFrom(
    (call: string) => `SELECT * FROM ${call}`,
    (call: string) => `FROM ${call} SELECT 1`,
    (call: string) => `SELECT (SELECT count(*) FROM ${call})`,
    (call: string) => `WITH a AS MATERIALIZED (SELECT * FROM ${call}) SELECT 1 FROM a`,
    (call: string) => `SELECT * FROM events e, LATERAL (SELECT * FROM ${call})`,
    (call: string) => `SELECT list_transform([1], lambda x: (SELECT count(*) FROM ${call}))`,
    (call: string) => `SELECT * FROM events ORDER BY (SELECT count(*) FROM ${call})`,
    (call: string) => `SELECT 1 UNION ALL (SELECT count(*) FROM ${call})`,
    (call: string) => `DESCRIBE SELECT * FROM ${call}`,
    (call: string) => `EXPLAIN ANALYZE SELECT * FROM ${call}`,
    (call: string) => `SELECT sum(1) FILTER (WHERE EXISTS (FROM ${call})) OVER (PARTITION BY (SELECT count(*) FROM ${call})) FROM events`,
    (call: string) => `PIVOT (SELECT * FROM ${call}) ON a IN (1) USING count(*)`,
    (call: string) => `VALUES ((SELECT count(*) FROM ${call}))`,
    (call: string) => `SELECT * FROM events LIMIT (SELECT count(*) FROM ${call})`,
    (call: string) => `SELECT CASE WHEN a THEN (SELECT 1 FROM ${call}) END FROM events GROUP BY ALL HAVING 1 IN (SELECT 1 FROM ${call})`,
  );

  it('a refused table function stays refused, however and wherever it is written', async () => {
    await fc.assert(
      fc.asyncProperty(spelled, place, noise, ending, async (call, put, before, after) => {
        await expect(policy.check(before + put(call) + after)).rejects.toBeInstanceOf(AppError);
      }),
      { numRuns: 500 },
    );
  });
});
