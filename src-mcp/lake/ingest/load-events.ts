// Loads a spooled chunk of days into an events table: one transaction with the ledger rows of its days, so a crash leaves whole
// days only. DuckDB parses the files (JSON in JavaScript is three times slower and blocks the loop).
//
// Fast road: what an earlier fetch stored for these days is deleted, the files are inserted, and the rows that came into the
// chunk's time range must equal their lines. Otherwise (a line DuckDB refuses, an event without time, a time outside
// the asked days, a selection whose stored rows we cannot tell) the careful road: repair, then merge: rows that are already
// there, equal in every column, are replaced instead of doubled.
// Once an export has sent events outside the asked days, this table's ranges are never deleted again: they hold events of
// other days' exports, which a refresh of one day would lose.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { dayZone, ruleText, type TimeRule, utcBounds } from '../day-range.ts';
import { outsidersFlag } from '../drop-table.ts';
import { createTableSql, EVENT_COLUMNS } from '../event-columns.ts';
import { describeSelection, type EventSelection, rememberSelection, selectionId, writeLedger } from '../ledger.ts';
import { quoteName, quoteText, utcTimestamp } from '../names.ts';
import { inTransaction, type Publish, readNumber } from '../transaction.ts';
import { fallBack } from '../typed/typed-view.ts';
import { interruptible } from './interruptible.ts';
import { type Repaired, repairFiles } from './repair.ts';
import { MAX_LINE_BYTES, type Spooled } from './spool.ts';

export interface LoadChunk {
  table: string;
  selection: EventSelection;
  /** Consecutive days as the export endpoint counts them. */
  days: string[];
  spooled: Spooled;
  rule: TimeRule;
  fetchedAtMs: number;
  signal: AbortSignal;
}

export interface LoadedChunk {
  rows: number;
  /** Some events lie outside the asked days, so repeats must be looked for in the whole table. */
  hasOutsiders: boolean;
  quarantined: number;
  repaired: number;
}

/** Thrown inside the fast road's transaction, to undo it and take the careful road. */
class RowsDoNotAddUp extends Error {}

export interface Loading {
  /** Commits, and keeps readers out until repeats are removed as well. */
  publish: Publish<LoadedChunk>;
  /** Gives DuckDB all its memory: loading usually runs with little. */
  giveAll(): Promise<void>;
}

/** May be called again for the same chunk, whatever became of the call before: what stands there is looked up anew. */
export async function loadChunk(connection: DuckDBConnection, chunk: LoadChunk, { publish, giveAll }: Loading): Promise<LoadedChunk> {
  const before = await whatStandsThere(connection, chunk);
  if (before.mayDelete || before.isFirstTime) {
    try {
      return await fastRoad(connection, chunk, before, publish);
    } catch (error) {
      if (!(error instanceof RowsDoNotAddUp) && !isRefusedByReader(error)) throw error;
    }
  }
  await giveAll();
  return carefulRoad(connection, chunk, before, publish);
}

interface Before {
  /** Nothing of these days was ever loaded into this table, not even a sample. */
  isFirstTime: boolean;
  /** The rows in the chunk's range are exactly those that the new file replaces. */
  mayDelete: boolean;
}

async function whatStandsThere(connection: DuckDBConnection, { table, selection, days }: LoadChunk): Promise<Before> {
  const list = days.map((day) => `DATE ${quoteText(day)}`).join(', ');
  const rows = await connection.runAndReadAll(
    `SELECT count(*), count(*) FILTER (WHERE selection <> ${quoteText(selectionId(selection))}) FROM mixlake.ledger
     WHERE table_name = ${quoteText(table)} AND day IN (${list}) AND (is_complete OR lines > 0)`,
  );
  const [all = 0, ofOthers = 0] = (rows.getRows()[0] ?? []).map(Number);
  const hasOutsiders =
    (await readNumber(connection, `SELECT count(*) FROM mixlake.meta WHERE name = ${quoteText(outsidersFlag(table))}`)) > 0;
  // With `where` we can tell our stored rows only where nobody else's stand; with `limit`, never.
  const isOurs = selection.limit === undefined && (selection.where === undefined || ofOthers === 0);
  return { isFirstTime: all === 0, mayDelete: all > 0 && isOurs && !hasOutsiders };
}

