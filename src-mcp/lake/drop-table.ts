// Removes a table with all that is kept about it, or a view. For a day the table is only moved aside, under a name that no listing
// shows and no statement may read, and can be brought back with its ledger. In the writer's turn and one transaction each: readers
// see it whole or gone. Moving is a change of name, because DuckDB cannot move a table into another schema without copying it.
import { randomBytes } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { inputError } from '#shared/errors.ts';
import type { TableKind } from '#shared/model/table.ts';
import { HIDDEN_PREFIX, quoteName, quoteText, utcTimestamp } from './names.ts';
import { resolveTable } from './tables.ts';
import { inTransaction, readNumber } from './transaction.ts';
import { dropTypedView } from './typed/typed-view.ts';

/** Books whose rows go with a table by its name. */
const BOOKS = ['ledger', 'profile_fetches', 'quarantine'] as const;
export const UNDO_HOURS = 24;

export interface Dropped {
  /** 0 for a view. */
  rows: number;
  /** It can be brought back until then (ISO 8601, UTC); null when it is gone for good. */
  undoableUntil: string | null;
}

export interface DropTable {
  table: string;
  kind: TableKind;
  /** Frees its space at once, and cannot be undone. */
  isForever: boolean;
  nowMs: number;
}

export async function dropTable(writer: DuckDBConnection, { table, kind, isForever, nowMs }: DropTable): Promise<Dropped> {
  return inTransaction(writer, async () => {
    if (kind === 'view') {
      await writer.run(`DROP VIEW ${quoteName(table)}`);
      return { rows: 0, undoableUntil: null };
    }
    const rows = await readNumber(writer, `SELECT count(*) FROM ${quoteName(table)}`);
    await dropTypedView(writer, table);
    if (isForever) {
      await removeTable(writer, table);
      return { rows, undoableUntil: null };
    }
    const hidden = `${HIDDEN_PREFIX}${randomBytes(6).toString('hex')}`;
    const name = quoteText(table);
    await writer.run(`
      INSERT INTO mixlake.dropped SELECT ${quoteText(hidden)}, ${name}, kind, ${rows}, created_at, changed_at, ${utcTimestamp(nowMs)}
      FROM (SELECT ${name} AS table_name) LEFT JOIN mixlake.tables USING (table_name)`);
    await writer.run(`DELETE FROM mixlake.tables WHERE table_name = ${name}`);
    await rename(writer, table, hidden);
    return { rows, undoableUntil: new Date(nowMs + UNDO_HOURS * 3_600_000).toISOString() };
  });
}

/** Brings back what was deleted last under this name; gives its rows. */
export async function undropTable(writer: DuckDBConnection, asked: string): Promise<{ table: string; rows: number }> {
  return inTransaction(writer, async () => {
    const found = await writer.runAndReadAll(
      `SELECT hidden_name, table_name, row_count, kind FROM mixlake.dropped WHERE lower(table_name) = lower(${quoteText(asked)})
       ORDER BY dropped_at DESC LIMIT 1`,
    );
    const [hidden, table, rows, kind] = found.getRows()[0] ?? [];
    if (typeof hidden !== 'string' || typeof table !== 'string') throw await nothingDropped(writer, asked);
    if ((await resolveTable(writer, table)) !== undefined) {
      throw inputError(
        `A table ${JSON.stringify(table)} stands there again, so the deleted one cannot come back under its name.`,
        'Delete the new one with forever: true; undo then brings back the older one.',
      );
    }
    await rename(writer, hidden, table);
    if (kind !== null) {
      await writer.run(`INSERT INTO mixlake.tables SELECT table_name, kind, created_at, changed_at FROM mixlake.dropped
        WHERE hidden_name = ${quoteText(hidden)}`);
    }
    await writer.run(`DELETE FROM mixlake.dropped WHERE hidden_name = ${quoteText(hidden)}`);
    return { table, rows: Number(rows) };
  });
}

/** Frees the space of what nobody brought back in time. */
export async function purgeDropped(writer: DuckDBConnection, nowMs: number): Promise<void> {
  const old = await writer.runAndReadAll(
    `SELECT hidden_name FROM mixlake.dropped WHERE dropped_at < ${utcTimestamp(nowMs - UNDO_HOURS * 3_600_000)}`,
  );
  for (const [hidden] of old.getRows()) {
    await inTransaction(writer, async () => {
      await removeTable(writer, String(hidden));
      await writer.run(`DELETE FROM mixlake.dropped WHERE hidden_name = ${quoteText(String(hidden))}`);
    });
  }
}

async function removeTable(writer: DuckDBConnection, table: string): Promise<void> {
  await writer.run(`DROP TABLE main.${quoteName(table)}`);
  for (const book of ['tables', ...BOOKS]) await writer.run(`DELETE FROM mixlake.${book} WHERE table_name = ${quoteText(table)}`);
  await writer.run(`DELETE FROM mixlake.meta WHERE name = ${quoteText(outsidersFlag(table))}`);
}

async function rename(writer: DuckDBConnection, from: string, to: string): Promise<void> {
  await writer.run(`ALTER TABLE main.${quoteName(from)} RENAME TO ${quoteName(to)}`);
  for (const book of BOOKS) {
    await writer.run(`UPDATE mixlake.${book} SET table_name = ${quoteText(to)} WHERE table_name = ${quoteText(from)}`);
  }
  await writer.run(`UPDATE mixlake.meta SET name = ${quoteText(outsidersFlag(to))} WHERE name = ${quoteText(outsidersFlag(from))}`);
}

async function nothingDropped(writer: DuckDBConnection, asked: string) {
  const rows = await writer.runAndReadAll('SELECT DISTINCT table_name FROM mixlake.dropped ORDER BY 1');
  const names = rows
    .getRows()
    .map((row) => JSON.stringify(row[0]))
    .join(', ');
  return inputError(
    `No table ${JSON.stringify(asked)} was deleted within the last ${UNDO_HOURS} hours.`,
    names === '' ? 'There is nothing to bring back; fetch_events fetches the days again.' : `These can be brought back: ${names}.`,
  );
}

/** In mixlake.meta: some events of this table lie outside the days of the exports that sent them (load-events.ts). */
export function outsidersFlag(table: string): string {
  return `outsiders ${table}`;
}
