// A value of the expression language as DuckDB SQL. A property may be a number in one event and a text in the next, so a value is
// several SQL expressions, one for each kind: each gives NULL in the rows in which the value is of another kind.
import { inputError } from '#shared/errors.ts';
import { quoteText } from '../lake/names.ts';
import type { Kind } from './kinds.ts';

const PARTS = ['boolean', 'number', 'text', 'instant', 'list', 'object'] as const;
type Part = (typeof PARTS)[number];

export interface SqlValue {
  /** Kinds the value can have; it may have them all. */
  readonly kinds: readonly Kind[];
  readonly boolean: string;
  /** DOUBLE */
  readonly number: string;
  readonly text: string;
  /** Seconds since 1970, as `time` counts them in this project. */
  readonly instant: string;
  /** The list, the object as JSON text. */
  readonly list: string;
  readonly object: string;
  /** Never NULL: the value is JSON's null; the value is there at all. */
  readonly isNull: string;
  readonly isDefined: string;
  /** The whole value as JSON text, when it is that simple. */
  readonly json: string | undefined;
  /** A literal as JSON text, for comparisons without looking at kinds. */
  readonly literal: string | undefined;
  /** Conditions under which Mixpanel refuses the query. */
  readonly refused: readonly string[];
}

/** A text this long stands for an expression that nests conversions without sense; DuckDB would take minutes to plan it. */
const LONGEST_SQL_CHARS = 100_000;

export function sqlValue(parts: Partial<SqlValue> & Pick<SqlValue, 'kinds'>): SqlValue {
  const whole = {
    boolean: 'NULL::BOOLEAN',
    number: 'NULL::DOUBLE',
    text: 'NULL::VARCHAR',
    instant: 'NULL::DOUBLE',
    list: 'NULL::VARCHAR',
    object: 'NULL::VARCHAR',
    isNull: 'false',
    json: undefined,
    literal: undefined,
    refused: [],
    ...parts,
  };
  const made = { isDefined: definedWhen(whole), ...whole };
  if (Object.values(made).some((part) => typeof part === 'string' && part.length > LONGEST_SQL_CHARS)) {
    throw inputError('The expression is too complicated to be computed here.', 'Nest fewer conversions.');
  }
  return made;
}

function definedWhen(value: Pick<SqlValue, 'kinds' | Part | 'isNull'>): string {
  if (!value.kinds.includes('undefined')) return 'true';
  const there = PARTS.filter((part) => value.kinds.includes(part)).map((part) => `${value[part]} IS NOT NULL`);
  if (value.kinds.includes('null')) there.push(value.isNull);
  return there.length === 0 ? 'false' : `(${there.join(' OR ')})`;
}

export function any(conditions: readonly string[]): string {
  const left = conditions.filter((each) => each !== 'false');
  if (left.length === 0) return 'false';
  return left.length === 1 ? (left[0] ?? 'false') : `(${left.join(' OR ')})`;
}

const ANY_JSON: readonly Kind[] = ['boolean', 'number', 'text', 'null', 'list', 'object', 'undefined'];

/** A JSON value (NULL when absent) given as SQL of type VARCHAR; `text` gives the text of a JSON text. */
export function jsonValue(json: string, text: string): SqlValue {
  return sqlValue({
    kinds: ANY_JSON,
    boolean: `CASE ${json} WHEN 'true' THEN true WHEN 'false' THEN false END`,
    // Only a JSON number reads as one: texts stand in quotes, and JSON has no word for infinity.
    number: `TRY_CAST(${json} AS DOUBLE)`,
    text: `CASE WHEN starts_with(${json}, '"') THEN ${text} END`,
    list: `CASE WHEN starts_with(${json}, '[') THEN ${json} END`,
    object: `CASE WHEN starts_with(${json}, '{') THEN ${json} END`,
    isNull: `coalesce(${json} = 'null', false)`,
    isDefined: `(${json} IS NOT NULL)`,
    json,
  });
}

/** A property of a JSON column. A JSON pointer takes every name; in a JSON path "*" would be a wildcard. */
export function propertyValue(column: string, name: string): SqlValue {
  const at = propertyPointer(name);
  return jsonValue(`json_extract(${column}, ${at})::VARCHAR`, `json_extract_string(${column}, ${at})`);
}

export function propertyPointer(name: string): string {
  return quoteText(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}

/** A column that holds a text or NULL. */
export function textColumn(sql: string): SqlValue {
  return sqlValue({ kinds: ['text', 'undefined'], text: sql });
}

export function equalSql(a: SqlValue, b: SqlValue): string {
  if (a.json !== undefined && b.literal !== undefined) return `coalesce(${a.json} = ${quoteText(b.literal)}, false)`;
  if (b.json !== undefined && a.literal !== undefined) return `coalesce(${b.json} = ${quoteText(a.literal)}, false)`;
  const both = (kind: Kind): boolean => a.kinds.includes(kind) && b.kinds.includes(kind);
  const ways = PARTS.filter(both).map((part) => `coalesce(${a[part]} = ${b[part]}, false)`);
  if (both('null')) ways.push(`(${a.isNull} AND ${b.isNull})`);
  if (both('undefined')) ways.push(`(NOT ${a.isDefined} AND NOT ${b.isDefined})`);
  return any(ways);
}
