// The ledger: which day of which table and selection is loaded, from how many lines. Written in the transaction that loads.
import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteText, utcTimestamp } from './names.ts';

/** What of a project's events a fetch asks for. */
export interface EventSelection {
  events?: string[] | undefined;
  where?: string | undefined;
  /** A limited fetch is a sample: its days never count as complete. */
  limit?: number | undefined;
}

export interface LedgerRow {
  day: string;
  selection: string;
  isComplete: boolean;
  lines: number;
  duplicates: number;
  quarantined: number;
  repaired: number;
  /** ISO 8601, UTC. */
  fetchedAt: string;
  timeRule: string;
  isDeduplicated: boolean;
}

export function selectionId(selection: EventSelection | Record<string, unknown>): string {
  return createHash('sha256').update(canonical(selection)).digest('hex').slice(0, 16);
}

export function describeSelection(selection: EventSelection | Record<string, unknown>): string {
  return canonical(selection);
}

function canonical(selection: EventSelection | Record<string, unknown>): string {
  const entries = Object.entries(selection)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, key === 'events' && Array.isArray(value) ? [...new Set(value)].sort() : value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(entries));
}

export async function readLedger(connection: DuckDBConnection, table: string): Promise<LedgerRow[]> {
  const result = await connection.runAndReadAll(
    `SELECT day::VARCHAR, selection, is_complete, lines, duplicates, quarantined, repaired,
            strftime(fetched_at, '%Y-%m-%dT%H:%M:%SZ'), time_rule, is_deduplicated
     FROM mixlake.ledger WHERE table_name = ${quoteText(table)} ORDER BY day, selection`,
  );
  return result.getRows().map((row) => ({
    day: String(row[0]),
    selection: String(row[1]),
    isComplete: row[2] === true,
    lines: Number(row[3]),
    duplicates: Number(row[4]),
    quarantined: Number(row[5]),
    repaired: Number(row[6]),
    fetchedAt: String(row[7]),
    timeRule: String(row[8]),
    isDeduplicated: row[9] === true,
  }));
}

export interface LedgerEntry {
  table: string;
  day: string;
  selection: string;
  isComplete: boolean;
  lines: number;
  quarantined: number;
  repaired: number;
  bytes: number;
  fetchedAtMs: number;
  timeRule: string;
}

/** Replaces what stood for these days. Call inside the loading transaction. */
export async function writeLedger(connection: DuckDBConnection, entries: LedgerEntry[]): Promise<void> {
  for (const entry of entries) {
    await connection.run(
      `DELETE FROM mixlake.ledger WHERE table_name = ${quoteText(entry.table)} AND day = ${quoteText(entry.day)}
       AND selection = ${quoteText(entry.selection)}`,
    );
  }
  const rows = entries.map(
    (entry) =>
      `(${quoteText(entry.table)}, ${quoteText(entry.day)}, ${quoteText(entry.selection)}, ${entry.isComplete}, ${entry.lines}, 0,
        ${entry.quarantined}, ${entry.repaired}, ${entry.bytes}, ${utcTimestamp(entry.fetchedAtMs)}, ${quoteText(entry.timeRule)}, false)`,
  );
  if (rows.length > 0) await connection.run(`INSERT INTO mixlake.ledger VALUES ${rows.join(', ')}`);
}

/** Notes days that were asked for and did not come; a day that is complete stays so. */
export async function writeMissing(
  connection: DuckDBConnection,
  input: { table: string; selection: string; days: string[]; timeRule: string; fetchedAtMs: number },
): Promise<void> {
  const rows = input.days.map(
    (day) =>
      `(${quoteText(input.table)}, DATE ${quoteText(day)}, ${quoteText(input.selection)}, false, 0, 0, 0, 0, 0,
        ${utcTimestamp(input.fetchedAtMs)}, ${quoteText(input.timeRule)}, true)`,
  );
  if (rows.length === 0) return;
  await connection.run(`
    INSERT INTO mixlake.ledger SELECT * FROM (VALUES ${rows.join(', ')}) AS v(table_name, day, selection, is_complete, lines,
      duplicates, quarantined, repaired, bytes, fetched_at, time_rule, is_deduplicated)
    WHERE NOT EXISTS (SELECT 1 FROM mixlake.ledger l
      WHERE l.table_name = v.table_name AND l.day = v.day AND l.selection = v.selection)`);
}

export async function rememberSelection(connection: DuckDBConnection, id: string, description: string): Promise<void> {
  await connection.run(
    `INSERT INTO mixlake.selections SELECT ${quoteText(id)}, ${quoteText(description)}
     WHERE NOT EXISTS (SELECT 1 FROM mixlake.selections WHERE selection = ${quoteText(id)})`,
  );
}
