import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hidePaths, SqlError, toSqlError } from '#mcp/lake/query-errors.ts';
import { sqlPositionOf } from '#mcp/lake/query-position.ts';
import { AppError } from '#shared/errors.ts';
import { type FixtureLake, openFixtureLake } from './policy/fixture-lake.ts';

let lake: FixtureLake;
beforeAll(async () => {
  lake = await openFixtureLake();
});
afterAll(() => lake.close());

async function failure(sql: string): Promise<AppError> {
  const error: unknown = await lake.runner.run(sql).catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error('it did not fail');
  return error;
}

describe('an error of a statement', () => {
  it.each([
    [`SELECT properties->>'$browser' FROM events`, /JSON path error/, /prop\(properties, '\$browser'\)/],
    [`SELECT properties->'cart' IS NOT NULL FROM events`, /json_extract\(JSON, BOOLEAN\)/, /brackets/],
    ['SELECT * FROM evnts', /Did you mean "events"/, /list_tables/],
    ['SELECT timestamp FROM events', /"timestamp" not found/, /event_time/],
    ['SELECT event FROM events', /Candidate bindings: "event_name"/, /event_name/],
    ['SELECT "$browser" FROM events', /not found/, /prop\(properties, '\$browser'\)/],
    ['SELECT user_id FROM events', /not found/, /distinct_id/],
    ['SELECT colour FROM events', /not found/, /DESCRIBE/],
    ['SELECT event_name, count(*) FROM events', /GROUP BY/, /GROUP BY ALL/],
  ])('keeps the words of DuckDB and adds a hint: %s', async (sql, words, hint) => {
    const error = await failure(sql);
    expect(error.kind).toBe('sql');
    expect(error.message).toMatch(words);
    expect(error.hint).toMatch(hint);
    expect(error.message).not.toMatch(/LINE \d|\^/);
  });

  it.each([
    ['SELECT\n  count(*),\n nope FROM events', 3, 2],
    [`SELECT '日本語', nope FROM events`, 1, 15],
    [`SELECT '🎉🎉', nope FROM events`, 1, 16],
    ['SELECT 1,\n\t\tnope FROM events', 2, 3],
    [`-- a comment\nSELECT ${'1 + '.repeat(60)}nope FROM events`, 2, 248],
    ['EXPLAIN\nSELECT nope FROM events', 2, 8],
    [`SELECT 1,\n 'abc'::INT`, 2, 7],
  ])('tells its place: %j', async (sql, line, column) => {
    const error = await failure(sql);
    expect(error instanceof SqlError && error.position).toEqual({ line, column });
    expect(sqlPositionOf(error.message)).toEqual({ line, column });
  });

  it('that happens while the statement runs is told', async () => {
    const error = await failure(`SELECT CASE WHEN i = 9000 THEN error('bad row') ELSE i END FROM range(10000) t(i) ORDER BY i`);
    expect(error.message).toContain('bad row');
  });

  it('names no folder of this computer', () => {
    const folders = ['/home/ann/.mixlake/projects/1', '/home/ann/.mixlake/temp'];
    const text = `Cannot open file "/var/lib/x/data.db" or /home/ann/.mixlake/temp/a.tmp: could not convert '/pricing/plan'`;
    expect(hidePaths(text, folders)).toBe(`Cannot open file "…/data.db" or …/a.tmp: could not convert '/pricing/plan'`);
    const inside = toSqlError(new Error(`IO Error: Cannot open file "/etc/passwd"`), { sql: '', folders });
    expect(`${inside.message} ${inside.hint}`).not.toContain('/etc');
  });

  it('shows no stack of the engine', () => {
    const text = 'INTERNAL Error: Assertion failed\n\nStack Trace:\n\n#0 duckdb::Exception\n/build/src/x.cpp';
    const error = toSqlError(new Error(text), { sql: '', folders: [] });
    expect(error.message).not.toMatch(/Stack|cpp|Assertion/);
  });

  it('that kills the engine says that it will be back', () => {
    const error = toSqlError(new Error('FATAL Error: Failed: database has been invalidated because of a previous fatal error'), {
      sql: '',
      folders: [],
    });
    expect(error).toMatchObject({ kind: 'lake-busy', hint: expect.stringMatching(/try the same call/) });
  });

  it.each([
    ['Out of Memory Error: failed to allocate data of size 8.0 MiB (510.3 MiB/512.0 MiB used)', /more memory/],
    [
      `Out of Memory Error: failed to offload data block of size 256.0 KiB\nThis limit was set by the 'max_temp_directory_size' setting.`,
      /temporary disk space/,
    ],
    ['Permission Error: Cannot access file "/etc/passwd" - file system operations are disabled by configuration', /not allowed/],
  ])('about limits is told in our words: %s', (text, words) => {
    const error = toSqlError(new Error(text), { sql: '', folders: [] });
    expect(error.message).toMatch(words);
    expect(error.hint).toMatch(/\.$/);
  });
});
