// A result saved as a table. The statement itself never runs where anything can be written: it passes the policy, fills a temporary
// table inside a read-only transaction, under the same watch as every question, and only that is copied by a CREATE TABLE of our own.
import type { DuckDBConnection } from '@duckdb/node-api';
import { cancelledError, inputError } from '#shared/errors.ts';
import { checkTableName, quoteName } from './names.ts';
import type { LakeDatabase } from './open.ts';
import type { SqlPolicy } from './policy/sql-policy.ts';
import { namesOf } from './query.ts';
import type { QueryGate } from './query-gate.ts';
import { materialise } from './results-handle.ts';
import { resolveTable } from './tables.ts';
import { inTransaction } from './transaction.ts';

/** Minutes, as for a large result; Cancel is at hand. */
const TIME_LIMIT_MS = 30 * 60_000;
/** Far beyond what a person looks at; a table is never cut without a word. */
const MAX_ROWS = 50_000_000;

export interface SaveTable {
  /** Any SELECT that may be asked. */
  sql: string;
  /** The new table's name. */
  name: string;
  signal?: AbortSignal | undefined;
  client: string;
}

export interface SaveTableDeps {
  database: Pick<LakeDatabase, 'connect'>;
  gate: QueryGate;
  policy: SqlPolicy;
  /** The writer's turn. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** Told when the table is there. */
  changed: () => void;
}

export async function saveTable(deps: SaveTableDeps, input: SaveTable): Promise<{ rows: number }> {
  const { database, gate, policy, inTurn, changed } = deps;
  const name = checkTableName(input.name);
  const statement = await policy.check(input.sql);
  if (statement.kind !== 'select')
    throw inputError('Only the result of a SELECT can be saved as a table.', 'Write the query without EXPLAIN or DESCRIBE.');
  const { signal, client } = input;
  const connection = await database.connect();
  try {
    await refuseTaken(connection, name);
    let columns: string[] = [];
    const rows = await gate.read(
      { sql: statement.sql, timeoutMs: TIME_LIMIT_MS, signal, client, connection, end: 'commit', isBackground: true },
      async () => {
        columns = await namesOf(connection, statement.sql);
        return materialise(connection, statement.sql, MAX_ROWS);
      },
    );
    if (rows > MAX_ROWS) {
      throw inputError(
        `The statement gives more than ${MAX_ROWS.toLocaleString('en')} rows, too many for a table of one's own.`,
        'Aggregate them, take fewer days, or add a LIMIT.',
      );
    }
    await inTurn(() => copy(connection, { name, columns, signal }));
    changed();
    return { rows };
  } finally {
    await connection.run('DROP TABLE IF EXISTS temp.main.mixlake_result').catch(() => undefined);
    connection.disconnectSync();
  }
}

interface Copy {
  name: string;
  columns: readonly string[];
  signal: AbortSignal | undefined;
}

async function copy(connection: DuckDBConnection, { name, columns, signal }: Copy): Promise<void> {
  const onAbort = () => connection.interrupt();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    if (signal?.aborted === true) throw cancelledError();
    await inTransaction(connection, async () => {
      // Asked again here: the name may have been taken while the statement ran.
      await refuseTaken(connection, name);
      const select = columnNames(columns).map((column, index) => `c${index} AS ${quoteName(column)}`);
      await connection.run(
        `CREATE TABLE lake.main.${quoteName(name)} AS SELECT ${select.join(', ')} FROM temp.main.mixlake_result ORDER BY rowid`,
      );
    });
  } catch (error) {
    throw signal?.aborted === true ? cancelledError('Saving the table was cancelled; nothing of it is kept.') : error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

async function refuseTaken(connection: DuckDBConnection, name: string): Promise<void> {
  const taken = await resolveTable(connection, name);
  if (taken !== undefined)
    throw inputError(`There is a table ${JSON.stringify(taken)} already.`, 'Choose another name, or delete that table first.');
}

/** Each once, without regard to case, as a table must have them; a column without a name gets one. */
function columnNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((given, index) => {
    const name = given.trim() === '' ? `column_${index + 1}` : given;
    let free = name;
    for (let number = 2; taken.has(free.toLowerCase()); number += 1) free = `${name}_${number}`;
    taken.add(free.toLowerCase());
    return free;
  });
}
