// Brings a lake file up to the newest step. Each step is one transaction and is followed by a checkpoint at once.
import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError } from '#shared/errors.ts';
import { utcTimestamp } from '../names.ts';
import { bookkeeping } from './0001-bookkeeping.ts';
import { typedViews } from './0002-typed-views.ts';
import { savedSyncs } from './0003-saved-syncs.ts';
import { droppedTables } from './0004-dropped-tables.ts';

const STEPS = [bookkeeping, typedViews, savedSyncs, droppedTables] as const;

export async function migrate(connection: DuckDBConnection): Promise<void> {
  await connection.run('CREATE SCHEMA IF NOT EXISTS mixlake');
  await connection.run('CREATE TABLE IF NOT EXISTS mixlake.migrations (version INTEGER, applied_at TIMESTAMP)');
  const rows = await connection.runAndReadAll('SELECT coalesce(max(version), 0)::INTEGER FROM mixlake.migrations');
  const current = Number(rows.getRows()[0]?.[0] ?? 0);
  const newest = STEPS.at(-1)?.version ?? 0;
  if (current > newest) {
    throw new AppError('lake-busy', 'The local database was written by a newer version of Mixlake.', {
      hint: 'Update Mixlake; nothing was changed.',
    });
  }
  for (const step of STEPS.filter((each) => each.version > current)) {
    await connection.run('BEGIN');
    try {
      for (const statement of step.statements) await connection.run(statement);
      await connection.run(`INSERT INTO mixlake.migrations VALUES (${step.version}, ${utcTimestamp(Date.now())})`);
      await connection.run('COMMIT');
    } catch (error) {
      await connection.run('ROLLBACK');
      throw error;
    }
    await connection.run('CHECKPOINT lake');
  }
}
