// Layer D around Layer E: how every statement of a person or an assistant touches the lake. A place in the fair queue, a
// connection of its own that is never used again, a read-only transaction, exactly one prepared statement whose type DuckDB
// itself calls SELECT or EXPLAIN, and a ROLLBACK whatever happens. The text must have passed the policy before: preparing
// alone already opens files.
import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import { duckdb } from './duckdb.ts';
import type { LakeDatabase } from './open.ts';
import { isFatal, SqlError, toSqlError } from './query-errors.ts';
import { createQueryQueue, type QueryQueue } from './query-queue.ts';
import { createWatchdog, type EngineEmergency, type Guard } from './watchdog.ts';

/** What Node, V8 and results on their way out may take beside DuckDB's own limit before statements are stopped. */
const MEMORY_BESIDE_DUCKDB_BYTES = 1024 * 2 ** 20;

export interface QueryGateDeps {
  database: LakeDatabase;
  /** Awaited before each transaction: the writer's short section between a commit and its clean-up. */
  beforeRead?: (() => Promise<void>) | undefined;
  /** Called once for each beforeRead that resolved, when the snapshot is taken (or the reader gave up): the writer may go on. */
  afterBegin?: (() => void) | undefined;
  /** The engine must be replaced: a statement does not react, or DuckDB is dead. */
  onMemoryEmergency?: ((reason: EngineEmergency, error?: unknown) => void) | undefined;
  /** Resident memory of the process at which statements are stopped; default: DuckDB's limit plus 1 GB. */
  memoryCeilingBytes?: number | undefined;
  now?: (() => number) | undefined;
}

export interface GateOptions {
  /** The person's text, for positions in errors. */
  sql: string;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Whose line in the queue. */
  client?: string | undefined;
  /** Waits behind questions somebody looks at. */
  isBackground?: boolean | undefined;
  /** A connection the caller keeps; without it a new one is opened and closed here. */
  connection?: DuckDBConnection | undefined;
  /** COMMIT keeps temporary tables of that connection; the transaction is read-only either way. */
  end?: 'rollback' | 'commit' | undefined;
}

export type GateWork<T> = (connection: DuckDBConnection, guard: Guard) => Promise<T>;

export interface QueryGate {
  read<T>(options: GateOptions, work: GateWork<T>): Promise<T>;
  readonly queue: QueryQueue;
}

/** Prepares text as exactly one statement that reads; the caller calls destroySync() on it. */
export async function prepareRead(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) throw new SqlError('Only one statement runs at a time.', { hint: 'Send them one after the other.' });
  const prepared = await statements.prepare(0);
  const type = prepared.statementType;
  if (type !== duckdb().StatementType.SELECT && type !== duckdb().StatementType.EXPLAIN) {
    prepared.destroySync();
    throw new SqlError('Only statements that read can run here.', { hint: 'Write one SELECT.' });
  }
  return prepared;
}

async function inTransaction<T>(connection: DuckDBConnection, end: 'rollback' | 'commit', work: () => Promise<T>): Promise<T> {
  let ending: 'ROLLBACK' | 'COMMIT' = 'ROLLBACK';
  try {
    const value = await work();
    if (end === 'commit') ending = 'COMMIT';
    return value;
  } finally {
    // An error has often ended the transaction already; then there is nothing to roll back.
    await connection.run(ending).catch(() => undefined);
  }
}

export function createQueryGate(deps: QueryGateDeps): QueryGate {
  const queue = createQueryQueue();
  const watchdog = createWatchdog({
    ceilingBytes: deps.memoryCeilingBytes ?? deps.database.memoryLimitMb * 2 ** 20 + MEMORY_BESIDE_DUCKDB_BYTES,
    onEmergency: deps.onMemoryEmergency,
    now: deps.now,
  });
  const folders = [...deps.database.privateFolders];

  /** BEGIN takes the snapshot at once (immediate_transaction_mode), between the writer's two hooks. */
  async function begin(connection: DuckDBConnection): Promise<void> {
    await deps.beforeRead?.();
    try {
      await connection.run('BEGIN TRANSACTION READ ONLY');
    } finally {
      deps.afterBegin?.();
    }
  }

  async function beginOn(kept: DuckDBConnection | undefined): Promise<DuckDBConnection> {
    const connection = kept ?? (await deps.database.connect());
    try {
      await begin(connection);
      return connection;
    } catch (error) {
      if (kept === undefined) connection.disconnectSync();
      throw error;
    }
  }

  async function watched<T>(connection: DuckDBConnection, options: GateOptions, work: GateWork<T>, done: () => void): Promise<T> {
    return watchdog.run({
      timeoutMs: options.timeoutMs,
      signal: options.signal,
      interrupt: () => connection.interrupt(),
      work: async (guard) => {
        try {
          return await inTransaction(connection, options.end ?? 'rollback', () => work(connection, guard));
        } finally {
          // Only here, when DuckDB has really let go: a stuck statement keeps its place and its connection.
          if (options.connection === undefined) connection.disconnectSync();
          done();
        }
      },
    });
  }

  return {
    queue,
    async read(options, work) {
      const leave = await queue.enter({ client: options.client ?? '', signal: options.signal, isBackground: options.isBackground });
      const connection = await beginOn(options.connection).catch((error: unknown) => {
        leave();
        throw error;
      });
      try {
        return await watched(connection, options, work, leave);
      } catch (error) {
        if (isFatal(error)) deps.onMemoryEmergency?.('fatal', error);
        throw toSqlError(error, { sql: options.sql, folders });
      }
    },
  };
}
