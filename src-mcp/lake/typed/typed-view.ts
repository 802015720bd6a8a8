// The typed view of an events or profiles table: its frequent properties as columns. It has two forms with the same columns. The
// computing one reads the JSON of each row: right at any moment, whatever has been loaded since. The materialised one reads a hidden
// table with the same values, fifty times faster and more. Whatever changes the table's rows calls fallBack() in the same
// transaction, so that a reader, or the start after a kill, never meets a view that is behind its table.
import type { DuckDBConnection } from '@duckdb/node-api';
import { EVENT_COLUMNS, PROFILE_COLUMNS } from '../event-columns.ts';
import { quoteName, quoteText } from '../names.ts';
import { readNumber } from '../transaction.ts';
import { computedValue, pointers } from './property-sql.ts';
import { forgetTypedBook, hiddenTable, readTypedColumns, readTypedViews, type TypedBook, writeTypedBook } from './typed-books.ts';
import type { TypedColumn } from './typed-columns.ts';

export type TypedKind = 'events' | 'profiles';

/** Columns of the table that the view has as they are. */
export function plainColumns(kind: TypedKind): string[] {
  return (kind === 'events' ? EVENT_COLUMNS : PROFILE_COLUMNS).filter((each) => each.type !== 'JSON').map((each) => each.name);
}

/** Properties that are plain columns of events already, with the same text. */
export function propertiesLeftOut(kind: TypedKind): string[] {
  return kind === 'events' ? ['distinct_id', '$insert_id'] : [];
}

/** Decided types into books and view. Call in a transaction of the writer. */
export async function writeTypedView(writer: DuckDBConnection, kind: TypedKind, book: Omit<TypedBook, 'view'>): Promise<void> {
  const before = (await readTypedViews(writer)).get(book.table);
  const view = before?.name ?? (await freeViewName(writer, book.table));
  await writeTypedBook(writer, { ...book, view });
  await computeView(writer, { table: book.table, view, kind, columns: book.columns });
  await dropHidden(writer, book.table);
}

/** The table's rows have changed: the view computes until its types are decided anew. Call in the transaction that changes them. */
export async function fallBack(writer: DuckDBConnection, kind: TypedKind, table: string): Promise<void> {
  const typed = (await readTypedViews(writer)).get(table);
  if (typed === undefined || !(typed.isCurrent || typed.isMaterialised)) return;
  if (typed.isMaterialised) {
    await computeView(writer, { table, view: typed.name, kind, columns: await readTypedColumns(writer, table) });
    await dropHidden(writer, table);
  }
  await writer.run(`UPDATE mixlake.typed_tables SET is_current = false, is_materialised = false WHERE table_name = ${quoteText(table)}`);
}

/** Writes the values into the hidden table and lets the view read it. Call in a transaction of the writer. */
export async function materialiseView(writer: DuckDBConnection, kind: TypedKind, table: string): Promise<void> {
  const typed = (await readTypedViews(writer)).get(table);
  if (typed === undefined) return;
  const columns = await readTypedColumns(writer, table);
  const hidden = `mixlake.${quoteName(hiddenTable(table))}`;
  const plain = plainColumns(kind).map((name) => ({
    name,
    type: name.endsWith('_time') || name === 'last_seen' ? 'TIMESTAMP' : 'VARCHAR',
  }));
  const storage = [
    ...plain.map(({ name, type }) => `${quoteName(name)} ${type}${compression(type, name === 'insert_id')}`),
    ...columns.map((each) => `${quoteName(each.column)} ${each.type}${compression(each.type, each.isVaried)}`),
  ];
  await dropHidden(writer, table);
  await writer.run(`CREATE TABLE ${hidden} (${storage.join(', ')})`);
  const values = columns.map((each, index) => (each.type === 'VARCHAR' ? `v[${index + 1}]` : `v[${index + 1}]::${each.type}`));
  // All properties in one reading of the JSON: a third of the time of one reading each.
  await writer.run(`
    INSERT INTO ${hidden} SELECT ${[...plain.map(({ name }) => name), ...values].join(', ')} FROM (
      SELECT *, json_extract_string(properties, ${pointers(columns.map((each) => each.property))}) AS v FROM main.${quoteName(table)})`);
  await writer.run(`CREATE OR REPLACE VIEW main.${quoteName(typed.name)} AS SELECT * FROM ${hidden}`);
  await writer.run(`UPDATE mixlake.typed_tables SET is_materialised = true WHERE table_name = ${quoteText(table)}`);
}

/**
 * Of texts that hardly repeat: a dictionary, which DuckDB may choose by itself, would not shorten them. Ids of hexadecimal digits take half
 * the room with fsst and three quarters with zstd, which needs longer texts (measured).
 */
function compression(type: string, isVaried: boolean): string {
  if (!isVaried) return '';
  return type === 'VARCHAR' ? ' USING COMPRESSION fsst' : type === 'JSON' ? ' USING COMPRESSION zstd' : '';
}

/** View, hidden table and books of a table that goes away. Call in that transaction. */
export async function dropTypedView(writer: DuckDBConnection, table: string): Promise<void> {
  const typed = (await readTypedViews(writer)).get(table);
  if (typed === undefined) return;
  await writer.run(`DROP VIEW IF EXISTS main.${quoteName(typed.name)}`);
  await dropHidden(writer, table);
  await forgetTypedBook(writer, table);
}

interface ComputedView {
  table: string;
  view: string;
  kind: TypedKind;
  columns: readonly TypedColumn[];
}

async function computeView(writer: DuckDBConnection, { table, view, kind, columns }: ComputedView): Promise<void> {
  const list = [...plainColumns(kind), ...columns.map((each) => `${computedValue(each, table)} AS ${quoteName(each.column)}`)];
  await writer.run(`CREATE OR REPLACE VIEW main.${quoteName(view)} AS SELECT ${list.join(', ')} FROM main.${quoteName(table)}`);
}

async function dropHidden(writer: DuckDBConnection, table: string): Promise<void> {
  await writer.run(`DROP TABLE IF EXISTS mixlake.${quoteName(hiddenTable(table))}`);
}

/** `events_typed`, or with a number where a table or view of that name stands already. */
async function freeViewName(writer: DuckDBConnection, table: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = `${table}_typed${number === 1 ? '' : `_${number}`}`;
    const taken = await readNumber(
      writer,
      `SELECT count(*) FROM information_schema.tables WHERE table_catalog = 'lake' AND table_schema = 'main'
       AND lower(table_name) = lower(${quoteText(name)})`,
    );
    if (taken === 0) return name;
  }
}
