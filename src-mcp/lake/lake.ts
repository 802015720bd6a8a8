// One project's lake: one DuckDB file, many readers, one writer. Everything the other rooms may do with it stands in `Lake`.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import PQueue from 'p-queue';
import { type AppError, inputError } from '#shared/errors.ts';
import type { Column, TableSummary } from '#shared/model/table.ts';
import { parseRule, ruleText, type TimeRule } from './day-range.ts';
import { dropTable } from './drop-table.ts';
import { type Exported, type ExportQuery, exportQuery } from './export/export-query.ts';
import { deduplicate } from './ingest/deduplicate.ts';
import { type ForgetDays, forgetDays } from './ingest/forget-days.ts';
import { type LoadChunk, type LoadedChunk, loadChunk } from './ingest/load-events.ts';
import { type LoadProfiles, loadProfiles } from './ingest/load-profiles.ts';
import { detectTimeRule, type TimeRuleFinding } from './ingest/time-rule.ts';
import { type EventSelection, type LedgerRow, readLedger, selectionId, writeMissing } from './ledger.ts';
import { migrate } from './migrations/migrate.ts';
import { quoteName, quoteText } from './names.ts';
import { openLakeDatabase } from './open.ts';
import { createSqlPolicy } from './policy/sql-policy.ts';
import { createPublishGate, type PublishGate } from './publish-gate.ts';
import { createQueryRunner, type QueryRunner } from './query.ts';
import { createResultStore, type ResultStore } from './results.ts';
import { frequentProperties, functionNames, keywords, listTables, resolveTable, tableColumns, unknownTable } from './tables.ts';
import { readNumber } from './transaction.ts';

export interface IngestedChunk extends LoadedChunk {
  duplicates: number;
}

