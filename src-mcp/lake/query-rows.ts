// Turns a finished DuckDB result into row arrays of JSON values, within limits. The values are read column by column (the
// fast way through the binding), and the event loop gets its turn in between: 100 000 rows at once would hold it a second.
import { setImmediate } from 'node:timers/promises';
import type { DuckDBDataChunk, DuckDBResult, DuckDBType } from '@duckdb/node-api';
import { type JsonValue, jsonOf } from './to-json.ts';
import type { Guard } from './watchdog.ts';

export interface RowLimits {
  maxRows: number;
  /** Of all cells as JSON text, roughly; at least one row is always given. */
  maxBytes: number;
  /** Longer texts are cut, and nested values whose JSON is longer become its cut text. */
  maxCellChars: number;
}

export interface CollectedRows {
  rows: JsonValue[][];
  /** The result holds more rows than were taken. */
  hasMore: boolean;
  cutCells: number;
}

/** The loop is given back after this much work of ours. */
const MAX_HOLD_MS = 8;
const CUT_SIGN = '…';

interface Sizes {
  bytes: number;
  cutCells: number;
}

function cut(text: string, maxChars: number): string {
  // A pair of surrogates must not be torn apart.
  const end = /[\ud800-\udbff]/.test(text.charAt(maxChars - 1)) ? maxChars - 1 : maxChars;
  return text.slice(0, end) + CUT_SIGN;
}

function fitCell(value: JsonValue, maxChars: number, sizes: Sizes): JsonValue {
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) {
    sizes.bytes += 8;
    return value;
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.length <= maxChars) {
    sizes.bytes += Buffer.byteLength(text) + 3;
    return value;
  }
  const short = cut(text, maxChars);
  sizes.cutCells += 1;
  sizes.bytes += Buffer.byteLength(short) + 3;
  return short;
}

class Turns {
  private since = performance.now();

  async pause(guard: Guard): Promise<void> {
    guard.check();
    if (performance.now() - this.since < MAX_HOLD_MS) return;
    await setImmediate();
    this.since = performance.now();
  }
}

async function chunkColumns(chunk: DuckDBDataChunk, types: readonly DuckDBType[], turns: Turns, guard: Guard): Promise<JsonValue[][]> {
  const columns: JsonValue[][] = [];
  for (const [index, type] of types.entries()) {
    const column: JsonValue[] = [];
    chunk.visitColumnValues(index, (value) => column.push(jsonOf(value, type)));
    columns.push(column);
    await turns.pause(guard);
  }
  return columns;
}

export async function collectRows(result: DuckDBResult, limits: RowLimits, guard: Guard): Promise<CollectedRows> {
  const types = result.columnTypes();
  const turns = new Turns();
  const rows: JsonValue[][] = [];
  const sizes: Sizes = { bytes: 0, cutCells: 0 };
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return { rows, hasMore: false, cutCells: sizes.cutCells };
    const columns = await chunkColumns(chunk, types, turns, guard);
    for (let index = 0; index < chunk.rowCount; index += 1) {
      if (rows.length >= limits.maxRows) return { rows, hasMore: true, cutCells: sizes.cutCells };
      const before = { ...sizes };
      const row = columns.map((column) => fitCell(column[index] ?? null, limits.maxCellChars, sizes));
      if (sizes.bytes > limits.maxBytes && rows.length > 0) return { rows, hasMore: true, cutCells: before.cutCells };
      rows.push(row);
    }
  }
}
