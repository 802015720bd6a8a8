// Keeps the typed views up to date, of its own accord and one at a time. Types are decided on a reader's snapshot, so nobody waits;
// writing the view takes milliseconds of the writer's turn. A large table's values are materialised only while nothing is being
// loaded, and that ends at once when a load begins: it would be out of date with the first chunk.
import { setTimeout as sleep } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { cancelledError, isAbort } from '#shared/errors.ts';
import { createAlarm } from '../alarm.ts';
import { createBell } from '../bell.ts';
import { interruptible } from '../ingest/interruptible.ts';
import { quoteName, quoteText } from '../names.ts';
import { isFatal } from '../query-errors.ts';
import { inTransaction, readNumber } from '../transaction.ts';
import type { WriterTurn } from '../writer-turn.ts';
import { scanProperties } from './scan-properties.ts';
import { readTypedViews } from './typed-books.ts';
import { typedColumns } from './typed-columns.ts';
import { materialiseView, plainColumns, propertiesLeftOut, type TypedKind, writeTypedView } from './typed-view.ts';

/** Below this the JSON is read in less than a tenth of a second. */
const MATERIALISE_FROM_ROWS = 50_000;
/** The types of so few rows are decided while a load goes on, which is hardly slower for it. */
const QUICK_ROWS = 50_000;
/** Several chunks and tables that come one after the other are looked at together. */
const GATHER_MS = 50;
/** While something is loaded there is seldom anything to do, and each look takes some ten milliseconds of one processor. */
const GATHER_WHILE_LOADING_MS = 1_000;

export interface KeepTypedDeps {
  reading: <T>(work: (connection: DuckDBConnection) => Promise<T>) => Promise<T>;
  writer: DuckDBConnection;
  turn: WriterTurn;
  /** Something is being loaded into some table. */
  isLoading: () => boolean;
  /** It takes so long that a first view is worth its time, which the load lacks. */
  isLongLoad: () => boolean;
  /** A view has changed. */
  changed: () => void;
  /** DuckDB is dead. */
  onFatal: (error: unknown) => void;
  /** Runs a step with as little of DuckDB's memory as it needs. */
  withLittle: <T>(work: () => Promise<T>) => Promise<T>;
  /** Tables with more rows are materialised. */
  materialiseFromRows?: number | undefined;
}

export interface KeepTyped {
  /** To be called in the writer's turn, after rows of the table have changed. */
  touched(table: string): void;
  /** Looks for something to do, soon. */
  look(afterMs?: number): void;
  /** Resolves when the types of this table are decided, or when the time is up. */
  whenTyped(table: string, patienceMs: number): Promise<void>;
  /** Resolves when there is nothing left to do now. */
  settled(): Promise<void>;
  /** Why the view of a table could not be brought up to date. */
  failureOf(table: string): string | undefined;
  close(): Promise<void>;
}

interface Task {
  table: string;
  kind: TypedKind;
  step: 'decide types' | 'materialise';
}

export function createKeepTyped(deps: KeepTypedDeps): KeepTyped {
  const versions = new Map<string, number>();
  const failures = new Map<string, { version: number; reason: string }>();
  const closing = new AbortController();
  let running: Promise<void> | undefined;
  let isWanted = false;
  const versionOf = (table: string): number => versions.get(table) ?? 0;
  const bell = createBell();
  const alarm = createAlarm(() => {
    running = run().finally(() => {
      running = undefined;
      if (isWanted) {
        isWanted = false;
        look();
      }
      bell.ring();
    });
  });
  const isBusy = (): boolean => alarm.isSet || running !== undefined;

  function look(afterMs = GATHER_MS): void {
    if (closing.signal.aborted) return;
    if (running === undefined) alarm.set(afterMs);
    else isWanted = true;
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const task = await nextTask(deps, (table) => failures.get(table)?.version === versionOf(table)).catch(() => undefined);
      if (task === undefined) return;
      const version = versionOf(task.table);
      try {
        const decide = { signal: closing.signal, isUnchanged: () => versionOf(task.table) === version };
        await deps.withLittle(() => (task.step === 'materialise' ? materialise(deps, task) : decideTypes(deps, task, decide)));
        failures.delete(task.table);
        deps.changed();
      } catch (error) {
        // Somebody wanted to write: their end looks again.
        if (isAbort(error)) return;
        if (isFatal(error)) deps.onFatal(error);
        failures.set(task.table, { version, reason: error instanceof Error ? error.message : String(error) });
      }
      bell.ring();
    }
  }

  return {
    touched(table) {
      versions.set(table, versionOf(table) + 1);
      look(deps.isLoading() ? GATHER_WHILE_LOADING_MS : GATHER_MS);
    },
    look,
    async whenTyped(table, patienceMs) {
      const isTyped = async (): Promise<boolean> => (await deps.reading(readTypedViews)).get(table)?.isCurrent === true;
      const timeUp = new AbortController();
      const patience = sleep(patienceMs, undefined, { signal: timeUp.signal }).then(
        () => 'time is up' as const,
        () => 'typed' as const,
      );
      while (isBusy() && !(await isTyped())) if ((await Promise.race([bell.next(), patience])) === 'time is up') break;
      timeUp.abort();
    },
    async settled() {
      while (isBusy()) await bell.next();
    },
    failureOf: (table) => failures.get(table)?.reason,
    async close() {
      closing.abort(cancelledError());
      alarm.stop();
      await running;
      bell.ring();
    },
  };
}

