import type { CopyFormat } from './grid/copy-formats.ts';
import { inLanguage } from './language.ts';
import { counted, formatCount } from './quantities.ts';

const copyAs: Record<CopyFormat, string> = {
  tsv: 'Copy',
  'tsv-head': 'Copy with column names',
  csv: 'Copy as CSV',
  json: 'Copy as JSON',
  markdown: 'Copy as Markdown',
  sql: 'Copy as SQL list',
};

export const words = inLanguage({
  close: 'Close',
  commands: {
    label: 'Search commands',
    placeholder: 'What do you want to do?',
    list: 'Commands',
    none: 'Nothing is called that.',
  },
  error: {
    title: 'This part of the window stopped working.',
    hint: 'Your data is safe: it lives in the engine, not in this window.',
    again: 'Show it again',
  },
  toasts: { label: 'Messages', dismiss: 'Dismiss' },
  parameter: { number: 'A number, such as 12 or 0.5', date: 'A day, such as 2026-11-01' },
  grid: {
    /** As SQL writes it. */
    null: 'NULL',
    filtered: 'filtered',
    options: (column: string) => `Options of the column ${column}`,
    optionsHint: 'Sort, filter, profile (Alt+Down in a cell)',
    selection: 'Selection',
    copyAs,
    showWhole: 'Show the whole value',
    valueTitle: (column: string, row: number) => `${column}, row ${row}`,
    copiedFirst: (rows: number) => `Copied the first ${counted(rows, 'row')} of the selection. An export takes all.`,
    copyRefused: 'The browser did not let the selection be copied.',
    copyFailed: 'The rows of the selection could not be fetched.',
  },
  value: {
    copy: 'Copy',
    copied: 'Copied',
    notCopied: 'Not allowed here',
    characters: (count: number) => `${formatCount(count)} characters`,
    search: 'Search in the value',
    searchHint: 'Search',
    notFound: 'not found',
    place: (at: number, of: number) => `${formatCount(at)} of ${formatCount(of)}`,
  },
});
