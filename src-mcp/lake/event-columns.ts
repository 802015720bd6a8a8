// The events table, in mp_mcp's shape, so that old SQL runs. `properties` is the whole object as it came.
import { quoteName } from './names.ts';

/**
 * Whoever is told how to compress need not try: for each row group of a text column DuckDB built a table of symbols (fsst) to see what that would
 * save, which took up to a quarter of the time of an INSERT. zstd halves the file and loads faster than the default (measured: docs/adr/0018).
 */
export const EVENT_COLUMNS = [
  { name: 'event_name', type: 'VARCHAR', storage: 'USING COMPRESSION dictionary' },
  { name: 'event_time', type: 'TIMESTAMP', storage: '' },
  { name: 'distinct_id', type: 'VARCHAR', storage: 'USING COMPRESSION zstd' },
  { name: 'insert_id', type: 'VARCHAR', storage: 'USING COMPRESSION uncompressed' },
  { name: 'properties', type: 'JSON', storage: 'USING COMPRESSION zstd' },
] as const;

export const PROFILE_COLUMNS = [
  { name: 'distinct_id', type: 'VARCHAR', storage: '' },
  { name: 'properties', type: 'JSON', storage: 'USING COMPRESSION zstd' },
  { name: 'last_seen', type: 'TIMESTAMP', storage: '' },
] as const;

export function createTableSql(table: string, columns: typeof EVENT_COLUMNS | typeof PROFILE_COLUMNS): string {
  return `CREATE TABLE ${quoteName(table)} (${columns.map((column) => `${column.name} ${column.type} ${column.storage}`).join(', ')})`;
}
