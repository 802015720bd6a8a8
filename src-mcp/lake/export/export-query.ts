// Writes the full result of a statement to a file, streamed by DuckDB into the private staging folder, and then moves it to where the
// person finds it. Nothing half-written ever stands there, and nothing is overwritten.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { inputError } from '#shared/errors.ts';
import type { Arrangement, ExportFormat } from '#shared/model/result-view.ts';
import type { SqlPolicy } from '../policy/sql-policy.ts';
import { columnsOf, namesOf } from '../query.ts';
import type { QueryGate } from '../query-gate.ts';
import { arrangedStatement, checkFilters } from '../results-arrange.ts';
import type { Guard } from '../watchdog.ts';
import { exportExcel } from './excel-query.ts';
import { exportSql } from './export-statement.ts';

/** An export of many millions of rows takes minutes; the person can cancel it. */
const TIME_LIMIT_MS = 6 * 3_600_000;
const TELL_EVERY_MS = 500;
const ENDINGS: Record<ExportFormat, string> = { csv: '.csv', parquet: '.parquet', json: '.ndjson', excel: '.xlsx' };

export interface ExportQuery {
  /** Any statement that may be asked. */
  sql: string;
  format: ExportFormat;
  /** Name of the file without ending; letters, digits, blanks, dots, dashes, underscores. */
  name: string;
  /** Another order or a part of the rows, as the grid shows them. */
  arrangement?: Arrangement | undefined;
  /** Parquet in one folder a day of this zone, by a TIMESTAMP column of the result. */
  byDay?: { column: string; timezone: string } | undefined;
  /** Where the finished file goes. */
  folder: string;
  signal: AbortSignal;
  client: string;
  /** Told as it grows. */
  onBytes: (bytes: number) => void;
}

export interface Exported {
  /** Absolute path of the file, or of the folder when split by day. */
  path: string;
  rows: number;
  bytes: number;
  /** What the file does not hold, in words. */
  notes: string[];
}

export interface ExportDeps {
  gate: QueryGate;
  policy: SqlPolicy;
  stagingDir: string;
}

export async function exportQuery({ gate, policy, stagingDir }: ExportDeps, input: ExportQuery): Promise<Exported> {
  const statement = await policy.check(input.sql);
  if (statement.kind !== 'select')
    throw inputError('Only the result of a SELECT can be exported.', 'Write the query without EXPLAIN or DESCRIBE.');
  const name = safeName(input.name);
  const staged = join(stagingDir, `export-${randomBytes(6).toString('hex')}${input.byDay === undefined ? ENDINGS[input.format] : ''}`);
  const teller = setInterval(() => void sizeOf(staged).then(input.onBytes, () => undefined), TELL_EVERY_MS);
  try {
    const { rows, notes } = await gate.read(
      { sql: statement.sql, timeoutMs: TIME_LIMIT_MS, signal: input.signal, client: input.client, isBackground: true },
      (connection, guard) => writeTo(staged, { connection, guard, sql: statement.sql }, input),
    );
    const bytes = await sizeOf(staged);
    const path = await moveTo(staged, input.folder, name, input.byDay === undefined ? ENDINGS[input.format] : '');
    return { path, rows, bytes, notes };
  } finally {
    clearInterval(teller);
    await rm(staged, { recursive: true, force: true });
  }
}

async function writeTo(
  target: string,
  { connection, guard, sql: text }: { connection: DuckDBConnection; guard: Guard; sql: string },
  { format, byDay, arrangement }: ExportQuery,
): Promise<{ rows: number; notes: string[] }> {
  const names = await namesOf(connection, text);
  const columns = columnsOf(await connection.run(`SELECT * FROM (\n${text}\n) LIMIT 0`), names);
  refuseOtherDay({ format, byDay }, columns);
  if (arrangement !== undefined) await checkFilters(connection, arrangement.filters, columns);
  const sql = arrangement === undefined ? text : arrangedStatement(text, arrangement, columns);
  if (format === 'excel') return exportExcel(connection, { sql, columns, target }, guard);
  const result = await connection.runAndReadAll(exportSql({ sql, columns, format, target, byDay }));
  return { rows: Number(result.getRows()[0]?.[0] ?? 0), notes: [] };
}

function refuseOtherDay(
  { byDay, format }: Pick<ExportQuery, 'byDay' | 'format'>,
  columns: readonly { name: string; type: string }[],
): void {
  if (byDay === undefined) return;
  if (format !== 'parquet') throw inputError('Only Parquet can be split by day.', 'Leave by_day out, or take the format parquet.');
  if (!columns.some((column) => column.name === byDay.column && column.type === 'TIMESTAMP')) {
    throw inputError(
      `The result has no column ${byDay.column} of the type TIMESTAMP to split by.`,
      'Export an events table, or leave by_day out.',
    );
  }
}

function safeName(name: string): string {
  const trimmed = name.trim();
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u.test(trimmed) || /\.\.|[ .]$/.test(trimmed)) {
    throw inputError(
      `${JSON.stringify(name)} cannot be the name of a file.`,
      'Use letters, digits, blanks, dots, dashes and underscores, without an ending.',
    );
  }
  return trimmed;
}

/** Never over another file: a number is added. The folder is made when it is first needed. */
async function moveTo(staged: string, folder: string, name: string, ending: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const taken = new Set((await readdir(folder)).map((each) => each.toLowerCase()));
  let file = `${name}${ending}`;
  for (let number = 2; taken.has(file.toLowerCase()); number += 1) file = `${name} ${number}${ending}`;
  const path = join(folder, file);
  // A query without rows leaves no folder behind when it is split by day.
  await rename(staged, path).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' || ending !== '') throw error;
    await mkdir(path, { mode: 0o700 });
  });
  return path;
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.size;
  const inside = await readdir(path, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(inside.filter((each) => each.isFile()).map((each) => stat(join(each.parentPath, each.name))));
  return sizes.reduce((sum, each) => sum + each.size, 0);
}
