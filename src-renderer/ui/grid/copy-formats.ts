// The selection as text for other programs. Values stay as they are shown: an integer beyond 2^53 is exact text already.
import type { JsonValue } from '#shared/model/json.ts';
import { isNumericType, toTsv, valueText } from './cell-text.ts';
import type { GridColumn } from './column-widths.ts';
import type { Row } from './page-loader.ts';

export const COPY_FORMATS = ['tsv', 'tsv-head', 'csv', 'json', 'markdown', 'sql'] as const;
export type CopyFormat = (typeof COPY_FORMATS)[number];

/** A spreadsheet takes a cell that begins with one of these for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

export function toText(format: CopyFormat, columns: readonly GridColumn[], rows: readonly Row[]): string {
  switch (format) {
    case 'tsv':
      return toTsv(rows);
    case 'tsv-head':
      return toTsv([columns.map(({ name }) => name), ...rows]);
    case 'csv':
      return [columns.map(({ name }) => csvText(name)), ...rows.map((row) => csvCells(row, columns))]
        .map((cells) => cells.join(','))
        .join('\r\n');
    case 'json':
      return toJson(columns, rows);
    case 'markdown':
      return toMarkdown(columns, rows);
    case 'sql':
      return toSqlList(columns, rows);
  }
}

function csvCells(row: Row, columns: readonly GridColumn[]): string[] {
  return columns.map(({ type }, index) => {
    const text = valueText(row[index] ?? null) ?? '';
    return isNumericType(type) ? text : csvText(text);
  });
}

function csvText(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** An object a row; where two columns have one name, the second gets a number. */
function toJson(columns: readonly GridColumn[], rows: readonly Row[]): string {
  const taken = new Set<string>();
  const names = columns.map(({ name }) => {
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name}_${number}`;
    taken.add(free);
    return JSON.stringify(free);
  });
  const objects = rows.map((row) => `  {${names.map((name, index) => `${name}: ${JSON.stringify(row[index] ?? null)}`).join(', ')}}`);
  return objects.length === 0 ? '[]' : `[\n${objects.join(',\n')}\n]`;
}

function toMarkdown(columns: readonly GridColumn[], rows: readonly Row[]): string {
  const cell = (value: JsonValue): string =>
    (valueText(value) ?? '')
      .replaceAll('\\', '\\\\')
      .replaceAll('|', '\\|')
      .replaceAll('<', '&lt;')
      .replace(/\r?\n|\r/g, ' ');
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ name }) => cell(name))),
    line(columns.map(({ align }) => (align === 'right' ? '--:' : '---'))),
    ...rows.map((row) => line(columns.map((_, index) => cell(row[index] ?? null)))),
  ].join('\n');
}

/** `('a', 'b')` of one column, for IN; `(('a', 1), ('b', 2))` of several. Each value once. */
function toSqlList(columns: readonly GridColumn[], rows: readonly Row[]): string {
  const tuples = rows.map((row) => columns.map(({ type }, index) => sqlValue(row[index] ?? null, type)));
  const texts = tuples.map((values) => (values.length === 1 ? (values[0] ?? '') : `(${values.join(', ')})`));
  return `(${[...new Set(texts)].join(', ')})`;
}

function sqlValue(value: JsonValue, type: string): string {
  const text = valueText(value);
  if (text === null) return 'NULL';
  const isNumber = isNumericType(type) && /^-?[\d.]+(e[+-]?\d+)?$/i.test(text);
  return isNumber || typeof value === 'boolean' ? text : `'${text.replaceAll("'", "''")}'`;
}
