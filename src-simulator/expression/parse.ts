// Recursive descent over the grammar of section 17. From loose to tight: or, and, not, comparison, sum, product, minus, primary.

import { badRequest } from '../http/api-error.ts';
import { type Token, tokenize } from './tokenize.ts';

export type Scope = 'properties' | 'user' | 'event';
export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '>' | '>=' | '<' | '<=' | 'in' | 'and' | 'or';
export type FunctionName = 'floor' | 'round' | 'ceil' | 'boolean' | 'number' | 'string' | 'defined' | 'datetime';

export type Node =
  | { readonly type: 'literal'; readonly value: string | number | boolean }
  | { readonly type: 'list'; readonly items: readonly Node[] }
  | { readonly type: 'property'; readonly scope: Scope; readonly name: string }
  | { readonly type: 'binary'; readonly operator: BinaryOperator; readonly left: Node; readonly right: Node }
  | { readonly type: 'unary'; readonly operator: 'not' | '-'; readonly operand: Node }
  | { readonly type: 'call'; readonly name: FunctionName; readonly argument: Node };

const DEEPEST = 150;
const COMPARISONS: readonly BinaryOperator[] = ['==', '!=', '>', '>=', '<', '<=', 'in'];
const SUMS: readonly BinaryOperator[] = ['+', '-'];
const PRODUCTS: readonly BinaryOperator[] = ['*', '/', '%'];
const FUNCTIONS: readonly FunctionName[] = ['floor', 'round', 'ceil', 'boolean', 'number', 'string', 'defined', 'datetime'];
const SCOPES: readonly Scope[] = ['properties', 'user', 'event'];

class Parser {
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Node {
    const node = this.#or();
    if (this.#peek().type !== 'end') throw this.#unexpected();
    return node;
  }

  #peek(): Token {
    return this.#tokens[this.#position] ?? { type: 'end', value: '', at: 0 };
  }

  #unexpected(): Error {
    const token = this.#peek();
    if (token.type === 'end') return badRequest('Syntax error in expression: it ends too early');
    return badRequest(`Syntax error in expression at ${token.at}: unexpected ${JSON.stringify(token.value)}`);
  }

  #accept(type: Token['type'], value: string): boolean {
    const token = this.#peek();
    if (token.type !== type || token.value !== value) return false;
    this.#position += 1;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#accept('symbol', symbol)) throw this.#unexpected();
  }

  #acceptOperator(operators: readonly BinaryOperator[]): BinaryOperator | undefined {
    const token = this.#peek();
    if (token.type !== 'symbol' && token.type !== 'word') return undefined;
    const operator = operators.find((each) => each === token.value);
    if (operator !== undefined) this.#position += 1;
    return operator;
  }

  #chain(operators: readonly BinaryOperator[], next: () => Node): Node {
    let left = next();
    for (let operator = this.#acceptOperator(operators); operator !== undefined; operator = this.#acceptOperator(operators)) {
      left = { type: 'binary', operator, left, right: next() };
    }
    return left;
  }

  #or(): Node {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw badRequest('expression nested too deeply');
    const node = this.#chain(['or'], () => this.#chain(['and'], () => this.#not()));
    this.#depth -= 1;
    return node;
  }

  #not(): Node {
    let count = 0;
    while (this.#accept('word', 'not')) count += 1;
    let node = this.#chain(COMPARISONS, () => this.#chain(SUMS, () => this.#chain(PRODUCTS, () => this.#minus())));
    for (; count > 0; count--) node = { type: 'unary', operator: 'not', operand: node };
    return node;
  }

  #minus(): Node {
    let count = 0;
    while (this.#accept('symbol', '-')) count += 1;
    let node = this.#primary();
    for (; count > 0; count--) node = { type: 'unary', operator: '-', operand: node };
    return node;
  }

  #primary(): Node {
    const token = this.#peek();
    if (token.type === 'number' || token.type === 'text') {
      this.#position += 1;
      return { type: 'literal', value: token.type === 'number' ? Number(token.value) : token.value };
    }
    if (this.#accept('symbol', '(')) {
      const node = this.#or();
      this.#expect(')');
      return node;
    }
    if (this.#accept('symbol', '[')) return { type: 'list', items: this.#items() };
    if (token.type === 'word') return this.#word(token);
    throw this.#unexpected();
  }

  #items(): Node[] {
    const items: Node[] = [];
    if (this.#accept('symbol', ']')) return items;
    do items.push(this.#or());
    while (this.#accept('symbol', ','));
    this.#expect(']');
    return items;
  }

  #word(token: Token): Node {
    this.#position += 1;
    if (token.value === 'true' || token.value === 'false') return { type: 'literal', value: token.value === 'true' };
    const name = FUNCTIONS.find((each) => each === token.value);
    if (name !== undefined && this.#accept('symbol', '(')) {
      const argument = this.#or();
      this.#expect(')');
      return { type: 'call', name, argument };
    }
    const scope = SCOPES.find((each) => each === token.value);
    if (scope !== undefined && this.#accept('symbol', '[')) {
      const property = this.#peek();
      if (property.type !== 'text') throw this.#unexpected();
      this.#position += 1;
      this.#expect(']');
      return { type: 'property', scope, name: property.value };
    }
    throw badRequest(`unknown variable: ${token.value}`);
  }
}

export function parseExpression(source: string): Node {
  return new Parser(tokenize(source)).whole();
}
