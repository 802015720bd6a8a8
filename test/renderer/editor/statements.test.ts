import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitStatements, statementAt } from '../../../src-renderer/ui/editor/statements.ts';

const sqls = (text: string) => splitStatements(text).map(({ sql }) => sql);

describe('splitting SQL into statements', () => {
  it('splits at semicolons and leaves out what is empty', () => {
    expect(sqls(' SELECT 1;\n\nSELECT 2 ;;  ')).toEqual(['SELECT 1', 'SELECT 2']);
  });

  it.each([
    ["SELECT ';', 'it''s; fine'"],
    ['SELECT "a;b" FROM "c"";d"'],
    ['SELECT 1 -- one; two\n, 2'],
    ['SELECT /* a; /* b; */ c; */ 1'],
    ['SELECT $$a;b$$, $tag$c;$$;d$tag$'],
    ["SELECT e'a\\';b'"],
    ["SELECT 'C:\\'"],
  ])('does not split inside a string, a name or a comment: %s', (statement) => {
    expect(sqls(`${statement}; SELECT 2`)).toEqual([statement, 'SELECT 2']);
  });

  it('takes a comment alone for no statement', () => {
    expect(sqls('-- nothing here\n; /* nor here */')).toEqual([]);
  });

  it('does not end early at an open quote', () => {
    expect(sqls("SELECT 'open; SELECT 2")).toEqual(["SELECT 'open; SELECT 2"]);
  });

  it('loses no character that is not space or a semicolon', () => {
    const parts = fc.array(fc.constantFrom('SELECT 1', ';', "'a;b'", '"x;y"', '-- c;\n', '/* d; */', '$$e;$$', '\n', ' , 2'), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(parts, (all) => {
        const text = all.join(' ');
        for (const { from, to, sql } of splitStatements(text)) expect(text.slice(from, to).startsWith(sql)).toBe(true);
        const spans = splitStatements(text);
        spans.slice(1).forEach((span, index) => {
          expect(span.from).toBeGreaterThanOrEqual(spans[index]?.to ?? Number.NaN);
        });
      }),
    );
  });
});

describe('the statement under the cursor', () => {
  const text = 'SELECT 1;\n\nSELECT 2;\nSELECT 3';

  it.each([
    [0, 'SELECT 1'],
    [9, 'SELECT 1'],
    [10, 'SELECT 1'],
    [11, 'SELECT 2'],
    [20, 'SELECT 2'],
    [21, 'SELECT 3'],
    [29, 'SELECT 3'],
  ])('at %i is %s', (position, sql) => {
    expect(statementAt(text, position)?.sql).toBe(sql);
  });

  it('says where it begins, so that an error can be marked there', () => {
    expect(statementAt(text, 14)).toMatchObject({ from: 11, to: 20 });
  });

  it('is nothing in an empty text', () => {
    expect(statementAt('  \n-- later', 3)).toBeNull();
  });
});
