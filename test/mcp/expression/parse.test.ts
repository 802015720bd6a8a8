import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText } from '#mcp/expression/canonical.ts';
import { onExpression, parseFilter, whereExpression } from '#mcp/expression/expressions.ts';
import { parseExpression } from '#mcp/expression/parse.ts';
import { type Expression, FUNCTIONS, type Literal, propertiesOf } from '#mcp/expression/tree.ts';
import { AppError } from '#shared/errors.ts';

describe('a filter', () => {
  it.each<[string, string]>([
    ['properties["plan"] == "pro"', 'properties["plan"] == "pro"'],
    ['plan == "pro"', 'properties["plan"] == "pro"'],
    ['$browser != \'Mobile "Safari"\'', 'properties["$browser"] != "Mobile \\"Safari\\""'],
    ["properties['it\\'s'] == 'a\\\\b'", 'properties["it\'s"] == "a\\\\b"'],
    ['größe > 3 and trail.difficulty == "T2"', 'properties["größe"] > 3 and properties["trail.difficulty"] == "T2"'],
    ['(user["plan"]=="pro") AND NOT paid', 'user["plan"] == "pro" and (not properties["paid"])'],
    ['a == 1 or b == 2 and c == 3', 'properties["a"] == 1 or (properties["b"] == 2 and properties["c"] == 3)'],
    ['not a == 1', 'not (properties["a"] == 1)'],
    ['a in ["x", -2, 1.50, true]', 'properties["a"] in ["x", -2, 1.50, true]'],
    ['"x" in a', '"x" in properties["a"]'],
    ['1 + 2 * amount - -3 > 9007199254740993', '((1 + (2 * properties["amount"])) - -3) > 9007199254740993'],
    ['number(a) >= 1e3', 'number(properties["a"]) >= 1e3'],
    ['defined(a) and not defined(b)', 'defined(properties["a"]) and (not defined(properties["b"]))'],
    ['event["$time"] >= datetime("2026-05-01T00:00:00")', 'event["$time"] >= datetime("2026-05-01T00:00:00")'],
    ['properties["$time"] >= datetime(1777700000)', 'properties["$time"] >= datetime(1777700000)'],
    ['(behaviors["bought"] > 0)', 'behaviors["bought"] > 0'],
    ['properties["🎁 \\"x\\" \\\\"]', 'properties["🎁 \\"x\\" \\\\"]'],
    ['(a + "x") in ["bx"]', '(properties["a"] + "x") in ["bx"]'],
    ['a == b == true', '(properties["a"] == properties["b"]) == true'],
    ['true', 'true'],
  ])('%s', (text, canonical) => {
    expect(whereExpression(text)).toBe(canonical);
    expect(whereExpression(canonical)).toBe(canonical);
  });

  it('takes bare names for properties of the profile when it is asked to', () => {
    expect(whereExpression('plan == "pro" and properties["x"] == 1', 'user')).toBe('user["plan"] == "pro" and properties["x"] == 1');
  });

  it.each<[string, string, RegExp]>([
    ['plan = "pro"', 'at character 6', /==/],
    ['a == 1 && b == 2', 'at character 8', /Write and/],
    ['a == 1 || b == 2', 'at character 8', /Write or/],
    ['a <> 1', 'at character 3', /!=/],
    ['!a', 'at character 1', /Write not/],
    ['lower(a) == "x"', 'at character 1', /floor, round/],
    ['a is null', 'at character 3', /not defined/],
    ['a == null', 'at character 6', /defined/],
    ['a LIKE "x%"', 'at character 3', /"part" in/],
    ['a between 1 and 2', 'at character 3', />= 10/],
    ['a not in ["x"]', 'at character 3', /not \("x" in/],
    ['a in ("x", "y")', 'at character 6', /square/],
    ['a in ("x")', 'at character 6', /square/],
    ['a in [x]', 'at character 7', /in quotes/],
    ['plan == "pro', 'at character 9', /double quotes/],
    ['(a == 1', 'at character 1', /missing \)/],
    ['a == 1)', 'at character 7', /properties\["party size"\]/],
    ['a in [1', 'at character 6', /missing \]/],
    ['properties["a" == 1', 'at character 16', /joined by/],
    ['properties["a"]["b"] == 1', 'at character 16', /whole properties/],
    ['properties.plan == 1', 'at character 1', /properties\["plan"\]/],
    ['properties[plan] == 1', 'at character 12', /properties\["plan"\]/],
    ['party size > 1', 'at character 7', /party size/],
    ['1 < a < 5', 'at character 7', /and/],
    ['plan == "pro" or "team"', 'at character 18', /in \["pro", "team"\]/],
    ['a == “x”', 'at character 6', /straight/],
    ['3ds == 1', 'at character 1', /3d_view/],
    ['🎁🎁 == 1', 'at character 1', /blanks or signs/],
    ['"🎁🎁" = 1', 'at character 6', /==/],
    ['a ==', 'at the end', /value/],
    ['a == and b', 'at character 6', /brackets/],
    ['', 'at the end', /condition/],
    [`${'('.repeat(300)}a${')'.repeat(300)}`, 'at character', /fewer/],
    [`${'not '.repeat(300)}a`, 'at', /nots/],
  ])('%s is refused with the place and the way out', (text, place, hint) => {
    const refused = refusalOf(() => whereExpression(text));
    expect(refused.kind).toBe('input');
    expect(refused.message).toContain(place);
    expect(refused.hint).toMatch(hint);
  });

  it.each(['5', '"pro"', '[1]', 'number(a)', 'a + 1', '-a', 'datetime(1)'])('%s is no filter', (text) => {
    expect(refusalOf(() => parseFilter(text)).message).toContain('neither true nor false');
  });
});

