// The SQL of an expression against the simulator's own evaluator, value by value; to-sql.simulator.test.ts does it over HTTP.
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalText } from '#mcp/expression/canonical.ts';
import { parseExpression } from '#mcp/expression/parse.ts';
import { filterSql, NotComputable, type SqlPlace, valueSql } from '#mcp/expression/to-sql.ts';
import { type Expression, FUNCTIONS } from '#mcp/expression/tree.ts';
import { quoteText } from '#mcp/lake/names.ts';
import { AppError } from '#shared/errors.ts';
import { compileExpression, Instant } from '#simulator/expression/evaluate.ts';
import type { Json } from '#simulator/world/cell.ts';

const PLACE: SqlPlace = { events: 'e', profiles: 'u', timezone: 'UTC', isWallClock: false };
const ROWS: Record<string, Json>[] = [
  { n: 7, s: 'hello "world"', yes: true, nothing: null, list: [1, 'a', null, { x: 1 }], digits: '42', object: { x: 1 } },
  { n: -7.5, s: '', yes: false, list: [], digits: ' 4.5e1 ', 'a "b" \\c/~*': 'odd name' },
  { n: '7', s: 5, yes: 'true', nothing: 'null', list: 'a', digits: '4,5', object: '{"x":1}' },
  { n: null, s: "it's", yes: 0, list: [true, 7, '7'], digits: 'nan', 'a "b" \\c/~*': 7 },
  { n: 0, s: '2026-05-02T10:00:00', list: null },
  { n: 4e15, s: '2026-05-02T10:00:00+02:00', '*': 'star', yes: true },
  {},
];

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  await connection.run('CREATE TABLE rows (id INTEGER, properties JSON)');
  for (const [id, row] of ROWS.entries()) await connection.run(`INSERT INTO rows VALUES (${id}, ${quoteText(JSON.stringify(row))})`);
});
afterAll(() => instance.closeSync());

function readInstant(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}([+-]\d{2}:\d{2})?)?$/.test(text)) return undefined;
  const ms = Date.parse(text.length === 19 ? `${text}Z` : text);
  return Number.isNaN(ms) ? undefined : ms / 1000;
}

const FROM = `(SELECT id, NULL::VARCHAR AS distinct_id, properties FROM rows) e LEFT JOIN rows u ON u.id = e.id`;

/** What Mixpanel would say of each row: the value's kind and the value; `refused` where it would refuse the query. */
function expected(tree: Expression): unknown[] {
  const evaluate = compileExpression(canonicalText(tree), readInstant);
  return ROWS.map((row) => {
    try {
      const value = evaluate({ property: (_, name) => row[name] });
      if (value instanceof Instant) return { instant: value.seconds };
      if (value === undefined || value === null) return value === null ? 'null' : 'undefined';
      if (typeof value === 'object') return Array.isArray(value) ? 'list' : 'object';
      return typeof value === 'number' ? { number: Number(value.toPrecision(12)) } : { [typeof value]: value };
    } catch {
      return 'refused';
    }
  });
}

async function computed(tree: Expression): Promise<unknown[]> {
  const value = valueSql(tree, PLACE);
  const { refused } = filterSql(tree, PLACE);
  const result = await connection.runAndReadAll(`
    SELECT ${refused}, ${value.boolean}, ${value.number}, ${value.text}, ${value.instant}, ${value.list} IS NOT NULL,
      ${value.object} IS NOT NULL, ${value.isNull}, ${value.isDefined} FROM ${FROM} ORDER BY e.id`);
  return result.getRows().map(([isRefused, boolean, number, text, instant, isList, isObject, isNull, isDefined]) => {
    const found: unknown[] = [];
    if (typeof boolean === 'boolean') found.push({ boolean });
    if (typeof number === 'number') found.push({ number: Number(number.toPrecision(12)) });
    if (typeof text === 'string') found.push({ string: text });
    if (typeof instant === 'number') found.push({ instant });
    if (isList === true) found.push('list');
    if (isObject === true) found.push('object');
    if (isNull === true) found.push('null');
    expect(found.length).toBeLessThanOrEqual(1);
    expect(isDefined).toBe(found.length === 1);
    return isRefused === true ? 'refused' : (found[0] ?? 'undefined');
  });
}

