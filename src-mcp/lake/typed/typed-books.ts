// What mixlake keeps about typed views, and how it is told.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { TypedView } from '#shared/model/table.ts';
import { quoteText, utcTimestamp } from '../names.ts';
import type { TypedColumn, TypedType } from './typed-columns.ts';

/** Where the columns of a materialised view stand. Not listed: SQL reads the view. */
export function hiddenTable(table: string): string {
  return `typed_${table}`;
}

export async function readTypedViews(connection: DuckDBConnection): Promise<Map<string, TypedView>> {
  const result = await connection.runAndReadAll(`
    SELECT table_name, view_name, is_current, is_materialised, row_count, property_count, strftime(typed_at, '%Y-%m-%dT%H:%M:%SZ'),
      (SELECT count(*) FROM mixlake.typed_columns c WHERE c.table_name = t.table_name) FROM mixlake.typed_tables t`);
  return new Map(
    result.getRows().map((row) => [
      String(row[0]),
      {
        name: String(row[1]),
        isCurrent: row[2] === true,
        isMaterialised: row[3] === true,
        rowCount: Number(row[4]),
        propertyCount: Number(row[5]),
        typedAt: String(row[6]),
        columnCount: Number(row[7]),
      },
    ]),
  );
}

export async function readTypedColumns(connection: DuckDBConnection, table: string): Promise<TypedColumn[]> {
  const result = await connection.runAndReadAll(`
    SELECT column_name, property, type, null_share, samples, note, is_varied FROM mixlake.typed_columns
    WHERE table_name = ${quoteText(table)} ORDER BY position`);
  return result.getRows().map((row) => {
    const samples: unknown = JSON.parse(String(row[4]));
    return {
      column: String(row[0]),
      property: String(row[1]),
      type: typeNamed(String(row[2])),
      nullShare: Number(row[3]),
      samples: Array.isArray(samples) ? samples.map(String) : [],
      note: row[5] === null ? null : String(row[5]),
      isVaried: row[6] === true,
    };
  });
}

function typeNamed(text: string): TypedType {
  const known = (['BIGINT', 'HUGEINT', 'DOUBLE', 'BOOLEAN', 'JSON'] as const).find((each) => each === text);
  return known ?? 'VARCHAR';
}

export interface TypedBook {
  table: string;
  view: string;
  /** No row has come since the types were decided. */
  isCurrent: boolean;
  rows: number;
  propertyCount: number;
  columns: readonly TypedColumn[];
  nowMs: number;
}

export async function writeTypedBook(writer: DuckDBConnection, book: TypedBook): Promise<void> {
  await forgetTypedBook(writer, book.table);
  const table = quoteText(book.table);
  await writer.run(
    `INSERT INTO mixlake.typed_tables VALUES (${table}, ${quoteText(book.view)}, ${book.isCurrent}, false, ${book.rows},
      ${book.propertyCount}, ${utcTimestamp(book.nowMs)})`,
  );
  const rows = book.columns.map(
    (each, index) =>
      `(${table}, ${index}, ${quoteText(each.column)}, ${quoteText(each.property)}, ${quoteText(each.type)}, ${each.nullShare},
        ${quoteText(JSON.stringify(each.samples))}, ${each.note === null ? 'NULL' : quoteText(each.note)}, ${each.isVaried})`,
  );
  if (rows.length > 0) await writer.run(`INSERT INTO mixlake.typed_columns VALUES ${rows.join(', ')}`);
}

export async function forgetTypedBook(writer: DuckDBConnection, table: string): Promise<void> {
  for (const book of ['typed_tables', 'typed_columns']) {
    await writer.run(`DELETE FROM mixlake.${book} WHERE table_name = ${quoteText(table)}`);
  }
}
