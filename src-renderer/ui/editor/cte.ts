// The names that WITH gives in a statement, each with the columns that can be told from its text. Only for completion: it knows
// brackets, strings and commas, not the language.
import { skipQuoted } from './statements.ts';

export interface Cte {
  readonly name: string;
  /** Names of columns; `*` where it takes all of another table. */
  readonly columns: readonly string[];
  /** The statement in its brackets. */
  readonly body: string;
}

const HEAD = /("(?:[^"]|"")+"|[\w$]+)\s*(?:\(([^()]*)\)\s*)?as\s+(?:not\s+)?(?:materialized\s+)?\(/giy;
const NAME = /("(?:[^"]|"")+"|[\w$]+)\s*$/;

export function ctesIn(statement: string): Cte[] {
  const start = /\bwith\s+(?:recursive\s+)?/gi.exec(statement);
  if (start === null) return [];
  const found: Cte[] = [];
  let at = start.index + start[0].length;
  for (;;) {
    HEAD.lastIndex = at;
    const head = HEAD.exec(statement);
    if (head === null) return found;
    const from = HEAD.lastIndex;
    const end = closing(statement, from);
    const body = statement.slice(from, end);
    const named = head[2] === undefined ? columnsOf(body) : head[2].split(',').map((name) => unquoted(name.trim()));
    found.push({ name: unquoted(head[1] ?? ''), columns: named.filter(Boolean), body });
    const next = /^\)?\s*,\s*/.exec(statement.slice(end));
    if (next === null) return found;
    at = end + next[0].length;
  }
}

/** Where the bracket closes that was opened before `at`; the end of the text while it is being written. */
function closing(text: string, at: number): number {
  let depth = 1;
  for (let index = at; index < text.length; ) {
    const skipped = skipQuoted(text, index);
    if (skipped > index) {
      index = skipped;
      continue;
    }
    if (text[index] === '(') depth += 1;
    else if (text[index] === ')') depth -= 1;
    if (depth === 0) return index;
    index += 1;
  }
  return text.length;
}

function columnsOf(body: string): string[] {
  const select = /^\s*select\s+(?:distinct\s+)?/i.exec(body);
  if (select === null) return /^\s*from\b/i.test(body) ? ['*'] : [];
  return partsOf(body, select[0].length).map(columnName);
}

/** The items of a select list: what stands between commas outside brackets, until FROM. */
function partsOf(body: string, from: number): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = from;
  let at = from;
  while (at < body.length) {
    const skipped = skipQuoted(body, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const char = body[at] ?? '';
    if (char === '(' || char === '[' || char === '{') depth += 1;
    else if (char === ')' || char === ']' || char === '}') depth -= 1;
    else if (depth === 0 && char === ',') {
      parts.push(body.slice(start, at));
      start = at + 1;
    } else if (depth === 0 && /^(?:from|union|where|order|limit)\b/i.test(body.slice(at, at + 6)) && /\s/.test(body[at - 1] ?? '')) break;
    at += 1;
  }
  parts.push(body.slice(start, at));
  return parts;
}

function columnName(part: string): string {
  const text = part.trim();
  if (/(?:^|\.)\*/.test(text)) return '*';
  const name = NAME.exec(text)?.[1];
  return name === undefined ? '' : unquoted(name);
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
