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

/** The view that shows a table's frequent properties as columns. */
export const TypedView = z.object({
  name: z.string(),
  /** No row has come or gone since the types were decided; else new values that do not fit are an error, and new properties not there yet. */
  isCurrent: z.boolean(),
  /** Its values are kept ready; else they are computed from JSON with every question, which is as right and slower. */
  isMaterialised: z.boolean(),
  /** When the types were decided (ISO 8601, UTC), from so many rows. */
  typedAt: z.string(),
  rowCount: z.number().int(),
  /** Different property names found, and how many of them have a column. */
  propertyCount: z.number().int(),
  columnCount: z.number().int(),
});
export type TypedView = z.infer<typeof TypedView>;

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
  /** In the database file, as of the last checkpoint, with what its typed view keeps ready. */
  bytes: z.number().int().optional(),
  /** Of events and profiles tables, as soon as it is there. */
  typedView: TypedView.optional(),
  /** Of a typed view: the table it belongs to. */
  typedOf: z.string().optional(),
});
export type TableSummary = z.infer<typeof TableSummary>;
