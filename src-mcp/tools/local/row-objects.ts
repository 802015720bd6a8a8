// Rows as objects, column name to value. Columns of the same name get a number, so none is lost.
import { z } from 'zod';
import { type JsonObject, JsonRecord, type JsonValue } from '#shared/model/json.ts';

export const Columns = z.array(z.object({ name: z.string(), type: z.string() }));
export const Rows = z.array(JsonRecord);

export interface NamedColumn {
  name: string;
  type: string;
}

export function distinctNames(columns: readonly NamedColumn[]): NamedColumn[] {
  const taken = new Set<string>();
  return columns.map((column) => {
    let name = column.name;
    for (let number = 2; taken.has(name); number += 1) name = `${column.name}_${number}`;
    taken.add(name);
    return { name, type: column.type };
  });
}

/** A row wider than this gets shorter values, so that one wide row does not push the others out. */
const ROW_CHARS = 8_000;
/** Shorter pieces of values tell nothing; an answer that is too wide even so is refused as a whole. */
const MIN_CELL_CHARS = 20;
const CUT_SIGN = '…';

export interface RowObjects {
  rows: JsonObject[];
  /** Values that were cut because their row alone was wider than an answer. */
  cutValues: number;
}

export function rowObjects(columns: readonly NamedColumn[], rows: readonly (readonly JsonValue[])[]): RowObjects {
  const narrow = rows.map((row) => narrowed(columns, row));
  return { rows: narrow.map(({ row }) => row), cutValues: narrow.reduce((sum, { cutValues }) => sum + cutValues, 0) };
}

function narrowed(columns: readonly NamedColumn[], row: readonly JsonValue[]): { row: JsonObject; cutValues: number } {
  const whole = Object.fromEntries(columns.map((column, index) => [column.name, row[index] ?? null]));
  if (JSON.stringify(whole).length <= ROW_CHARS) return { row: whole, cutValues: 0 };
  const nameChars = columns.reduce((sum, column) => sum + JSON.stringify(column.name).length + 2, 0);
  const cellChars = Math.max(MIN_CELL_CHARS, Math.floor((ROW_CHARS - nameChars) / columns.length));
  let cutValues = 0;
  const short = Object.entries(whole).map(([name, value]): [string, JsonValue] => {
    const json = JSON.stringify(value);
    if (json.length <= cellChars) return [name, value];
    cutValues += 1;
    return [name, cutText(typeof value === 'string' ? value : json, cellChars)];
  });
  return { row: Object.fromEntries(short), cutValues };
}

/** Quotes and other signs take two or more characters in JSON, so what counts is the length there. */
function cutText(text: string, jsonChars: number): string {
  let end = jsonChars - '""'.length - CUT_SIGN.length;
  while (end > 0 && JSON.stringify(text.slice(0, end)).length + CUT_SIGN.length > jsonChars) end = Math.floor(end * 0.9);
  // A pair of surrogates must not be torn apart.
  if (/[\ud800-\udbff]/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end) + CUT_SIGN;
}
