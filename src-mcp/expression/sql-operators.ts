// The operators and functions of the expression language in SQL: the wrong kinds give undefined (NULL) instead of an error.
import type { Kind } from './kinds.ts';
import { any, equalSql, jsonValue, type SqlValue, sqlValue } from './sql-value.ts';
import type { BinaryOperator, FunctionName, Literal } from './tree.ts';

/** How this project writes time: needed where a date text without zone is read. */
export interface TimeReading {
  timezone: string;
  /** `time` is local wall-clock time written as if it were UTC (projects from before 2023). */
  isWallClock: boolean;
  quoted: (text: string) => string;
}

const COMPUTED: readonly Kind[] = ['number', 'undefined'];
const MAYBE: readonly Kind[] = ['boolean', 'undefined'];
const DATE_PATTERN = String.raw`\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?`;
const ZONE_PATTERN = String.raw`\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})`;
const NUMBER_PATTERN = String.raw`[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?`;
/** From here on a number is written with an exponent. */
const MAX_WHOLE = '1e21';

/** A date text as seconds; without a zone it is the project's own time. */
function readInstant(text: string, { timezone, isWallClock, quoted }: TimeReading): string {
  const local = isWallClock ? `TRY_CAST(${text} AS TIMESTAMP)` : `timezone(${quoted(timezone)}, TRY_CAST(${text} AS TIMESTAMP))`;
  return `CASE WHEN regexp_full_match(${text}, '${DATE_PATTERN}') THEN epoch(${local})
    WHEN regexp_full_match(${text}, '${ZONE_PATTERN}') THEN epoch(TRY_CAST(${text} AS TIMESTAMPTZ)) END`;
}

/** Numbers order with numbers and instants, instants also with date texts. */
function orderKey(value: SqlValue, other: SqlValue, time: TimeReading): string {
  const keys = [];
  if (value.kinds.includes('instant')) keys.push(value.instant);
  if (value.kinds.includes('number')) keys.push(value.number);
  if (value.kinds.includes('text') && other.kinds.includes('instant')) {
    keys.push(`CASE WHEN ${other.instant} IS NOT NULL THEN ${readInstant(value.text, time)} END`);
  }
  return keys.length === 0 ? 'NULL::DOUBLE' : `coalesce(${keys.join(', ')}, NULL)`;
}

function arithmetic(operator: BinaryOperator, a: SqlValue, b: SqlValue): SqlValue {
  const right = operator === '/' || operator === '%' ? `nullif(${b.number}, 0)` : b.number;
  // DuckDB's remainder has the sign of the dividend, as asked for.
  const number = `(${a.number} ${operator} ${right})`;
  if (operator !== '+') return sqlValue({ kinds: COMPUTED, number });
  return sqlValue({ kinds: ['number', 'text', 'undefined'], number, text: `(${a.text} || ${b.text})` });
}

function isTrue(value: SqlValue): string {
  if (!value.kinds.includes('boolean')) return 'false';
  return value.kinds.includes('undefined') ? `coalesce(${value.boolean}, false)` : value.boolean;
}

/** Mixpanel refuses a query in which `and` or `or` meets a value that is neither true nor false nor absent. */
function unfit(value: SqlValue): string {
  const canBeOther = value.kinds.some((kind) => kind !== 'boolean' && kind !== 'undefined');
  return canBeOther ? `(${value.isDefined} AND ${value.boolean} IS NULL)` : 'false';
}

function logic(operator: 'and' | 'or', a: SqlValue, b: SqlValue): SqlValue {
  const left = isTrue(a);
  const isRightRead = operator === 'and' ? left : `NOT ${left}`;
  const ofRight = any([...b.refused, unfit(b)]);
  const refused = [...a.refused, unfit(a), ofRight === 'false' ? 'false' : `(${isRightRead} AND ${ofRight})`];
  return sqlValue({
    kinds: ['boolean'],
    boolean: `(${left} ${operator.toUpperCase()} ${isTrue(b)})`,
    refused: refused.filter((each) => each !== 'false'),
  });
}

function contains(needle: SqlValue, hay: SqlValue, items: readonly SqlValue[] | undefined, element: string): SqlValue {
  const ways: string[] = [];
  if (needle.kinds.includes('text') && hay.kinds.includes('text')) {
    ways.push(`WHEN ${needle.text} IS NOT NULL AND ${hay.text} IS NOT NULL THEN contains(${hay.text}, ${needle.text})`);
  }
  const isSingle = needle.kinds.includes('list') ? `${needle.isDefined} AND ${needle.list} IS NULL` : needle.isDefined;
  if (items !== undefined) {
    ways.push(`WHEN ${isSingle} THEN ${any(items.map((item) => equalSql(needle, item)))}`);
  } else if (hay.kinds.includes('list')) {
    const each = jsonValue(`${element}::VARCHAR`, `json_extract_string(${element}, '$')`);
    const found = `len(list_filter(TRY_CAST(${hay.list} AS JSON[]), lambda ${element}: ${equalSql(each, needle)})) > 0`;
    ways.push(`WHEN ${hay.list} IS NOT NULL AND ${isSingle} THEN ${found}`);
  }
  return sqlValue({ kinds: MAYBE, boolean: ways.length === 0 ? 'NULL::BOOLEAN' : `CASE ${ways.join(' ')} END` });
}

