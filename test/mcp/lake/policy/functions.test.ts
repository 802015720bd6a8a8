import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ALLOWED_TABLE_FUNCTIONS,
  HISTOGRAM_FUNCTIONS,
  REFUSED_SCALARS,
  refusedScalarReason,
  tableFunctionHint,
} from '#mcp/lake/policy/functions.ts';
import { ALLOWED_BUILT_IN_VIEWS } from '#mcp/lake/policy/table-names.ts';
import snapshot from '#test/fixtures/duckdb-functions.json' with { type: 'json' };

const REVIEW = 'read every new name, decide in policy/functions.ts or table-names.ts, then renew test/fixtures/duckdb-functions.json';
/** Named by the policy although this build of DuckDB has no function of that name: other builds have. */
const NOT_IN_THIS_BUILD = ['getenv', 'pg_read_file', 'load_extension', 'add_parquet_key', 'json_execute_serialized_sql'];

let instance: DuckDBInstance;
let rows: (sql: string) => Promise<string[][]>;

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  rows = async (sql) => (await connection.runAndReadAll(sql)).getRows().map((row) => row.map(String));
});
afterAll(() => instance.closeSync());

describe('the catalog of the pinned DuckDB', () => {
  it('is the version that was reviewed', async () => {
    expect(await rows('SELECT version()'), REVIEW).toEqual([[snapshot.version]]);
  });

  it.each(Object.entries(snapshot.functions))('has exactly the reviewed functions of type %s', async (type, reviewed) => {
    const found = await rows(`SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = '${type}' ORDER BY 1`);
    expect(found.flat(), REVIEW).toEqual(reviewed);
  });

  it('has no type of function beside the reviewed ones', async () => {
    const found = await rows('SELECT DISTINCT function_type FROM duckdb_functions() ORDER BY 1');
    expect(found.flat(), REVIEW).toEqual(Object.keys(snapshot.functions).sort());
  });

  it('has exactly the reviewed built-in views', async () => {
    const found = await rows(`SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE internal ORDER BY 1`);
    expect(found.flat(), REVIEW).toEqual(snapshot.views);
  });
});

describe('the lists of the policy', () => {
  const all = new Set(Object.values(snapshot.functions).flat());

  it('name only table functions that exist', () => {
    const tables = new Set([...snapshot.functions.table, ...snapshot.functions.table_macro]);
    expect([...ALLOWED_TABLE_FUNCTIONS].filter((name) => !tables.has(name))).toEqual([]);
  });

  it('name only refused functions and allowed views that exist', () => {
    const views = new Set(snapshot.views.map((view) => view.split('.')[1]));
    expect(REFUSED_SCALARS.filter((name) => !all.has(name) && !NOT_IN_THIS_BUILD.includes(name))).toEqual([]);
    expect([...ALLOWED_BUILT_IN_VIEWS].filter((name) => !views.has(name))).toEqual([]);
  });

  it('allow a function that DuckDB marks as having side effects only when it was looked at', async () => {
    const marked = await rows('SELECT DISTINCT function_name FROM duckdb_functions() WHERE has_side_effects ORDER BY 1');
    const harmless = ['current_connection_id', 'current_query', 'current_query_id', 'current_transaction_id', 'error', 'random'];
    const ids = ['gen_random_uuid', 'uuid', 'uuidv4', 'uuidv7'];
    const allowed = marked.flat().filter((name) => refusedScalarReason(name) === undefined && !ALLOWED_TABLE_FUNCTIONS.has(name));
    expect(allowed).toEqual([...harmless, ...ids].sort());
  });

  it('allow no built-in macro that calls something refused', async () => {
    const macros = await rows(
      `SELECT function_name, macro_definition FROM duckdb_functions() WHERE function_type IN ('macro', 'table_macro') AND macro_definition IS NOT NULL`,
    );
    const tables = new Set(
      [...snapshot.functions.table, ...snapshot.functions.table_macro].filter((name) => !ALLOWED_TABLE_FUNCTIONS.has(name)),
    );
    const refused = (name: string) =>
      refusedScalarReason(name) !== undefined || (tables.has(name) && !snapshot.functions.scalar.includes(name));
    const leaking = macros.filter(([name = '', definition = '']) => {
      const calls = [...definition.matchAll(/\b(\w+)\s*\(/g)].map(([, called]) => called ?? '');
      const isOpen = refusedScalarReason(name) === undefined && !tables.has(name);
      return isOpen && calls.some(refused);
    });
    // It calls query_table(), and histogram() calls it: the walk checks their first argument like a name in FROM.
    expect(leaking.map(([name]) => name)).toEqual(['histogram_values']);
    expect([...HISTOGRAM_FUNCTIONS].sort()).toEqual(['histogram', 'histogram_values']);
  });

  it('say what to write instead of every refused table function', () => {
    for (const name of snapshot.functions.table) expect(tableFunctionHint(name)).toMatch(/\.$/);
  });
});
