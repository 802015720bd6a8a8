import type { DuckDBConnection } from '@duckdb/node-api';

/** Does the commit, and what must happen together with it. */
export type Publish<T> = (value: T, commit: () => Promise<void>) => Promise<void>;

/** Runs `work` in one transaction: all of it is kept, or nothing. */
export async function inTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>, publish?: Publish<T>): Promise<T> {
  await connection.run('BEGIN');
  try {
    const value = await work();
    const commit = async (): Promise<void> => {
      await connection.run('COMMIT');
    };
    await (publish === undefined ? commit() : publish(value, commit));
    return value;
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => {
      // A failed COMMIT has already rolled back.
    });
    throw error;
  }
}

/** The first value of the first row, as a number. */
export async function readNumber(connection: DuckDBConnection, sql: string): Promise<number> {
  const result = await connection.runAndReadAll(sql);
  return Number(result.getRows()[0]?.[0] ?? 0);
}
