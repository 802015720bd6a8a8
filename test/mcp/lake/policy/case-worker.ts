// Runs statements through the real policy and runner in a process of its own, as the engine does: what DuckDB writes to this
// process's stdout shows, and a statement that cannot be stopped ends this process instead of the test.
// In: {id, sql, maxRows, timeoutMs} or {id, state: true}. Out: {id, answer} or {id, error}, and {emergency} before it must die.
import { openLakeDatabase } from '#mcp/lake/open.ts';
import { createSqlPolicy } from '#mcp/lake/policy/sql-policy.ts';
import { createQueryRunner } from '#mcp/lake/query.ts';
import { lakeOptions, loadFixture } from './fixture-lake.ts';

const [folder = '', fresh = 'no', ceilingMb = '0'] = process.argv.slice(2);
const database = await openLakeDatabase(lakeOptions(folder, { memoryLimitMb: 300 }));
if (fresh === 'yes') await loadFixture(database);
const policy = await createSqlPolicy();
const runner = createQueryRunner({
  ...{ database, policy },
  ...(ceilingMb === '0' ? {} : { memoryCeilingBytes: Number(ceilingMb) * 2 ** 20 }),
  onMemoryEmergency: (reason) => process.send?.({ emergency: reason }),
});

const STATE: Record<string, string> = {
  events: 'SELECT count(*), sum(hash(events)) FROM lake.main.events',
  profiles: 'SELECT count(*), sum(hash(profiles)) FROM lake.main.profiles',
  sync_runs: 'SELECT count(*), sum(hash(sync_runs)) FROM lake.main.sync_runs',
  tables: 'SELECT database_name, schema_name, table_name, column_count, sql FROM duckdb_tables() ORDER BY ALL',
  views: 'SELECT database_name, schema_name, view_name, sql FROM duckdb_views() WHERE NOT internal ORDER BY ALL',
  schemas: 'SELECT database_name, schema_name FROM duckdb_schemas() ORDER BY ALL',
  sequences: 'SELECT database_name, sequence_name, start_value, last_value FROM duckdb_sequences() ORDER BY ALL',
  functions: 'SELECT database_name, function_name, function_type FROM duckdb_functions() WHERE NOT internal ORDER BY ALL',
  types: 'SELECT database_name, type_name FROM duckdb_types() WHERE NOT internal ORDER BY ALL',
  databases: 'SELECT database_name, path, readonly FROM duckdb_databases() ORDER BY ALL',
  settings: 'SELECT name, value FROM duckdb_settings() ORDER BY ALL',
  secrets: 'SELECT name FROM duckdb_secrets()',
  variables: 'SELECT name FROM duckdb_variables()',
};

async function state(): Promise<string> {
  const connection = await database.connect();
  try {
    const found: Record<string, unknown> = {};
    for (const [name, sql] of Object.entries(STATE)) found[name] = (await connection.runAndReadAll(sql)).getRowsJson();
    return JSON.stringify(found);
  } finally {
    connection.disconnectSync();
  }
}

interface Request {
  id: number;
  state?: boolean;
  sql?: string;
  maxRows?: number;
  timeoutMs?: number;
}

async function answer(request: Request): Promise<unknown> {
  if (request.state) return state();
  const limits = { maxRows: request.maxRows ?? 50, timeoutMs: request.timeoutMs ?? 5000, maxBytes: 1_000_000 };
  return runner.run(request.sql ?? '', { limits });
}

// IPC messages come from our own test.
process.on('message', (request: Request) => {
  answer(request).then(
    (value) => process.send?.({ id: request.id, answer: value }),
    (error: unknown) => {
      const known = error instanceof Error ? error : new Error(String(error));
      const { name, message } = known;
      process.send?.({
        id: request.id,
        error: { name, message, hint: 'hint' in known ? known.hint : '', kind: 'kind' in known ? known.kind : '' },
      });
    },
  );
});
process.send?.({ ready: true });
