// What was fetched, and what could not be loaded. No keys and no defaults: an index makes loading slower, and a DEFAULT with a
// function can make the file unopenable when the process dies before the next checkpoint (security.md 8).
export const bookkeeping = {
  version: 1,
  statements: [
    'CREATE SCHEMA IF NOT EXISTS mixlake',
    'CREATE TABLE mixlake.meta (name VARCHAR, value VARCHAR)',
    'CREATE TABLE mixlake.tables (table_name VARCHAR, kind VARCHAR, created_at TIMESTAMP, changed_at TIMESTAMP)',
    'CREATE TABLE mixlake.selections (selection VARCHAR, description VARCHAR)',
    `CREATE TABLE mixlake.ledger (
       table_name VARCHAR, day DATE, selection VARCHAR, is_complete BOOLEAN,
       lines BIGINT, duplicates BIGINT, quarantined BIGINT, repaired BIGINT, bytes BIGINT,
       fetched_at TIMESTAMP, time_rule VARCHAR, is_deduplicated BOOLEAN)`,
    `CREATE TABLE mixlake.profile_fetches (
       table_name VARCHAR, selection VARCHAR, profiles BIGINT, fetched_at TIMESTAMP)`,
    `CREATE TABLE mixlake.quarantine (
       table_name VARCHAR, first_day DATE, last_day DATE, byte_offset BIGINT, reason VARCHAR, line VARCHAR, fetched_at TIMESTAMP)`,
    // prop('$browser') reads the column `properties` of the table in FROM; prop(p.properties, '$browser') any JSON column. Names
    // may hold blanks, dots, $; those with a quote or a backslash need the second form: DuckDB binds a free column in a macro
    // only where nothing but operators touch the parameter, so the first form cannot escape.
    `CREATE OR REPLACE MACRO prop(name) AS json_extract_string(properties, '$."' || name || '"'),
       (json_column, name) AS
         json_extract_string(json_column, '$."' || replace(replace(name, '\\', '\\\\'), '"', '\\"') || '"')`,
  ],
} as const;
