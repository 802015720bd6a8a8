import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonOf } from '#mcp/lake/to-json.ts';
import { type FixtureLake, openFixtureLake, readCases } from './fixture-lake.ts';

const cases = await readCases('sql-allowed.txt');
const analysis = cases.filter(({ category }) => category === 'analysis');
const large = cases.filter(({ category }) => category === 'large-result');
/** Their rows differ from run to run. */
const VARYING = /TABLESAMPLE|EXPLAIN|\bLIMIT \d+(?!.*ORDER)|approx_|current_date/i;

let lake: FixtureLake;

beforeAll(async () => {
  lake = await openFixtureLake();
});
afterAll(() => lake.close());

/** The rows as DuckDB gives them without any of our layers. */
async function directRows(sql: string): Promise<string[]> {
  const connection = await lake.database.connect();
  try {
    const reader = await connection.runAndReadAll(sql);
    const types = reader.columnTypes();
    return reader.getRows().map((row) => JSON.stringify(row.map((value, index) => jsonOf(value, types[index]))));
  } finally {
    connection.disconnectSync();
  }
}

describe('a statement that analyses', () => {
  it('is in a list of cases worth the name', () => {
    expect(analysis.length).toBeGreaterThan(50);
  });

  it.each(analysis)('is answered: $sql', async ({ sql }) => {
    const answer = await lake.runner.run(sql, { limits: { maxRows: 20_000 } });
    expect(answer.columns.length).toBeGreaterThan(0);
    expect(answer.hasMore).toBe(false);
    if (VARYING.test(sql)) return;
    const direct = await directRows(sql);
    const shown = answer.rows.map((row) => JSON.stringify(row));
    // Many of these order by a count with ties, whose rows DuckDB may give in either order.
    expect(shown.sort()).toEqual(direct.sort());
  });

  it('keeps the order it asks for', async () => {
    const sql = 'SELECT insert_id, event_name FROM events ORDER BY insert_id DESC LIMIT 500';
    const answer = await lake.runner.run(sql, { limits: { maxRows: 20_000 } });
    const direct = await directRows(sql);
    expect(direct.length).toBe(500);
    expect(answer.rows.map((row) => JSON.stringify(row))).toEqual(direct);
  });

  it.each(large)('is cut to the row limit within 5 s and says so: $sql', async ({ sql }) => {
    const start = performance.now();
    const answer = await lake.runner.run(sql, { limits: { maxRows: 200 } });
    expect(performance.now() - start).toBeLessThan(5000);
    expect(answer).toMatchObject({ rowCount: 200, hasMore: true });
  });
});
