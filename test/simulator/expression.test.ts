import { describe, expect, it } from 'vitest';
import { compileExpression, compileFilter, Instant, type Value } from '#simulator/expression/evaluate.ts';
import type { Json } from '#simulator/world/cell.ts';

const ROW: Readonly<Record<string, Json>> = {
  n: 7,
  neg: -7,
  half: 2.5,
  s: 'hello "world"',
  yes: true,
  no: false,
  nothing: null,
  list: [1, 'a'],
  digits: '42',
  'a "b" \\c': 'odd name',
};

function readInstant(text: string): number | undefined {
  const ms = Date.parse(text.includes('T') ? `${text}Z` : text);
  return Number.isNaN(ms) ? undefined : ms / 1000;
}

function evaluate(source: string): Value {
  return compileExpression(source, readInstant)({ property: (_, name) => ROW[name] });
}

describe('values', () => {
  it.each<[string, Value]>([
    ['properties["n"]', 7],
    ['properties["missing"]', undefined],
    ['properties["a \\"b\\" \\\\c"]', 'odd name'],
    ['user["s"]', 'hello "world"'],
    ['event["n"]', 7],
    ['1.5e2', 150],
    ['[1, "a"]', [1, 'a']],
    ['1 + 2 * 3 - 4 / 2', 5],
    ['(1 + 2) * 3', 9],
    ['"a" + "b"', 'ab'],
    ['1 + "b"', undefined],
    ['"6" * 2', undefined],
    ['1 / 0', undefined],
    ['7 % 0', undefined],
    ['properties["neg"] % 3', -1],
    ['7 % -3', 1],
    ['-properties["n"]', -7],
    ['-properties["s"]', undefined],
    ['--3', 3],
  ])('%s', (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
  });
});

describe('comparisons', () => {
  it.each<[string, Value]>([
    ['properties["n"] == 7', true],
    ['properties["n"] == "7"', false],
    ['properties["n"] != "7"', true],
    ['properties["missing"] == 7', false],
    ['properties["list"] == [1, "a"]', true],
    ['properties["n"] > 6.5', true],
    ['"b" > "a"', undefined],
    ['properties["s"] > 1', undefined],
    ['"world" in properties["s"]', true],
    ['"World" in properties["s"]', false],
    ['properties["n"] in [1, 7]', true],
    ['properties["n"] in ["7"]', false],
    ['"a" in properties["list"]', true],
    ['7 in "7"', undefined],
    ['datetime("2026-05-01T00:00:00") < datetime(1777593601)', true],
    ['"2026-05-02T10:00:00" >= datetime("2026-05-01T00:00:00")', true],
    ['1777593600 == 1777593600', true],
    ['1777593700 > datetime(1777593600)', true],
    ['datetime("yesterday")', undefined],
  ])('%s', (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
  });

  it('makes an instant of a text or of seconds', () => {
    expect(evaluate('datetime("2026-05-01T00:00:00")')).toEqual(new Instant(1_777_593_600));
  });
});

describe('logic', () => {
  it.each<[string, Value]>([
    ['true and false or true', true],
    ['not true or true', true],
    ['not (true or true)', false],
    ['not properties["missing"]', true],
    ['not properties["n"]', undefined],
    ['properties["missing"] and true', false],
    ['properties["missing"] or true', true],
    ['not properties["n"] == 8', true],
  ])('%s', (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
  });

  it('takes "and" and "or" on anything but booleans for an error', () => {
    expect(() => evaluate('properties["n"] and true')).toThrow(/needs boolean/);
    expect(() => evaluate('false or "x"')).toThrow(/needs boolean/);
  });
});

describe('functions', () => {
  it.each<[string, Value]>([
    ['floor(properties["half"])', 2],
    ['ceil(properties["half"])', 3],
    ['round(2.4)', 2],
    ['floor("2.5")', undefined],
    ['string(properties["half"])', '2.5'],
    ['string(true)', 'true'],
    ['string(properties["nothing"])', null],
    ['string(properties["missing"])', undefined],
    ['number(properties["digits"])', 42],
    ['number("x")', undefined],
    ['number(true)', 1],
    ['number(properties["nothing"])', undefined],
    ['boolean(0)', false],
    ['boolean("x")', true],
    ['defined(properties["nothing"])', true],
    ['defined(properties["missing"])', false],
    ['not defined(properties["missing"])', true],
  ])('%s', (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
  });
});

describe('refusals', () => {
  it.each<[string, RegExp]>([
    ['plan == "pro"', /unknown variable: plan/],
    ['lower(properties["s"]) == "x"', /unknown variable: lower/],
    ['properties["n"] = 7', /use "=="/],
    ['true && false', /use "and"/],
    ['true || false', /use "and" and "or"/],
    ["properties['n'] == 7", /double quotes/],
    ['properties["n"', /ends too early/],
    ['"abc', /has no end/],
    ['1 2', /unexpected "2"/],
    ['', /ends too early/],
    ['properties[n]', /unexpected "n"/],
    [`${'('.repeat(500)}1${')'.repeat(500)}`, /nested too deeply/],
  ])('%s', (source, message) => {
    expect(() => compileExpression(source, readInstant)).toThrow(message);
  });

  it('keeps only rows for which the whole is true', () => {
    const row = { property: (_: unknown, name: string) => ROW[name] };
    expect(compileFilter('properties["n"] == 7', readInstant)?.(row)).toBe(true);
    expect(compileFilter('properties["n"]', readInstant)?.(row)).toBe(false);
    expect(compileFilter('properties["missing"] > 1', readInstant)?.(row)).toBe(false);
  });
});
