// What only reads from the lake, each in a snapshot of its own.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { TableSummary } from '#shared/model/table.ts';
import { parseRule } from './day-range.ts';
import type { Lake } from './lake.ts';
import { readLedger } from './ledger.ts';
import { quoteName, quoteText } from './names.ts';
import type { PublishGate } from './publish-gate.ts';
import { readSyncs } from './saved-syncs.ts';
import { frequentProperties, functionNames, keywords, listTables, resolveTable, tableColumns, tableSizes } from './tables.ts';
import { readNumber } from './transaction.ts';
import type { KeepTyped } from './typed/keep-typed.ts';
import { readTypedColumns } from './typed/typed-books.ts';

type LakeReaders = Pick<
  Lake,
  | 'tables'
  | 'columns'
  | 'properties'
  | 'resolveTable'
  | 'kindOf'
  | 'countRows'
  | 'ledger'
  | 'profileSelections'
  | 'vocabulary'
  | 'timeRule'
  | 'syncs'
>;

export type Reading = <T>(work: (connection: DuckDBConnection) => Promise<T>) => Promise<T>;

/** While a table is loaded the list is asked for several times a second; sizes of large tables take tens of milliseconds. */
const SIZES_KEPT_MS = 5_000;

function keptFor<T>(keptMs: number, read: (connection: DuckDBConnection) => Promise<T>): (connection: DuckDBConnection) => Promise<T> {
  let last: { atMs: number; value: T } | undefined;
  return async (connection) => {
    const nowMs = performance.now();
    if (last === undefined || nowMs - last.atMs > keptMs) last = { atMs: nowMs, value: await read(connection) };
    return last.value;
  };
}

const MOST_KEPT = 500;

/** Many calls ask for the tables and their columns, and nothing but a write of ours changes them. */
function keptUntilWritten<T>(revision: () => number | undefined, read: (about: string) => Promise<T>): (about: string) => Promise<T> {
  let keptAt: number | undefined;
  const kept = new Map<string, T>();
  return async (about) => {
    const before = revision();
    if (before !== keptAt || kept.size > MOST_KEPT) kept.clear();
    const known = kept.get(about);
    if (before !== undefined && known !== undefined) return known;
    const value = await read(about);
    if (before === undefined || revision() !== before) return value;
    keptAt = before;
    kept.set(about, value);
    return value;
  };
}

export function readersOf(reading: Reading, isLoading: (table: string) => boolean, revision: () => number | undefined): LakeReaders {
  const sizes = keptFor(SIZES_KEPT_MS, tableSizes);
  const tables = keptUntilWritten(revision, () => reading((connection) => listTables(connection)));
  const properties = keptUntilWritten(revision, (table) => reading((connection) => frequentProperties(connection, table)));
  const listed = async (): Promise<TableSummary[]> =>
    (await tables('all')).map((table) => ({ ...table, isLoading: isLoading(table.typedOf ?? table.name) }));
  return {
    tables: async ({ withTypedViews = false, withSizes = false } = {}) => {
      const all = await listed();
      const shown = withTypedViews ? all : all.filter((each) => each.typedOf === undefined);
      return withSizes ? withBytes(shown, await reading(sizes)) : shown;
    },
    columns: keptUntilWritten(revision, (table) => reading((connection) => tableColumns(connection, table))),
    properties,
    resolveTable: keptUntilWritten(revision, (name) => reading((connection) => resolveTable(connection, name))),
    kindOf: async (table: string): Promise<'events' | 'profiles' | 'other' | undefined> => {
      const found = (await listed()).find((each) => each.name.toLowerCase() === table.toLowerCase());
      return found === undefined ? undefined : found.kind === 'view' ? 'other' : found.kind;
    },
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
        for (const table of await listTables(connection)) {
          if (table.columns.some((column) => column.name === 'properties' && column.type === 'JSON')) {
            properties[table.name] = await frequentProperties(connection, table.name);
          }
        }
        return { functions: await functionNames(connection), keywords: await keywords(connection), properties };
      }),
    syncs: () => reading(readSyncs),
    timeRule: () =>
      reading(async (connection) => {
        const rows = await connection.runAndReadAll(`SELECT value FROM mixlake.meta WHERE name = 'time_rule'`);
        const value = rows.getRows()[0]?.[0];
        return typeof value === 'string' ? parseRule(value) : undefined;
      }),
  };
}

function withBytes(tables: readonly TableSummary[], sizes: ReadonlyMap<string, number>): TableSummary[] {
  return tables.map((table) => {
    const bytes = sizes.get(table.name);
    return bytes === undefined ? table : { ...table, bytes };
  });
}

export function typingOf(
  reading: Reading,
  typing: KeepTyped,
  revision: () => number | undefined,
): Pick<Lake, 'typedColumns' | 'typingFailure' | 'whenTyped' | 'typingSettled'> {
  return {
    typedColumns: keptUntilWritten(revision, (table) => reading((connection) => readTypedColumns(connection, table))),
    typingFailure: (table) => typing.failureOf(table),
    whenTyped: (table, patienceMs) => typing.whenTyped(table, patienceMs),
    typingSettled: () => typing.settled(),
  };
}

/** Our own reads take one snapshot as well, so that a list of tables and its counts belong together. */
export async function withConnection<T>(
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
