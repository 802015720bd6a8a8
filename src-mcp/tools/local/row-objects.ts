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

/** As many rows as fit; the caller says how many there were. */
export function fittingRows(columns: readonly NamedColumn[], rows: readonly (readonly JsonValue[])[]): JsonObject[] {
  const objects = rows.map((row) => Object.fromEntries(columns.map((column, index) => [column.name, row[index] ?? null])));
  return fitting(objects, (row) => JSON.stringify(row).length + 1, ANSWER_CHARS * 0.8);
}
