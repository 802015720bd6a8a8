import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineDiff } from '#main/services/assistants/line-diff.ts';

const signs = { same: ' ', added: '+', removed: '-', gap: '@' };
const drawn = (before: string, after: string) => lineDiff(before, after).map(({ kind, text }) => signs[kind] + text);

describe('the lines of a change', () => {
  it('show what changes with three lines around it, and gaps for the rest', () => {
    const before = Array.from({ length: 12 }, (_each, index) => `l${index}`).join('\n');
    expect(drawn(`${before}\n`, `${before.replace('l5', 'l5\nnew')}\n`)).toEqual([
      ...['@', ' l3', ' l4', ' l5', '+new', ' l6', ' l7', ' l8', '@'],
    ]);
    expect(lineDiff('a\r\nb\r\n', 'a\r\nc\r\n')).toEqual([
      { kind: 'same', text: 'a', line: 1 },
      { kind: 'removed', text: 'b', line: 2 },
      { kind: 'added', text: 'c', line: 2 },
    ]);
  });

  it('show a byte order mark that goes', () => {
    expect(drawn('\uFEFF{}\n', '{}\n')).toEqual(['-⟨byte order mark⟩{}', '+{}']);
  });

  it('turn the one text into the other', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 }).map((lines) => lines.map((line) => `${line}\n`).join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = lineDiff(before, after);
        fc.pre(!lines.some(({ kind }) => kind === 'gap'));
        const without = (kind: string) => lines.filter((line) => line.kind !== kind).map((line) => `${line.text}\n`);
        expect([without('added').join(''), without('removed').join('')]).toEqual(before === after ? ['', ''] : [before, after]);
      }),
    );
  });

  it.each([
    ['  "TOKEN": "s3cret",', '  "TOKEN": •••,'],
    ["api_key = 's3cret' # why", 'api_key = ••• # why'],
    ['GITHUB_TOKEN: s3 cret', 'GITHUB_TOKEN: •••'],
    ['"args": ["--api-key", "s3cret", "--x"]', '"args": ["--api-key", •••, "--x"]'],
    ['{"headers": {"Authorization": "Bearer s\\"3cret"}, "b": 1}', '{"headers": {"Authorization": •••}, "b": 1}'],
    ['"tokens": ["s3cret", "s3cret"], "mixlake": {', '"tokens": •••, "mixlake": {'],
  ])('hide the secret in %j', (line, shown) => {
    expect(drawn(`${line}\n`, `${line}\nnew\n`)).toEqual([` ${shown}`, '+new']);
  });
});
