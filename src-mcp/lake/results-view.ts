// Another order, a part of the rows, or the profile of a column, over the rows that a handle keeps: the statement does not run
// again, so what is sorted is what was shown. A view is a list of rowids; a page of it joins them with the rows (50 to 100 ms a page
// over a million rows of 30 columns, and a thirtieth of the memory of a copy).
import { randomUUID } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError, inputError } from '#shared/errors.ts';
import type { ArrangedResult, Arrangement, ColumnProfile } from '#shared/model/result-view.ts';
import { profileColumn } from './column-profile.ts';
import { isSimple } from './column-types.ts';
import { quoteText } from './names.ts';
import type { LakeDatabase } from './open.ts';
import type { GateOptions, GateWork, QueryGate } from './query-gate.ts';
import { collectRows, type RowLimits } from './query-rows.ts';
import { arrangedSql, checkFilters } from './results-arrange.ts';
import { NEVER_STOPPED, RESULT_TABLE, type ResultHandle, VIEW_TABLE } from './results-handle.ts';
import type { JsonValue } from './to-json.ts';

export interface ViewDeps {
  database: LakeDatabase;
  gate: QueryGate;
}

interface Options {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  client?: string | undefined;
}

const RESULT = `temp.main.${RESULT_TABLE}`;
const VIEW = `temp.main.${VIEW_TABLE}`;

/** Waits for the pages before it, as the connection runs one query at a time, and runs in the queue with everybody's questions. */
async function onTable<T>(
  deps: ViewDeps,
  handle: ResultHandle,
  options: Options,
  { work, done }: { work: GateWork<T>; done?: (value: T) => void },
): Promise<T> {
  const run = handle.pages.then(async () => {
    const signals = [handle.abort.signal, ...(options.signal === undefined ? [] : [options.signal])];
    const read = { ...options, sql: handle.statement.sql, signal: AbortSignal.any(signals), end: 'commit' } as const;
    const connection = handle.connection ?? (await putIntoTable(deps, handle, read));
    const value = await deps.gate.read({ ...read, connection }, work);
    done?.(value);
    return value;
  });
  handle.pages = run.catch(() => undefined);
  return run;
}

/** In a transaction of its own: until its commit the rows would have other rowids. */
async function putIntoTable({ database, gate }: ViewDeps, handle: ResultHandle, read: GateOptions): Promise<DuckDBConnection> {
  const connection = await database.connect();
  try {
    await gate.read({ ...read, connection }, (given) => given.run(tableOf(handle.columns, handle.rows ?? [])));
  } catch (error) {
    connection.disconnectSync();
    throw error;
  }
  handle.connection = connection;
  return connection;
}

/** A small result lives in memory as JSON. Its table has the true types where text tells them, so that 10 sorts behind 9. */
function tableOf(columns: ResultHandle['columns'], rows: readonly JsonValue[][]): string {
  const values = columns.map(({ type }, index) => {
    const text = `json_extract_string(r, '$[${index}]')`;
    return `${isSimple(type) ? `TRY_CAST(${text} AS ${type})` : text} AS c${index}`;
  });
  const list = quoteText(JSON.stringify(rows));
  return `CREATE TEMP TABLE ${RESULT_TABLE} AS SELECT ${values.join(', ')} FROM (SELECT unnest(from_json(${list}, '["JSON"]')) AS r)`;
}

export function arrangeHandle(deps: ViewDeps, handle: ResultHandle, arrangement: Arrangement, options: Options): Promise<ArrangedResult> {
  const { where, order } = arrangedSql(arrangement, handle.columns);
  return onTable(deps, handle, options, {
    work: async (connection, guard) => {
      await checkFilters(connection, arrangement.filters, handle.columns);
      guard.check();
      const made = await connection.runAndReadAll(
        `CREATE OR REPLACE TEMP TABLE ${VIEW_TABLE} AS SELECT rowid AS r FROM ${RESULT} ${where} ORDER BY ${[...order, 'rowid'].join(', ')}`,
      );
      return { viewId: randomUUID(), rowCount: Number(made.getRows()[0]?.[0] ?? 0) };
    },
    // After the commit, and before any page behind it: one that was cancelled leaves the view before it as it was.
    done: (view) => {
      handle.view = view;
    },
  });
}

export async function viewPage(handle: ResultHandle, viewId: string, offset: number, limits: RowLimits): Promise<JsonValue[][]> {
  const page = handle.pages.then(async () => {
    // Asked only now: while the page waited, another view may have taken the table.
    const { connection, view, rows } = handle;
    if (view?.viewId !== viewId || connection === undefined) {
      throw inputError('This order of the result is no longer kept.', 'Sort or filter again.');
    }
    const end = Math.min(view.rowCount, offset + limits.maxRows);
    const range = `SELECT r, rowid AS place FROM ${VIEW} WHERE rowid >= ${offset} AND rowid < ${end}`;
    if (rows !== undefined) {
      const picked = await connection.runAndReadAll(`${range} ORDER BY place`);
      return picked.getRows().map(([rowid]) => rows[Number(rowid)] ?? []);
    }
    const result = await connection.run(`SELECT t.* FROM (${range}) AS v JOIN ${RESULT} AS t ON t.rowid = v.r ORDER BY v.place`);
    return (await collectRows(result, limits, NEVER_STOPPED)).rows;
  });
  handle.pages = page.catch(() => undefined);
  return page;
}

export async function profileHandle(deps: ViewDeps, handle: ResultHandle, index: number, options: Options): Promise<ColumnProfile> {
  const column = handle.columns[index];
  if (column === undefined) throw inputError('The result has no such column.', 'Run the statement again.');
  if (handle.status.state === 'released')
    throw new AppError('input', 'This result is no longer kept.', { hint: 'Run the statement again.' });
  const startedAt = performance.now();
  const profile = await onTable(deps, handle, options, {
    work: (connection, guard) => profileColumn(connection, { ...column, from: RESULT, value: `c${index}` }, guard),
  });
  return { ...profile, elapsedMs: Math.round(performance.now() - startedAt) };
}
