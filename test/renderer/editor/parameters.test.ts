import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillParameters, literal, parameterNames, valueProblem } from '../../../src-renderer/ui/editor/parameters.ts';
import { splitStatements } from '../../../src-renderer/ui/editor/statements.ts';

describe('parameters', () => {
  it('are names behind a dollar, but not in strings, comments, quoted names or inside other names', () => {
    const text = `SELECT prop('$browser'), x->>'$.a', "$col", a$b, $$ $no $$ -- $no
      FROM events WHERE day >= $from_date AND day < $to AND n > $1 AND day <> $from_date /* $no */`;
    expect(parameterNames(text)).toEqual(['from_date', 'to', '1']);
  });

  it('are put in as literals of their kind', () => {
    const filled = fillParameters('SELECT $a, $b, $c, $d, $e', {
      a: { kind: 'text', value: "it's" },
      b: { kind: 'number', value: ' -1.5e3 ' },
      c: { kind: 'date', value: '2026-11-01' },
      d: { kind: 'null', value: 'x' },
    });
    expect(filled.sql).toBe("SELECT 'it''s', (-1.5e3), DATE '2026-11-01', NULL, $e");
  });

  it('find the place of an error in the text as it was written', () => {
    const written = 'SELECT $long_name, nope, $b FORM x';
    const { sql, writtenOffset } = fillParameters(written, {
      long_name: { kind: 'text', value: 'a' },
      b: { kind: 'text', value: 'longer than that' },
    });
    expect(writtenOffset(sql.indexOf('SELECT'))).toBe(0);
    expect(writtenOffset(sql.indexOf("'a'") + 1)).toBe(written.indexOf('$long_name'));
    expect(writtenOffset(sql.indexOf('nope'))).toBe(written.indexOf('nope'));
    expect(writtenOffset(sql.indexOf('FORM'))).toBe(written.indexOf('FORM'));
  });

  it.each([
    ['number', '1; DROP TABLE x'],
    ['number', ''],
    ['number', '0x10'],
    ['date', "2026-11-01'"],
    ['date', '2026-02-30'],
  ] as const)('say what is wrong with the %s %j', (kind, value) => {
    expect(valueProblem({ kind, value })).not.toBeNull();
  });

  it('never let a text leave its quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const sql = `SELECT ${literal({ kind: 'text', value })} AS x`;
        const statements = splitStatements(`${sql}; SELECT 2`);
        expect(statements.map((each) => each.sql)).toEqual([sql, 'SELECT 2']);
      }),
    );
  });
});
