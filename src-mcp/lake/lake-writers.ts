// What writes into the lake, each in the one writer's turn.
import type { DuckDBConnection } from '@duckdb/node-api';
import { type AppError, inputError } from '#shared/errors.ts';
import { ruleText, type TimeRule } from './day-range.ts';
import { type Dropped, type DropTable, dropTable, purgeDropped, undropTable } from './drop-table.ts';
import { deduplicate, type Removed } from './ingest/deduplicate.ts';
import { forgetDays } from './ingest/forget-days.ts';
import { type LoadChunk, type LoadedChunk, loadChunk } from './ingest/load-events.ts';
import { loadProfiles } from './ingest/load-profiles.ts';
import type { LoadingPace } from './ingest/loading-pace.ts';
import type { IngestedChunk, Lake } from './lake.ts';
import { selectionId, writeMissing } from './ledger.ts';
import { quoteText } from './names.ts';
import type { PublishGate } from './publish-gate.ts';
import { deleteSync, writeSync, writeSyncRun } from './saved-syncs.ts';
import { listTables, unknownTable } from './tables.ts';
import type { Publish } from './transaction.ts';
import type { KeepTyped } from './typed/keep-typed.ts';

export type LakeWriters = Pick<
  Lake,
  | 'ingest'
  | 'ingestProfiles'
  | 'noteMissing'
  | 'forgetDays'
  | 'rememberTimeRule'
  | 'dropTable'
  | 'undropTable'
  | 'saveSync'
  | 'removeSync'
  | 'noteSyncRun'
>;

export interface Writing {
  writer: DuckDBConnection;
  gate: PublishGate;
  pace: LoadingPace;
  changed: () => void;
  typing: KeepTyped;
  isLoading: (table: string) => boolean;
  /** One at a time: the writer's connection runs one transaction. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

export function writersOf({ writer, gate, pace, changed, typing, isLoading, inTurn }: Writing): LakeWriters {
  const andTell = async <T>(table: string, work: () => Promise<T>): Promise<T> => {
    const value = await inTurn(() => work().finally(() => typing.touched(table)));
    changed();
    return value;
  };
  return {
    ingest: (chunk) => andTell(chunk.table, () => ingestOnce({ writer, gate, pace }, chunk)),
    ingestProfiles: (input) => andTell(input.table, () => pace.withAll(() => loadProfiles(writer, input))),
    noteMissing: ({ table, selection, days, rule, nowMs }) =>
      andTell(table, () =>
        writeMissing(writer, { table, selection: selectionId(selection), days, timeRule: ruleText(rule), fetchedAtMs: nowMs }),
      ),
    forgetDays: (input) => andTell(input.table, () => forgetDays(writer, input)),
    dropTable: (table, { isForever, nowMs } = { isForever: false, nowMs: Date.now() }) =>
      andTell(table, () => dropIfFree(writer, isLoading, { table, isForever, nowMs })),
    undropTable: (table) => andTell(table, () => undropTable(writer, table)),
    saveSync: (sync, nowMs) => inTurn(() => writeSync(writer, sync, nowMs).finally(() => typing.look())),
    removeSync: (name) => inTurn(() => deleteSync(writer, name).finally(() => typing.look())),
    noteSyncRun: (run) => inTurn(() => writeSyncRun(writer, run).finally(() => typing.look())),
    rememberTimeRule: (rule) => inTurn(() => writeTimeRule(writer, rule).finally(() => typing.look())),
  };
}

async function dropIfFree(
  writer: DuckDBConnection,
  isLoading: (table: string) => boolean,
  { table, isForever, nowMs }: Omit<DropTable, 'kind'>,
): Promise<Dropped> {
  if (isLoading(table)) throw stillLoading(table);
  const found = (await listTables(writer)).find((each) => each.name === table);
  if (found === undefined) throw await unknownTable(writer, table);
  if (found.typedOf !== undefined) throw belongsToTable(table, found.typedOf);
  await purgeDropped(writer, nowMs);
  return dropTable(writer, { table, kind: found.kind, isForever, nowMs });
}

function stillLoading(table: string): AppError {
  return inputError(
    `The table ${JSON.stringify(table)} is being loaded right now.`,
    'Wait until the job has ended, or stop it with cancel_job.',
  );
}

function belongsToTable(view: string, table: string): AppError {
  return inputError(
    `${JSON.stringify(view)} is the typed view of the table ${JSON.stringify(table)} and goes with it.`,
    `Delete ${JSON.stringify(table)} to remove both.`,
  );
}

/**
 * Bytes that DuckDB keeps until the file is opened again, wherever a row was removed: 16 kB for each vector of 2,048 rows, taken in blocks of 256 kB
 * by each row group. Source: RowVersionManager and FixedSizeAllocator in DuckDB's source; measured: 64.5 MB for 244 row groups.
 */
const HELD_PER_ROW_GROUP = 256 * 1_024;

/** Readers are kept out only between the commit and the end of the removal of repeats: some tens of milliseconds. */
async function ingestOnce({ writer, gate, pace }: Pick<Writing, 'writer' | 'gate' | 'pace'>, chunk: LoadChunk): Promise<IngestedChunk> {
  let removed: Removed = { rows: 0, rowGroups: 0 };
  const publish: Publish<LoadedChunk> = (result, commit) =>
    gate.closed(async () => {
      await commit();
      removed = await deduplicate(writer, {
        table: chunk.table,
        selection: selectionId(chunk.selection),
        days: chunk.days,
        rule: chunk.rule,
        isUnbounded: result.hasOutsiders,
      });
    });
  // Very long lines, or a table of many repeats, need more than little.
  const loaded = await pace.withLittle('loading', () => loadChunk(writer, chunk, { publish, giveAll: pace.giveAll }));
  pace.hold(removed.rowGroups * HELD_PER_ROW_GROUP);
  return { ...loaded, duplicates: removed.rows };
}

async function writeTimeRule(writer: DuckDBConnection, rule: TimeRule): Promise<void> {
  await writer.run(`DELETE FROM mixlake.meta WHERE name = 'time_rule'`);
  await writer.run(`INSERT INTO mixlake.meta VALUES ('time_rule', ${quoteText(ruleText(rule))})`);
}
