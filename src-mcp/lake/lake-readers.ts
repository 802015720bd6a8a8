// What only reads from the lake, each in a snapshot of its own.
import type { DuckDBConnection } from '@duckdb/node-api';
import { parseRule } from './day-range.ts';
import { detectTimeRule } from './ingest/time-rule.ts';
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
  | 'findTimeRule'
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

export function readersOf(reading: Reading, isLoading: (table: string) => boolean): LakeReaders {
  const sizes = keptFor(SIZES_KEPT_MS, tableSizes);
  return {
    tables: async ({ withTypedViews = false, withSizes = false } = {}) => {
      const all = await reading(async (connection) => listTables(connection, isLoading, withSizes ? await sizes(connection) : undefined));
      return withTypedViews ? all : all.filter((each) => each.typedOf === undefined);
    },
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
    syncs: () => reading(readSyncs),
    findTimeRule: (file, timezone) => reading((connection) => detectTimeRule(connection, file, timezone)),
    timeRule: () =>
      reading(async (connection) => {
        const rows = await connection.runAndReadAll(`SELECT value FROM mixlake.meta WHERE name = 'time_rule'`);
        const value = rows.getRows()[0]?.[0];
        return typeof value === 'string' ? parseRule(value) : undefined;
      }),
  };
}

export function typingOf(
  reading: Reading,
  typing: KeepTyped,
): Pick<Lake, 'typedColumns' | 'typingFailure' | 'whenTyped' | 'typingSettled'> {
  return {
    typedColumns: (table) => reading((connection) => readTypedColumns(connection, table)),
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