export interface BinaryParts {
  left: SqlValue;
  right: SqlValue;
  /** The right side's items, when it is a list that stands in the expression. */
  items: readonly SqlValue[] | undefined;
  /** A name that no enclosing lambda has. */
  element: string;
  time: TimeReading;
}

export function binarySql(operator: BinaryOperator, { left, right, items, element, time }: BinaryParts): SqlValue {
  if (operator === 'and' || operator === 'or') return logic(operator, left, right);
  const refused = [...left.refused, ...right.refused];
  switch (operator) {
    case '==':
      return { ...sqlValue({ kinds: ['boolean'], boolean: equalSql(left, right) }), refused };
    case '!=':
      return { ...sqlValue({ kinds: ['boolean'], boolean: `(NOT ${equalSql(left, right)})` }), refused };
    case 'in':
      return { ...contains(left, right, items, element), refused };
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const boolean = `(${orderKey(left, right, time)} ${operator} ${orderKey(right, left, time)})`;
      return { ...sqlValue({ kinds: MAYBE, boolean }), refused };
    }
    default:
      return { ...arithmetic(operator, left, right), refused };
  }
}

export function notSql(value: SqlValue): SqlValue {
  const { refused } = value;
  const isPlain = value.kinds.every((kind) => kind === 'boolean' || kind === 'undefined');
  if (isPlain) return sqlValue({ kinds: ['boolean'], boolean: `(NOT ${isTrue(value)})`, refused });
  return sqlValue({ kinds: MAYBE, boolean: `CASE WHEN ${value.isDefined} THEN NOT ${value.boolean} ELSE true END`, refused });
}

export function minusSql(value: SqlValue): SqlValue {
  return sqlValue({ kinds: COMPUTED, number: `(-${value.number})`, refused: value.refused });
}

function asText(value: SqlValue): SqlValue {
  const ways = [];
  if (value.kinds.includes('text')) ways.push(value.text);
  if (value.kinds.includes('boolean')) ways.push(`${value.boolean}::VARCHAR`);
  if (value.kinds.includes('number')) {
    const { number } = value;
    const isWhole = `abs(${number}) < ${MAX_WHOLE} AND ${number} = floor(${number})`;
    ways.push(`CASE WHEN ${isWhole} THEN ${number}::HUGEINT::VARCHAR ELSE ${number}::VARCHAR END`);
  }
  const kinds: Kind[] = ['text', ...value.kinds.filter((kind) => ['null', 'list', 'object', 'undefined'].includes(kind))];
  const { list, object, isNull } = value;
  return sqlValue({ kinds, text: ways.length === 0 ? 'NULL::VARCHAR' : `coalesce(${ways.join(', ')}, NULL)`, list, object, isNull });
}

function asNumber(value: SqlValue): SqlValue {
  const ways = [];
  if (value.kinds.includes('number')) ways.push(value.number);
  if (value.kinds.includes('boolean')) ways.push(`${value.boolean}::INTEGER::DOUBLE`);
  if (value.kinds.includes('text')) {
    const trimmed = `trim(${value.text})`;
    ways.push(`CASE WHEN regexp_full_match(${trimmed}, '${NUMBER_PATTERN}') THEN TRY_CAST(${trimmed} AS DOUBLE) END`);
  }
  return sqlValue({ kinds: COMPUTED, number: ways.length === 0 ? 'NULL::DOUBLE' : `coalesce(${ways.join(', ')}, NULL)` });
}

/** 0, "", false, null and what is absent are false; everything else is true. */
function asBoolean(value: SqlValue): SqlValue {
  const ways = [value.boolean, `(${value.number} <> 0)`, `(${value.text} <> '')`].filter((_, at) =>
    value.kinds.includes((['boolean', 'number', 'text'] as const)[at] ?? 'boolean'),
  );
  const others = `(${value.list} IS NOT NULL OR ${value.object} IS NOT NULL)`;
  return sqlValue({ kinds: ['boolean'], boolean: `coalesce(${[...ways, others].join(', ')})` });
}

function converted(name: FunctionName, value: SqlValue, time: TimeReading): SqlValue {
  switch (name) {
    case 'defined':
      return sqlValue({ kinds: ['boolean'], boolean: value.isDefined });
    case 'string':
      return asText(value);
    case 'number':
      return asNumber(value);
    case 'boolean':
      return asBoolean(value);
    case 'datetime': {
      const ways = [];
      if (value.kinds.includes('number')) ways.push(value.number);
      if (value.kinds.includes('text')) ways.push(readInstant(value.text, time));
      return sqlValue({
        kinds: ['instant', 'undefined'],
        instant: ways.length === 0 ? 'NULL::DOUBLE' : `coalesce(${ways.join(', ')}, NULL)`,
      });
    }
    case 'round':
      // Halves go up, also below zero.
      return sqlValue({ kinds: COMPUTED, number: `floor(${value.number} + 0.5)` });
    default:
      return sqlValue({ kinds: COMPUTED, number: `${name}(${value.number})` });
  }
}

export function callSql(name: FunctionName, value: SqlValue, time: TimeReading): SqlValue {
  return { ...converted(name, value, time), refused: value.refused };
}

/** A literal as JSON text. */
export function jsonOfLiteral(literal: Literal): string {
  switch (literal.type) {
    case 'text':
      return JSON.stringify(literal.value);
    case 'number':
      return literal.text;
    case 'boolean':
      return String(literal.value);
    case 'list':
      return `[${literal.items.map(jsonOfLiteral).join(',')}]`;
  }
}
