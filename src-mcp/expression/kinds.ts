// Which kinds of value an expression can have, as far as its form tells. A property can have any.
import type { BinaryOperator, Expression, FunctionName } from './tree.ts';

export type Kind = 'boolean' | 'number' | 'text' | 'null' | 'list' | 'object' | 'instant' | 'undefined';

const ANY: readonly Kind[] = ['boolean', 'number', 'text', 'null', 'list', 'object', 'undefined'];
const OF_CALL: Readonly<Record<FunctionName, readonly Kind[]>> = {
  floor: ['number', 'undefined'],
  round: ['number', 'undefined'],
  ceil: ['number', 'undefined'],
  number: ['number', 'undefined'],
  boolean: ['boolean'],
  defined: ['boolean'],
  datetime: ['instant', 'undefined'],
  string: ['text', 'null', 'list', 'object', 'undefined'],
};
const OF_BINARY: Readonly<Record<BinaryOperator, readonly Kind[]>> = {
  and: ['boolean'],
  or: ['boolean'],
  '==': ['boolean'],
  '!=': ['boolean'],
  in: ['boolean', 'undefined'],
  '<': ['boolean', 'undefined'],
  '<=': ['boolean', 'undefined'],
  '>': ['boolean', 'undefined'],
  '>=': ['boolean', 'undefined'],
  '+': ['number', 'text', 'undefined'],
  '-': ['number', 'undefined'],
  '*': ['number', 'undefined'],
  '/': ['number', 'undefined'],
  '%': ['number', 'undefined'],
};

export function kindsOf(node: Expression): readonly Kind[] {
  switch (node.type) {
    case 'text':
    case 'number':
    case 'boolean':
    case 'list':
      return [node.type];
    case 'property':
      return ANY;
    case 'not':
      return ['boolean', 'undefined'];
    case 'minus':
      return ['number', 'undefined'];
    case 'call':
      return OF_CALL[node.name];
    case 'binary':
      return OF_BINARY[node.operator];
  }
}

export function isNeverBoolean(node: Expression): boolean {
  return !kindsOf(node).includes('boolean');
}
