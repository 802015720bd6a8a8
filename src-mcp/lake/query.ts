// Runs one statement of a person or an assistant and gives its first rows. The text passes the policy first, then the gate;
// this file only decides how many rows are asked for and how they are shown.
// User SQL is never streamed: a streaming result that fails just ends, without an error (measured: 372 736 of 500 000 rows and
// "success"). A finished result ignores DuckDB's memory limit, so the number of rows is bounded by a LIMIT around the
// statement. DuckDB keeps the order of an inner ORDER BY under it (query-order.test.ts holds that).
import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBResult } from '@duckdb/node-api';
import type { CheckedStatement, SqlPolicy } from './policy/sql-policy.ts';
import { createQueryGate, prepareRead, type QueryGate, type QueryGateDeps } from './query-gate.ts';
import { collectRows } from './query-rows.ts';
import { type JsonValue, typeText } from './to-json.ts';
import type { Guard } from './watchdog.ts';

export interface QueryLimits {
  maxRows: number;
  /** Of all cells together, roughly as JSON text. */
  maxBytes: number;
  timeoutMs: number;
  maxCellChars: number;
}

export const DEFAULT_QUERY_LIMITS: QueryLimits = { maxRows: 1000, maxBytes: 8_000_000, timeoutMs: 60_000, maxCellChars: 20_000 };

export interface QueryColumn {
  name: string;
  /** DuckDB's type text; JSON columns say JSON. */
  type: string;
}

export interface QueryResult {
  columns: QueryColumn[];
  /** Row arrays in column order. */
  rows: JsonValue[][];
  /** Rows shown here. */
  rowCount: number;
  /** The statement gives more rows than are shown. */
  hasMore: boolean;
  cutCells: number;
  elapsedMs: number;
}

export interface QueryOptions {
  limits?: Partial<QueryLimits> | undefined;
  signal?: AbortSignal | undefined;
  /** Whose line in the queue; lines take turns. */
  client?: string | undefined;
}

export interface QueryRunner {
  run(sql: string, options?: QueryOptions): Promise<QueryResult>;
  /** Shared with the result store, so that both stand in one queue. */
  readonly gate: QueryGate;
}

export interface QueryRunnerDeps extends QueryGateDeps {
  policy: SqlPolicy;
}

/** The line breaks keep a comment in the last line from swallowing the bracket. */
export function limited(sql: string, rows: number): string {
  return `SELECT * FROM (\n${sql}\n) LIMIT ${rows}`;
}

export function isExplain(statement: CheckedStatement): boolean {
  return statement.kind === 'explain' || statement.kind === 'explain-analyze';
}

export function columnsOf(result: DuckDBResult, names: readonly string[]): QueryColumn[] {
  return result.columnTypes().map((type, index) => ({ name: names[index] ?? result.columnName(index), type: typeText(type) }));
}

export function columnNamesOf(prepared: DuckDBPreparedStatement): string[] {
  return Array.from({ length: prepared.columnCount }, (_, index) => prepared.columnName(index));
}

/**
 * Prepares the person's own text first: its errors tell true positions, and its column names are kept even when two are the
 * same, which no statement around it can do.
 */
export async function namesOf(connection: DuckDBConnection, sql: string): Promise<string[]> {
  const prepared = await prepareRead(connection, sql);
  try {
    return columnNamesOf(prepared);
  } finally {
    prepared.destroySync();
  }
}

export async function runPrepared(connection: DuckDBConnection, sql: string): Promise<DuckDBResult> {
  const prepared = await prepareRead(connection, sql);
  try {
    return await prepared.run();
  } finally {
    prepared.destroySync();
  }
}

async function firstRows(connection: DuckDBConnection, statement: CheckedStatement, limits: QueryLimits, guard: Guard) {
  const names = isExplain(statement) ? [] : await namesOf(connection, statement.sql);
  guard.check();
  const text = isExplain(statement) ? statement.sql : limited(statement.sql, limits.maxRows + 1);
  const result = await runPrepared(connection, text);
  const collected = await collectRows(result, limits, guard);
  return { columns: columnsOf(result, names), ...collected };
}

export function createQueryRunner(deps: QueryRunnerDeps): QueryRunner {
  const gate = createQueryGate(deps);
  const now = deps.now ?? (() => performance.now());
  return {
    gate,
    async run(sql, options = {}) {
      const limits = { ...DEFAULT_QUERY_LIMITS, ...options.limits };
      const statement = await deps.policy.check(sql);
      const { timeoutMs } = limits;
      let startedAt = now();
      const found = await gate.read(
        { sql: statement.sql, timeoutMs, signal: options.signal, client: options.client },
        (connection, guard) => {
          startedAt = now();
          return firstRows(connection, statement, limits, guard);
        },
      );
      return { ...found, rowCount: found.rows.length, elapsedMs: Math.round(now() - startedAt) };
    },
  };
}
