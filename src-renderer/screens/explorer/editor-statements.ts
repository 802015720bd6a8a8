// What a written statement asks for: its rows, its plan, or, where changes are allowed, a table that is made or deleted. Of changes
// only these two are known; the engine carries them out itself, so that no other can pass.
import type { Statement } from '../../app/query-run.ts';
import type { EditorStatement } from '../../ui/editor/editor-setup.ts';
import { fillParameters, type ParameterValue } from '../../ui/editor/parameters.ts';
import { quoteName } from '../../ui/editor/sql-name.ts';

const SPACE = String.raw`^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*`;
const NAME = String.raw`(?:main\s*\.\s*)?("(?:[^"]|"")+"|\w+)`;
const EXPLAIN = new RegExp(String.raw`${SPACE}explain(\s+analy[sz]e)?\s+(?=[^\s(])`, 'i');
const MAKE = new RegExp(String.raw`${SPACE}create\s+table\s+${NAME}\s+as\s+`, 'i');
const DELETE = new RegExp(String.raw`${SPACE}drop\s+(?:table|view)\s+(?:if\s+exists\s+)?${NAME}\s*$`, 'i');

/** Who carries a change out. */
export interface Changes {
  /** Keeps the rows of a SELECT as a new table. */
  save: (name: string, sql: string, signal: AbortSignal) => Promise<void>;
  drop: (table: string, signal: AbortSignal) => Promise<{ rows: number; undoableUntil: string | null }>;
}

export interface Asked {
  readonly values: Readonly<Record<string, ParameterValue>>;
  /** Null while only reading is allowed. */
  readonly changes: Changes | null;
  /** The plan is wanted in place of the rows. */
  readonly isPlan: boolean;
}

export function toStatement({ sql: text, offset }: EditorStatement, { values, changes, isPlan }: Asked): Statement {
  const { sql, writtenOffset } = fillParameters(text, values);
  const base: Statement = {
    sql,
    offset,
    previewOf: null,
    ...(sql === text ? {} : { written: { text, offsetOf: writtenOffset } }),
  };
  const explained = EXPLAIN.exec(sql);
  if (explained !== null) {
    const explain = explained[1] === undefined ? 'plan' : 'analyzed';
    // Blanks in its place keep the positions of errors.
    return { ...base, ...keepingText(base, text), sql: blanks(explained[0]) + sql.slice(explained[0].length), explain };
  }
  if (isPlan) return { ...base, explain: 'plan' };
  return changes === null ? base : withChange(base, text, changes);
}

function withChange(base: Statement, text: string, changes: Changes): Statement {
  const made = MAKE.exec(base.sql);
  if (made !== null) {
    const name = unquoted(made[1] ?? '');
    const select = blanks(made[0]) + base.sql.slice(made[0].length);
    const change = async (signal: AbortSignal) => {
      await changes.save(name, select, signal);
      return `SELECT * FROM ${quoteName(name)} LIMIT 100`;
    };
    return { ...base, ...keepingText(base, text), sql: select, change };
  }
  const table = DELETE.exec(base.sql)?.[1];
  if (table === undefined) return base;
  const change = async (signal: AbortSignal) => {
    const { rows, undoableUntil } = await changes.drop(unquoted(table), signal);
    const until = undoableUntil === null ? 'NULL' : `'${undoableUntil}'`;
    return `SELECT '${unquoted(table).replaceAll("'", "''")}' AS deleted_table, ${rows} AS rows, ${until} AS can_be_brought_back_until_utc`;
  };
  return { ...base, change };
}

/** Errors are marked in the text as written, also where `sql` no longer is that text. */
function keepingText({ written }: Statement, text: string): Pick<Statement, 'written'> {
  return { written: written ?? { text, offsetOf: (offset) => offset } };
}

function blanks(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
