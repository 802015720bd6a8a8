// Splits SQL text at semicolons that are not inside strings, quoted names or comments, so that the statement under the
// cursor can be run alone. It knows only enough of the language for that.
export interface StatementSpan {
  readonly from: number;
  readonly to: number;
  /** Without the space around it and without its semicolon. */
  readonly sql: string;
}

const DOLLAR_TAG = /\$(?:[A-Za-z_]\w*)?\$/y;

/** Where the string, quoted name or comment that begins at `at` ends; `at` itself when none begins there. */
export function skipQuoted(text: string, at: number): number {
  const one = text[at];
  // Asked for every character of a text with every key: nearly all of them begin nothing.
  if (one !== "'" && one !== '"' && one !== '-' && one !== '/' && one !== '$') return at;
  const two = text.slice(at, at + 2);
  if (two === '--') return endOr(text, text.indexOf('\n', at));
  if (two === '/*') return endOfBlockComment(text, at);
  if (one === "'" || one === '"') return endOfQuote(text, at, isEscapeString(text, at));
  if (one === '$') {
    DOLLAR_TAG.lastIndex = at;
    const tag = DOLLAR_TAG.exec(text)?.[0];
    if (tag === undefined) return at;
    const close = text.indexOf(tag, at + tag.length);
    return close === -1 ? text.length : close + tag.length;
  }
  return at;
}

export function splitStatements(text: string): StatementSpan[] {
  const spans: StatementSpan[] = [];
  let start = 0;
  let at = 0;
  while (at < text.length) {
    const skipped = skipQuoted(text, at);
    if (skipped > at) at = skipped;
    else {
      if (text[at] === ';') {
        spans.push(spanOf(text, start, at + 1));
        start = at + 1;
      }
      at += 1;
    }
  }
  spans.push(spanOf(text, start, text.length));
  return spans.filter(({ sql }) => hasCode(sql));
}

/** The statement that the position is in or right behind; between two, the one before; null when there is none. */
export function statementAt(text: string, position: number): StatementSpan | null {
  const spans = splitStatements(text);
  let best: StatementSpan | null = null;
  for (const span of spans) {
    if (best === null || span.from <= position) best = span;
  }
  return best;
}

function spanOf(text: string, start: number, end: number): StatementSpan {
  const raw = text.slice(start, end);
  const from = start + raw.length - raw.trimStart().length;
  return { from, to: start + raw.trimEnd().length, sql: raw.trim().replace(/;$/, '').trimEnd() };
}

/** False for text that is only space and comments. */
function hasCode(sql: string): boolean {
  for (let at = 0; at < sql.length; ) {
    const isComment = sql.startsWith('--', at) || sql.startsWith('/*', at);
    if (!isComment && /\S/.test(sql[at] ?? '')) return true;
    at = isComment ? skipQuoted(sql, at) : at + 1;
  }
  return false;
}

function endOr(text: string, found: number): number {
  return found === -1 ? text.length : found;
}

function endOfBlockComment(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const two = text.slice(at, at + 2);
    if (two === '/*') depth += 1;
    else if (two === '*/') depth -= 1;
    at += two === '/*' || two === '*/' ? 2 : 1;
    if (depth === 0) return at;
  }
  return text.length;
}

/** `e'…'` takes backslash escapes; other strings double their quote. */
function isEscapeString(text: string, at: number): boolean {
  return text[at] === "'" && /[eE]/.test(text[at - 1] ?? '') && !/\w/.test(text[at - 2] ?? ' ');
}

function endOfQuote(text: string, start: number, hasEscapes: boolean): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (hasEscapes && text[at] === '\\') at += 1;
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return at + 1;
      at += 1;
    }
  }
  return text.length;
}
