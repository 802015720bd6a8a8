// What a refused statement is answered with. The reader is often a model that will try again, so each refusal names the way
// that works instead.
import { firstWord } from './statement-text.ts';

export interface Refusal {
  message: string;
  hint: string;
}

const READ_ONLY_HINT = 'Write one SELECT (also FROM, WITH, VALUES, DESCRIBE, SUMMARIZE, SHOW, PIVOT or EXPLAIN).';
const CHANGE: Refusal = {
  message: 'SQL here only reads: statements that change data are refused.',
  hint: `Data comes into the lake through a fetch; what a query finds can be saved as a table. ${READ_ONLY_HINT}`,
};
const DEFINE: Refusal = {
  message: 'SQL here only reads: statements that create, change or drop tables are refused.',
  hint: `Write only the SELECT; its result can be saved as a table with a call of its own. For a name inside one query use WITH name AS (…).`,
};
const FILES: Refusal = {
  message: 'SQL here neither reads nor writes files.',
  hint: 'Write only the SELECT; its result can be exported with a call of its own.',
};
const CATALOGS: Refusal = {
  message: 'Only the lake can be queried: other databases and extensions are refused.',
  hint: 'list_tables shows what is in the lake; extensions cannot be loaded.',
};
const SETTINGS: Refusal = {
  message: 'Settings cannot be read or changed with SQL.',
  hint: 'Instead of PRAGMA table_info write DESCRIBE name; instead of PRAGMA show_tables write SHOW ALL TABLES; put values directly into the query.',
};
const TRANSACTIONS: Refusal = {
  message: 'Transactions are handled for you: each statement runs alone and only reads.',
  hint: READ_ONLY_HINT,
};
const PREPARED: Refusal = {
  message: 'Prepared statements and CALL are refused.',
  hint: 'Write the SELECT itself, with its values in the text.',
};

const BY_WORD: Record<string, Refusal> = {
  ...{ insert: CHANGE, update: CHANGE, delete: CHANGE, truncate: CHANGE, replace: CHANGE, merge: CHANGE },
  ...{ create: DEFINE, alter: DEFINE, drop: DEFINE, comment: DEFINE },
  ...{ copy: FILES, export: FILES, import: FILES },
  ...{ attach: CATALOGS, detach: CATALOGS, use: CATALOGS, install: CATALOGS, load: CATALOGS },
  ...{ set: SETTINGS, reset: SETTINGS, pragma: SETTINGS, checkpoint: SETTINGS, force: SETTINGS, vacuum: SETTINGS, analyze: SETTINGS },
  ...{ begin: TRANSACTIONS, start: TRANSACTIONS, commit: TRANSACTIONS, rollback: TRANSACTIONS, end: TRANSACTIONS, abort: TRANSACTIONS },
  ...{ prepare: PREPARED, execute: PREPARED, deallocate: PREPARED, call: PREPARED },
  pivot: {
    message: 'PIVOT needs the list of its values.',
    hint: "List them: PIVOT events ON event_name IN ('Login', 'Purchase') USING count(*). Find them first with SELECT DISTINCT.",
  },
  explain: {
    message: 'Only EXPLAIN and EXPLAIN ANALYZE before a SELECT are allowed.',
    hint: 'Write EXPLAIN SELECT … without options in brackets.',
  },
  with: CHANGE,
};

/** For a statement that DuckDB can parse but that is not a SELECT. */
export function refusalOf(text: string): Refusal {
  const word = firstWord(text);
  const known = Object.hasOwn(BY_WORD, word) ? BY_WORD[word] : undefined;
  return known ?? { message: 'Only statements that read can run here.', hint: READ_ONLY_HINT };
}

export const EMPTY_STATEMENT: Refusal = { message: 'There is no statement to run.', hint: READ_ONLY_HINT };

export const SEVERAL_STATEMENTS: Refusal = {
  message: 'Only one statement runs at a time, and this text holds several.',
  hint: 'Send them one after the other, or put them together with WITH … or UNION ALL.',
};
