// Which typed views there are (typed/typed-view.ts), and what each of their columns stands for.
export const typedViews = {
  version: 2,
  statements: [
    `CREATE TABLE mixlake.typed_tables (
       table_name VARCHAR, view_name VARCHAR, is_current BOOLEAN, is_materialised BOOLEAN, row_count BIGINT, property_count BIGINT,
       typed_at TIMESTAMP)`,
    `CREATE TABLE mixlake.typed_columns (
       table_name VARCHAR, position INTEGER, column_name VARCHAR, property VARCHAR, type VARCHAR, null_share DOUBLE,
       samples JSON, note VARCHAR, is_varied BOOLEAN)`,
  ],
} as const;
