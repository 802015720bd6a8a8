// What an expression says about one row, by the rules of section 17: an operator on the wrong types gives undefined instead of an error,
// except `and` and `or`.

import { badRequest } from '../http/api-error.ts';
import type { Json } from '../world/cell.ts';
import { type BinaryOperator, type FunctionName, type Node, parseExpression, type Scope } from './parse.ts';

/** An instant; compares with instants, epoch seconds and ISO texts. */
export class Instant {
  readonly seconds: number;
  constructor(seconds: number) {
    this.seconds = seconds;
  }
}

export type Value = Json | undefined | Instant;

export interface Row {
  property(scope: Scope, name: string): Json | undefined;
}

/** Reads a date text without a zone; the zone is the project's. Undefined when it is no date. */
export type ReadInstant = (text: string) => number | undefined;

export type Expression = (row: Row) => Value;

function sameType(a: Value, b: Value): boolean {
  return typeof a === typeof b && Array.isArray(a) === Array.isArray(b) && (a === null) === (b === null);
}

function isEqual(a: Value, b: Value): boolean {
  if (!sameType(a, b)) return false;
  if (typeof a === 'object' && a !== null) return JSON.stringify(a) === JSON.stringify(b);
  return a === b;
}

function orderable(value: Value, other: Value, read: ReadInstant): number | undefined {
  if (value instanceof Instant) return value.seconds;
  if (typeof value === 'number') return value;
  return typeof value === 'string' && other instanceof Instant ? read(value) : undefined;
}

function compare(operator: BinaryOperator, a: Value, b: Value, read: ReadInstant): Value {
  const left = orderable(a, b, read);
  const right = orderable(b, a, read);
  if (left === undefined || right === undefined) return undefined;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}

function contains(needle: Value, hay: Value): Value {
  if (typeof needle === 'string' && typeof hay === 'string') return hay.includes(needle);
  if (Array.isArray(hay) && needle !== undefined && !Array.isArray(needle)) return hay.some((item) => isEqual(needle, item));
  return undefined;
}

function calculate(operator: BinaryOperator, a: Value, b: Value): Value {
  if (operator === '+' && typeof a === 'string' && typeof b === 'string') return a + b;
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  if (operator === '+') return a + b;
  if (operator === '-') return a - b;
  if (operator === '*') return a * b;
  if (b === 0) return undefined;
  // JavaScript's remainder has the sign of the dividend, as asked for.
  return operator === '/' ? a / b : a % b;
}

function truth(value: Value, operator: string): boolean {
  if (value === undefined) return false;
  if (typeof value === 'boolean') return value;
  throw badRequest(`Expression error: "${operator}" needs boolean values`);
}

function callFunction(name: FunctionName, value: Value, read: ReadInstant): Value {
  switch (name) {
    case 'defined':
      return value !== undefined;
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    case 'number':
      if (typeof value === 'boolean') return value ? 1 : 0;
      if (typeof value === 'string') return value.trim() === '' || Number.isNaN(Number(value)) ? undefined : Number(value);
      return typeof value === 'number' ? value : undefined;
    case 'boolean':
      if (value === undefined || value === null) return false;
      return typeof value === 'object' ? true : Boolean(value);
    case 'datetime': {
      const seconds = typeof value === 'string' ? read(value) : typeof value === 'number' ? value : undefined;
      return seconds === undefined ? undefined : new Instant(seconds);
    }
    default:
      return typeof value === 'number' ? Math[name](value) : undefined;
  }
}

function compileBinary(node: Extract<Node, { type: 'binary' }>, read: ReadInstant): Expression {
  const left = compileNode(node.left, read);
  const right = compileNode(node.right, read);
  const { operator } = node;
  switch (operator) {
    case 'and':
      return (row) => truth(left(row), operator) && truth(right(row), operator);
    case 'or':
      return (row) => truth(left(row), operator) || truth(right(row), operator);
    case '==':
      return (row) => isEqual(left(row), right(row));
    case '!=':
      return (row) => !isEqual(left(row), right(row));
    case 'in':
      return (row) => contains(left(row), right(row));
    case '<':
    case '<=':
    case '>':
    case '>=':
      return (row) => compare(operator, left(row), right(row), read);
    default:
      return (row) => calculate(operator, left(row), right(row));
  }
}

function negate(value: Value): Value {
  if (value === undefined) return true;
  return typeof value === 'boolean' ? !value : undefined;
}

function compileNode(node: Node, read: ReadInstant): Expression {
  switch (node.type) {
    case 'literal':
      return () => node.value;
    case 'property':
      return (row) => row.property(node.scope, node.name);
    case 'list': {
      const items = node.items.map((item) => compileNode(item, read));
      return (row) => items.map((item) => item(row)).filter((value): value is Json => value !== undefined && !(value instanceof Instant));
    }
    case 'unary': {
      const operand = compileNode(node.operand, read);
      if (node.operator === 'not') return (row) => negate(operand(row));
      return (row) => {
        const value = operand(row);
        return typeof value === 'number' ? -value : undefined;
      };
    }
    case 'call': {
      const argument = compileNode(node.argument, read);
      return (row) => callFunction(node.name, argument(row), read);
    }
    case 'binary':
      return compileBinary(node, read);
  }
}

/** Throws a 400 for a text that is no expression. */
export function compileExpression(source: string, read: ReadInstant): Expression {
  return compileNode(parseExpression(source), read);
}

/** A filter keeps the rows for which the whole is `true`; undefined drops the row. */
export function compileFilter(source: string | undefined, read: ReadInstant): ((row: Row) => boolean) | undefined {
  if (source === undefined) return undefined;
  const expression = compileExpression(source, read);
  return (row) => expression(row) === true;
}
