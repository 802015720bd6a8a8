// Saved syncs, kept with the project's data. What they fetch and what is there already is the ledger's business.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { SavedSync, SyncSettings } from '#shared/model/sync.ts';
import { quoteText, utcTimestamp } from './names.ts';
import { inTransaction } from './transaction.ts';

export interface SyncRun {
  name: string;
  endedAtMs: number;
  status: string;
  message: string;
}

const isoText = (column: string): string => `strftime(${column}, '%Y-%m-%dT%H:%M:%SZ')`;

export async function readSyncs(connection: DuckDBConnection): Promise<SavedSync[]> {
  const result = await connection.runAndReadAll(`
    SELECT name, table_name, events, where_filter, days, on_start, ${isoText('created_at')}, ${isoText('last_run_at')}, last_status,
      last_message FROM mixlake.syncs ORDER BY name`);
  const textOf = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));
  return result.getRows().map((row) => {
    const events: unknown = row[2] === null ? undefined : JSON.parse(String(row[2]));
    const where = textOf(row[3]);
    return {
      name: String(row[0]),
      table: String(row[1]),
      ...(Array.isArray(events) ? { events: events.map(String) } : {}),
      ...(where === null ? {} : { where }),
      days: Number(row[4]),
      onStart: row[5] === true,
      createdAt: String(row[6]),
      lastRunAt: textOf(row[7]),
      lastStatus: textOf(row[8]),
      lastMessage: textOf(row[9]),
    };
  });
}

/** In place of a sync of the same name; what is known of its last run goes with it. */
export async function writeSync(writer: DuckDBConnection, sync: SyncSettings, nowMs: number): Promise<void> {
  const orNull = (text: string | undefined): string => (text === undefined ? 'NULL' : quoteText(text));
  const events = sync.events === undefined ? undefined : JSON.stringify(sync.events);
  await inTransaction(writer, async () => {
    await deleteSync(writer, sync.name);
    await writer.run(
      `INSERT INTO mixlake.syncs VALUES (${quoteText(sync.name)}, ${quoteText(sync.table)}, ${orNull(events)}, ${orNull(sync.where)},
        ${sync.days}, ${sync.onStart}, ${utcTimestamp(nowMs)}, NULL, NULL, NULL)`,
    );
  });
}

export async function deleteSync(writer: DuckDBConnection, name: string): Promise<void> {
  await writer.run(`DELETE FROM mixlake.syncs WHERE name = ${quoteText(name)}`);
}

export async function writeSyncRun(writer: DuckDBConnection, { name, endedAtMs, status, message }: SyncRun): Promise<void> {
  await writer.run(
    `UPDATE mixlake.syncs SET last_run_at = ${utcTimestamp(endedAtMs)}, last_status = ${quoteText(status)},
      last_message = ${quoteText(message)} WHERE name = ${quoteText(name)}`,
  );
}
