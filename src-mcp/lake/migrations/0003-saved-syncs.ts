// "Keep the last N days of these events fresh": what a person saved, and how it went last time.
export const savedSyncs = {
  version: 3,
  statements: [
    `CREATE TABLE mixlake.syncs (
       name VARCHAR, table_name VARCHAR, events JSON, where_filter VARCHAR, days INTEGER, on_start BOOLEAN, created_at TIMESTAMP,
       last_run_at TIMESTAMP, last_status VARCHAR, last_message VARCHAR)`,
  ],
} as const;
