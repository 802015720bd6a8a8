// JSON as a type: what tools take and give, and what values are once they have left DuckDB.
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };
