// Parameters of a statement, written $name: their values are put in as literals before it leaves the window, so that a result can be
// asked for again, exported and saved by its text alone. A value never ends its literal: text is quoted, anything else must look like
// exactly what it is said to be.

import { words } from '../words.ts';
import { skipQuoted } from './statements.ts';

export type ParameterKind = 'text' | 'number' | 'date' | 'null';

export interface ParameterValue {
  readonly kind: ParameterKind;
  readonly value: string;
}

interface Place {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const NAME = /\$(\w+)/y;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Each name once, in the order of the text. Strings, comments and quoted names hold none: '$browser' is a property. */
export function parameterNames(text: string): string[] {
  // Asked for with every key, and most texts have none.
  if (!text.includes('$')) return [];
  return [...new Set(placesIn(text).map(({ name }) => name))];
}

/** What is wrong with a value, in words; null when it can be put in. */
export function valueProblem({ kind, value }: ParameterValue): string | null {
  if (kind === 'number' && !NUMBER.test(value.trim())) return words.parameter.number;
  if (kind === 'date' && !isDay(value.trim())) return words.parameter.date;
  return null;
}

export function literal({ kind, value }: ParameterValue): string {
  switch (kind) {
    case 'null':
      return 'NULL';
    case 'number':
      // A sign of its own would stand beside the text's: 1-$n.
      return `(${value.trim()})`;
    case 'date':
      return `DATE '${value.trim()}'`;
    case 'text':
      return `'${value.replaceAll('\0', '').replaceAll("'", "''")}'`;
  }
}

export interface Filled {
  readonly sql: string;
  /** Where a place of the filled text stands in the written one. */
  readonly writtenOffset: (offset: number) => number;
}

export function fillParameters(text: string, values: Readonly<Record<string, ParameterValue>>): Filled {
  let sql = '';
  let at = 0;
  const shifts: { from: number; to: number; written: number }[] = [];
  for (const { name, from, to } of placesIn(text)) {
    const value = values[name];
    if (value === undefined) continue;
    sql += text.slice(at, from);
    const start = sql.length;
    sql += literal(value);
    shifts.push({ from: start, to: sql.length, written: from });
    at = to;
  }
  sql += text.slice(at);
  const writtenOffset = (offset: number): number => {
    const last = shifts.findLast(({ from }) => from <= offset);
    if (last === undefined) return offset;
    if (offset < last.to) return last.written;
    const { name } = placesIn(text).find(({ from }) => from === last.written) ?? { name: '' };
    return last.written + name.length + 1 + (offset - last.to);
  };
  return { sql, writtenOffset };
}

function isDay(value: string): boolean {
  return DATE.test(value) && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().startsWith(value);
}

function placesIn(text: string): Place[] {
  const places: Place[] = [];
  for (let at = 0; at < text.length; ) {
    const skipped = skipQuoted(text, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    NAME.lastIndex = at;
    const name = text[at] === '$' ? NAME.exec(text)?.[1] : undefined;
    if (name !== undefined && !/[\w$]/.test(text[at - 1] ?? '')) {
      places.push({ name, from: at, to: at + name.length + 1 });
      at += name.length + 1;
    } else at += 1;
  }
  return places;
}
