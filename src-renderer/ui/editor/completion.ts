// What the editor offers: columns of the tables that the statement names, tables, functions, keywords, and whatever else
// the caller knows. A pure function over text, so that the words can be tested without an editor.
import type { Completion, CompletionResult } from '@codemirror/autocomplete';
import { ctesIn } from './cte.ts';
import { quoteName } from './sql-name.ts';
import { skipQuoted, statementAt } from './statements.ts';

export interface CompletionTable {
  readonly name: string;
  readonly detail: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export interface CompletionNames {
  readonly tables: readonly CompletionTable[];
  readonly functions: readonly string[];
  readonly keywords: readonly string[];
  /** Names that stand for a longer expression, e.g. a key of a JSON column. */
  readonly snippets: readonly { readonly label: string; readonly insert: string; readonly detail: string }[];
  /** Functions whose text argument comes from a list: `name('…')`. */
  readonly textArguments: Readonly<Record<string, readonly string[]>>;
}

export const NO_NAMES: CompletionNames = { tables: [], functions: [], keywords: [], snippets: [], textArguments: {} };

/** Later ones first when nothing else decides. */
const BOOST = { column: 6, argument: 5, table: 4, snippet: 2, function: 0, keyword: -2 };
const AFTER_FROM = /\b(?:from|join|describe|summarize)\s+(?:(?:"(?:[^"]|"")+"|[\w$]+)(?:\s+(?:as\s+)?[\w$]+)?\s*,\s*)*$/i;
const NAMED_TABLE =
  /(?:\b(?:from|join)\s+|,\s*)("(?:[^"]|"")+"|[\w$]+)(?:\s+(?:as\s+)?(?!(?:where|group|order|limit|join|left|right|inner|full|cross|on|using|as|qualify|having|union|sample|pivot|asof|anti|semi|natural)\b)([\w$]+))?/gi;

export function complete(text: string, position: number, names: CompletionNames, isExplicit: boolean): CompletionResult | null {
  const before = text.slice(0, position);
  const argument = insideArgument(before, names);
  if (argument !== null) return argument;
  if (isInsideQuoted(text, position)) return null;
  const word = /[\w$]*$/.exec(before)?.[0] ?? '';
  const from = position - word.length;
  const statement = statementAt(text, position)?.sql ?? '';
  const all = withCtes(names, statement);
  const owner = /("(?:[^"]|"")+"|[\w$]+)\.$/.exec(before.slice(0, from))?.[1];
  if (owner !== undefined) return result(from, columnsOf(owner, statement, all));
  if (word === '' && !isExplicit) return null;
  const isAfterFrom = AFTER_FROM.test(before.slice(0, from));
  return result(from, isAfterFrom ? tableOptions(all) : allOptions(statement, all));
}

/** What WITH names comes first: it hides a table of the same name. */
function withCtes(names: CompletionNames, statement: string): CompletionNames {
  let tables = names.tables;
  for (const { name, columns, body } of ctesIn(statement)) {
    const known = { ...names, tables };
    const all = columns.flatMap((column) =>
      column === '*' ? [...new Set(tablesIn(body, known).values())].flatMap((table) => table.columns) : [{ name: column, type: '' }],
    );
    tables = [{ name, detail: 'WITH', columns: all }, ...tables.filter((table) => table.name.toLowerCase() !== name.toLowerCase())];
  }
  return tables === names.tables ? names : { ...names, tables };
}

function result(from: number, options: Completion[]): CompletionResult | null {
  return options.length === 0 ? null : { from, options, validFor: /^[\w$]*$/ };
}

function insideArgument(before: string, names: CompletionNames): CompletionResult | null {
  const call = /\b(\w+)\(\s*'((?:[^'\n]|'')*)$/.exec(before);
  const values = names.textArguments[call?.[1]?.toLowerCase() ?? ''];
  if (call === null || values === undefined) return null;
  const options = values.map((value, index) => ({
    label: value,
    apply: value.replaceAll("'", "''"),
    type: 'constant',
    boost: rankBoost(BOOST.argument, index),
  }));
  return { from: before.length - (call[2]?.length ?? 0), options, validFor: /^[^'\n]*$/ };
}

/** Keeps the caller's order, most used first, where the typed text does not decide. */
function rankBoost(boost: number, index: number): number {
  return boost - Math.min(index, 100) / 100;
}

function isInsideQuoted(text: string, position: number): boolean {
  for (let at = 0; at < position; ) {
    const end = skipQuoted(text, at);
    if (end > position || (end === position && text.startsWith('--', at))) return true;
    at = Math.max(end, at + 1);
  }
  return false;
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}

/** Tables that the statement names, each under its own name and its alias, in lower case. */
function tablesIn(statement: string, names: CompletionNames): Map<string, CompletionTable> {
  const found = new Map<string, CompletionTable>();
  for (const [, name = '', alias] of statement.matchAll(NAMED_TABLE)) {
    const table = names.tables.find((known) => known.name.toLowerCase() === unquoted(name).toLowerCase());
    if (table === undefined) continue;
    found.set(table.name.toLowerCase(), table);
    if (alias !== undefined) found.set(alias.toLowerCase(), table);
  }
  return found;
}

function columnsOf(owner: string, statement: string, names: CompletionNames): Completion[] {
  const table = tablesIn(statement, names).get(unquoted(owner).toLowerCase()) ?? byName(owner, names);
  return table === undefined ? [] : columnOptions(table);
}

function byName(owner: string, names: CompletionNames): CompletionTable | undefined {
  return names.tables.find((known) => known.name.toLowerCase() === unquoted(owner).toLowerCase());
}

function columnOptions(table: CompletionTable): Completion[] {
  return table.columns.map(({ name, type }) => ({
    label: name,
    apply: quoteName(name),
    detail: type,
    type: 'property',
    boost: BOOST.column,
  }));
}

function tableOptions(names: CompletionNames): Completion[] {
  return names.tables.map(({ name, detail }) => ({ label: name, apply: quoteName(name), detail, type: 'class', boost: BOOST.table }));
}

function allOptions(statement: string, names: CompletionNames): Completion[] {
  const tables = tablesIn(statement, names);
  const columns = new Map<string, Completion>();
  for (const table of new Set(tables.values())) {
    for (const option of columnOptions(table)) columns.set(option.label, option);
  }
  const aliases = [...tables.keys()].filter((key) => !names.tables.some(({ name }) => name.toLowerCase() === key));
  return [
    ...columns.values(),
    ...aliases.map((label) => ({ label, detail: 'alias', type: 'variable', boost: BOOST.table })),
    ...tableOptions(names),
    ...names.snippets.map(({ label, insert, detail }, index) => ({
      label,
      apply: insert,
      detail,
      type: 'constant',
      boost: rankBoost(BOOST.snippet, index),
    })),
    ...names.functions.map((label) => ({ label, type: 'function', boost: BOOST.function })),
    ...names.keywords.map((label) => ({ label, type: 'keyword', boost: BOOST.keyword })),
  ];
}
