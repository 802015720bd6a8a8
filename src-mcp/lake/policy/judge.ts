// Layer B: the text is parsed on an empty in-memory DuckDB of its own, far from the data, and comes back as a syntax tree.
// json_serialize_sql() accepts only SELECT-like statements and resolves no names, so judging opens nothing.
import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError } from '#shared/errors.ts';
import { duckdb } from '../duckdb.ts';
import { SqlError } from '../query-errors.ts';
import { positionAtCodePoint } from '../query-position.ts';
import { refusalOf, SEVERAL_STATEMENTS } from './refusals.ts';
import { isTreeObject, listOf, type TreeObject, type TreeValue, textOf } from './syntax-tree.ts';

/** Longer texts are no statements people write; the parser's stack and the tree grow with them. */
const MAX_TEXT_CHARS = 200_000;

const JUDGE_OPTIONS = {
  threads: '1',
  memory_limit: '256MB',
  temp_directory: '',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  enable_external_access: 'false',
  lock_configuration: 'true',
};

export interface Judge {
  /** The one statement of the text; throws when the text is not exactly one SELECT-like statement. */
  parse(text: string): Promise<TreeObject>;
  close(): void;
}

function syntaxError(answer: TreeObject, text: string): SqlError {
  const message = textOf(answer.error_message);
  const offset = Number(answer.position);
  const position = answer.position === undefined || !Number.isInteger(offset) ? undefined : positionAtCodePoint(text, offset);
  const words = `${message.charAt(0).toUpperCase()}${message.slice(1)}`.replace(/ Use "SET .*$/, '');
  return new SqlError(words, { hint: 'Mend the SQL and send it again.', position });
}

function readAnswer(json: string, text: string): TreeObject {
  // JSON.parse gives any JSON value; TreeValue is exactly that set.
  const answer = JSON.parse(json) as TreeValue;
  if (!isTreeObject(answer)) throw new AppError('internal', 'The SQL parser answered in an unknown way.');
  if (answer.error === true) {
    if (textOf(answer.error_type) === 'parser') throw syntaxError(answer, text);
    const refusal = refusalOf(text);
    throw new SqlError(refusal.message, { hint: refusal.hint });
  }
  const statements = listOf(answer.statements);
  const only = statements[0];
  if (statements.length !== 1 || !isTreeObject(only)) {
    throw new SqlError(SEVERAL_STATEMENTS.message, { hint: SEVERAL_STATEMENTS.hint });
  }
  return only;
}

async function serialize(connection: DuckDBConnection, text: string): Promise<string> {
  const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [text]);
  const json = reader.getRows()[0]?.[0];
  if (typeof json !== 'string') throw new AppError('internal', 'The SQL parser gave no answer.');
  return json;
}

export async function createJudge(): Promise<Judge> {
  const instance = await duckdb().DuckDBInstance.create(':memory:', JUDGE_OPTIONS);
  const connection = await instance.connect();
  // A connection runs one query at a time, so the texts wait in line (each takes under a millisecond).
  let line: Promise<unknown> = Promise.resolve();
  return {
    async parse(text) {
      if (text.length > MAX_TEXT_CHARS) {
        throw new SqlError(`The statement is longer than ${MAX_TEXT_CHARS.toLocaleString('en')} characters.`, {
          hint: 'Send a shorter one.',
        });
      }
      if (text.includes('\0'))
        throw new SqlError('The statement holds a NUL character.', { hint: 'Remove it and send the statement again.' });
      const answer = line.then(() => serialize(connection, text));
      line = answer.catch(() => undefined);
      return readAnswer(await answer, text);
    },
    close() {
      connection.disconnectSync();
      instance.closeSync();
    },
  };
}
