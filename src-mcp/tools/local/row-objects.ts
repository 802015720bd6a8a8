// Rows as objects, column name to value, within the answer's budget. Columns of the same name get a number, so none is lost.
import { z } from 'zod';
import type { JsonObject, JsonValue } from '#shared/model/json.ts';
import { ANSWER_CHARS, fitting } from '../../format/text.ts';

export const Columns = z.array(z.object({ name: z.string(), type: z.string() }));
export const Rows = z.array(z.record(z.string(), z.json()));

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

const ROW_BUDGET_CHARS = ANSWER_CHARS * 0.8;
/** Shorter pieces of values tell nothing; an answer that is too wide even so is refused as a whole. */
const MIN_CELL_CHARS = 20;
const CUT_SIGN = '…';

export interface FittedRows {
  rows: JsonObject[];
  /** Values that were cut because one row alone was wider than the answer. */
  cutValues: number;
}

/** As many rows as fit; the caller says how many there were. A row that is too wide by itself gets shorter values. */
export function fittingRows(columns: readonly NamedColumn[], rows: readonly (readonly JsonValue[])[]): FittedRows {
  const shown = fitting(
    rows.map((row) => narrowed(columns, row)),
    ({ row }) => JSON.stringify(row).length + 1,
    ROW_BUDGET_CHARS,
  );
  return { rows: shown.map(({ row }) => row), cutValues: shown.reduce((sum, { cutValues }) => sum + cutValues, 0) };
}

function narrowed(columns: readonly NamedColumn[], row: readonly JsonValue[]): { row: JsonObject; cutValues: number } {
  const whole = Object.fromEntries(columns.map((column, index) => [column.name, row[index] ?? null]));
  if (JSON.stringify(whole).length <= ROW_BUDGET_CHARS) return { row: whole, cutValues: 0 };
  const nameChars = columns.reduce((sum, column) => sum + JSON.stringify(column.name).length + 2, 0);
  const cellChars = Math.max(MIN_CELL_CHARS, Math.floor((ROW_BUDGET_CHARS - nameChars) / columns.length));
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
