import { describe, expect, it } from 'vitest';
import { cellText, isNumericType, toTsv } from '../../../src-renderer/ui/grid/cell-text.ts';
import { prettyJson } from '../../../src-renderer/ui/grid/pretty-json.ts';

describe('a value in a cell', () => {
  it('keeps NULL apart from the text NULL', () => {
    expect(cellText(null)).toBeNull();
    expect(cellText('NULL')).toBe('NULL');
    expect(cellText('')).toBe('');
  });

  it('stands on one line and is cut when it is long', () => {
    expect(cellText('a\r\nb\tc')).toBe('a↵b⇥c');
    expect(cellText('x'.repeat(5000))?.length).toBe(301);
  });

  it('knows numbers by their type', () => {
    expect(['BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE', 'DECIMAL(18,2)', 'INTEGER'].every(isNumericType)).toBe(true);
    expect(['VARCHAR', 'INTERVAL', 'INTEGER[]', 'DATE'].some(isNumericType)).toBe(false);
  });

  it('goes to the clipboard as a spreadsheet takes it', () => {
    expect(
      toTsv([
        ['a\tb', 1, null],
        ['say "x"', true, 'two\nlines'],
      ]),
    ).toBe('"a\tb"\t1\t\n"say ""x"""\ttrue\t"two\nlines"');
  });
});

describe('JSON laid out over lines', () => {
  it('indents, and leaves empty lists and objects closed', () => {
    expect(prettyJson('{"a":[1,2],"b":{},"c":[]}')).toBe('{\n  "a": [\n    1,\n    2\n  ],\n  "b": {},\n  "c": []\n}');
  });

  it('keeps every digit of a large integer and both of two equal keys', () => {
    const pretty = prettyJson('{"id":900719925474099312345,"a":1,"a":1e400}');
    expect(pretty).toContain('900719925474099312345');
    expect(pretty).toContain('"a": 1,\n  "a": 1e400');
  });

  it('does not touch brackets and quotes inside strings', () => {
    expect(prettyJson('["a{,\\"]"]')).toBe('[\n  "a{,\\"]"\n]');
  });

  it('gives back what is no JSON', () => {
    expect(prettyJson('{not json')).toBe('{not json');
    expect(prettyJson('plain text')).toBe('plain text');
  });
});
