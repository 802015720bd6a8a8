// What the properties of a table look like: three passes over all rows (names; kinds of values; ranges of numbers), one over a few
// for samples. About 4 seconds for a million events of 700 bytes on two processors.
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { quoteName, quoteText } from '../names.ts';
import { readNumber } from '../transaction.ts';
import { isInteger, pointers } from './property-sql.ts';
import { KIND, type SeenNumbers, type SeenProperty } from './typed-columns.ts';

export const MAX_TYPED_COLUMNS = 100;
const SAMPLED_ROWS = 2_000;
const SAMPLES = 3;
const MAX_SAMPLE_CHARS = 60;
const VARIED_SHARE = 0.5;
const ISO_TIME = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;
/** No statement can hold a NUL. */
const NAMEABLE = 'NOT contains(name, chr(0))';
const MIN_BIGINT = -(2n ** 63n);
const MAX_BIGINT = 2n ** 63n - 1n;

export interface Scanned {
  rows: number;
  /** Different names found, with those that get no column. */
  propertyCount: number;
  /** Most frequent first. */
  properties: SeenProperty[];
}

export async function scanProperties(connection: DuckDBConnection, table: string, left: readonly string[]): Promise<Scanned> {
  const from = quoteName(table);
  const rows = await readNumber(connection, `SELECT count(*) FROM ${from}`);
  const found = await connection.runAndReadAll(`
    SELECT name, count(*) OVER () FROM (SELECT unnest(json_keys(properties)) AS name FROM ${from})
    WHERE ${NAMEABLE}${left.length === 0 ? '' : ` AND name NOT IN (${left.map(quoteText).join(', ')})`}
    GROUP BY name ORDER BY count(*) DESC, name LIMIT ${MAX_TYPED_COLUMNS}`);
  const names = found.getRows().map((row) => String(row[0]));
  if (names.length === 0) return { rows, propertyCount: 0, properties: [] };
  const kinds = await readKinds(connection, from, names);
  const numbers = await readNumbers(
    connection,
    from,
    names.filter((_, index) => isNumeric(kinds[index]?.kinds ?? 0)),
  );
  const samples = await readSamples(connection, from, names);
  return {
    rows,
    propertyCount: Number(found.getRows()[0]?.[1] ?? 0),
    properties: names.map((property, index) => ({
      property,
      filled: kinds[index]?.filled ?? 0,
      kinds: kinds[index]?.kinds ?? 0,
      numbers: numbers.get(property),
      ...sampleOf(samples.map((row) => row[index] ?? null)),
    })),
  };
}

function isNumeric(kinds: number): boolean {
  return kinds !== 0 && (kinds & ~(KIND.integer | KIND.double)) === 0;
}

async function readKinds(
  connection: DuckDBConnection,
  from: string,
  names: readonly string[],
): Promise<{ kinds: number; filled: number }[]> {
  const each = names.map(
    (_, index) => `
      bit_or(CASE kinds[${index + 1}] WHEN 'UBIGINT' THEN ${KIND.integer} WHEN 'BIGINT' THEN ${KIND.integer} WHEN 'DOUBLE' THEN ${KIND.double}
        WHEN 'BOOLEAN' THEN ${KIND.boolean} WHEN 'VARCHAR' THEN ${KIND.text} WHEN 'ARRAY' THEN ${KIND.list} WHEN 'OBJECT' THEN ${KIND.object}
        ELSE 0 END::UTINYINT), count(nullif(kinds[${index + 1}], 'NULL'))`,
  );
  const result = await connection.runAndReadAll(
    `SELECT ${each.join(', ')} FROM (SELECT json_type(properties, ${pointers(names)}) AS kinds FROM ${from})`,
  );
  const row = result.getRows()[0] ?? [];
  return names.map((_, index) => ({ kinds: Number(row[2 * index] ?? 0), filled: Number(row[2 * index + 1] ?? 0) }));
}

async function readNumbers(connection: DuckDBConnection, from: string, names: readonly string[]): Promise<Map<string, SeenNumbers>> {
  if (names.length === 0) return new Map();
  const each = names.map((_, index) => {
    const text = `v[${index + 1}]`;
    const whole = isInteger(text);
    const number = `TRY_CAST(CASE WHEN ${whole} THEN ${text} END AS HUGEINT)`;
    return `min(${number}), max(${number}), count(*) FILTER (WHERE ${whole}) - count(${number}), count(*) FILTER (WHERE NOT ${whole}),
      count(*) FILTER (WHERE NOT ${whole} AND coalesce(NOT isfinite(TRY_CAST(${text} AS DOUBLE)), true))`;
  });
  const result = await connection.runAndReadAll(
    `SELECT ${each.join(', ')} FROM (SELECT json_extract_string(properties, ${pointers(names)}) AS v FROM ${from})`,
  );
  const row = result.getRows()[0] ?? [];
  return new Map(names.map((name, index) => [name, numbersOf(row.slice(5 * index, 5 * index + 5))]));
}

function numbersOf([min = null, max = null, tooLarge = 0n, fractions = 0n, infinite = 0n]: DuckDBValue[]): SeenNumbers {
  const [low, high] = [typeof min === 'bigint' ? min : null, typeof max === 'bigint' ? max : null];
  return {
    largest: low === null || high === null ? null : -low > high ? -low : high,
    fitsBigint: low === null || high === null || (low >= MIN_BIGINT && high <= MAX_BIGINT),
    tooLarge: Number(tooLarge),
    fractions: Number(fractions),
    infinite: Number(infinite),
  };
}

/** Text of some rows, a list a row. Properties that none of them has are looked for in all. */
async function readSamples(connection: DuckDBConnection, from: string, names: readonly string[]): Promise<(string | null)[][]> {
  const result = await connection.runAndReadAll(
    `SELECT ${names.map((_, index) => `v[${index + 1}]`).join(', ')}
     FROM (SELECT json_extract_string(properties, ${pointers(names)}) AS v FROM (SELECT properties FROM ${from} LIMIT ${SAMPLED_ROWS}))`,
  );
  const rows = result.getRows().map((row) => row.map((value) => (value === null ? null : String(value))));
  const unseen = names.filter((_, index) => rows.every((row) => (row[index] ?? null) === null));
  if (unseen.length === 0) return rows;
  const more = await connection.runAndReadAll(
    `SELECT ${unseen.map((_, index) => `any_value(v[${index + 1}])`).join(', ')}
     FROM (SELECT json_extract_string(properties, ${pointers(unseen)}) AS v FROM ${from})`,
  );
  const row = more.getRows()[0] ?? [];
  const values = new Map(unseen.map((name, index) => [name, row[index] ?? null]));
  return [...rows, names.map((name) => (values.get(name) === null || !values.has(name) ? null : String(values.get(name))))];
}

function sampleOf(values: readonly (string | null)[]): Pick<SeenProperty, 'samples' | 'looksLikeTime' | 'isVaried'> {
  const filled = values.filter((value) => value !== null);
  const different = new Set(filled);
  return {
    samples: [...different]
      .slice(0, SAMPLES)
      .map((value) => (value.length > MAX_SAMPLE_CHARS ? `${value.slice(0, MAX_SAMPLE_CHARS)}…` : value)),
    looksLikeTime: filled.length > 0 && filled.every((value) => ISO_TIME.test(value)),
    isVaried: different.size > VARIED_SHARE * filled.length && filled.length > 100,
  };
}
