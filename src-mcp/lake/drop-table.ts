// Removes a table with all that is kept about it, or a view. In the writer's turn and one transaction: readers see it whole or gone.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { TableKind } from '#shared/model/table.ts';
import { quoteName, quoteText } from './names.ts';
import { inTransaction, readNumber } from './transaction.ts';
import { dropTypedView } from './typed/typed-view.ts';

const BOOKS = ['tables', 'ledger', 'profile_fetches', 'quarantine'] as const;

/** Gives how many rows it held; 0 for a view. */
export async function dropTable(writer: DuckDBConnection, table: string, kind: TableKind): Promise<number> {
  return inTransaction(writer, async () => {
    const rows = kind === 'view' ? 0 : await readNumber(writer, `SELECT count(*) FROM ${quoteName(table)}`);
    await dropTypedView(writer, table);
    await writer.run(`DROP ${kind === 'view' ? 'VIEW' : 'TABLE'} ${quoteName(table)}`);
    for (const book of BOOKS) await writer.run(`DELETE FROM mixlake.${book} WHERE table_name = ${quoteText(table)}`);
    return rows;
  });
}
