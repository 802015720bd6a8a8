// Writes a closed database file anew, without the space that nothing uses any more, and puts the new one in its place in one step.
// Until that step the old file is untouched; a crash leaves at most the unfinished copy, which the next opening removes.
import { chmod, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError } from '#shared/errors.ts';
import { duckdb } from './duckdb.ts';
import { quoteName, quoteText } from './names.ts';
import { attachOptions, DEFAULT_MEMORY_LIMIT_MB } from './open.ts';
import { readNumber } from './transaction.ts';

export interface Compacted {
  bytesBefore: number;
  bytesAfter: number;
}

export function unfinishedCopy(file: string): string {
  return `${file}.compact`;
}

export async function compactFile(file: string): Promise<Compacted> {
  const copy = unfinishedCopy(file);
  await removeCopy(file);
  const { size: bytesBefore } = await stat(file);
  await checkRoom(file, bytesBefore);
  try {
    await copyDatabase(file, copy);
    await chmod(copy, 0o600);
    await rename(copy, file);
    return { bytesBefore, bytesAfter: (await stat(file)).size };
  } finally {
    await removeCopy(file);
  }
}

export async function removeCopy(file: string): Promise<void> {
  for (const left of [unfinishedCopy(file), `${unfinishedCopy(file)}.wal`]) await rm(left, { force: true });
}

async function checkRoom(file: string, bytes: number): Promise<void> {
  // What closing could not write stands in a log that belongs to the old file: it must not meet the new one.
  const hasLog = await stat(`${file}.wal`).then(
    () => true,
    () => false,
  );
  if (hasLog)
    throw new AppError('lake-busy', 'The local database has changes that are not written yet.', { hint: 'Try again in a minute.' });
  const { bavail, bsize } = await statfs(dirname(file));
  if (bavail * bsize > bytes) return;
  throw new AppError('lake-busy', 'The disk has no room for a second copy of the local database, which compacting needs for a moment.', {
    hint: 'Free some space, or delete tables with forever: true and load on; their space is used again.',
  });
}

async function copyDatabase(file: string, copy: string): Promise<void> {
  const instance = await duckdb().DuckDBInstance.create(':memory:', {
    memory_limit: `${DEFAULT_MEMORY_LIMIT_MB}MiB`,
    threads: '2',
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  try {
    const connection = await instance.connect();
    await connection.run(`ATTACH ${quoteText(file)} AS lake (READ_ONLY)`);
    await connection.run(`ATTACH ${quoteText(copy)} AS compacted (${attachOptions})`);
    await connection.run('COPY FROM DATABASE lake TO compacted');
    await connection.run('CHECKPOINT compacted');
    await compareCounts(connection);
    await connection.run('DETACH compacted');
    connection.disconnectSync();
  } finally {
    instance.closeSync();
  }
}

/** The old file is given up only for one that holds as many rows in as many tables. */
async function compareCounts(connection: DuckDBConnection): Promise<void> {
  const found = await connection.runAndReadAll(
    `SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'lake' AND NOT internal`,
  );
  for (const row of found.getRows()) {
    const name = row.map((part) => quoteName(String(part))).join('.');
    const [before, after] = [
      await readNumber(connection, `SELECT count(*) FROM lake.${name}`),
      await readNumber(connection, `SELECT count(*) FROM compacted.${name}`),
    ];
    if (before !== after) throw new AppError('internal', 'The compacted copy was not complete, so the file was left as it was.');
  }
}
