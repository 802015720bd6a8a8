// Rule: a name in FROM must be a table or view of the lake, never a file and never a catalog view that shows paths or logs.
// DuckDB takes an unknown name for a file, and joins catalog.schema.table with dots before it looks, so that
// "/folder/x"."csv" opens /folder/x.csv: every part of the name is checked. One private folder is readable for the engine.
import { AppError } from '#shared/errors.ts';

import { HIDDEN_PREFIX } from '../names.ts';

/** Built-in views under these prefixes are refused unless they stand in ALLOWED_BUILT_IN_VIEWS. */
const BUILT_IN_PREFIX = /^(duckdb|pragma|pg|sqlite)_/;

export const ALLOWED_BUILT_IN_VIEWS: ReadonlySet<string> = new Set([
  ...['duckdb_columns', 'duckdb_constraints', 'duckdb_indexes', 'duckdb_schemas', 'duckdb_tables', 'duckdb_types', 'duckdb_views'],
  ...['sqlite_master', 'sqlite_schema', 'sqlite_temp_master', 'sqlite_temp_schema'],
  ...['pg_attrdef', 'pg_attribute', 'pg_class', 'pg_collation', 'pg_constraint', 'pg_depend', 'pg_description', 'pg_enum'],
  ...['pg_index', 'pg_indexes', 'pg_namespace', 'pg_proc', 'pg_sequence', 'pg_sequences', 'pg_tables', 'pg_type', 'pg_views'],
]);

const FILE_ENDING =
  /\.(csv|tsv|txt|json|jsonl|ndjson|parquet|arrow|arrows|feather|avro|duckdb|ddb|db|sqlite|sqlite3|xlsx|xls|wal|gz|zst|bz2|zip|log)(\?.*)?$/i;

function hasPathSign(part: string): boolean {
  return part.includes('/') || part.includes('\\') || part.includes('\0');
}

function fileRefusal(name: string): AppError {
  return new AppError('sql', `"${name}" looks like a file. SQL here reads only the tables of the lake, not files.`, {
    hint: 'list_tables shows the tables. A table whose own name ends like a file needs its schema: main."name.csv".',
  });
}

export interface TableName {
  catalog: string;
  schema: string;
  table: string;
}

/** Throws when the name may not be read. */
export function checkTableName(name: TableName): void {
  const parts = [name.catalog, name.schema, name.table];
  const shown = parts.filter((part) => part !== '').join('.');
  if (parts.some(hasPathSign)) throw fileRefusal(shown);
  // With its schema a name can only mean a file of that name in the engine's own empty folder.
  if (FILE_ENDING.test(shown) && name.schema.toLowerCase() !== 'main') throw fileRefusal(shown);
  const table = name.table.toLowerCase();
  if (table.startsWith(HIDDEN_PREFIX)) {
    throw new AppError('sql', `There is no table ${name.table}.`, { hint: 'list_tables shows the tables of the lake.' });
  }
  if (BUILT_IN_PREFIX.test(table) && !ALLOWED_BUILT_IN_VIEWS.has(table)) {
    throw new AppError('sql', `${name.table} is not available here: it shows settings, paths or logs of this computer.`, {
      hint: 'SHOW ALL TABLES, duckdb_tables() and information_schema.columns list what is in the lake.',
    });
  }
}

/** A name in text form, as histogram('schema.table', column) takes it. */
export function checkTableNameText(text: string): void {
  const parts = text.split('.').map((part) => part.replaceAll('"', ''));
  for (const part of parts) checkTableName({ catalog: '', schema: '', table: part });
  if (hasPathSign(text) || FILE_ENDING.test(text)) throw fileRefusal(text);
}
