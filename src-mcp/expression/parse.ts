// Recursive descent over Mixpanel's expression language. From loose to tight: or, and, not, comparison, sum, product, minus, primary.
import type { AppError } from '#shared/errors.ts';
import { isNeverBoolean } from './kinds.ts';
import { syntaxError } from './syntax-error.ts';
import { type Token, tokenize } from './tokens.ts';
import { type BinaryOperator, type Expression, FUNCTIONS, HOMES, type Home, type Literal } from './tree.ts';

const DEEPEST = 100;
const EQUALITIES: readonly BinaryOperator[] = ['==', '!=', 'in'];
const ORDERS: readonly BinaryOperator[] = ['>=', '<=', '>', '<'];
const COMPARISONS = [...EQUALITIES, ...ORDERS];
const SUMS: readonly BinaryOperator[] = ['+', '-'];
const PRODUCTS: readonly BinaryOperator[] = ['*', '/', '%'];
/** People who know SQL write these in capitals; a property of such a name is written properties["AND"]. */
const KEYWORDS = new Set(['and', 'or', 'not', 'in', 'true', 'false']);
const NOTHING = new Set(['null', 'undefined', 'none', 'nil']);

const AFTER_OPERAND: Readonly<Record<string, string>> = {
  is: 'Write defined(properties["plan"]) for "is not null" and not defined(properties["plan"]) for "is null".',
  like: 'Write "part" in properties["name"]: the text holds the part.',
  ilike: 'Write "part" in properties["name"]: the text holds the part.',
  contains: 'Write "part" in properties["name"]: the text or the list holds the part.',
  between: 'Write properties["amount"] >= 10 and properties["amount"] <= 20.',
  not: 'Write not ("x" in properties["y"]), or not defined(properties["y"]).',
};

class Parser {
  readonly #source: string;
  readonly #home: Home;
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;

  constructor(source: string, home: Home) {
    this.#source = source;
    this.#home = home;
    this.#tokens = tokenize(source);
  }

  whole(): Expression {
    if (this.#peek().type === 'end') {
      throw this.#fault(this.#peek(), 'it is empty', 'Write a condition, for example properties["plan"] == "pro".');
    }
    const tree = this.#or();
    if (this.#peek().type !== 'end') throw this.#unexpected();
    return tree;
  }

  #peek(): Token {
    return this.#tokens[this.#position] ?? { type: 'end', value: '', at: this.#source.length, end: this.#source.length };
  }