describe('a split', () => {
  it.each<[string, string]>([
    ['plan', 'properties["plan"]'],
    [' party size ', 'properties["party size"]'],
    ['guide "nick"', 'properties["guide \\"nick\\""]'],
    ['a/b bucket (0-9)', 'properties["a/b bucket (0-9)"]'],
    ['#experiments.running', 'properties["#experiments.running"]'],
    ['rating (1-5)', 'properties["rating (1-5)"]'],
    ['number (1-5)', 'properties["number (1-5)"]'],
    ['salt and pepper', 'properties["salt and pepper"]'],
    ['not found', 'properties["not found"]'],
    ['🌦 forecast', 'properties["🌦 forecast"]'],
    ['back\\slash', 'properties["back\\\\slash"]'],
    ['"party size"', 'properties["party size"]'],
    ['properties', 'properties["properties"]'],
    ["properties['plan']", 'properties["plan"]'],
    ['user["plan"]', 'user["plan"]'],
    ['number(price)', 'number(properties["price"])'],
    ['floor(properties["price"] / 10)', 'floor(properties["price"] / 10)'],
    ['amount > 100', 'properties["amount"] > 100'],
  ])('%s', (text, canonical) => {
    expect(onExpression(text)).toBe(canonical);
    expect(onExpression(canonical)).toBe(canonical);
  });

  it('refuses what can only be a broken expression', () => {
    expect(refusalOf(() => onExpression('properties["plan"')).message).toContain('never closed');
    expect(refusalOf(() => onExpression('floor(price')).message).toContain('never closed');
    expect(refusalOf(() => onExpression(' ')).message).toContain('blank');
  });
});

function refusalOf(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('not refused');
}

const name = fc.oneof(fc.constantFrom('plan', 'party size', 'a "b" \\c', '$os', '🎁', 'AND', "it's"), fc.string());
const number = fc.constantFrom('0', '7', '1.50', '1e3', '9007199254740993');
const literal: fc.Arbitrary<Literal> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), value: name }),
  fc.record({ type: fc.constant('number' as const), text: number }),
  fc.record({ type: fc.constant('boolean' as const), value: fc.boolean() }),
);
const property = fc.record({ type: fc.constant('property' as const), home: fc.constantFrom('properties', 'user', 'event'), name });
const { tree } = fc.letrec<{ tree: Expression; condition: Expression }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    literal,
    property,
    fc.record({ type: fc.constant('list' as const), items: fc.array(literal, { maxLength: 3 }) }),
    fc.record({
      type: fc.constant('binary' as const),
      operator: fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '>', '>=', '<', '<=', 'in'),
      left: tie('tree'),
      right: tie('tree'),
    }),
    fc.record({ type: fc.constant('minus' as const), operand: tie('tree') }),
    fc.record({ type: fc.constant('call' as const), name: fc.constantFrom(...FUNCTIONS), argument: tie('tree') }),
    tie('condition'),
  ),
  condition: fc.oneof(
    { depthSize: 'small' },
    property,
    fc.record({ type: fc.constant('not' as const), operand: tie('tree') }),
    fc.record({
      type: fc.constant('binary' as const),
      operator: fc.constantFrom('and', 'or'),
      left: tie('condition'),
      right: tie('condition'),
    }),
  ),
}));

describe('the canonical text', () => {
  it('reads back as the very same tree', () => {
    fc.assert(
      fc.property(tree, (each) => {
        const text = canonicalText(each);
        expect(parseExpression(text)).toEqual(each);
        expect(canonicalText(parseExpression(text))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('never fails otherwise than with an input error, whatever is typed', () => {
    const piece = fc.constantFrom(
      'plan',
      ' ',
      '"',
      "'",
      '(',
      ')',
      '[',
      ']',
      '==',
      '=',
      'and',
      'not',
      '-',
      '5',
      'in',
      ',',
      'defined(',
      '\\',
      '🎁',
      '.',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          const text = whereExpression(pieces.join(''));
          expect(whereExpression(text)).toBe(text);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('names the properties that are read, each once', () => {
    expect(propertiesOf(parseExpression('a == 1 and user["a"] == properties["a"] or defined(event["$time"])'))).toEqual([
      { home: 'properties', name: 'a' },
      { home: 'user', name: 'a' },
      { home: 'event', name: '$time' },
    ]);
  });
});
