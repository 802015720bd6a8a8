// Rule: a table function runs only when it is on the list below; a scalar function runs unless it is on the other list.
// Both were read against the catalog of the pinned DuckDB (test/fixtures/duckdb-functions.json holds it). A new engine
// version that adds functions turns functions.test.ts red: read each new name, then decide here.

/** Make rows out of their arguments, or list the catalog without paths. Everything else (files, logs, SQL in text) is refused. */
export const ALLOWED_TABLE_FUNCTIONS: ReadonlySet<string> = new Set([
  ...['range', 'generate_series', 'unnest', 'repeat', 'repeat_row', 'json_each', 'json_tree'],
  // These two hand their first argument to query_table(): table-names.ts checks it like a name in FROM.
  ...['histogram', 'histogram_values'],
  ...['duckdb_columns', 'duckdb_constraints', 'duckdb_functions', 'duckdb_indexes', 'duckdb_keywords', 'duckdb_schemas'],
  ...['duckdb_sequences', 'duckdb_tables', 'duckdb_types', 'duckdb_views'],
  ...['pragma_collations', 'pragma_table_info', 'pragma_version', 'icu_calendar_names', 'pg_timezone_names'],
]);

export const HISTOGRAM_FUNCTIONS: ReadonlySet<string> = new Set(['histogram', 'histogram_values']);

const WAY_OUT: Record<string, string> = {
  nextval: 'it changes a sequence',
  currval: 'it reads the state of a sequence',
  setseed: 'it changes the state of the random generator',
  sleep_ms: 'it only waits',
  pg_sleep: 'it only waits',
  write_log: 'it writes into the log',
  parse_duckdb_log_message: 'it reads the log',
  current_setting: 'settings show paths of this computer',
  getenv: 'the environment is private',
  getvariable: 'variables cannot be set here',
  json_serialize_plan: 'it plans SQL that stands in a text',
  json_serialize_sql: 'it handles SQL that stands in a text',
  json_deserialize_sql: 'it handles SQL that stands in a text',
  json_execute_serialized_sql: 'it runs SQL that stands in a text',
  pg_read_file: 'files cannot be read here',
  load_extension: 'extensions cannot be loaded here',
  add_parquet_key: 'it changes settings',
  get_block_size: 'it reads the state of the storage',
  // Reads raw bytes as DuckDB's inner format without checking them.
  variant_bytes_to_variant: 'it reads raw bytes as internal data',
  stats: 'it is a tool for the makers of DuckDB',
};

/** Why a scalar or aggregate function is refused; undefined when it may run. */
export function refusedScalarReason(name: string): string | undefined {
  // The optimizer's own compress and decompress functions trust their input.
  if (name.startsWith('__internal_')) return 'it is internal to DuckDB';
  return Object.hasOwn(WAY_OUT, name) ? WAY_OUT[name] : undefined;
}

export const REFUSED_SCALARS: readonly string[] = Object.keys(WAY_OUT);

const TABLE_FUNCTION_HINTS: [pattern: RegExp, hint: string][] = [
  [/^(read_|parquet_|glob$|sniff_csv|arrow_scan)/, 'Files cannot be read with SQL. Query the tables of the lake; list_tables shows them.'],
  [/^query(_table)?$/, 'Write the statement or the table name directly instead of in a text.'],
  [/^duckdb_(databases|settings|extensions|secrets|temporary_files|variables)/, 'SHOW ALL TABLES and duckdb_tables() list what is here.'],
  [/(_scan|_query)$/, 'Only tables of the lake can be read; list_tables shows them.'],
];

export function tableFunctionHint(name: string): string {
  const found = TABLE_FUNCTION_HINTS.find(([pattern]) => pattern.test(name));
  return found?.[1] ?? 'Query the tables of the lake; range(), unnest(), json_each() and the catalog listings are allowed.';
}
