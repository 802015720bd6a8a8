// The one place where values leave DuckDB. Rule: no digit is lost and nothing is reformatted on the way.
// Integers within ±(2^53−1) and decimals of up to 15 digits are JSON numbers, larger ones their exact decimal text; times are
// ISO 8601 with Z (the lake stores UTC), with a fraction only when there is one; NaN and infinities are text; bytes are base64;
// JSON columns are the stored text itself; maps are objects with their keys as text; unions are {tag, value}.
// Known limit of the binding: unnamed struct fields (row(1, 2)) and a field called __proto__ come out incomplete.
import type { DuckDBDateValue, DuckDBDecimalValue, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { duckdb } from './duckdb.ts';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);
/** Every decimal text of up to 15 significant digits survives the way through a double. */
const EXACT_DECIMAL_DIGITS = 15;
const MAX_DATE_MS = 8_640_000_000_000_000n;
const MS_PER_DAY = 86_400_000;

function integer(value: bigint): number | string {
  return value >= -MAX_SAFE && value <= MAX_SAFE ? Number(value) : value.toString();
}

function double(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** A FLOAT is shown with the fewest digits that name it: 0.1, not 0.10000000149011612. */
function float(value: number): number | string {
  if (!Number.isFinite(value)) return String(value);
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}

function decimal(value: DuckDBDecimalValue): number | string {
  const text = value.toString();
  const digits = text.replace(/^-?0*\.?0*/, '').replace('.', '').length;
  return digits <= EXACT_DECIMAL_DIGITS ? Number(text) : text;
}

/** `ticks` since 1970 in units of 1/perSecond s. Outside the years a JavaScript date holds, DuckDB's own text is kept. */
function instant(ticks: bigint, perSecond: bigint, fallback: { toString(): string }): string {
  const second = ticks >= 0n ? ticks / perSecond : -((-ticks + perSecond - 1n) / perSecond);
  const fraction = ticks - second * perSecond;
  const ms = second * 1000n;
  if (ms < -MAX_DATE_MS || ms > MAX_DATE_MS) return fallback.toString();
  const whole = new Date(Number(ms)).toISOString().slice(0, -'.000Z'.length);
  if (fraction === 0n) return `${whole}Z`;
  const digits = fraction
    .toString()
    .padStart(perSecond.toString().length - 1, '0')
    .replace(/0+$/, '');
  return `${whole}.${digits}Z`;
}

function date(value: DuckDBDateValue): string {
  if (!value.isFinite) return value.days > 0 ? 'infinity' : '-infinity';
  const ms = value.days * MS_PER_DAY;
  return Math.abs(ms) > Number(MAX_DATE_MS) ? value.toString() : new Date(ms).toISOString().slice(0, -'T00:00:00.000Z'.length);
}

function timestamp(value: object): string | undefined {
  if (value instanceof duckdb().DuckDBTimestampValue || value instanceof duckdb().DuckDBTimestampTZValue) {
    return value.isFinite ? instant(value.micros, 1_000_000n, value) : value.micros > 0n ? 'infinity' : '-infinity';
  }
  if (value instanceof duckdb().DuckDBTimestampMillisecondsValue) return instant(value.millis, 1000n, value);
  if (value instanceof duckdb().DuckDBTimestampSecondsValue) return instant(value.seconds, 1n, value);
  if (value instanceof duckdb().DuckDBTimestampNanosecondsValue) return instant(value.nanos, 1_000_000_000n, value);
  return undefined;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function mapKey(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The type of what stands inside a nested value, where the outer type tells it. */
function innerType(type: DuckDBType | undefined, name?: string): DuckDBType | undefined {
  if (type instanceof duckdb().DuckDBListType || type instanceof duckdb().DuckDBArrayType || type instanceof duckdb().DuckDBMapType)
    return type.valueType;
  if (name === undefined) return undefined;
  if (type instanceof duckdb().DuckDBStructType) return type.typeForEntry(name);
  return type instanceof duckdb().DuckDBUnionType ? type.memberTypeForTag(name) : undefined;
}

function nested(value: object, type: DuckDBType | undefined): JsonValue | undefined {
  if (value instanceof duckdb().DuckDBListValue || value instanceof duckdb().DuckDBArrayValue) {
    const inner = innerType(type);
    return value.items.map((item) => jsonOf(item, inner));
  }
  if (value instanceof duckdb().DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, entry]) => [name, jsonOf(entry, innerType(type, name))]));
  }
  if (value instanceof duckdb().DuckDBMapValue) {
    const inner = innerType(type);
    return Object.fromEntries(value.entries.map(({ key, value: entry }) => [mapKey(jsonOf(key)), jsonOf(entry, inner)]));
  }
  if (value instanceof duckdb().DuckDBUnionValue) return { tag: value.tag, value: jsonOf(value.value, innerType(type, value.tag)) };
  if (value instanceof duckdb().DuckDBVariantValue) return jsonOf(value.value, value.type ?? undefined);
  return undefined;
}

/** One value as JSON. The type matters only where the value does not tell it: FLOAT. */
export function jsonOf(value: DuckDBValue, type?: DuckDBType): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return type?.typeId === duckdb().DuckDBTypeId.FLOAT ? float(value) : double(value);
  if (typeof value === 'bigint') return integer(value);
  if (value instanceof duckdb().DuckDBDecimalValue) return decimal(value);
  if (value instanceof duckdb().DuckDBDateValue) return date(value);
  if (value instanceof duckdb().DuckDBBlobValue || value instanceof duckdb().DuckDBGeometryValue) return base64(value.bytes);
  // Left over: TIME, TIMETZ, INTERVAL, UUID and BIT, whose text is what DuckDB itself would show.
  return timestamp(value) ?? nested(value, type) ?? value.toString();
}

/** The type's name as DuckDB writes it (the binding quotes every field name); JSON is an alias of VARCHAR, shown by its own name. */
export function typeText(type: DuckDBType): string {
  if (type.alias !== undefined) return type.alias;
  const text = type.toString();
  return text.includes('ENUM(') ? text : text.replaceAll(/"([a-z_][a-z0-9_]*)"/gi, '$1');
}
