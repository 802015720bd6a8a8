// The text of a `where` or `on` expression as a list of tokens.

import { badRequest } from '../http/api-error.ts';

export interface Token {
  readonly type: 'text' | 'number' | 'word' | 'symbol' | 'end';
  readonly value: string;
  readonly at: number;
}

const LONGEST = 20_000;
const SYMBOL = /==|!=|>=|<=|[()[\],+\-*/%<>]/y;
const NUMBER = /\d+(\.\d+)?([eE][+-]?\d+)?|\.\d+/y;
const WORD = /[A-Za-z_$][\w$]*/y;
const BLANK = /\s+/y;

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** A quoted text with `\"` and `\\`; returns its value and the position behind it. */
function readText(source: string, start: number): { value: string; end: number } {
  let value = '';
  for (let at = start + 1; at < source.length; at++) {
    const char = source[at];
    if (char === '"') return { value, end: at + 1 };
    if (char === '\\') {
      at += 1;
      const escaped = source[at];
      if (escaped !== '"' && escaped !== '\\') value += '\\';
      value += escaped ?? '';
    } else {
      value += char;
    }
  }
  throw badRequest(`Syntax error in expression: text that begins at ${start} has no end`);
}

function refuse(source: string, at: number): Error {
  const rest = source.slice(at);
  if (rest.startsWith('=')) return badRequest(`Syntax error in expression at ${at}: "=" is no operator, use "=="`);
  if (rest.startsWith('&&') || rest.startsWith('||')) return badRequest(`Syntax error in expression at ${at}: use "and" and "or"`);
  if (rest.startsWith("'")) return badRequest(`Syntax error in expression at ${at}: texts stand in double quotes`);
  return badRequest(`Syntax error in expression at ${at}: unexpected ${JSON.stringify(rest.slice(0, 1))}`);
}

export function tokenize(source: string): Token[] {
  if (source.length > LONGEST) throw badRequest('expression too long');
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const blank = matchAt(BLANK, source, at);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    if (source[at] === '"') {
      const text = readText(source, at);
      tokens.push({ type: 'text', value: text.value, at });
      at = text.end;
      continue;
    }
    const kinds = [
      ['number', NUMBER],
      ['word', WORD],
      ['symbol', SYMBOL],
    ] as const;
    const found = kinds.map(([type, pattern]) => ({ type, value: matchAt(pattern, source, at) })).find((each) => each.value !== undefined);
    if (found?.value === undefined) throw refuse(source, at);
    tokens.push({ type: found.type, value: found.value, at });
    at += found.value.length;
  }
  tokens.push({ type: 'end', value: '', at });
  return tokens;
}
