import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALLOWED_TABLE_FUNCTIONS } from '#mcp/lake/policy/functions.ts';
import { ALLOWED_BUILT_IN_VIEWS } from '#mcp/lake/policy/table-names.ts';
import snapshot from '#test/fixtures/duckdb-functions.json' with { type: 'json' };
import { type FixtureLake, openFixtureLake } from './fixture-lake.ts';

let lake: FixtureLake;
beforeAll(async () => {
  lake = await openFixtureLake();
});
afterAll(() => lake.close());

async function expectNoPath(sql: string): Promise<void> {
  const answer = await lake.runner.run(sql, { limits: { maxRows: 5000 } });
  expect(answer.columns.length).toBeGreaterThan(0);
  expect(JSON.stringify(answer)).not.toContain(lake.folder);
  expect(JSON.stringify(answer)).not.toContain('.duckdb');
}

describe('what can be asked names no folder of this computer', () => {
  it.each([...ALLOWED_TABLE_FUNCTIONS].filter((name) => /^(duckdb|pragma|icu|pg)_/.test(name) && name !== 'pragma_table_info'))(
    'the listing %s()',
    (name) => expectNoPath(`FROM ${name}()`),
  );

  it.each(snapshot.views.filter((view) => view.startsWith('information_schema.') || ALLOWED_BUILT_IN_VIEWS.has(view.split('.')[1] ?? '')))(
    'the view %s',
    (view) => expectNoPath(`FROM ${view}`),
  );

  it.each([
    ...['SHOW ALL TABLES', 'SHOW TABLES', 'SHOW DATABASES', 'DESCRIBE events', 'SUMMARIZE events', 'EXPLAIN FROM events'],
    ...[
      'EXPLAIN ANALYZE SELECT count(*) FROM events',
      `FROM pragma_table_info('events')`,
      'SELECT current_database(), current_query(), version()',
    ],
  ])('%s', expectNoPath);
});
