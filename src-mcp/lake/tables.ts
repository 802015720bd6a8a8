// What stands in the lake: tables with their columns, counts, fetched days and what could not be loaded.
import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError } from '#shared/errors.ts';
import type { Column, TableKind, TableSummary } from '#shared/model/table.ts';
import { daysBetween, dayZone, parseRule } from './day-range.ts';
import { HIDDEN_PREFIX, quoteName, quoteText } from './names.ts';
import { readNumber } from './transaction.ts';
import { hiddenTable, readTypedViews } from './typed/typed-books.ts';

interface Found {
  name: string;
  kind: TableKind;
  fetchedAt: string | null;
}

/** Without what is not written anywhere: whether a table is being loaded, and its size. */
export async function listTables(connection: DuckDBConnection): Promise<TableSummary[]> {
  const found = await findTables(connection);
  const columns = await readColumns(connection);
  const days = await readDays(connection);
  const typed = await readTypedViews(connection);
  const typedOf = new Map([...typed].map(([table, view]) => [view.name, table]));
  const counts = new Map<string, number>();
  for (const { name } of found.filter((each) => !typedOf.has(each.name))) {
    counts.set(name, await readNumber(connection, `SELECT count(*) FROM ${quoteName(name)}`));
  }
  const out: TableSummary[] = [];
  for (const table of found) {
    const fetched = days.get(table.name);
    const typedView = typed.get(table.name);
    const base = typedOf.get(table.name);
    out.push({
      name: table.name,
      kind: table.kind,
      rowCount: counts.get(base ?? table.name) ?? 0,
      columns: columns.get(table.name) ?? [],
      fetchedAt: table.fetchedAt,
      fromDate: fetched?.from ?? null,
      toDate: fetched?.to ?? null,
      dayZone: fetched?.zone ?? null,
      missingDays: fetched?.missing ?? [],
      quarantinedLines: fetched?.quarantined ?? 0,
      isLoading: false,
      ...(typedView === undefined ? {} : { typedView }),
      ...(base === undefined ? {} : { typedOf: base }),
    });
  }
  return out;
}

/** The one place that knows how names match: without case, as in DuckDB, while our own bookkeeping compares letter by letter. */
export async function resolveTable(connection: DuckDBConnection, name: string): Promise<string | undefined> {
  const wanted = name.toLowerCase();
  return (await findTables(connection)).find((each) => each.name.toLowerCase() === wanted)?.name;
}

/** The columns of one table; an unknown name is an error that lists what there is. */
export async function tableColumns(connection: DuckDBConnection, table: string): Promise<Column[]> {
  const name = await resolveTable(connection, table);
  const columns = name === undefined ? undefined : (await readColumns(connection)).get(name);
  if (columns !== undefined) return columns;
  throw await unknownTable(connection, table);
}

export async function unknownTable(connection: DuckDBConnection, table: string): Promise<AppError> {
  const names = (await findTables(connection)).map((each) => each.name);
  return new AppError('input', `There is no local table named ${JSON.stringify(table)}.`, {
    hint:
      names.length === 0
        ? 'There are no local tables yet: fetch_events or fetch_profiles makes one.'
        : `Local tables: ${names.join(', ')}.`,
  });
}

async function findTables(connection: DuckDBConnection): Promise<Found[]> {
  const result = await connection.runAndReadAll(`
    SELECT t.name, coalesce(m.kind, t.kind), strftime(m.changed_at, '%Y-%m-%dT%H:%M:%SZ') FROM (
      SELECT table_name AS name, 'other' AS kind FROM duckdb_tables()
      WHERE database_name = 'lake' AND schema_name = 'main' AND NOT starts_with(table_name, ${quoteText(HIDDEN_PREFIX)})
      UNION ALL
      SELECT view_name, 'view' FROM duckdb_views() WHERE database_name = 'lake' AND schema_name = 'main' AND NOT internal) t
    LEFT JOIN mixlake.tables m ON m.table_name = t.name ORDER BY t.name`);
  return result.getRows().map((row) => ({
    name: String(row[0]),
    kind: row[1] === 'events' || row[1] === 'profiles' || row[1] === 'view' ? row[1] : 'other',
    fetchedAt: row[2] === null ? null : String(row[2]),
  }));
}

