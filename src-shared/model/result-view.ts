// What the window does with a kept result besides paging: another order, a part of its rows, the profile of a column.
import { z } from 'zod';
import { CellValue } from './query.ts';

const ColumnIndex = z.number().int().min(0).max(10_000);
const Text = z.string().max(10_000);

/** `equals` and the ends of a range are read as the column's own type: 5 for a number, 2026-05-01 for a time (UTC). */
export const ResultFilter = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('contains'), column: ColumnIndex, text: Text }),
  z.object({ kind: z.literal('equals'), column: ColumnIndex, text: Text }),
  /** Both ends belong to it; null leaves an end open. */
  z.object({ kind: z.literal('range'), column: ColumnIndex, from: Text.nullable(), to: Text.nullable() }),
  z.object({ kind: z.literal('null'), column: ColumnIndex }),
  z.object({ kind: z.literal('not-null'), column: ColumnIndex }),
]);
export type ResultFilter = z.infer<typeof ResultFilter>;

export const ResultOrder = z.object({ column: ColumnIndex, isDescending: z.boolean() });
export type ResultOrder = z.infer<typeof ResultOrder>;

/** Filters hold together; NULL comes last in either direction, and equal rows stay in the order of the result. */
export const Arrangement = z.object({ order: z.array(ResultOrder).max(8), filters: z.array(ResultFilter).max(64) });
export type Arrangement = z.infer<typeof Arrangement>;

export const ArrangedResult = z.object({ viewId: z.string(), rowCount: z.number().int() });
export type ArrangedResult = z.infer<typeof ArrangedResult>;

export const HistogramBin = z.object({
  /** As a cell would show it. The last bin holds its upper end, the others do not. */
  from: CellValue,
  to: CellValue,
  count: z.number().int(),
});

export const ColumnProfile = z.object({
  name: z.string(),
  type: z.string(),
  rowCount: z.number().int(),
  nullCount: z.number().int(),
  distinct: z.object({ count: z.number().int(), isExact: z.boolean() }),
  /** Null when no value is left, or the type has no order that tells anything. */
  min: CellValue.nullable(),
  max: CellValue.nullable(),
  /** Of numbers only; computed in double precision. */
  mean: z.number().nullable(),
  median: CellValue.nullable(),
  /** Of numbers and times; empty otherwise. NaN and infinities are not in it. */
  histogram: z.array(HistogramBin),
  /** The most frequent values, largest count first. Long texts are cut. */
  top: z.array(z.object({ value: CellValue, count: z.number().int() })),
  elapsedMs: z.number(),
});
export type ColumnProfile = z.infer<typeof ColumnProfile>;

export const ExportFormat = z.enum(['csv', 'parquet', 'json', 'excel']);
export type ExportFormat = z.infer<typeof ExportFormat>;
