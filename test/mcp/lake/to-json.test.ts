import { type DuckDBConnection, DuckDBInstance, type DuckDBType, TIMESTAMP, timestampValue } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JsonValue, jsonOf, typeText } from '#mcp/lake/to-json.ts';

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(() => instance.closeSync());

async function shown(expression: string): Promise<JsonValue> {
  const reader = await connection.runAndReadAll(`SELECT ${expression}`);
  return jsonOf(reader.getRows()[0]?.[0] ?? null, reader.columnTypes()[0]);
}

async function typeOf(expression: string): Promise<DuckDBType | undefined> {
  return (await connection.runAndReadAll(`SELECT ${expression}`)).columnTypes()[0];
}

describe('a value as JSON', () => {
  it.each<[string, JsonValue]>([
    ['NULL', null],
    ['true', true],
    ['42::TINYINT', 42],
    ['9007199254740991::BIGINT', 9007199254740991],
    ['-9007199254740991::BIGINT', -9007199254740991],
    ['9007199254740992::BIGINT', '9007199254740992'],
    ['9007199254740993::BIGINT', '9007199254740993'],
    ['(-9007199254740993)::BIGINT', '-9007199254740993'],
    ['18446744073709551615::UBIGINT', '18446744073709551615'],
    ['170141183460469231731687303715884105727::HUGEINT', '170141183460469231731687303715884105727'],
    ['5::UHUGEINT', 5],
    [`'1234567890123456789012345678901234567890'::BIGNUM`, '1234567890123456789012345678901234567890'],
    ['0.1::DOUBLE', 0.1],
    ['1e300::DOUBLE', 1e300],
    ['0.1::FLOAT', 0.1],
    ['16777216::FLOAT', 16777216],
    [`'NaN'::DOUBLE`, 'NaN'],
    [`'inf'::DOUBLE`, 'Infinity'],
    [`'-inf'::FLOAT`, '-Infinity'],
    ['1.50::DECIMAL(10,2)', 1.5],
    ['0.000001::DECIMAL(10,6)', 0.000001],
    ['-12345678901234567.89::DECIMAL(30,2)', '-12345678901234567.89'],
    ['123456789012.345::DECIMAL(18,3)', 123456789012.345],
    ['1234567890123.4567::DECIMAL(18,4)', '1234567890123.4567'],
    [`'it''s ✓'`, "it's ✓"],
    [`'\\x00\\xFFa'::BLOB`, 'AP9h'],
    [`'8f14e45f-ceea-467a-9575-6b1b2c3d4e5f'::UUID`, '8f14e45f-ceea-467a-9575-6b1b2c3d4e5f'],
    [`'101'::BIT`, '101'],
    [`'b'::ENUM('a', 'b')`, 'b'],
    [`TIMESTAMP '2025-01-02 03:04:05'`, '2025-01-02T03:04:05Z'],
    [`TIMESTAMP '2025-01-02 03:04:05.100'`, '2025-01-02T03:04:05.1Z'],
    [`TIMESTAMP '2025-01-02 03:04:05.123456'`, '2025-01-02T03:04:05.123456Z'],
    [`TIMESTAMP '1969-12-31 23:59:59.999999'`, '1969-12-31T23:59:59.999999Z'],
    [`TIMESTAMPTZ '2025-01-02 03:04:05+02'`, '2025-01-02T01:04:05Z'],
    [`'2025-01-02 03:04:05.123456789'::TIMESTAMP_NS`, '2025-01-02T03:04:05.123456789Z'],
    [`'2025-01-02 03:04:05.5'::TIMESTAMP_MS`, '2025-01-02T03:04:05.5Z'],
    [`'2025-01-02 03:04:05'::TIMESTAMP_S`, '2025-01-02T03:04:05Z'],
    [`'infinity'::TIMESTAMP`, 'infinity'],
    [`'-infinity'::TIMESTAMPTZ`, '-infinity'],
    [`DATE '2025-02-28'`, '2025-02-28'],
    [`DATE '0044-03-15 (BC)'`, '-000043-03-15'],
    [`'infinity'::DATE`, 'infinity'],
    [`TIME '01:02:03.5'`, '01:02:03.5'],
    [`TIMETZ '01:02:03+02'`, '01:02:03+02'],
    [`INTERVAL '1 day 2 hours'`, '1 day 02:00:00'],
    [`[1, NULL, 9007199254740993]`, [1, null, '9007199254740993']],
    ['[0.1::FLOAT]', [0.1]],
    ['array_value(1, 2)', [1, 2]],
    [`{'a': 1, 'b': {'c': DATE '2025-01-01', 'f': 0.1::FLOAT}}`, { a: 1, b: { c: '2025-01-01', f: 0.1 } }],
    [`MAP {'a': 1, 'b': NULL}`, { a: 1, b: null }],
    ['MAP {1: [0.1::FLOAT]}', { '1': [0.1] }],
    ['union_value(n := 1)', { tag: 'n', value: 1 }],
    [`{'a': 1.5}::VARIANT`, { a: 1.5 }],
  ])('%s', async (expression, expected) => {
    expect(await shown(expression)).toEqual(expected);
    expect(() => JSON.stringify(expected)).not.toThrow();
  });

  it('leaves a JSON column exactly as it is stored', async () => {
    const stored = '{"a" : 1.50,  "a": 2, "big": 12345678901234567890, "u": "\\u00e9"}';
    expect(await shown(`'${stored}'::JSON`)).toBe(stored);
    expect(await shown(`['${stored}'::JSON]`)).toEqual([stored]);
  });

  it('keeps every integer exact', async () => {
    await fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n }), (value) => {
        expect(BigInt(jsonOf(value)?.toString() ?? '')).toBe(value);
      }),
    );
  });

  it('keeps every digit of a decimal', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
        fc.integer({ min: 0, max: 38 }),
        async (digits, scale) => {
          const sign = digits < 0n ? '-' : '';
          const padded = digits
            .toString()
            .replace('-', '')
            .padStart(scale + 1, '0');
          const literal = scale === 0 ? sign + padded : `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
          const value = await shown(`'${literal}'::DECIMAL(38,${scale})`);
          // A number of at most 15 digits is exact as it is; DuckDB cannot read all of its spellings (1e-38) back.
          if (typeof value === 'number') {
            expect(value).toBe(Number(literal) + 0);
            return;
          }
          const same = await connection.runAndReadAll(`SELECT '${value}'::DECIMAL(38,${scale}) = '${literal}'::DECIMAL(38,${scale})`);
          expect(same.getRows()[0]?.[0]).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('tells the same moment as DuckDB for every timestamp of the years 0 to 9999', async () => {
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: -62_167_219_200_000_000n, max: 253_402_300_799_999_999n }), async (micros) => {
        const reader = await connection.runAndReadAll(
          `SELECT strftime($1, '%Y-%m-%dT%H:%M:%S.%fZ')`,
          [timestampValue(micros)],
          [TIMESTAMP],
        );
        const iso = String(reader.getRows()[0]?.[0]).replace(/\.0+Z$|(\.\d*?)0+Z$/, '$1Z');
        expect(String(jsonOf(timestampValue(micros))).replace(/\.0+Z$|(\.\d*?)0+Z$/, '$1Z')).toBe(iso);
      }),
      { numRuns: 100 },
    );
  });

  it('shows a FLOAT with the fewest digits that still name it', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = jsonOf(value);
        expect(typeof text === 'number' && Math.fround(text)).toBe(value);
      }),
    );
  });
});

describe('the name of a type', () => {
  it.each([
    [`'{}'::JSON`, 'JSON'],
    ['1', 'INTEGER'],
    ['[1]', 'INTEGER[]'],
    ['1.5::DECIMAL(10,2)', 'DECIMAL(10,2)'],
    ['now()', 'TIMESTAMP WITH TIME ZONE'],
  ])('of %s is %s', async (expression, name) => {
    const type = await typeOf(expression);
    expect(type && typeText(type)).toBe(name);
  });
});
