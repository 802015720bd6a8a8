import { z } from 'zod';
import { Json } from './json.ts';

/** A value that has left DuckDB: plain JSON; integers beyond 2^53 and other exact values are text. */
export const CellValue = Json;

export const QueryColumn = z.object({ name: z.string(), type: z.string() });
export type QueryColumn = z.infer<typeof QueryColumn>;

export const ResultState = z.enum(['materialising', 'ready', 'failed']);

export const ResultStatus = z.object({
  resultId: z.string(),
  state: ResultState,
  /** Known once the result is ready. */
  rowCount: z.number().int().nullable(),
  /** True when the row or byte cap cut the result. */
  isCapped: z.boolean(),
  elapsedMs: z.number(),
  error: z.object({ message: z.string(), hint: z.string().optional() }).nullable(),
});
export type ResultStatus = z.infer<typeof ResultStatus>;

export const OpenedResult = ResultStatus.extend({
  columns: z.array(QueryColumn),
  /** The first rows, as arrays in column order. */
  firstRows: z.array(z.array(CellValue)),
});
export type OpenedResult = z.infer<typeof OpenedResult>;

export const RowPage = z.object({ rows: z.array(z.array(CellValue)) });
export type RowPage = z.infer<typeof RowPage>;