export interface Lake {
  readonly queries: QueryRunner;
  readonly results: ResultStore;
  /** What a person should know about the opening of the file (a damaged log set aside, …). */
  readonly notes: readonly string[];
  readonly stagingDir: string;
  tables(): Promise<TableSummary[]>;
  columns(table: string): Promise<Column[]>;
  /** Property names of a table's JSON column, most frequent first. */
  properties(table: string): Promise<string[]>;
  /** The stored spelling of a name: DuckDB does not tell EVENTS from events. `undefined` when there is no such table. */
  resolveTable(name: string): Promise<string | undefined>;
  /** `undefined` when there is no such table. */
  kindOf(table: string): Promise<'events' | 'profiles' | 'other' | undefined>;
  /** Rows of a table; with times, only those in [start, end). Times are UTC, `YYYY-MM-DD HH:MM:SS`. */
  countRows(table: string, between?: { start: string; end: string }): Promise<number>;
  ledger(table: string): Promise<LedgerRow[]>;
  profileSelections(table: string): Promise<string[]>;
  vocabulary(): Promise<{ functions: string[]; keywords: string[]; properties: Record<string, string[]> }>;
  /** What is known of how this project writes time; undefined until enough events told. */
  timeRule(): Promise<TimeRule | undefined>;
  rememberTimeRule(rule: TimeRule): Promise<void>;
  findTimeRule(spoolFile: string, timezone: string | null): Promise<TimeRuleFinding>;
  /** Loads a chunk of days and removes repeats, in the one writer's turn; readers see both or nothing. */
  ingest(chunk: LoadChunk): Promise<IngestedChunk>;
  ingestProfiles(input: LoadProfiles): Promise<number>;
  /** Notes days that were asked for and did not come, so that tables tell what is missing. */
  noteMissing(input: { table: string; selection: EventSelection; days: string[]; rule: TimeRule; nowMs: number }): Promise<void>;
  /** Removes days whose times were stored under a wrong rule, right before they are fetched again. */
  forgetDays(input: ForgetDays): Promise<void>;
  /** Writes the full result of a statement to a file; see export-query.ts. */
  exportQuery(input: ExportQuery): Promise<Exported>;
  /** Removes a table or view; refuses while something is being loaded into it. Gives how many rows it held. */
  dropTable(table: string): Promise<number>;
  /** Marks a table as being written to, until the returned function is called. */
  beginLoading(table: string): () => void;
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

export interface LakeDeps {
  projectDir: string;
  memoryLimitMb?: number | undefined;
  onMemoryEmergency?: (() => void) | undefined;
}

export async function openLake(deps: LakeDeps): Promise<Lake> {
  const stagingDir = join(deps.projectDir, 'staging');
  const database = await openLakeDatabase({
    file: join(deps.projectDir, 'lake.duckdb'),
    stagingDir,
    tempDir: join(deps.projectDir, 'temp'),
    ...(deps.memoryLimitMb === undefined ? {} : { memoryLimitMb: deps.memoryLimitMb }),
  });
  for (const left of await readdir(stagingDir)) await rm(join(stagingDir, left), { recursive: true, force: true });
  const writer = await database.connect();
  await migrate(writer);
  await finishInterruptedDeduplication(writer);
  const policy = await createSqlPolicy();
  const gate = createPublishGate();
  const queries = createQueryRunner({
    database,
    policy,
    beforeRead: gate.enter,
    afterBegin: gate.entered,
    ...(deps.onMemoryEmergency === undefined ? {} : { onMemoryEmergency: deps.onMemoryEmergency }),
  });
  const results = createResultStore({ database, policy, gate: queries.gate });
  const writes = new PQueue({ concurrency: 1 });
  const listeners = new Set<() => void>();
  const loading = new Map<string, number>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const reading = <T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> => withConnection(database.connect, gate, work);

  return {
    queries,
    results,
    notes: database.notes,
    stagingDir: database.stagingDir,
    ...readers(reading, loading),
    findTimeRule: (file, timezone) => reading((connection) => detectTimeRule(connection, file, timezone)),
    ...writersOf({ writer, gate, changed, inTurn: (work) => writes.add(work) }),
    dropTable: (table) =>
      writes
        .add(async () => {
          if ((loading.get(table) ?? 0) > 0) throw stillLoading(table);
          const found = (await listTables(writer, () => false)).find((each) => each.name === table);
          if (found === undefined) throw await unknownTable(writer, table);
          return dropTable(writer, table, found.kind);
        })
        .finally(changed),
    exportQuery: (input) => exportQuery({ gate: queries.gate, policy, stagingDir: database.stagingDir }, input),
    beginLoading(table) {
      loading.set(table, (loading.get(table) ?? 0) + 1);
      changed();
      return () => {
        loading.set(table, (loading.get(table) ?? 1) - 1);
        changed();
      };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await writes.onIdle();
      await results.closeAll();
      writer.disconnectSync();
      policy.close();
      await database.close();
    },
  };
}

interface Writing {
  writer: DuckDBConnection;
  gate: PublishGate;
  changed: () => void;
  /** One at a time: the writer's connection runs one transaction. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

function writersOf({
  writer,
  gate,
  changed,
  inTurn,
}: Writing): Pick<Lake, 'ingest' | 'ingestProfiles' | 'noteMissing' | 'forgetDays' | 'rememberTimeRule'> {
  const andTell = async <T>(work: () => Promise<T>): Promise<T> => {
    const value = await inTurn(work);
    changed();
    return value;
  };
  return {
    ingest: (chunk) => andTell(() => ingestOnce(writer, gate, chunk)),
    ingestProfiles: (input) => andTell(() => loadProfiles(writer, input)),
    noteMissing: ({ table, selection, days, rule, nowMs }) =>
      andTell(() => writeMissing(writer, { table, selection: selectionId(selection), days, timeRule: ruleText(rule), fetchedAtMs: nowMs })),
    forgetDays: (input) => andTell(() => forgetDays(writer, input)),
    rememberTimeRule: (rule) => inTurn(() => writeTimeRule(writer, rule)),
  };
}

function stillLoading(table: string): AppError {
  return inputError(
    `The table ${JSON.stringify(table)} is being loaded right now.`,
    'Wait until the job has ended, or stop it with cancel_job.',
  );
}

type Reading = <T>(work: (connection: DuckDBConnection) => Promise<T>) => Promise<T>;

function readers(reading: Reading, loading: Map<string, number>) {
  return {
    tables: () => reading((connection) => listTables(connection, (table) => (loading.get(table) ?? 0) > 0)),
    columns: (table: string) => reading((connection) => tableColumns(connection, table)),
    properties: (table: string) => reading((connection) => frequentProperties(connection, table)),
    resolveTable: (name: string) => reading((connection) => resolveTable(connection, name)),
    kindOf: async (table: string): Promise<'events' | 'profiles' | 'other' | undefined> =>
      reading(async (connection) => {
        const found = (await listTables(connection, () => false)).find((each) => each.name.toLowerCase() === table.toLowerCase());
        return found === undefined ? undefined : found.kind === 'view' ? 'other' : found.kind;
      }),
    countRows: (table: string, between?: { start: string; end: string }) =>
      reading((connection) => {
        const range =
          between === undefined
            ? ''
            : ` WHERE event_time >= TIMESTAMP ${quoteText(between.start)} AND event_time < TIMESTAMP ${quoteText(between.end)}`;
        return readNumber(connection, `SELECT count(*) FROM ${quoteName(table)}${range}`);
      }),
    ledger: (table: string) => reading((connection) => readLedger(connection, table)),
    profileSelections: (table: string) =>
      reading(async (connection) => {
        const rows = await connection.runAndReadAll(`SELECT selection FROM mixlake.profile_fetches WHERE table_name = ${quoteText(table)}`);
        return rows.getRows().map((row) => String(row[0]));
      }),
    vocabulary: () =>
      reading(async (connection) => {
        const properties: Record<string, string[]> = {};
        for (const table of await listTables(connection, () => false)) {
          if (table.columns.some((column) => column.name === 'properties' && column.type === 'JSON')) {
            properties[table.name] = await frequentProperties(connection, table.name);
          }
        }
        return { functions: await functionNames(connection), keywords: await keywords(connection), properties };
      }),
    timeRule: () =>
      reading(async (connection) => {
        const rows = await connection.runAndReadAll(`SELECT value FROM mixlake.meta WHERE name = 'time_rule'`);
        const value = rows.getRows()[0]?.[0];
        return typeof value === 'string' ? parseRule(value) : undefined;
      }),
  };
}

/** Our own reads take one snapshot as well, so that a list of tables and its counts belong together. */
async function withConnection<T>(
  connect: () => Promise<DuckDBConnection>,
  gate: PublishGate,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const connection = await connect();
  try {
    await gate.enter();
    try {
      await connection.run('BEGIN TRANSACTION READ ONLY');
    } finally {
      gate.entered();
    }
    return await work(connection);
  } finally {
    connection.disconnectSync();
  }
}

/** Readers are kept out only between the commit and the end of the removal of repeats: some tens of milliseconds. */
async function ingestOnce(writer: DuckDBConnection, gate: PublishGate, chunk: LoadChunk): Promise<IngestedChunk> {
  let duplicates = 0;
  const loaded = await loadChunk(writer, chunk, (result, commit) =>
    gate.closed(async () => {
      await commit();
      duplicates = await deduplicate(writer, {
        table: chunk.table,
        selection: selectionId(chunk.selection),
        days: chunk.days,
        rule: chunk.rule,
        isUnbounded: result.hasOutsiders,
      });
    }),
  );
  return { ...loaded, duplicates };
}

async function writeTimeRule(writer: DuckDBConnection, rule: TimeRule): Promise<void> {
  await writer.run(`DELETE FROM mixlake.meta WHERE name = 'time_rule'`);
  await writer.run(`INSERT INTO mixlake.meta VALUES ('time_rule', ${quoteText(ruleText(rule))})`);
}

/** A kill between a day's commit and the removal of its repeats leaves the day marked; it is finished before anybody reads. */
async function finishInterruptedDeduplication(writer: DuckDBConnection): Promise<void> {
  const left = await writer.runAndReadAll(`
    SELECT table_name, selection, min(day)::VARCHAR, max(day)::VARCHAR, time_rule FROM mixlake.ledger
    WHERE NOT is_deduplicated GROUP BY table_name, selection, time_rule`);
  for (const row of left.getRows()) {
    const [table, selection, first, last, rule] = row.map(String);
    if (table === undefined || selection === undefined || first === undefined || last === undefined) continue;
    await deduplicate(writer, { table, selection, days: [first, last], rule: parseRule(rule ?? 'utc'), isUnbounded: true });
  }
}