describe('an expression in SQL gives what the evaluator gives', () => {
  it.each([
    'properties["n"] == 7',
    'properties["n"] == "7"',
    'properties["n"] != 7',
    'properties["n"]',
    'properties["a \\"b\\" \\\\c/~*"] == "odd name"',
    'properties["*"] == "star"',
    's == "it\'s"',
    's == "hello \\"world\\""',
    'n == digits',
    'nothing == nothing',
    'missing == absent',
    'list == [1, "a"]',
    'list == []',
    'object == object',
    'n > 0',
    'n < s',
    's > datetime("2026-05-01")',
    's > datetime("2026-05-02T09:00:00")',
    'datetime(s) == datetime("2026-05-02T08:00:00")',
    'n >= datetime(1)',
    'datetime(n)',
    '"wor" in s',
    'digits in s',
    'n in [7, 0]',
    'n in ["7", true]',
    'yes in [true]',
    'n in []',
    '1 in list',
    '"a" in list',
    'n in list',
    'yes in list',
    'missing in list',
    'list in list',
    'object in list',
    'n + n',
    's + digits',
    'n - 1 > 5 and yes',
    'n * 2 / 4',
    'n / 0',
    '7 / n',
    'n % 4',
    'n % 0',
    '-n',
    'not yes',
    'not n',
    'not missing',
    'not (n > 0)',
    'yes and missing',
    'missing or yes',
    'yes or n == 7',
    'n == 7 or yes',
    'floor(n)',
    'ceil(n)',
    'round(n)',
    'string(n)',
    'string(yes)',
    'string(list)',
    'string(nothing)',
    'string(n / 3)',
    'number(digits)',
    'number(yes)',
    'number(n)',
    'boolean(n)',
    'boolean(s)',
    'boolean(list)',
    'boolean(nothing)',
    'defined(nothing)',
    'defined(missing)',
    'not defined(s) or "5" == string(s)',
    'user["n"] == properties["n"]',
    'number(string(number(digits))) == 42',
  ])('%s', async (text) => {
    const tree = parseExpression(text);
    expect(await computed(tree)).toEqual(expected(tree));
  });

  it('for any expression', async () => {
    await fc.assert(
      fc.asyncProperty(anyExpression(), async (tree) => {
        let found: unknown[];
        try {
          found = await computed(tree);
        } catch (error) {
          if (error instanceof AppError) return; // too complicated, and says so
          throw error;
        }
        expect(found).toEqual(expected(tree));
      }),
      { numRuns: 400 },
    );
  });
});

function anyExpression(): fc.Arbitrary<Expression> {
  const property = fc.constantFrom('n', 's', 'yes', 'nothing', 'list', 'digits', 'object', 'missing', '*');
  const literal = fc.constantFrom<Expression>(
    { type: 'text', value: '7' },
    { type: 'text', value: 'a' },
    { type: 'number', text: '7' },
    { type: 'number', text: '0' },
    { type: 'boolean', value: true },
    { type: 'boolean', value: false },
    {
      type: 'list',
      items: [
        { type: 'number', text: '7' },
        { type: 'text', value: 'a' },
      ],
    },
  );
  const { tree } = fc.letrec<{ tree: Expression; condition: Expression }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', maxDepth: 4 },
      fc.record({ type: fc.constant('property' as const), home: fc.constant('properties' as const), name: property }),
      literal,
      fc.record({
        type: fc.constant('binary' as const),
        operator: fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '>', '>=', '<', '<=', 'in'),
        left: tie('tree'),
        right: tie('tree'),
      }),
      fc.record({ type: fc.constant('call' as const), name: fc.constantFrom(...FUNCTIONS), argument: tie('tree') }),
      fc.record({ type: fc.constant('not' as const), operand: tie('tree') }),
      fc.record({ type: fc.constant('minus' as const), operand: tie('tree') }),
      tie('condition'),
    ),
    condition: fc.record({
      type: fc.constant('binary' as const),
      operator: fc.constantFrom('and', 'or'),
      left: fc.constantFrom('yes', 'n', 'missing').map((name) => ({ type: 'property' as const, home: 'properties' as const, name })),
      right: fc.record({ type: fc.constant('not' as const), operand: tie('tree') }),
    }),
  }));
  return tree;
}

describe('what cannot be computed', () => {
  it('is told by its reason', () => {
    const withoutProfiles = { ...PLACE, profiles: undefined };
    expect(() => filterSql(parseExpression('user["plan"] == 1'), withoutProfiles)).toThrow(NotComputable);
    expect(() => filterSql(parseExpression('behaviors["x"] > 1'), PLACE)).toThrow(NotComputable);
  });

  it('names and texts stay inside their quotes', async () => {
    const name = `x' OR 1=1 --`;
    const value = await computed({ type: 'property', home: 'properties', name });
    expect(value).toEqual(ROWS.map(() => 'undefined'));
  });

  it('senseless nesting is refused before it grows', () => {
    const text = `${'string(number('.repeat(40)}n${'))'.repeat(40)} == "1"`;
    expect(() => filterSql(parseExpression(text), PLACE)).toThrow(/too complicated/);
  });
});
