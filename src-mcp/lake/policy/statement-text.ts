// Rule: what is judged is what runs. This file only cuts text away at the two ends of a statement (trailing comments and
// semicolons, the EXPLAIN keyword); whatever is left is parsed by DuckDB itself before it may run. A mistake in this small
// lexer can therefore make a good statement fail, but it cannot let a bad one through.

const TRIVIA = /(?:\s+|--[^\n\r]*)/y;
const IDENTIFIER = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** The end of a block comment that starts at `at`; DuckDB's comments nest. */
function blockCommentEnd(text: string, at: number): number {
  let depth = 0;
  let position = at;
  while (position < text.length) {
    if (text.startsWith('/*', position)) {
      depth += 1;
      position += 2;
    } else if (text.startsWith('*/', position)) {
      depth -= 1;
      position += 2;
      if (depth === 0) return position;
    } else {
      position += 1;
    }
  }
  return text.length;
}

function quotedEnd(text: string, at: number, withBackslash: boolean): number {
  const quote = text[at];
  let position = at + 1;
  while (position < text.length) {
    if (withBackslash && text[position] === '\\') position += 2;
    else if (text[position] !== quote) position += 1;
    else if (text[position + 1] === quote) position += 2;
    else return position + 1;
  }
  return text.length;
}

/** The end of white space and comments from `at` on. */
export function skipTrivia(text: string, at: number): number {
  let position = at;
  for (;;) {
    const trivia = matchAt(TRIVIA, text, position);
    if (trivia !== undefined && trivia.length > 0) position += trivia.length;
    else if (text.startsWith('/*', position)) position = blockCommentEnd(text, position);
    else return position;
  }
}

function tokenEnd(text: string, at: number): number {
  const char = text[at];
  if (char === "'" || char === '"') return quotedEnd(text, at, false);
  if ((char === 'e' || char === 'E') && text[at + 1] === "'") return quotedEnd(text, at + 1, true);
  const word = matchAt(IDENTIFIER, text, at);
  if (word !== undefined) return at + word.length;
  const tag = matchAt(DOLLAR_TAG, text, at);
  if (tag !== undefined) {
    const close = text.indexOf(tag, at + tag.length);
    return close === -1 ? text.length : close + tag.length;
  }
  return at + 1;
}

/** Cuts comments, white space and semicolons from the end; the start stays, so that error positions stay true. */
export function trimStatementEnd(text: string): string {
  let end = 0;
  let position = skipTrivia(text, 0);
  while (position < text.length) {
    const next = tokenEnd(text, position);
    if (text[position] !== ';') end = next;
    position = skipTrivia(text, next);
  }
  return text.slice(0, end);
}

/** The first word of a statement in lower case; '' when it does not start with a word. */
export function firstWord(text: string): string {
  const start = skipTrivia(text, 0);
  return (matchAt(IDENTIFIER, text, start) ?? '').toLowerCase();
}

export interface ExplainSplit {
  explain: 'none' | 'plan' | 'analyze';
  /** The statement without EXPLAIN; blanks stand in its place, so that positions stay true. */
  judged: string;
}

function blankOut(text: string, from: number, to: number): string {
  return text.slice(0, from) + ' '.repeat(to - from) + text.slice(to);
}

/** Cuts `EXPLAIN` or `EXPLAIN ANALYZE` off. Options in brackets are not cut, so they fail as SQL when the rest is judged. */
export function splitExplain(text: string): ExplainSplit {
  if (firstWord(text) !== 'explain') return { explain: 'none', judged: text };
  const start = skipTrivia(text, 0);
  const afterExplain = start + 'explain'.length;
  const judged = blankOut(text, start, afterExplain);
  const second = skipTrivia(text, afterExplain);
  const word = (matchAt(IDENTIFIER, text, second) ?? '').toLowerCase();
  if (word !== 'analyze' && word !== 'analyse') return { explain: 'plan', judged };
  return { explain: 'analyze', judged: blankOut(judged, second, second + word.length) };
}
