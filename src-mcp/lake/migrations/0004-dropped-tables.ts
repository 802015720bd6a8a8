// Tables that were deleted and can still be brought back (drop-table.ts).
export const droppedTables = {
  version: 4,
  statements: [
    `CREATE TABLE mixlake.dropped (
       hidden_name VARCHAR, table_name VARCHAR, kind VARCHAR, row_count BIGINT, created_at TIMESTAMP, changed_at TIMESTAMP,
       dropped_at TIMESTAMP)`,
  ],
} as const;
