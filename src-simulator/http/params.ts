// The parameters of a call, from the query string and the body together, read by the rules of the documentation.

import type { Json } from '../world/cell.ts';
import { parseDay } from '../world/zone.ts';
import { badRequest } from './api-error.ts';

const FIRST_ALLOWED_YEAR = 2000;

export class Params {
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  get(name: string): string | undefined {
    const value = this.#values.get(name);
    return value === '' ? undefined : value;
  }

  required(name: string): string {
    const value = this.get(name);
    if (value === undefined) throw badRequest(`Missing required parameter: ${name}`);
    return value;
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback?: T): T {
    const value = this.get(name);
    if (value === undefined && fallback !== undefined) return fallback;
    const known = choices.find((choice) => choice === value);
    if (known === undefined) {
      throw badRequest(
        value === undefined ? `Missing required parameter: ${name}` : `invalid ${name}: ${value}, must be one of ${choices.join(', ')}`,
      );
    }
    return known;
  }

  integer(name: string, limits: { readonly min: number; readonly max?: number }): number | undefined {
    const text = this.get(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!Number.isInteger(value) || value < limits.min) throw badRequest(`invalid ${name}: ${text}`);
    if (limits.max !== undefined && value > limits.max) throw badRequest(`invalid ${name}: ${text}, must not exceed ${limits.max}`);
    return value;
  }

  flag(name: string, fallback: boolean): boolean {
    const text = this.get(name)?.toLowerCase();
    if (text === undefined) return fallback;
    if (text === 'true' || text === '1') return true;
    if (text === 'false' || text === '0') return false;
    throw badRequest(`invalid ${name}: ${text}`);
  }

  day(name: string): number | undefined {
    const text = this.get(name);
    if (text === undefined) return undefined;
    if (/^\d{4}-/.test(text) && Number(text.slice(0, 4)) < FIRST_ALLOWED_YEAR) throw badRequest(`${name}: invalid date, bad year: ${text}`);
    const day = parseDay(text);
    if (day === undefined) throw badRequest(`${name}: invalid date, expected YYYY-MM-DD: ${text}`);
    return day;
  }

  json(name: string): Json | undefined {
    const text = this.get(name);
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text);
    } catch {
      throw badRequest(`invalid JSON in parameter ${name}`);
    }
  }

  /** A list travels as one JSON text, never as a repeated parameter. */
  texts(name: string): string[] | undefined {
    const value = this.json(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw badRequest(`${name} must be a JSON array`);
    return value.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
  }
}
