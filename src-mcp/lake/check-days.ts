// After an unclean end the ledger is compared with the rows: a complete day must hold as many events as its fetch counted. A day that
// does not is marked, so that the next fetch asks for it again. Only tables whose days can be told apart: one selection, and exports
// that have kept to their days. Reads one column: about 10 ms a million events.
import type { DuckDBConnection } from '@duckdb/node-api';
import { parseRule } from './day-range.ts';
import { outsidersFlag } from './drop-table.ts';
import { dayOf } from './ingest/load-events.ts';
import { quoteName, quoteText } from './names.ts';
import { inTransaction, readNumber } from './transaction.ts';

/** Marks days that do not hold what was counted; answers with a sentence for each table that has some. */
export async function checkDays(writer: DuckDBConnection): Promise<string[]> {
  const tables = await writer.runAndReadAll(`
    SELECT l.table_name, any_value(l.time_rule) FROM mixlake.ledger l JOIN mixlake.tables t ON t.table_name = l.table_name
    WHERE t.kind = 'events' GROUP BY l.table_name HAVING count(DISTINCT l.selection) = 1 AND count(DISTINCT l.time_rule) = 1
    ORDER BY l.table_name`);
  const notes: string[] = [];
  for (const row of tables.getRows()) {
    const [table, rule] = row.map(String);
    if (table === undefined || rule === undefined) continue;
    const flag = `SELECT count(*) FROM mixlake.meta WHERE name = ${quoteText(outsidersFlag(table))}`;
    if ((await readNumber(writer, flag)) > 0) continue;
    const days = await differingDays(writer, table, rule);
    if (days.length === 0) continue;
    await inTransaction(writer, async () => {
      await writer.run(
        `UPDATE mixlake.ledger SET is_complete = false WHERE table_name = ${quoteText(table)}
         AND day IN (${days.map((day) => `DATE ${quoteText(day)}`).join(', ')})`,
      );
    });
    notes.push(
      `After an unclean end ${days.length === 1 ? 'a day' : `${days.length} days`} of the table ${table} did not hold the events that were counted ` +
        `(${days.slice(0, 10).join(', ')}${days.length > 10 ? ', …' : ''}): the next fetch of ${days.length === 1 ? 'it' : 'them'} asks Mixpanel again.`,
    );
  }
  return notes;
}

async function differingDays(writer: DuckDBConnection, table: string, rule: string): Promise<string[]> {
  const result = await writer.runAndReadAll(`
    SELECT l.day::VARCHAR FROM mixlake.ledger l
    LEFT JOIN (SELECT ${dayOf(parseRule(rule))} AS day, count(*) AS events FROM main.${quoteName(table)} GROUP BY 1) s ON s.day = l.day
    WHERE l.table_name = ${quoteText(table)} AND l.is_complete AND l.lines - l.duplicates <> coalesce(s.events, 0) ORDER BY l.day`);
  return result.getRows().map((row) => String(row[0]));
}