async function fastRoad(
  connection: DuckDBConnection,
  chunk: LoadChunk,
  before: Before,
  publish: Publish<LoadedChunk>,
): Promise<LoadedChunk> {
  const { spooled } = chunk;
  const table = quoteName(chunk.table);
  const load = async (): Promise<LoadedChunk> => {
    await ensureEventsTable(connection, chunk);
    const range = rangeFilter(chunk);
    if (before.mayDelete) await connection.run(`DELETE FROM ${table} WHERE ${range}`);
    const stood = await readNumber(connection, `SELECT count(event_name) FROM ${table} WHERE ${range}`);
    // Lookalikes behind the rest: the later of two equal rows is removed.
    for (const files of [spooled.files, spooled.lookalikes.files]) {
      if (files.length > 0) await connection.run(`INSERT INTO ${table} ${selectFromFiles(files, chunk.rule)}`);
    }
    const { perDay, named } = await countPerDay(connection, table, range, chunk.rule);
    const rows = named - stood;
    if (rows !== spooled.lines) throw new RowsDoNotAddUp();
    await record(connection, chunk, perDay, { repaired: 0, quarantined: 0 });
    return { rows, hasOutsiders: false, quarantined: 0, repaired: 0 };
  };
  return inTransaction(connection, () => interruptible(connection, chunk.signal, load), publish);
}

async function carefulRoad(
  connection: DuckDBConnection,
  chunk: LoadChunk,
  before: Before,
  publish: Publish<LoadedChunk>,
): Promise<LoadedChunk> {
  const cleanFile = join(chunk.spooled.folder, 'clean');
  const quarantineFile = join(chunk.spooled.folder, 'bad');
  try {
    const repaired = await repairFiles(chunk.spooled, cleanFile, quarantineFile, chunk.signal);
    const read = `CREATE OR REPLACE TEMP TABLE incoming AS ${selectFromFiles([cleanFile], chunk.rule)}`;
    await interruptible(connection, chunk.signal, () => connection.run(read));
    const mergeAll = (): Promise<LoadedChunk> => merge(connection, chunk, { before, repaired, quarantineFile });
    return await inTransaction(connection, () => interruptible(connection, chunk.signal, mergeAll), publish);
  } finally {
    await connection.run('DROP TABLE IF EXISTS temp.incoming').catch(() => undefined);
    await Promise.all([cleanFile, quarantineFile].map((file) => rm(file, { force: true })));
  }
}

interface Merge {
  before: Before;
  repaired: Repaired;
  quarantineFile: string;
}

async function merge(connection: DuckDBConnection, chunk: LoadChunk, { before, repaired, quarantineFile }: Merge): Promise<LoadedChunk> {
  const table = quoteName(chunk.table);
  await ensureEventsTable(connection, chunk);
  const { perDay } = await countPerDay(connection, 'temp.incoming', 'event_time IS NOT NULL', chunk.rule);
  const days = new Set(chunk.days);
  const hasOutsiders = [...perDay.keys()].some((day) => !days.has(day));
  if (hasOutsiders) await connection.run(`INSERT INTO mixlake.meta VALUES (${quoteText(outsidersFlag(chunk.table))}, 'yes')`);
  if (before.mayDelete && !hasOutsiders) await connection.run(`DELETE FROM ${table} WHERE ${rangeFilter(chunk)}`);
  await connection.run(`
    DELETE FROM ${table} WHERE rowid IN (
      SELECT t.rowid FROM (
        SELECT rowid, * FROM ${table} WHERE event_time >= (SELECT min(event_time) FROM temp.incoming)
          AND event_time <= (SELECT max(event_time) FROM temp.incoming)) t SEMI JOIN temp.incoming i
        ON t.event_name IS NOT DISTINCT FROM i.event_name AND t.event_time IS NOT DISTINCT FROM i.event_time
       AND t.distinct_id IS NOT DISTINCT FROM i.distinct_id AND t.insert_id IS NOT DISTINCT FROM i.insert_id
       AND t.properties::VARCHAR IS NOT DISTINCT FROM i.properties::VARCHAR)`);
  await connection.run(`INSERT INTO ${table} SELECT * FROM temp.incoming WHERE event_time IS NOT NULL`);
  const rows = await readNumber(connection, 'SELECT count(*) FROM temp.incoming WHERE event_time IS NOT NULL');
  if (repaired.quarantined > 0) {
    await connection.run(`
      INSERT INTO mixlake.quarantine
      SELECT ${quoteText(chunk.table)}, ${quoteText(firstDay(chunk))}, ${quoteText(lastDay(chunk))}, byte_offset, reason, line, ${utcTimestamp(chunk.fetchedAtMs)}
      FROM read_json(${quoteText(quarantineFile)}, format = 'newline_delimited', maximum_object_size = ${MAX_LINE_BYTES},
        columns = {byte_offset: 'BIGINT', reason: 'VARCHAR', line: 'VARCHAR'})`);
  }
  // A time that is a number but no date (beyond the year 294246) is not a usable time either.
  const unusable = repaired.lines - rows;
  const counts = { repaired: repaired.repaired, quarantined: repaired.quarantined + unusable };
  await record(connection, chunk, perDay, counts);
  return { rows, hasOutsiders, ...counts };
}

