// One project's lake: one DuckDB file, many readers, one writer. Everything the other rooms may do with it stands in `Lake`. The
// file can be closed and opened anew beneath them: to compact it, and after a fatal error, which leaves DuckDB dead until then.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, inputError } from '#shared/errors.ts';
import type { QueryPlan } from '#shared/model/plan.ts';
import type { ColumnProfile } from '#shared/model/result-view.ts';
import type { SavedSync, SyncSettings } from '#shared/model/sync.ts';
import type { Column, TableSummary } from '#shared/model/table.ts';
import { createBell } from './bell.ts';
import { type Compacted, compactFile } from './compact.ts';
import type { TimeRule } from './day-range.ts';
import type { Dropped } from './drop-table.ts';
import type { Explain } from './explain.ts';
import type { Exported, ExportQuery } from './export/export-query.ts';
import type { ForgetDays } from './ingest/forget-days.ts';
import type { LoadChunk, LoadedChunk } from './ingest/load-events.ts';
import type { LoadProfiles } from './ingest/load-profiles.ts';
import { type Spooled, type SpoolInput, spoolBody } from './ingest/spool.ts';
import { createSpooler } from './ingest/spooler.ts';
import type { TimeRuleFinding } from './ingest/time-rule.ts';
import type { EventSelection, LedgerRow } from './ledger.ts';
import { createLoadingList } from './loading-list.ts';
import { type Opening, openOnce } from './opening.ts';
import type { ProfileTable } from './profile-table.ts';
import type { QueryRunner } from './query.ts';
import { hidePaths, isFatal } from './query-errors.ts';
import type { ResultStore } from './results.ts';
import type { SaveTable } from './save-table.ts';
import type { SyncRun } from './saved-syncs.ts';
import type { TypedColumn } from './typed/typed-columns.ts';

export interface IngestedChunk extends LoadedChunk {
  duplicates: number;
}

export interface Lake {
  readonly queries: Pick<QueryRunner, 'run'>;
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
  /** What one column of a table or view holds. */
  profileTable(input: ProfileTable): Promise<ColumnProfile>;
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
  findTimeRule(spoolFiles: readonly string[], timezone: string | null): Promise<TimeRuleFinding>;
  /** Stores a download beside the database, decompressed and counted, to be loaded from there; removing the folder is the caller's. */
  spool(input: SpoolInput): Promise<Spooled>;
  /** Loads a chunk of days and removes repeats, in the one writer's turn; readers see both or nothing. */
  ingest(chunk: LoadChunk): Promise<IngestedChunk>;
  ingestProfiles(input: LoadProfiles): Promise<number>;
  /** Notes days that were asked for and did not come, so that tables tell what is missing. */
  noteMissing(input: { table: string; selection: EventSelection; days: string[]; rule: TimeRule; nowMs: number }): Promise<void>;
  /** Removes days whose times were stored under a wrong rule, right before they are fetched again. */
  forgetDays(input: ForgetDays): Promise<void>;
  /** Writes the full result of a statement to a file; see export-query.ts. */
  exportQuery(input: ExportQuery): Promise<Exported>;
  /** How a statement is answered, step by step. */
  explain(input: Explain): Promise<QueryPlan>;
  /** Keeps the full result of a statement as a new table; see save-table.ts. */
  saveTable(input: SaveTable): Promise<{ rows: number }>;
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
  /** Writes the file anew without the space that nothing uses any more; whoever asks meanwhile waits. */
  compact(): Promise<Compacted>;
  /** Of the database file, without what is not written into it yet. */
  fileBytes(): Promise<number>;
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

export interface LakeDeps {
  projectDir: string;
  memoryLimitMb?: number | undefined;
  onMemoryEmergency?: (() => void) | undefined;
  /** Typed views of tables with more rows keep their values ready. */
  materialiseFromRows?: number | undefined;
  /** The file of the code for the thread that stores downloads; left out: they are stored on this one. */
  spoolThread?: string | undefined;
}

type Use = <T>(work: (opening: Opening) => Promise<T>) => Promise<T>;

export async function openLake(deps: LakeDeps): Promise<Lake> {
  const file = join(deps.projectDir, 'lake.duckdb');
  const loading = createLoadingList();
  const listeners = new Set<() => void>();
  const notes: string[] = [];
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  let isFirst = true;
  const shelf = createShelf(async () => {
    const opening = await openOnce({ ...deps, loading, isFirst, onFatal: (error) => onFatal(opening, error) });
    isFirst = false;
    notes.push(...opening.notes);
    opening.onChange(changed);
    return opening;
  });
  function onFatal(dead: Opening, error: unknown): void {
    if (shelf.current() !== dead) return;
    notes.push(fatalNote(error, deps.projectDir));
    // A failed opening is tried again by the next call.
    shelf.replace(async () => undefined).then(changed, () => undefined);
  }
  const use: Use = (work) =>
    shelf.use(async (opening) => {
      try {
        return await work(opening);
      } catch (error) {
        if (isDiskFull(error)) throw diskFull(error);
        if (!isFatal(error)) throw error;
        onFatal(opening, error);
        throw stopped(error);
      }
    });
  await use(async () => undefined);
  const spooler = deps.spoolThread === undefined ? undefined : createSpooler(deps.spoolThread);
  return {
    ...asyncCalls(use),
    results: resultCalls(use, shelf.current),
    notes,
    stagingDir: shelf.current().stagingDir,
    typingFailure: (table) => shelf.current().typingFailure(table),
    beginLoading: loading.begin,
    spool: (input) => spoolBody(input, spooler?.write),
    async compact() {
      if (loading.isAnyLoading()) {
        throw inputError('Something is being loaded right now.', 'Compact when the job has ended, or stop it with cancel_job.');
      }
      const done = await shelf.replace(() => compactFile(file));
      changed();
      return done;
    },
    fileBytes: async () => (await stat(file)).size,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await spooler?.close();
      await shelf.close();
    },
  };
}

