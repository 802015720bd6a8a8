// The text of an expression as a list of tokens. What people bring along from SQL, JavaScript or a word processor is refused here
// with the form that Mixpanel knows.
import { inputError } from '#shared/errors.ts';
import { syntaxError } from './syntax-error.ts';

export interface Token {
  readonly type: 'text' | 'number' | 'word' | 'symbol' | 'end';
  readonly value: string;
  /** First character, and the one behind the last, as indexes of the source. */
  readonly at: number;
  readonly end: number;
}

const LONGEST_CHARS = 20_000;
const SYMBOL = /==|!=|>=|<=|[()[\],+\-*/%<>]/y;
const NUMBER = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
/** A dot stands in a bare name only between other characters of it: trail.difficulty. */
const WORD = /[\p{L}_$][\p{L}\p{M}\p{N}_$]*(?:\.[\p{L}\p{M}\p{N}_$]+)*/uy;
const BLANK = /\s+/y;

const WRONG_SYMBOLS: readonly { readonly text: string; readonly hint: string }[] = [
  { text: '<>', hint: 'Unequal is written !=, for example properties["plan"] != "free".' },
  { text: '&&', hint: 'Write and, for example properties["plan"] == "pro" and properties["amount"] > 10.' },
  { text: '||', hint: 'Write or, for example properties["plan"] == "pro" or properties["plan"] == "team".' },
  { text: '!', hint: 'Write not, for example not defined(properties["plan"]).' },
  { text: '=', hint: 'Equal is written ==, for example properties["plan"] == "pro".' },
  { text: '`', hint: 'Names stand in properties["…"], for example properties["party size"].' },
  { text: '“', hint: 'Texts stand in straight double quotes, for example "pro".' },
  { text: '”', hint: 'Texts stand in straight double quotes, for example "pro".' },
  { text: '‘', hint: 'Texts stand in straight double quotes, for example "pro".' },
  { text: '’', hint: 'Texts stand in straight double quotes, for example "pro".' },
  { text: ';', hint: 'An expression is one condition, without an end mark. Join conditions with and, or.' },
];

export function tokenize(source: string): Token[] {
  if (source.length > LONGEST_CHARS) {
    throw inputError(`The expression is longer than ${LONGEST_CHARS} characters.`, 'Put long lists of values in a shorter filter.');
  }
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const blank = matchAt(BLANK, source, at);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    const token = tokenAt(source, at);
    tokens.push(token);
    at = token.end;
  }
  return [...tokens, { type: 'end', value: '', at, end: at }];
}

function tokenAt(source: string, at: number): Token {
  const quote = source[at];
  if (quote === '"' || quote === "'") return { type: 'text', at, ...readText(source, at, quote) };
  const rest = source.slice(at, at + 2);
  const wrong = WRONG_SYMBOLS.find(({ text }) => rest.startsWith(text) && rest !== '==' && rest !== '!=');
  if (wrong !== undefined) throw syntaxError(source, at, `${wrong.text} is no operator here,`, wrong.hint);
  for (const [type, pattern] of [
    ['number', NUMBER],
    ['word', WORD],
    ['symbol', SYMBOL],
  ] as const) {
    const value = matchAt(pattern, source, at);
    if (value === undefined) continue;
    const end = at + value.length;
    if (type === 'number' && matchAt(WORD, source, end) !== undefined) {
      throw syntaxError(
        source,
        at,
        'a name that begins with a digit stands',
        'Write it as properties["…"], for example properties["3d_view"].',
      );
    }
    return { type, value, at, end };
  }
  const [character = ''] = source.slice(at);
  throw syntaxError(
    source,
    at,
    `${JSON.stringify(character)} is not expected`,
    'Names with blanks or signs are written properties["party size"], texts in double quotes.',
  );
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** `\"` (or `\'`) and `\\` are one character each; any other backslash is itself. */
function readText(source: string, start: number, quote: string): { value: string; end: number } {
  let value = '';
  for (let at = start + 1; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (character === quote) return { value, end: at + 1 };
    const next = source.charAt(at + 1);
    if (character === '\\' && (next === '"' || next === "'" || next === '\\')) {
      value += next;
      at += 1;
    } else {
      value += character;
    }
  }
  throw syntaxError(
    source,
    start,
    'the text that begins has no closing quote,',
    'Texts stand in double quotes, for example "pro"; a quote inside is written \\".',
  );
}
