// JSON as a type: what tools take and give, and what values are once they have left DuckDB.
import { z } from 'zod';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

/**
 * Any JSON value, nested ones looked through without a copy. Every cell of every answer passes here: `z.json()` tries six schemas for each value
 * and took 13 times as long for a nested object, three times for a page of rows. Its JSON schema is `{}`.
 */
export const Json: z.ZodType<JsonValue, JsonValue> = z.any().refine(isJson, 'Expected a JSON value.');

/** An object whose keys nobody knows ahead. */
export const JsonRecord = z.record(z.string(), Json);

function isJson(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      return value === null || (Array.isArray(value) ? value.every(isJson) : isPlain(value) && Object.values(value).every(isJson));
    default:
      return false;
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
