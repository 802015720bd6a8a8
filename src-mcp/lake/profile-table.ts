import { inputError } from '#shared/errors.ts';
import type { ColumnProfile } from '#shared/model/result-view.ts';
import { profileColumn } from './column-profile.ts';
import { quoteName } from './names.ts';
import type { QueryGate } from './query-gate.ts';
import { tableColumns } from './tables.ts';

export interface ProfileTable {
  table: string;
  column: string;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  client?: string | undefined;
}

/** In the queue with everybody's questions, as a cancelled one gives its place back. */
export async function profileTable(gate: QueryGate, { table, column, ...options }: ProfileTable): Promise<ColumnProfile> {
  const startedAt = performance.now();
  const profile = await gate.read({ sql: '', ...options }, async (connection, guard) => {
    const found = (await tableColumns(connection, table)).find(({ name }) => name === column);
    if (found === undefined) throw inputError(`The table ${table} has no column ${column}.`, 'Look at its columns in the list of tables.');
    return profileColumn(connection, { name: column, type: found.type, from: quoteName(table), value: quoteName(column) }, guard);
  });
  return { ...profile, elapsedMs: Math.round(performance.now() - startedAt) };
}
