// A property value together with its JSON text. The export writes the text, the queries read the value, and both come from the one
// cell, so that they cannot drift apart.

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface Cell {
  readonly value: Json;
  readonly json: string;
}

export function cell(value: Json): Cell {
  return { value, json: JSON.stringify(value) };
}

export function cells(values: readonly Json[]): readonly Cell[] {
  return values.map(cell);
}

const INTEGERS = Array.from({ length: 4096 }, (_, n) => cell(n));

export function numberCell(value: number): Cell {
  return INTEGERS[value] ?? { value, json: String(value) };
}
