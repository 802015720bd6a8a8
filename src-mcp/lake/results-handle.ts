// One kept result: either its rows in memory, when the first read already gave all of them, or a temporary table on a
// connection of its own, read by ranges of rowid (2 to 3 ms a page however far down).
// The columns of the table are c0, c1, …, because two columns of a result may have the same name.
import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError } from '#shared/errors.ts';
import { duckdb } from './duckdb.ts';
import type { CheckedStatement } from './policy/sql-policy.ts';
import { namesOf, type QueryColumn } from './query.ts';
import { collectRows, type RowLimits } from './query-rows.ts';
import type { JsonValue } from './to-json.ts';
import type { Guard } from './watchdog.ts';

/** Where the rows of a kept result stand, on its own connection. */
export const RESULT_TABLE = 'mixlake_result';
export const VIEW_TABLE = 'mixlake_result_view';
export const NEVER_STOPPED: Guard = { check: () => undefined };

export type ResultState = 'materialising' | 'ready' | 'failed' | 'cancelled' | 'released';

export interface ResultStatus {
  resultId: string;
  state: ResultState;
  /** Known when ready. */
  rowCount?: number;
  /** The statement gives more rows than are kept. */
  capped: boolean;
  /** From the call to the first rows, and then to the whole result. */
  elapsedMs: number;
  error?: AppError;
}

export interface ResultHandle {
  readonly resultId: string;
  readonly statement: CheckedStatement;
  readonly columns: QueryColumn[];
  readonly abort: AbortController;
  readonly openedAt: number;
  usedAt: number;
  status: ResultStatus;
  /** Resolves, never rejects, when the status is final. */
  settled: Promise<void>;
  /** All rows, when there are few. */
  rows?: JsonValue[][];
  /** Another order or a part of its rows, as a list of rowids. There is one at a time. */
  view?: { viewId: string; rowCount: number };
  connection?: DuckDBConnection;
  /** A connection runs one query at a time: pages wait for one another here. */
  pages: Promise<unknown>;
}

/** Puts the whole result into a temporary table; gives the number of rows, which is maxRows + 1 when there are more. */
export async function materialise(connection: DuckDBConnection, sql: string, maxRows: number): Promise<number> {
  const names = await namesOf(connection, sql);
  const columns = names.map((_, index) => `c${index}`).join(', ');
  const text = `CREATE TEMP TABLE ${RESULT_TABLE} AS SELECT * FROM (\n${sql}\n) AS q(${columns}) LIMIT ${maxRows + 1}`;
  const statements = await connection.extractStatements(text);
  const prepared = statements.count === 1 ? await statements.prepare(0) : undefined;
  if (prepared?.statementType !== duckdb().StatementType.CREATE) throw new AppError('internal', 'The result could not be kept.');
  try {
    const made = await prepared.run();
    const count = (await made.getRows())[0]?.[0];
    return Number(count ?? 0);
  } finally {
    prepared.destroySync();
  }
}

export async function tablePage(connection: DuckDBConnection, offset: number, limits: RowLimits): Promise<JsonValue[][]> {
  const result = await connection.run(
    `SELECT * FROM temp.main.${RESULT_TABLE} WHERE rowid >= ${offset} AND rowid < ${offset + limits.maxRows} ORDER BY rowid`,
  );
  return (await collectRows(result, limits, NEVER_STOPPED)).rows;
}

export async function readPage(handle: ResultHandle, offset: number, limits: RowLimits): Promise<JsonValue[][]> {
  if (handle.rows !== undefined) return handle.rows.slice(offset, offset + limits.maxRows);
  const { connection } = handle;
  if (connection === undefined) throw new AppError('internal', 'The result has no rows to read.');
  const page = handle.pages.then(() => tablePage(connection, offset, limits));
  handle.pages = page.catch(() => undefined);
  return page;
}

/** Gives memory and temporary disk space back. */
export async function releaseHandle(handle: ResultHandle): Promise<void> {
  handle.abort.abort();
  await handle.settled;
  await handle.pages;
  const { connection } = handle;
  delete handle.connection;
  delete handle.rows;
  handle.status = { ...handle.status, state: 'released' };
  if (connection === undefined) return;
  // Closing the connection frees the tables too; DROP does it at once even while DuckDB keeps the connection's memory.
  for (const table of [VIEW_TABLE, RESULT_TABLE]) await connection.run(`DROP TABLE IF EXISTS temp.main.${table}`).catch(() => undefined);
  connection.disconnectSync();
}
