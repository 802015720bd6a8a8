// How a value reads in a cell, in the clipboard and in the viewer.
import type { JsonValue } from '#shared/model/json.ts';

/** A cell draws no more than this; the viewer shows the rest. */
const CELL_CHARACTERS = 300;
const NUMERIC = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL)/;

export function isNumericType(type: string): boolean {
  return NUMERIC.test(type) && !type.endsWith(']');
}

/** The value as text, unchanged; null for NULL. */
export function valueText(value: JsonValue): string | null {
  if (value === null) return null;
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** One line, short enough to draw. */
export function cellText(value: JsonValue): string | null {
  const text = valueText(value);
  if (text === null) return null;
  const cut = text.length > CELL_CHARACTERS ? `${text.slice(0, CELL_CHARACTERS)}…` : text;
  return /[\n\r\t]/.test(cut) ? cut.replace(/\r?\n|\r/g, '↵').replace(/\t/g, '⇥') : cut;
}

/** Tab-separated text as spreadsheets take it: a cell with a tab, a quote or a line break is quoted. */
export function toTsv(rows: readonly (readonly JsonValue[])[]): string {
  return rows.map((row) => row.map(tsvCell).join('\t')).join('\n');
}

function tsvCell(value: JsonValue): string {
  const text = valueText(value) ?? '';
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
