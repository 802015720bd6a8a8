import { z } from 'zod';

export const TableKind = z.enum(['events', 'profiles', 'view', 'other']);
export type TableKind = z.infer<typeof TableKind>;

export const Column = z.object({
  name: z.string(),
  /** DuckDB type as text, e.g. `VARCHAR`, `TIMESTAMP`, `JSON`. */
  type: z.string(),
  nullable: z.boolean(),
});
export type Column = z.infer<typeof Column>;

export const TableSummary = z.object({
  name: z.string(),
  kind: TableKind,
  rowCount: z.number().int(),
  columns: z.array(Column),
  /** When the newest data arrived (ISO 8601, UTC); null for tables nobody fetched. */
  fetchedAt: z.string().nullable(),
  /** First and last fetched day (YYYY-MM-DD, as the export endpoint counts days: see dayZone). */
  fromDate: z.string().nullable(),
  toDate: z.string().nullable(),
  /** The time zone the fetched days are counted in, e.g. `UTC`. */
  dayZone: z.string().nullable(),
  /** Days inside the range that are not complete. */
  missingDays: z.array(z.string()),
  quarantinedLines: z.number().int(),
  /** True while a fetch is writing to the table. */
  isLoading: z.boolean(),
});
export type TableSummary = z.infer<typeof TableSummary>;
