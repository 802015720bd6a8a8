// One opening of a project's DuckDB file, from attach to close: one writer, many readers.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { checkDays } from './check-days.ts';
import { removeCopy } from './compact.ts';
import { parseRule } from './day-range.ts';
import { purgeDropped } from './drop-table.ts';
import { explain } from './explain.ts';
import { exportQuery } from './export/export-query.ts';
import { deduplicate } from './ingest/deduplicate.ts';
import { createLoadingPace, type LoadingPace } from './ingest/loading-pace.ts';
import { detectTimeRule } from './ingest/time-rule.ts';
import type { Lake, LakeDeps } from './lake.ts';
import { readersOf, typingOf, withConnection } from './lake-readers.ts';
import { writersOf } from './lake-writers.ts';
import type { LoadingList } from './loading-list.ts';
import { migrate } from './migrations/migrate.ts';
import { type LakeDatabase, openLakeDatabase } from './open.ts';
import { createSqlPolicy, type SqlPolicy } from './policy/sql-policy.ts';
import { profileTable } from './profile-table.ts';
import { createPublishGate, type PublishGate } from './publish-gate.ts';
import { createQueryRunner, type QueryRunner } from './query.ts';
import { createResultStore, type ResultStore } from './results.ts';
import { type SaveTableDeps, saveTable } from './save-table.ts';
import { createKeepTyped } from './typed/keep-typed.ts';
import { createWriterTurn } from './writer-turn.ts';

/** The first questions after an opening come before work of our own accord. */
const FIRST_LOOK_MS = 1_000;

export interface OpeningDeps extends LakeDeps {
  /** Lives longer than one opening: a load goes on when the file was opened anew. */
  loading: LoadingList;
  /** Of this process: what a killed one left in the staging folder is removed. Later openings keep what loads have downloaded. */
  isFirst: boolean;
  /** DuckDB is dead: this opening must be closed. */
  onFatal: (error: unknown) => void;
}

/** All of a lake but what outlives an opening. */
export type Opening = Omit<Lake, 'compact' | 'fileBytes' | 'queries' | 'beginLoading' | 'spool'> & { queries: QueryRunner };

export async function openOnce(deps: OpeningDeps): Promise<Opening> {
  const stagingDir = join(deps.projectDir, 'staging');
  await removeCopy(join(deps.projectDir, 'lake.duckdb'));
  const database = await openLakeDatabase({
    file: join(deps.projectDir, 'lake.duckdb'),
    stagingDir,
    tempDir: join(deps.projectDir, 'temp'),
    ...(deps.memoryLimitMb === undefined ? {} : { memoryLimitMb: deps.memoryLimitMb }),
  });
  for (const left of deps.isFirst ? await readdir(stagingDir) : []) await rm(join(stagingDir, left), { recursive: true, force: true });
  const writer = await database.connect();
  await migrate(writer);
  await finishInterruptedDeduplication(writer);
  await purgeDropped(writer, Date.now());
  const findings = database.wasUnclean ? await checkDays(writer) : [];
  const policy = await createSqlPolicy();
  const gate = createPublishGate();
  const { queries, results, pace } = questionsOf({ database, policy, gate, deps });
  const turn = createWriterTurn();
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const reading = <T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> => withConnection(database.connect, gate, work);
  const { loading } = deps;
  const typing = createKeepTyped({
    reading,
    writer,
    turn,
    isLoading: loading.isAnyLoading,
    isLongLoad: loading.isLong,
    changed,
    withLittle: (work) => withLittleAndBack(pace, loading, work),
    materialiseFromRows: deps.materialiseFromRows,
    onFatal: deps.onFatal,
  });
  const stopListening = loading.onChange(() => {
    if (!loading.isAnyLoading()) pace.giveAll().catch(deps.onFatal);
    typing.look();
    changed();
  });
  typing.look(FIRST_LOOK_MS);

  return {
    queries,
    results,
    notes: [...database.notes, ...findings],
    stagingDir: database.stagingDir,
    ...readersOf(reading, loading.isLoading, turn.revision),
    // Reads files, as loading does.
    findTimeRule: (files, timezone) =>
      pace.withLittle('loading', () => reading((connection) => detectTimeRule(connection, files, timezone))),
    ...typingOf(reading, typing, turn.revision),
    ...writersOf({ writer, gate, pace, changed, typing, isLoading: loading.isLoading, inTurn: turn.inTurn }),
    ...statementsOf({ database, gate: queries.gate, policy, inTurn: turn.inTurn, changed }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      stopListening();
      await typing.close();
      await pace.giveAll().catch(() => undefined);
      await turn.onIdle();
      // Of a dead database nothing can be released in order.
      await results.closeAll().catch(() => undefined);
      writer.disconnectSync();
      policy.close();
      await database.close();
    },
  };
}

interface QuestionsDeps {
  database: LakeDatabase;
  policy: SqlPolicy;
  gate: PublishGate;
  deps: OpeningDeps;
}

/** What people and assistants ask, and the pace of loading, which gives way to it. */
function questionsOf({ database, policy, gate, deps }: QuestionsDeps): { queries: QueryRunner; results: ResultStore; pace: LoadingPace } {
  const pace = createLoadingPace(database, () => queries.gate.queue.running > 0 || results.list().length > 0);
  const queries: QueryRunner = createQueryRunner({
    database,
    policy,
    beforeRead: async () => {
      await pace.giveAll();
      await gate.enter();
    },
    afterBegin: gate.entered,
    onMemoryEmergency: (reason, error) => (reason === 'fatal' ? deps.onFatal(error) : deps.onMemoryEmergency?.()),
  });
  const results: ResultStore = createResultStore({ database, policy, gate: queries.gate });
  return { queries, results, pace };
}

/** For what is done of our own accord, with nobody behind it who gives everything back. */
async function withLittleAndBack<T>(pace: LoadingPace, loading: LoadingList, work: () => Promise<T>): Promise<T> {
  try {
    return await pace.withLittle('typing', work);
  } finally {
    if (!loading.isAnyLoading()) await pace.giveAll();
  }
}

function statementsOf(
  deps: SaveTableDeps & { database: { stagingDir: string } },
): Pick<Lake, 'profileTable' | 'exportQuery' | 'saveTable' | 'explain'> {
  const { gate, policy, database } = deps;
  return {
    explain: (input) => explain(deps, input),
    saveTable: (input) => saveTable(deps, input),
    profileTable: (input) => profileTable(gate, input),
    exportQuery: (input) => exportQuery({ gate, policy, stagingDir: database.stagingDir }, input),
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