async function ensureEventsTable(connection: DuckDBConnection, { table, fetchedAtMs }: LoadChunk): Promise<void> {
  const exists = await readNumber(
    connection,
    `SELECT count(*) FROM duckdb_tables() WHERE database_name = 'lake' AND schema_name = 'main' AND table_name = ${quoteText(table)}`,
  );
  if (exists > 0) return;
  await connection.run(createTableSql(table, EVENT_COLUMNS));
  await connection.run(
    `INSERT INTO mixlake.tables VALUES (${quoteText(table)}, 'events', ${utcTimestamp(fetchedAtMs)}, ${utcTimestamp(fetchedAtMs)})`,
  );
}

async function record(
  connection: DuckDBConnection,
  chunk: LoadChunk,
  perDay: Map<string, number>,
  counts: { repaired: number; quarantined: number },
): Promise<void> {
  const selection = selectionId(chunk.selection);
  await rememberSelection(connection, selection, describeSelection(chunk.selection));
  await writeLedger(
    connection,
    chunk.days.map((day, index) => ({
      table: chunk.table,
      day,
      selection,
      isComplete: chunk.selection.limit === undefined,
      lines: perDay.get(day) ?? 0,
      // Bad lines and bytes belong to the chunk as a whole; they are kept with its first day.
      quarantined: index === 0 ? counts.quarantined : 0,
      repaired: index === 0 ? counts.repaired : 0,
      bytes: index === 0 ? chunk.spooled.bytes : 0,
      fetchedAtMs: chunk.fetchedAtMs,
      timeRule: ruleText(chunk.rule),
    })),
  );
  await fallBack(connection, 'events', chunk.table);
  await connection.run(
    `UPDATE mixlake.tables SET changed_at = ${utcTimestamp(chunk.fetchedAtMs)} WHERE table_name = ${quoteText(chunk.table)}`,
  );
}

interface Counted {
  /** Rows by export day. */
  perDay: Map<string, number>;
  /** Rows that have an event's name. */
  named: number;
}

async function countPerDay(connection: DuckDBConnection, from: string, filter: string, rule: TimeRule): Promise<Counted> {
  const result = await connection.runAndReadAll(
    `SELECT ${dayOf(rule)}::VARCHAR, count(*), count(event_name) FROM ${from} WHERE ${filter} GROUP BY 1`,
  );
  const rows = result.getRows();
  return {
    perDay: new Map(rows.map(([day, count]) => [String(day), Number(count)])),
    named: rows.reduce((sum, row) => sum + Number(row[2]), 0),
  };
}

/** The export day of a stored event_time. */
export function dayOf(rule: TimeRule): string {
  return rule.kind === 'utc' ? 'event_time::DATE' : `timezone(${quoteText(dayZone(rule))}, timezone('UTC', event_time))::DATE`;
}

function rangeFilter(chunk: LoadChunk): string {
  const { start, end } = utcBounds(chunk.rule, firstDay(chunk), lastDay(chunk));
  const events = chunk.selection.events;
  const names = events === undefined ? '' : ` AND event_name IN (${events.map(quoteText).join(', ')})`;
  return `event_time >= TIMESTAMP ${quoteText(start)} AND event_time < TIMESTAMP ${quoteText(end)}${names}`;
}

/**
 * `time` is seconds (a fraction is possible) or milliseconds. As DOUBLE it keeps microseconds exactly (1.8e15 < 2^53). Under the
 * wall-clock rule it is local time written as if it were UTC and is converted per event, because the offset changes with DST.
 */
function selectFromFiles(files: readonly string[], rule: TimeRule): string {
  const utc = 'make_timestamp(TRY_CAST(round(CASE WHEN abs(s) < 1e11 THEN s * 1e6 ELSE s * 1e3 END) AS BIGINT))';
  const time = rule.kind === 'utc' ? utc : `timezone('UTC', timezone(${quoteText(rule.timezone)}, ${utc}))`;
  return `
    SELECT event AS event_name, ${time} AS event_time, x[2] AS distinct_id, x[3] AS insert_id, properties FROM (
      SELECT event, properties, x, TRY_CAST(x[1] AS DOUBLE) AS s FROM (
        SELECT event, properties, json_extract_string(properties, ['$.time', '$.distinct_id', '$."$insert_id"']) AS x
        FROM read_json([${files.map(quoteText).join(', ')}], format = 'newline_delimited', maximum_object_size = ${MAX_LINE_BYTES},
          columns = {event: 'VARCHAR', properties: 'JSON'})))`;
}

function firstDay(chunk: LoadChunk): string {
  return chunk.days[0] ?? '';
}

function lastDay(chunk: LoadChunk): string {
  return chunk.days.at(-1) ?? '';
}

/** DuckDB could not read the file as a whole: bad JSON, bad UTF-8, an over-long line, a value that does not convert. */
function isRefusedByReader(error: unknown): boolean {
  return (
    error instanceof Error && /Malformed JSON|JSON transform|Invalid Input|Conversion Error|maximum_object_size|UTF-?8/i.test(error.message)
  );
}
