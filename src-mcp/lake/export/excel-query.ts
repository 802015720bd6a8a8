// The rows of a statement for a workbook: put into a temporary table first, as a stream that fails would just end (query.ts).
import type { DuckDBConnection } from '@duckdb/node-api';
import { count } from '#core/count-words.ts';
import { inputError } from '#shared/errors.ts';
import type { QueryColumn } from '../query.ts';
import { collectRows } from '../query-rows.ts';
import { materialise, RESULT_TABLE } from '../results-handle.ts';
import type { JsonValue } from '../to-json.ts';
import type { Guard } from '../watchdog.ts';
import { MOST_EXCEL_CHARS, MOST_EXCEL_COLUMNS, MOST_EXCEL_ROWS, writeExcel } from './excel-file.ts';

const BATCH = { maxRows: 5000, maxBytes: 8_000_000, maxCellChars: MOST_EXCEL_CHARS - 1 };

export interface ExcelExported {
  rows: number;
  notes: string[];
}

export async function exportExcel(
  connection: DuckDBConnection,
  input: { sql: string; columns: readonly QueryColumn[]; target: string; mostRows?: number | undefined },
  guard: Guard,
): Promise<ExcelExported> {
  const { sql, columns, target, mostRows = MOST_EXCEL_ROWS } = input;
  if (columns.length > MOST_EXCEL_COLUMNS) {
    throw inputError(`An Excel sheet holds ${count(MOST_EXCEL_COLUMNS)} columns at most.`, 'Take CSV or Parquet.');
  }
  const found = await materialise(connection, sql, mostRows);
  const rows = Math.min(found, mostRows);
  let cutCells = 0;
  // Rows of a table that this very transaction has made are counted from a number of DuckDB's own.
  const [[base = 0n] = []] = (await connection.runAndReadAll(`SELECT min(rowid) FROM temp.main.${RESULT_TABLE}`)).getRows();
  const place = (offset: number): string => String(BigInt(String(base ?? 0)) + BigInt(offset));
  async function* batches(): AsyncGenerator<JsonValue[][]> {
    for (let offset = 0; offset < rows; ) {
      guard.check();
      const end = Math.min(rows, offset + BATCH.maxRows);
      const result = await connection.run(
        `SELECT * FROM temp.main.${RESULT_TABLE} WHERE rowid >= ${place(offset)} AND rowid < ${place(end)} ORDER BY rowid`,
      );
      const batch = await collectRows(result, BATCH, guard);
      cutCells += batch.cutCells;
      offset += batch.rows.length;
      yield batch.rows;
    }
  }
  await writeExcel(target, columns, batches());
  return { rows, notes: notesOf({ isCut: found > mostRows, mostRows, cutCells }) };
}

function notesOf({ isCut, mostRows, cutCells }: { isCut: boolean; mostRows: number; cutCells: number }): string[] {
  return [
    ...(isCut ? [`Only the first ${count(mostRows)} rows: an Excel sheet holds no more. CSV and Parquet take them all.`] : []),
    ...(cutCells > 0 ? [`${count(cutCells)} cells cut: an Excel cell holds ${count(MOST_EXCEL_CHARS)} characters.`] : []),
  ];
}
