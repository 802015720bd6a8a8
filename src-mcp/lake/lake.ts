// One project's lake: one DuckDB file, many readers, one writer. Everything the other rooms may do with it stands in `Lake`.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { SavedSync, SyncSettings } from '#shared/model/sync.ts';
import type { Column, TableSummary } from '#shared/model/table.ts';
import { parseRule, type TimeRule } from './day-range.ts';
import { type Dropped, purgeDropped } from './drop-table.ts';
import { type Exported, type ExportQuery, exportQuery } from './export/export-query.ts';
import { deduplicate } from './ingest/deduplicate.ts';
import type { ForgetDays } from './ingest/forget-days.ts';
import type { LoadChunk, LoadedChunk } from './ingest/load-events.ts';
import type { LoadProfiles } from './ingest/load-profiles.ts';
import type { TimeRuleFinding } from './ingest/time-rule.ts';
import { readersOf, typingOf, withConnection } from './lake-readers.ts';
import { writersOf } from './lake-writers.ts';
import type { EventSelection, LedgerRow } from './ledger.ts';
import { migrate } from './migrations/migrate.ts';
import { openLakeDatabase } from './open.ts';
import { createSqlPolicy } from './policy/sql-policy.ts';
import { createPublishGate } from './publish-gate.ts';
import { createQueryRunner, type QueryRunner } from './query.ts';
import { createResultStore, type ResultStore } from './results.ts';
import type { SyncRun } from './saved-syncs.ts';
import { createKeepTyped } from './typed/keep-typed.ts';
import type { TypedColumn } from './typed/typed-columns.ts';
import { createWriterTurn } from './writer-turn.ts';

export interface IngestedChunk extends LoadedChunk {
  duplicates: number;
}

export interface Lake {
  readonly queries: QueryRunner;
  readonly results: ResultStore;
  /** What a person should know about the opening of the file (a damaged log set aside, …). */
  readonly notes: readonly string[];
  readonly stagingDir: string;
  /** Typed views stand with their tables; `withTypedViews` lists them on their own as well. */
  tables(options?: { withTypedViews?: boolean; withSizes?: boolean }): Promise<TableSummary[]>;
  columns(table: string): Promise<Column[]>;
  /** The columns of a table's typed view that stand for properties, most frequent first; empty while there is no view. */
  typedColumns(table: string): Promise<TypedColumn[]>;
  /** Why a typed view is behind its table, when that is because of a fault. */
  typingFailure(table: string): string | undefined;
  /** Resolves when the types of a table are decided, or when the time is up. */
  whenTyped(table: string, patienceMs: number): Promise<void>;
  /** Resolves when typed views are as far as they can be now. */
  typingSettled(): Promise<void>;
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
  /** Removes a table or view; refuses while something is being loaded into it. A table can be brought back for a day. */
  dropTable(table: string, options?: { isForever: boolean; nowMs: number }): Promise<Dropped>;
  /** Brings back what was deleted last under this name. */
  undropTable(table: string): Promise<{ table: string; rows: number }>;
  /** Saved syncs by name. */
  syncs(): Promise<SavedSync[]>;
  /** In place of one of the same name. */
  saveSync(sync: SyncSettings, nowMs: number): Promise<void>;
  removeSync(name: string): Promise<void>;
  noteSyncRun(run: SyncRun): Promise<void>;
  /** Marks a table as being written to, until the returned function is called. */
  beginLoading(table: string): () => void;
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

export interface LakeDeps {
  projectDir: string;
  memoryLimitMb?: number | undefined;
  onMemoryEmergency?: (() => void) | undefined;
  /** Typed views of tables with more rows keep their values ready. */
  materialiseFromRows?: number | undefined;
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
  await purgeDropped(writer, Date.now());
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
  const turn = createWriterTurn();
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const reading = <T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> => withConnection(database.connect, gate, work);
  const loading = createLoadingList(() => {
    typing.look();
    changed();
  });
  const typing = createKeepTyped({
    reading,
    writer,
    turn,
    isLoading: loading.isAnyLoading,
    changed,
    materialiseFromRows: deps.materialiseFromRows,
  });
  typing.look();

  return {
    queries,
    results,
    notes: database.notes,
    stagingDir: database.stagingDir,
    ...readersOf(reading, loading.isLoading),
    ...typingOf(reading, typing),
    ...writersOf({ writer, gate, changed, typing, isLoading: loading.isLoading, inTurn: turn.inTurn }),
    exportQuery: (input) => exportQuery({ gate: queries.gate, policy, stagingDir: database.stagingDir }, input),
    beginLoading: loading.begin,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await typing.close();
      await turn.onIdle();
      await results.closeAll();
      writer.disconnectSync();
      policy.close();
      await database.close();
    },
  };
}

interface LoadingList {
  isLoading(table: string): boolean;
  isAnyLoading(): boolean;
  begin(table: string): () => void;
}

function createLoadingList(onChange: () => void): LoadingList {
  const loading = new Map<string, number>();
  const add = (table: string, count: number): void => {
    loading.set(table, (loading.get(table) ?? 0) + count);
    onChange();
  };
  return {
    isLoading: (table) => (loading.get(table) ?? 0) > 0,
    isAnyLoading: () => [...loading.values()].some((count) => count > 0),
    begin(table) {
      add(table, 1);
      return () => add(table, -1);
    },
  };
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
