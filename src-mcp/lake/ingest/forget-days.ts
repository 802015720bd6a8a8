// Days that were stored under another time rule than the one the project turned out to follow hold wrong times. They are removed,
// rows and ledger together, right before they are fetched again.
import type { DuckDBConnection } from '@duckdb/node-api';
import { parseRule, utcBounds } from '../day-range.ts';
import { type EventSelection, type LedgerRow, selectionId } from '../ledger.ts';
import { quoteName, quoteText } from '../names.ts';
import { inTransaction } from '../transaction.ts';
import { fallBack } from '../typed/typed-view.ts';

export interface ForgetDays {
  table: string;
  selection: EventSelection;
  rows: LedgerRow[];
}

export async function forgetDays(connection: DuckDBConnection, { table, selection, rows }: ForgetDays): Promise<void> {
  // Rows of a filtered selection cannot be told from others; their times are mended by the refresh as far as keys allow.
  const isOurs = selection.where === undefined && selection.limit === undefined;
  const names = selection.events === undefined ? '' : ` AND event_name IN (${selection.events.map(quoteText).join(', ')})`;
  await inTransaction(connection, async () => {
    await fallBack(connection, 'events', table);
    for (const row of rows) {
      const { start, end } = utcBounds(parseRule(row.timeRule), row.day, row.day);
      const range = `event_time >= TIMESTAMP ${quoteText(start)} AND event_time < TIMESTAMP ${quoteText(end)}${names}`;
      if (isOurs) await connection.run(`DELETE FROM ${quoteName(table)} WHERE ${range}`);
      await connection.run(
        `DELETE FROM mixlake.ledger WHERE table_name = ${quoteText(table)} AND day = DATE ${quoteText(row.day)}
         AND selection = ${quoteText(selectionId(selection))}`,
      );
    }
  });
}
