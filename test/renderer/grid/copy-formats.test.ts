import { expect, it } from 'vitest';
import type { GridColumn } from '../../../src-renderer/ui/grid/column-widths.ts';
import { toText } from '../../../src-renderer/ui/grid/copy-formats.ts';
import { placesOf } from '../../../src-renderer/ui/grid/value-search.tsx';

const columns: GridColumn[] = [
  { name: 'name', type: 'VARCHAR', align: 'left' },
  { name: 'n', type: 'HUGEINT', align: 'right' },
  { name: 'n', type: 'BOOLEAN', align: 'left' },
];
const rows = [
  ["O'Neil", '9007199254740993', true],
  ['=1+1|x', -5, null],
];

it.each([
  ['tsv', "O'Neil\t9007199254740993\ttrue\n=1+1|x\t-5\t"],
  ['tsv-head', "name\tn\tn\nO'Neil\t9007199254740993\ttrue\n=1+1|x\t-5\t"],
  ['csv', "name,n,n\r\nO'Neil,9007199254740993,true\r\n'=1+1|x,-5,"],
  ['json', '[\n  {"name": "O\'Neil", "n": "9007199254740993", "n_2": true},\n  {"name": "=1+1|x", "n": -5, "n_2": null}\n]'],
  ['markdown', "| name | n | n |\n| --- | --: | --- |\n| O'Neil | 9007199254740993 | true |\n| =1+1\\|x | -5 |  |"],
  ['sql', "(('O''Neil', 9007199254740993, true), ('=1+1|x', -5, NULL))"],
] as const)('copies as %s, with every digit', (format, text) => {
  expect(toText(format, columns, rows)).toBe(text);
});

it('names each value of one column once, for IN', () => {
  expect(toText('sql', columns.slice(0, 1), [['a'], ['b'], ['a'], [null]])).toBe("('a', 'b', NULL)");
});

it('quotes what CSV cannot hold bare', () => {
  expect(toText('csv', columns.slice(0, 1), [['a,"b"\nc'], ['@sum']])).toBe('name\r\n"a,""b""\nc"\r\n\'@sum');
});

it('finds words whatever their case, without overlaps', () => {
  expect(placesOf('aAa bAa', 'aa')).toEqual([0, 5]);
  expect(placesOf('anything', '')).toEqual([]);
});
