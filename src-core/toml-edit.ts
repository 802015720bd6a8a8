// Changes values of a TOML file and leaves everything else as a person wrote it: comments, order, blank lines. It works line by line on
// what people write by hand (one key a line, tables with a header). Whatever it does not understand fails the check at the end, and the
// file is then written anew from its values, as right as before but without comments.
import { isDeepStrictEqual } from 'node:util';
import { parse, stringify } from 'smol-toml';

type Table = Record<string, unknown>;

interface Line {
  text: string;
  /** Of the table that the line stands in. */
  table: readonly string[];
  isHeader: boolean;
  /** Of a line that sets a single key. */
  key: string | undefined;
}

/** The text with exactly the values of `next`. `text` must be valid TOML. */
export function editToml(text: string, next: Table): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const edited = linesWith(linesOf(text), next).join(eol);
  return holds(edited, next) ? edited : stringify(next);
}

function holds(text: string, next: Table): boolean {
  try {
    return isDeepStrictEqual(plain(parse(text)), plain(next));
  } catch {
    return false;
  }
}

/** The parser's tables have no prototype. Dates stay dates. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return isTable(value) ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)])) : value;
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function linesOf(text: string): Line[] {
  let table: readonly string[] = [];
  return text.split(/\r?\n/).map((line) => {
    const header = headerPath(line);
    if (header !== undefined) table = header;
    return { text: line, table, isHeader: header !== undefined, key: header === undefined ? keyOf(line) : undefined };
  });
}

/** `[a."b.c"]` → a, b.c. Lists of tables are left alone: the check at the end tells when that was wrong. */
function headerPath(line: string): string[] | undefined {
  if (!/^\s*\[[^[]/.test(line)) return undefined;
  const path: string[] = [];
  let node: unknown = parsed(line);
  while (isTable(node)) {
    const [entry] = Object.entries(node);
    if (entry === undefined) return path;
    path.push(entry[0]);
    node = entry[1];
  }
  return undefined;
}

function keyOf(line: string): string | undefined {
  const entries = Object.entries(parsed(line) ?? {});
  return entries.length === 1 && !isTable(entries[0]?.[1]) ? entries[0]?.[0] : undefined;
}

function parsed(line: string): Table | undefined {
  try {
    return parse(line);
  } catch {
    return undefined; // part of a value that goes over several lines
  }
}

function linesWith(lines: readonly Line[], next: Table): string[] {
  const out: string[] = [];
  const written = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const values = tableAt(next, line.table);
    if (values === undefined && !isLead(lines, index)) continue;
    if (line.key === undefined || values === undefined) out.push(line.text);
    else if (line.key in values) {
      written.add(idOf(line.table, line.key));
      out.push(withValue(line.text, line.key, values[line.key]));
    }
    if (values !== undefined && isEndOf(lines, index)) out.push(...missing(values, line.table, lines));
  }
  const isRootThere = lines[0]?.isHeader === false;
  const root = isRootThere ? [] : missing(next, [], lines);
  return [...root, ...out, ...newTables(next, lines)];
}

/** A comment right above the header of a table that stays belongs to it, whatever stood before. */
function isLead(lines: readonly Line[], index: number): boolean {
  const after = lines.slice(index).findIndex(({ isHeader }) => isHeader);
  return after > 0 && lines.slice(index, index + after).every(({ text }) => /^\s*#/.test(text));
}

/** The last line of a table that says something: new keys come after it. */
function isEndOf(lines: readonly Line[], index: number): boolean {
  const { table, isHeader, key, text } = lines[index] ?? { table: [], isHeader: false, key: undefined, text: '' };
  const isLast = (from: number) => lines.slice(from + 1).every((line) => line.table !== table || isBlank(line.text));
  if (isBlank(text) && !isHeader && key === undefined) return index === 0 && table.length === 0 && isLast(index);
  return isLast(index);
}

function isBlank(text: string): boolean {
  return /^\s*(#.*)?$/.test(text);
}

/** Keys of the table that no line sets yet. */
function missing(values: Table, table: readonly string[], lines: readonly Line[]): string[] {
  const there = new Set(lines.filter((line) => idOf(line.table) === idOf(table)).map(({ key }) => key));
  return Object.entries(values)
    .filter(([key, value]) => !isTable(value) && !there.has(key))
    .map(([key, value]) => assignment(key, value));
}

/** Tables that have no header yet, each with its values. */
function newTables(next: Table, lines: readonly Line[]): string[] {
  const there = new Set(lines.filter(({ isHeader }) => isHeader).map(({ table }) => idOf(table)));
  const out: string[] = [];
  const visit = (values: Table, path: readonly string[]): void => {
    const own = Object.entries(values).filter(([, value]) => !isTable(value));
    if (path.length > 0 && !there.has(idOf(path)) && (own.length > 0 || Object.keys(values).length === 0)) {
      if ((out.at(-1) ?? lines.at(-1)?.text ?? '') !== '') out.push('');
      out.push(`[${path.map(bare).join('.')}]`, ...own.map(([key, value]) => assignment(key, value)));
    }
    for (const [key, value] of Object.entries(values)) if (isTable(value)) visit(value, [...path, key]);
  };
  visit(next, []);
  return out.length === 0 ? [] : [...out, ''];
}

function tableAt(root: Table, path: readonly string[]): Table | undefined {
  let node: unknown = root;
  for (const key of path) node = isTable(node) ? node[key] : undefined;
  return isTable(node) ? node : undefined;
}

/** The line with this value; its indentation and the comment behind it stay. */
function withValue(line: string, key: string, value: unknown): string {
  if (isDeepStrictEqual(plain(parsed(line)), { [key]: plain(value) })) return line;
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  return `${indent}${assignment(key, value)}${commentOf(line)}`;
}

/** The shortest end of the line that starts with # and without which it still says something. */
function commentOf(line: string): string {
  for (let at = line.lastIndexOf('#'); at > 0; at = line.lastIndexOf('#', at - 1)) {
    const before = line.slice(0, at);
    if (parsed(before) !== undefined && !parsedHasComment(before)) return ` ${line.slice(at)}`;
  }
  return '';
}

function parsedHasComment(text: string): boolean {
  return isDeepStrictEqual(plain(parsed(text.slice(0, Math.max(0, text.lastIndexOf('#'))))), plain(parsed(text)));
}

function assignment(key: string, value: unknown): string {
  return stringify({ [key]: value }).trimEnd();
}

function bare(name: string): string {
  return /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
}

function idOf(...parts: readonly (readonly string[] | string)[]): string {
  return JSON.stringify(parts);
}
