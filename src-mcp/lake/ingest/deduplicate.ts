// Mixpanel's rule: two events are the same if event, distinct_id, time and $insert_id are all equal; raw export does not apply
// it, queries do. Events without $insert_id are never merged. Source: Mixpanel docs, "Event Deduplication".
// Right after the commit, narrow and bounded in time: inside the loading transaction it costs four times as much (measured).
import { channel } from 'node:diagnostics_channel';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type TimeRule, utcBounds } from '../day-range.ts';
import { quoteName, quoteText } from '../names.ts';
import { ROW_GROUP_SIZE } from '../open.ts';
import { inTransaction } from '../transaction.ts';
import { fallBack } from '../typed/typed-view.ts';
import { dayOf } from './load-events.ts';

/** For whoever measures: {ms} of each removal. */
const finished = channel('mixlake.deduplicated');

export interface DeduplicateDays {
  table: string;
  selection: string;
  days: string[];
  rule: TimeRule;
  /** Look in the whole table, not only within the days. */
  isUnbounded?: boolean;
}

export interface Removed {
  rows: number;
  /** In so many row groups one of them stood, about. */
  rowGroups: number;
}

/** Removes repeats within the days and marks them as done. */
export async function deduplicate(connection: DuckDBConnection, input: DeduplicateDays): Promise<Removed> {
  const startedMs = performance.now();
  const removed = await removeRepeats(connection, input);
  finished.publish({ ms: performance.now() - startedMs });
  return removed;
}

async function removeRepeats(connection: DuckDBConnection, input: DeduplicateDays): Promise<Removed> {
  const first = input.days[0];
  const last = input.days.at(-1);
  if (first === undefined || last === undefined) return { rows: 0, rowGroups: 0 };
  const table = quoteName(input.table);
  const { start, end } = utcBounds(input.rule, first, last);
  const bounds = `event_time >= TIMESTAMP ${quoteText(start)} AND event_time < TIMESTAMP ${quoteText(end)}`;
  const isInRange = `insert_id IS NOT NULL${input.isUnbounded === true ? '' : ` AND ${bounds}`}`;
  return inTransaction(connection, async () => {
    await connection.run(`
      CREATE OR REPLACE TEMP TABLE repeats AS
      SELECT row_id, ${dayOf(input.rule)} AS day FROM (
        SELECT t.rowid AS row_id, event_time,
          row_number() OVER (PARTITION BY event_name, distinct_id, event_time, insert_id ORDER BY t.rowid) AS n
        FROM ${table} t WHERE ${isInRange} AND insert_id IN (
          SELECT insert_id FROM ${table} WHERE ${isInRange} GROUP BY insert_id HAVING count(*) > 1))
      WHERE n > 1`);
    const counts = await connection.runAndReadAll(`SELECT count(*), count(DISTINCT row_id // ${ROW_GROUP_SIZE}) FROM temp.repeats`);
    const [rows = 0, rowGroups = 0] = (counts.getRows()[0] ?? []).map(Number);
    if (rows > 0) {
      await fallBack(connection, 'events', input.table);
      await connection.run(`DELETE FROM ${table} WHERE rowid IN (SELECT row_id FROM temp.repeats)`);
    }
    const ours = `table_name = ${quoteText(input.table)} AND selection = ${quoteText(input.selection)}
      AND day BETWEEN ${quoteText(first)} AND ${quoteText(last)}`;
    await connection.run(`
      UPDATE mixlake.ledger SET is_deduplicated = true,
        duplicates = coalesce((SELECT count(*) FROM temp.repeats r WHERE r.day = ledger.day), 0) WHERE ${ours}`);
    await connection.run('DROP TABLE temp.repeats');
    return { rows, rowGroups };
  });
}