interface Shelf {
  /** Runs on the opening there is; waits while it is replaced, and opens anew where that failed. */
  use: Use;
  current(): Opening;
  /** Waits for who is reading, closes, does the work on the closed file, opens again. */
  replace<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

function createShelf(open: () => Promise<Opening>): Shelf {
  const bell = createBell();
  let inUse = 0;
  let last: Opening | undefined;
  let state: Promise<Opening> = open();
  const known = (): Opening => {
    if (last === undefined) throw new AppError('lake-busy', 'The local database is not open yet.', { hint: 'Try again in a few seconds.' });
    return last;
  };

  async function enter(): Promise<Opening> {
    for (;;) {
      const mine = state;
      try {
        last = await mine;
      } catch (error) {
        // Told to whoever waited for it; the next call tries again.
        if (mine === state) state = open();
        state.catch(() => undefined);
        throw error;
      }
      if (mine !== state) continue;
      inUse += 1;
      return last;
    }
  }

  return {
    current: known,
    async use(work) {
      const opening = await enter();
      try {
        return await work(opening);
      } finally {
        inUse -= 1;
        bell.ring();
      }
    },
    async replace(work) {
      const before = state;
      const next = Promise.withResolvers<Opening>();
      next.promise.catch(() => undefined);
      state = next.promise;
      const opening = await before;
      while (inUse > 0) await bell.next();
      try {
        await opening.close();
        return await work();
      } finally {
        await open().then((fresh) => {
          last = fresh;
          next.resolve(fresh);
        }, next.reject);
      }
    },
    close: async () => (await state).close(),
  };
}

function fatalNote(error: unknown, folder: string): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const [line = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  return (
    `The local database stopped on ${new Date().toISOString()} after a serious error and was opened again; what was complete is kept. ` +
    `DuckDB said: ${hidePaths(line, [folder])}`
  );
}

/** Such a write is undone as a whole, and DuckDB goes on. */
function isDiskFull(error: unknown): boolean {
  return !isFatal(error) && error instanceof Error && /No space left|File too large|Disk quota|Could not write file/i.test(error.message);
}

function diskFull(cause: unknown): AppError {
  return new AppError('lake-busy', 'The disk is full, so nothing of this was written to the local database; what was complete is kept.', {
    hint: 'Free some disk space and try again; the same fetch goes on with the days that are missing.',
    cause,
  });
}

function stopped(cause: unknown): AppError {
  return new AppError('lake-busy', 'The local database had to stop after a serious error.', {
    hint: 'It opens again by itself; try the same call in a few seconds. Check that the disk is not full.',
    cause,
  });
}

type AsyncCalls = Omit<
  Lake,
  'results' | 'notes' | 'stagingDir' | 'typingFailure' | 'beginLoading' | 'spool' | 'compact' | 'fileBytes' | 'onChange' | 'close'
>;

function asyncCalls(use: Use): AsyncCalls {
  return {
    queries: { run: (sql, options) => use((lake) => lake.queries.run(sql, options)) },
    tables: (options) => use((lake) => lake.tables(options)),
    columns: (table) => use((lake) => lake.columns(table)),
    typedColumns: (table) => use((lake) => lake.typedColumns(table)),
    whenTyped: (table, patienceMs) => use((lake) => lake.whenTyped(table, patienceMs)),
    typingSettled: () => use((lake) => lake.typingSettled()),
    profileTable: (input) => use((lake) => lake.profileTable(input)),
    properties: (table) => use((lake) => lake.properties(table)),
    resolveTable: (name) => use((lake) => lake.resolveTable(name)),
    kindOf: (table) => use((lake) => lake.kindOf(table)),
    countRows: (table, between) => use((lake) => lake.countRows(table, between)),
    ledger: (table) => use((lake) => lake.ledger(table)),
    profileSelections: (table) => use((lake) => lake.profileSelections(table)),
    vocabulary: () => use((lake) => lake.vocabulary()),
    timeRule: () => use((lake) => lake.timeRule()),
    rememberTimeRule: (rule) => use((lake) => lake.rememberTimeRule(rule)),
    findTimeRule: (spoolFiles, timezone) => use((lake) => lake.findTimeRule(spoolFiles, timezone)),
    ingest: (chunk) => use((lake) => lake.ingest(chunk)),
    ingestProfiles: (input) => use((lake) => lake.ingestProfiles(input)),
    noteMissing: (input) => use((lake) => lake.noteMissing(input)),
    forgetDays: (input) => use((lake) => lake.forgetDays(input)),
    exportQuery: (input) => use((lake) => lake.exportQuery(input)),
    explain: (input) => use((lake) => lake.explain(input)),
    saveTable: (input) => use((lake) => lake.saveTable(input)),
    dropTable: (table, options) => use((lake) => lake.dropTable(table, options)),
    undropTable: (table) => use((lake) => lake.undropTable(table)),
    syncs: () => use((lake) => lake.syncs()),
    saveSync: (sync, nowMs) => use((lake) => lake.saveSync(sync, nowMs)),
    removeSync: (name) => use((lake) => lake.removeSync(name)),
    noteSyncRun: (run) => use((lake) => lake.noteSyncRun(run)),
  };
}

/** Results that are kept end with their opening; asking for one afterwards says so. */
function resultCalls(use: Use, current: () => Opening): ResultStore {
  return {
    open: (sql, options) => use((lake) => lake.results.open(sql, options)),
    status: (id) => current().results.status(id),
    waitReady: (id, signal) => use((lake) => lake.results.waitReady(id, signal)),
    page: (id, offset, limit, viewId) => use((lake) => lake.results.page(id, offset, limit, viewId)),
    arrange: (id, arrangement, options) => use((lake) => lake.results.arrange(id, arrangement, options)),
    profile: (id, column, options) => use((lake) => lake.results.profile(id, column, options)),
    statementOf: (id) => current().results.statementOf(id),
    cancel: (id) => use((lake) => lake.results.cancel(id)),
    release: (id) => use((lake) => lake.results.release(id)),
    list: () => current().results.list(),
    closeAll: () => use((lake) => lake.results.closeAll()),
  };
}