/** What comes first: a view that is not there yet, then one that is behind, then a large one that still computes. */
async function nextTask(
  { reading, isLoading, isLongLoad, materialiseFromRows = MATERIALISE_FROM_ROWS }: KeepTypedDeps,
  hasFailed: (table: string) => boolean,
): Promise<Task | undefined> {
  return reading(async (connection) => {
    const typed = await readTypedViews(connection);
    const found = await connection.runAndReadAll(`
      SELECT m.table_name, m.kind FROM mixlake.tables m JOIN duckdb_tables() t ON t.table_name = m.table_name
      WHERE t.database_name = 'lake' AND t.schema_name = 'main' AND m.kind IN ('events', 'profiles') ORDER BY m.table_name`);
    const tables = found.getRows().map((row) => ({ table: String(row[0]), kind: row[1] === 'profiles' ? 'profiles' : 'events' }) as const);
    const open = tables.filter(({ table }) => !hasFailed(table));
    const untyped = open.find(({ table }) => !typed.has(table));
    if (untyped !== undefined) {
      const mayTakeTime = !isLoading() || isLongLoad();
      if (mayTakeTime || (await countRows(connection, untyped.table)) <= QUICK_ROWS) return { ...untyped, step: 'decide types' };
    }
    if (isLoading()) return undefined;
    const behind = open.find(({ table }) => typed.get(table)?.isCurrent === false);
    if (behind !== undefined) return { ...behind, step: 'decide types' };
    for (const each of open) {
      const view = typed.get(each.table);
      if (view === undefined || view.isMaterialised || view.columnCount === 0) continue;
      if ((await countRows(connection, each.table)) > materialiseFromRows) return { ...each, step: 'materialise' };
    }
    return undefined;
  });
}

function countRows(connection: DuckDBConnection, table: string): Promise<number> {
  return readNumber(connection, `SELECT count(*) FROM ${quoteName(table)}`);
}

interface Decide {
  signal: AbortSignal;
  /** No row has come or gone since the types began to be decided. */
  isUnchanged: () => boolean;
}

async function decideTypes(
  { reading, writer, turn }: KeepTypedDeps,
  { table, kind }: Task,
  { signal, isUnchanged }: Decide,
): Promise<void> {
  const scanned = await reading((connection) =>
    interruptible(connection, signal, () => scanProperties(connection, table, propertiesLeftOut(kind))),
  );
  const columns = typedColumns(scanned.properties, scanned.rows, plainColumns(kind));
  await turn.inTurn(async () => {
    // Dropped in the meantime.
    const stands = await readNumber(writer, `SELECT count(*) FROM mixlake.tables WHERE table_name = ${quoteText(table)}`);
    if (stands === 0) return;
    const book = { table, isCurrent: isUnchanged(), rows: scanned.rows, propertyCount: scanned.propertyCount, columns, nowMs: Date.now() };
    await inTransaction(writer, () => writeTypedView(writer, kind, book));
  });
}

async function materialise({ writer, turn, isLoading }: KeepTypedDeps, { table, kind }: Task): Promise<void> {
  await turn.whenIdle(async (signal) => {
    if (isLoading() || (await readTypedViews(writer)).get(table)?.isCurrent !== true) throw cancelledError();
    await inTransaction(writer, () => interruptible(writer, signal, () => materialiseView(writer, kind, table)));
  });
}