  /** A keyword of the language, whatever its letter case, when it is not a name. */
  #keyword(token: Token): string | undefined {
    if (token.type !== 'word') return undefined;
    const lower = token.value.toLowerCase();
    const isWritten = token.value === lower || token.value === lower.toUpperCase();
    return isWritten && KEYWORDS.has(lower) ? lower : undefined;
  }

  #fault(token: Token, what: string, hint: string): AppError {
    return syntaxError(this.#source, token.at, what, hint);
  }

  #unexpected(): AppError {
    const token = this.#peek();
    if (token.type === 'end') {
      return this.#fault(
        token,
        'something is missing',
        'Every bracket needs its end and every operator a value, for example (properties["a"] == 1).',
      );
    }
    const word = token.type === 'word' ? AFTER_OPERAND[token.value.toLowerCase()] : undefined;
    if (word !== undefined) return this.#fault(token, `${token.value} is no operator,`, word);
    if (token.value === '[') {
      return this.#fault(token, 'values inside a value cannot be asked for,', 'Only whole properties can, for example properties["plan"].');
    }
    return this.#fault(
      token,
      `${token.type === 'text' ? 'a text' : token.value} is not expected`,
      'Values are joined by ==, !=, <, <=, >, >=, in, and, or; a name with blanks is written properties["party size"].',
    );
  }

  #acceptSymbol(value: string): boolean {
    const token = this.#peek();
    if (token.type !== 'symbol' || token.value !== value) return false;
    this.#position += 1;
    return true;
  }

  #expect(symbol: string, opening: Token): void {
    if (this.#acceptSymbol(symbol)) return;
    if (this.#peek().type !== 'end') throw this.#unexpected();
    throw this.#fault(opening, `the bracket ${opening.value} is never closed,`, `Add the missing ${symbol}.`);
  }

  #acceptOperator(operators: readonly BinaryOperator[]): BinaryOperator | undefined {
    const token = this.#peek();
    const written = token.type === 'symbol' ? token.value : this.#keyword(token);
    const operator = operators.find((each) => each === written);
    if (operator !== undefined) this.#position += 1;
    return operator;
  }

  #chain(operators: readonly BinaryOperator[], next: () => Expression): Expression {
    let left = next();
    for (let operator = this.#acceptOperator(operators); operator !== undefined; operator = this.#acceptOperator(operators)) {
      left = { type: 'binary', operator, left, right: next() };
    }
    return left;
  }

  /** Mixpanel refuses a value under `and` and `or` that is neither true nor false; what can never be either is refused here. */
  #logic(operator: 'and' | 'or', next: () => Expression): Expression {
    const first = this.#peek();
    let left = next();
    while (this.#acceptOperator([operator]) !== undefined) {
      const second = this.#peek();
      const right = next();
      if (isNeverBoolean(left)) throw this.#noCondition(first, operator);
      if (isNeverBoolean(right)) throw this.#noCondition(second, operator);
      left = { type: 'binary', operator, left, right };
    }
    return left;
  }

  #noCondition(token: Token, operator: string): AppError {
    return this.#fault(
      token,
      `what stands beside ${operator} is neither true nor false,`,
      'Repeat the comparison, properties["plan"] == "pro" or properties["plan"] == "team", or write properties["plan"] in ["pro", "team"].',
    );
  }

  #or(): Expression {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw this.#fault(this.#peek(), 'it is nested too deeply', 'Use fewer brackets.');
    const node = this.#logic('or', () => this.#logic('and', () => this.#not()));
    this.#depth -= 1;
    return node;
  }

  #not(): Expression {
    let count = 0;
    for (; this.#keyword(this.#peek()) === 'not'; this.#position += 1) count += 1;
    if (count > DEEPEST) throw this.#fault(this.#peek(), 'it is nested too deeply', 'Two nots cancel each other.');
    let node = this.#comparison();
    for (; count > 0; count -= 1) node = { type: 'not', operand: node };
    return node;
  }

  #comparison(): Expression {
    const sum = (): Expression => this.#chain(SUMS, () => this.#chain(PRODUCTS, () => this.#minus()));
    let left = sum();
    let hasOrder = false;
    for (;;) {
      const token = this.#peek();
      const operator = this.#acceptOperator(COMPARISONS);
      if (operator === undefined) return left;
      const isOrder = ORDERS.includes(operator);
      if (isOrder && hasOrder) {
        throw this.#fault(token, 'two comparisons in a row stand', 'Write 10 < properties["amount"] and properties["amount"] < 20.');
      }
      if (operator === 'in' && this.#peek().value === '(') this.#refuseRoundList();
      hasOrder ||= isOrder;
      left = { type: 'binary', operator, left, right: sum() };
    }
  }

  /** `in ("a", "b")` of SQL. One value in brackets may be any expression, so the comma tells. */
  #refuseRoundList(): void {
    const [, first, second] = this.#tokens.slice(this.#position);
    const isLiteral = first?.type === 'text' || first?.type === 'number';
    if (!isLiteral || (second?.value !== ',' && second?.value !== ')')) return;
    throw this.#fault(this.#peek(), 'a list in round brackets stands', 'Write square ones: properties["plan"] in ["pro", "team"].');
  }

  #minus(): Expression {
    let count = 0;
    for (; this.#acceptSymbol('-'); ) count += 1;
    if (count > DEEPEST) throw this.#fault(this.#peek(), 'it is nested too deeply', 'Two minus signs cancel each other.');
    let node = this.#primary();
    for (; count > 0; count -= 1) node = { type: 'minus', operand: node };
    return node;
  }

  #primary(): Expression {
    const token = this.#peek();
    if (token.type === 'text' || token.type === 'number') {
      this.#position += 1;
      return token.type === 'text' ? { type: 'text', value: token.value } : { type: 'number', text: token.value };
    }
    if (this.#acceptSymbol('(')) {
      const node = this.#or();
      this.#expect(')', token);
      return node;
    }
    if (this.#acceptSymbol('[')) return this.#list(token);
    if (token.type === 'word') return this.#word(token);
    throw this.#unexpected();
  }

  #list(opening: Token): Literal {
    const items: Literal[] = [];
    if (this.#acceptSymbol(']')) return { type: 'list', items };
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw this.#fault(opening, 'it is nested too deeply', 'Use fewer brackets.');
    do items.push(this.#item());
    while (this.#acceptSymbol(','));
    this.#expect(']', opening);
    this.#depth -= 1;
    return { type: 'list', items };
  }

  #item(): Literal {
    const token = this.#peek();
    this.#position += 1;
    if (token.type === 'text') return { type: 'text', value: token.value };
    if (token.type === 'number') return { type: 'number', text: token.value };
    if (token.value === '[' && token.type === 'symbol') return this.#list(token);
    const keyword = this.#keyword(token);
    if (keyword === 'true' || keyword === 'false') return { type: 'boolean', value: keyword === 'true' };
    const number = this.#peek();
    if (token.value === '-' && token.type === 'symbol' && number.type === 'number') {
      this.#position += 1;
      return { type: 'number', text: `-${number.value}` };
    }
    this.#position -= 1;
    if (token.type === 'end') throw this.#unexpected();
    throw this.#fault(
      token,
      `${token.value} is no value for a list,`,
      'Lists hold texts in quotes, numbers, true and false, for example ["pro", "team"].',
    );
  }

  #word(token: Token): Expression {
    const keyword = this.#keyword(token);
    if (keyword !== undefined && keyword !== 'true' && keyword !== 'false') {
      throw this.#fault(
        token,
        `a value is missing before ${token.value},`,
        'For not inside a comparison, use brackets: (not defined(properties["a"])).',
      );
    }
    this.#position += 1;
    if (keyword !== undefined) return { type: 'boolean', value: keyword === 'true' };
    if (NOTHING.has(token.value.toLowerCase())) {
      throw this.#fault(token, `${token.value} is no value,`, 'Write defined(properties["plan"]) or not defined(properties["plan"]).');
    }
    const next = this.#peek();
    if (next.type === 'symbol' && next.value === '(') return this.#call(token, next);
    const home = HOMES.find((each) => each === token.value);
    if (home !== undefined && this.#acceptSymbol('[')) return this.#property(home, next);
    const prefix = HOMES.find((each) => token.value.startsWith(`${each}.`));
    if (prefix !== undefined) {
      const name = token.value.slice(prefix.length + 1);
      throw this.#fault(token, `the form ${token.value} stands`, `Write ${prefix}[${JSON.stringify(name)}].`);
    }
    return { type: 'property', home: this.#home, name: token.value };
  }

  #call(token: Token, opening: Token): Expression {
    const name = FUNCTIONS.find((each) => each === token.value);
    if (name === undefined) {
      throw this.#fault(
        token,
        `there is no function ${token.value},`,
        `The functions are ${FUNCTIONS.join(', ')}; for example "part" in properties["name"] finds a part of a text.`,
      );
    }
    this.#position += 1;
    const argument = this.#or();
    this.#expect(')', opening);
    return { type: 'call', name, argument };
  }

  #property(home: Home, opening: Token): Expression {
    const token = this.#peek();
    if (token.type !== 'text') {
      throw this.#fault(token, 'the name of a property in double quotes is missing', `Write ${home}["plan"].`);
    }
    this.#position += 1;
    this.#expect(']', opening);
    return { type: 'property', home, name: token.value };
  }
}

/**
 * The tree of an expression. A bare name is a property of `home`. Throws an `input` error that names the character.
 */
export function parseExpression(text: string, home: Home = 'properties'): Expression {
  return new Parser(text, home).whole();
}
