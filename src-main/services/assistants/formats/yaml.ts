// YAML, as Goose has it. The parser tells positions; lines go in and out as text, so that comments and style stay. What cannot be
// edited this way (anchors, several documents) fails the check that follows every edit, and the person is told.
import { isMap, isScalar, LineCounter, type Pair, parseDocument, stringify, type YAMLMap } from 'yaml';
import { ConfigFault, type ConfigFormat, indentAt, lineEnd, lineStart } from './config-format.ts';

export const yaml: ConfigFormat = {
  label: 'YAML',
  parse(text) {
    const value: unknown = readDocument(text).toJS();
    if (value === null || value === undefined) return {};
    if (typeof value !== 'object' || Array.isArray(value)) throw new ConfigFault('the file must hold names with values', 1, 1);
    return Object.fromEntries(Object.entries(value));
  },
  set(text, path, value) {
    const eol = lineEnd(text);
    const root = readDocument(text).contents;
    const [top = '', name = ''] = path;
    const parent = isMap(root) ? pairOf(root, top) : undefined;
    if (parent === undefined) return append(text, lines({ [top]: { [name]: value } }, '', eol), eol);
    const map = parent.value;
    if (!isMap(map)) return insertBelow(text, offsetOf(parent), lines({ [name]: value }, '  ', eol), eol);
    const existing = pairOf(map, name);
    if (map.flow) return setInFlow(text, map, existing, name, value);
    const indent = indentOf(text, map);
    const words = lines({ [name]: value }, indent, eol);
    if (existing === undefined) return insertAfterLine(text, endOf(map), words, eol);
    const [start, end] = linesOf(text, existing);
    return text.slice(0, start) + words + (text.slice(start, end).endsWith('\n') ? eol : '') + text.slice(end);
  },
  remove(text, path) {
    const root = readDocument(text).contents;
    const [top = '', name = ''] = path;
    const map = isMap(root) ? pairOf(root, top)?.value : undefined;
    const pair = isMap(map) ? pairOf(map, name) : undefined;
    if (!isMap(map) || pair === undefined) return text;
    if (map.flow) return cutInFlow(text, map, pair);
    const [start, end] = linesOf(text, pair);
    if (map.items.length > 1) return text.slice(0, start) + text.slice(end);
    // A name without a value would be null, which the client may not take for an empty map.
    const head = text.slice(0, start).replace(/[ \t]*(\r?\n)$/, ' {}$1');
    return head + text.slice(end);
  },
};

function readDocument(text: string) {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = counter.linePos(error.pos[0]);
    throw new ConfigFault('this cannot be read', line, col);
  }
  return document;
}

function pairOf(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === name);
}

function offsetOf(pair: Pair): number {
  return isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
}

function indentOf(text: string, map: YAMLMap): string {
  const [first] = map.items;
  return first === undefined ? '  ' : indentAt(text, offsetOf(first));
}

/** After the last value below the map, without what may follow it: comments and blank lines belong to what comes next. */
function endOf(map: YAMLMap): number {
  return map.range?.[1] ?? 0;
}

function valueEnd(pair: Pair): number {
  const { value } = pair;
  const range: unknown = typeof value === 'object' && value !== null && 'range' in value ? value.range : undefined;
  const end: unknown = Array.isArray(range) ? range[1] : undefined;
  return typeof end === 'number' ? end : offsetOf(pair);
}

/** The whole lines of a pair. */
function linesOf(text: string, pair: Pair): [number, number] {
  return [lineStart(text, offsetOf(pair)), afterLine(text, valueEnd(pair))];
}

function afterLine(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

function insertBelow(text: string, keyOffset: number, words: string, eol: string): string {
  return insertAfterLine(text, keyOffset, words, eol);
}

function insertAfterLine(text: string, offset: number, words: string, eol: string): string {
  const at = afterLine(text, offset);
  const isClosed = at > 0 && text[at - 1] === '\n';
  return text.slice(0, at) + (isClosed ? words + eol : eol + words) + text.slice(at);
}

function setInFlow(text: string, map: YAMLMap, existing: Pair | undefined, name: string, value: object): string {
  const written = `${name}: ${JSON.stringify(value)}`;
  if (existing !== undefined) return text.slice(0, offsetOf(existing)) + written + text.slice(valueEnd(existing));
  const close = endOf(map) - 1;
  const head = text.slice(0, close).trimEnd();
  return `${head}${map.items.length === 0 ? ' ' : ', '}${written} ${text.slice(close)}`;
}

function cutInFlow(text: string, map: YAMLMap, pair: Pair): string {
  const index = map.items.indexOf(pair);
  const [before, after] = [map.items[index - 1], map.items[index + 1]];
  const start = before === undefined ? offsetOf(pair) : valueEnd(before);
  return text.slice(0, start) + text.slice(before === undefined && after !== undefined ? offsetOf(after) : valueEnd(pair));
}

function append(text: string, words: string, eol: string): string {
  if (text === '') return words + eol;
  return text.endsWith('\n') ? text + words + eol : text + eol + words;
}

function lines(value: object, indent: string, eol: string): string {
  return stringify(value, { lineWidth: 0 })
    .trimEnd()
    .split('\n')
    .map((line) => indent + line)
    .join(eol);
}
