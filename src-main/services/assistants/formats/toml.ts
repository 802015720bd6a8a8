// TOML, as Codex has it: each server is a table of its own, with a header line. Only such tables are edited; what else TOML
// allows (inline tables, dotted keys) fails the check that follows every edit, and the person is told.
import { parse, stringify, TomlError } from 'smol-toml';
import { ConfigFault, type ConfigFormat, lineEnd } from './config-format.ts';

export const toml: ConfigFormat = {
  label: 'TOML',
  parse(text) {
    try {
      return Object.fromEntries(Object.entries(parse(text)).map(([name, value]) => [name, asPlain(value)]));
    } catch (cause) {
      // The parser's error quotes the lines around the fault, and one of them may hold a secret: only the place is passed on.
      if (cause instanceof TomlError) throw new ConfigFault('this cannot be read', cause.line, cause.column);
      throw cause;
    }
  },
  set(text, path, value) {
    const eol = lineEnd(text);
    const table = render(path, value, eol);
    const found = sections(text, path);
    const [first] = found;
    if (first !== undefined) {
      const without = cut(text, found.slice(1));
      return without.slice(0, first.start) + table + without.slice(first.end);
    }
    if (text.trim() === '') return text + table + eol;
    const gap = text.endsWith('\n') ? '' : eol;
    return `${text}${gap}${eol}${table}${text.endsWith('\n') ? eol : ''}`;
  },
  remove(text, path) {
    const found = sections(text, path).map(({ start, end }) => ({ start: startWithGap(text, start), end }));
    const rest = cut(text, found);
    // A file without a last line end has none again.
    return text.endsWith('\n') ? rest : rest.replace(/\r?\n$/, '');
  },
};

/** The parser's tables have no prototype, unlike what they are compared with. Dates stay dates. */
function asPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asPlain);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, asPlain(each)]));
}

interface Section {
  start: number;
  /** After the last line that says something, without its line end. */
  end: number;
}

/** The tables at the path and below it. */
function sections(text: string, path: readonly string[]): Section[] {
  const out: Section[] = [];
  let current: Section | undefined;
  for (const line of codeLines(text)) {
    if (line.header !== undefined) {
      current = path.every((name, depth) => line.header?.[depth] === name) ? { start: line.start, end: line.end } : undefined;
      if (current !== undefined) out.push(current);
    } else if (current !== undefined && !line.isEmpty) current.end = line.end;
  }
  return out;
}

interface CodeLine {
  start: number;
  end: number;
  header: string[] | undefined;
  /** Blank, or a comment: it may belong to what follows. */
  isEmpty: boolean;
}

function* codeLines(text: string): Generator<CodeLine> {
  let start = 0;
  /** The closing quotes of a text that goes over several lines. */
  let open: string | undefined;
  for (const raw of text.split('\n')) {
    const line = raw.replace(/\r$/, '');
    const wasOpen = open !== undefined;
    open = stillOpen(line, open);
    const words = line.trim();
    const header = wasOpen || !words.startsWith('[') ? undefined : headerPath(words);
    yield { start, end: start + line.length, header, isEmpty: !wasOpen && (words === '' || words.startsWith('#')) };
    start += raw.length + 1;
  }
}

function stillOpen(line: string, open: string | undefined): string | undefined {
  let state = open;
  for (const quotes of line.matchAll(/"""|'''/g)) {
    if (state === undefined) state = quotes[0];
    else if (state === quotes[0]) state = undefined;
  }
  return state;
}

/** `[a."b.c"]` → a, b.c; undefined when the line is no header but the end of a list. */
function headerPath(words: string): string[] | undefined {
  try {
    const path: string[] = [];
    for (let node: unknown = parse(words); typeof node === 'object' && node !== null; ) {
      const inner: unknown = Array.isArray(node) ? node[0] : node;
      const [entry] = typeof inner === 'object' && inner !== null ? Object.entries(inner) : [];
      if (entry === undefined) break;
      path.push(entry[0]);
      node = entry[1];
    }
    return path;
  } catch {
    return undefined; // a line inside a list of lists
  }
}

function cut(text: string, found: readonly Section[]): string {
  return found.toReversed().reduce((rest, { start, end }) => {
    const after = /^\r?\n/.exec(rest.slice(end))?.[0] ?? '';
    return rest.slice(0, start) + rest.slice(end + after.length);
  }, text);
}

/** The blank line before a table goes with it. */
function startWithGap(text: string, start: number): number {
  const gap = /\n(\r?\n)$/.exec(text.slice(0, start))?.[1] ?? '';
  return start - gap.length;
}

function render(path: readonly string[], value: object, eol: string): string {
  const header = `[${path.map(key).join('.')}]`;
  return [header, ...Object.entries(value).map(([name, each]) => `${key(name)} = ${inline(each)}`)].join(eol);
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    return `{ ${Object.entries(value)
      .map(([name, each]) => `${key(name)} = ${inline(each)}`)
      .join(', ')} }`;
  }
  // Numbers, dates and texts as the library writes them.
  return stringify({ v: value }).trim().replace(/^v = /, '');
}

function key(name: string): string {
  return /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
}