async function readColumns(connection: DuckDBConnection): Promise<Map<string, Column[]>> {
  const result = await connection.runAndReadAll(`
    SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns()
    WHERE database_name = 'lake' AND schema_name = 'main' ORDER BY table_name, column_index`);
  const out = new Map<string, Column[]>();
  for (const row of result.getRows()) {
    const name = String(row[0]);
    const list = out.get(name) ?? [];
    list.push({ name: String(row[1]), type: String(row[2]), nullable: row[3] === true });
    out.set(name, list);
  }
  return out;
}

interface FetchedDays {
  from: string;
  to: string;
  zone: string;
  missing: string[];
  quarantined: number;
}

async function readDays(connection: DuckDBConnection): Promise<Map<string, FetchedDays>> {
  const result = await connection.runAndReadAll(`
    SELECT table_name, min(day)::VARCHAR, max(day)::VARCHAR, any_value(time_rule), sum(quarantined)::BIGINT,
      list(DISTINCT day::VARCHAR) FILTER (WHERE is_complete) FROM mixlake.ledger GROUP BY table_name`);
  const out = new Map<string, FetchedDays>();
  for (const row of result.getRowsJson()) {
    const complete = new Set(Array.isArray(row[5]) ? row[5].map(String) : []);
    const from = String(row[1]);
    const to = String(row[2]);
    out.set(String(row[0]), {
      from,
      to,
      zone: dayZone(parseRule(String(row[3]))),
      missing: daysBetween(from, to).filter((day) => !complete.has(day)),
      quarantined: Number(row[4]),
    });
  }
  return out;
}

/**
 * Bytes in the file, by table, with what its typed view keeps ready. Whole blocks, as of the last checkpoint: rows that came since
 * stand in the log and are not counted.
 */
export async function tableSizes(connection: DuckDBConnection): Promise<Map<string, number>> {
  const stored = await connection.runAndReadAll(
    `SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'lake' AND schema_name IN ('main', 'mixlake')`,
  );
  const typed = await readTypedViews(connection);
  const ownerOf = new Map([...typed.keys()].map((table) => [hiddenTable(table), table]));
  const blockBytes = await readNumber(connection, `SELECT block_size FROM pragma_database_size() WHERE database_name = 'lake'`);
  const out = new Map<string, number>();
  for (const row of stored.getRows()) {
    const [schema, name] = [String(row[0]), String(row[1])];
    const owner = schema === 'main' ? name : ownerOf.get(name);
    if (owner === undefined) continue;
    const blocks = await readNumber(
      connection,
      `SELECT count(DISTINCT block) FROM (
         SELECT unnest(list_append(additional_block_ids, block_id)) AS block
         FROM pragma_storage_info(${quoteText(`${schema}.${quoteName(name)}`)})) WHERE block >= 0`,
    );
    out.set(owner, (out.get(owner) ?? 0) + blocks * blockBytes);
  }
  return out;
}

/** Property names seen in a table, most frequent first, from a bounded number of rows. */
export async function frequentProperties(connection: DuckDBConnection, table: string): Promise<string[]> {
  const result = await connection.runAndReadAll(`
    SELECT name FROM (SELECT unnest(json_keys(properties)) AS name FROM (SELECT properties FROM ${quoteName(table)} LIMIT 5000))
    GROUP BY name ORDER BY count(*) DESC, name LIMIT 500`);
  return result.getRows().map((row) => String(row[0]));
}

export async function functionNames(connection: DuckDBConnection): Promise<string[]> {
  const result = await connection.runAndReadAll(`
    SELECT DISTINCT function_name FROM duckdb_functions()
    WHERE function_type IN ('scalar', 'aggregate', 'macro', 'table_macro') AND regexp_matches(function_name, '^[a-z][a-z0-9_]*$')
      AND NOT starts_with(function_name, 'pg_') AND schema_name <> ${quoteText('pg_catalog')} ORDER BY 1`);
  return result.getRows().map((row) => String(row[0]));
}

export async function keywords(connection: DuckDBConnection): Promise<string[]> {
  const result = await connection.runAndReadAll(`SELECT keyword_name FROM duckdb_keywords() ORDER BY 1`);
  return result.getRows().map((row) => String(row[0]));
}
