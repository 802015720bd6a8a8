// What those parts of the Explorer say that are loaded when they are first wanted.
import type { ColumnProfile, ExportFormat } from '#shared/model/result-view.ts';
import { type ChartData, type ChartKind, MOST_SERIES } from '../../ui/chart/chart-data.ts';
import { formatMoment } from '../../ui/instants.ts';
import { inLanguage } from '../../ui/language.ts';
import { counted, formatCount, formatDuration } from '../../ui/quantities.ts';

const formats: Record<ExportFormat, { title: string; about: string }> = {
  csv: { title: 'CSV', about: 'Cells that a spreadsheet would take for formulas get an apostrophe. Times are UTC.' },
  excel: { title: 'Excel', about: 'One sheet of at most 1,048,575 rows. Numbers of more than 15 digits become text. Times are UTC.' },
  parquet: { title: 'Parquet', about: 'Keeps every type, compressed; for other databases and notebooks. Times are UTC.' },
  json: { title: 'JSON lines', about: 'One object a line (NDJSON). Times are UTC.' },
};

const chartKinds: Record<ChartKind, string> = {
  bar: 'Bars',
  line: 'Lines',
  area: 'Areas',
  scatter: 'Scatter',
  funnel: 'Funnel',
  heatmap: 'Heat map',
};

interface Drawn {
  /** Rows of one X (and series) were added up. */
  isSummed: boolean;
  rows: number;
  /** Rows that the result has. */
  total: number;
  isCapped: boolean;
}

interface ChartFacts {
  kind: ChartKind;
  x: string;
  y: string;
  series: number;
  points: number;
  /** The ends of the X axis; null without points. */
  ends: { first: string; last: string } | null;
}

export const words = inLanguage({
  compact: {
    title: 'Compact the local database',
    measuring: 'Measuring the file…',
    about: (size: string) =>
      `The file takes ${size}. Compacting writes it anew without the space that nothing uses any more, which deleted tables and days leave behind. Nothing is lost; questions to local tables wait meanwhile, a few seconds per gigabyte.`,
    leave: 'Leave it',
    close: 'Close',
    start: 'Compact',
    done: (before: string, after: string) => `The local database takes ${after} now; before it took ${before}.`,
  },
  history: {
    title: 'Saved queries and history',
    search: 'Search saved queries and history',
    searchExample: 'Search names and SQL',
    saved: 'Saved queries',
    noneSaved: 'None yet: Save keeps the text of a tab.',
    noneMatches: 'None matches.',
    savedAt: (at: string) => `saved ${formatMoment(at)}`,
    remove: (name: string) => `Remove ${name}`,
    removeForGood: 'Remove for good',
    ran: 'History',
    noneRan: 'No statement that was run matches.',
    newest: (most: number) => `Only the newest ${counted(most, 'call')} are shown; a search finds older ones.`,
    note: ({ at, outcome, times, isCut }: { at: string; outcome: string; times: number; isCut: boolean }) =>
      [
        formatMoment(at),
        outcome,
        ...(times > 1 ? [counted(times, 'time')] : []),
        ...(isCut ? ['the log kept only its beginning'] : []),
      ].join(' · '),
  },
  saveQuery: {
    title: 'Save the query',
    name: 'Name',
    replaces: 'There is a query of this name; it is replaced.',
    kept: 'Kept on this computer, for this project.',
    cancel: 'Cancel',
    save: 'Save',
    replace: 'Replace',
    done: (name: string) => `Saved as ${name}.`,
  },
  profile: {
    title: (column: string) => `Profile of ${column}`,
    again: 'Compute the profile again',
    close: 'Close the profile',
    working: 'Going through all rows…',
    cancel: 'Cancel',
    retry: 'Try again',
    facts: {
      type: 'Type',
      rows: 'Rows',
      nulls: 'NULL',
      distinct: 'Distinct',
      least: 'Least',
      greatest: 'Greatest',
      mean: 'Mean',
      median: 'Median',
    },
    rows: (count: number, about: string) => `${formatCount(count)} ${about}`,
    share: (count: number, percent: string) => `${formatCount(count)} (${percent})`,
    distinct: ({ distinct: { count, isExact }, rowCount, nullCount }: ColumnProfile) => {
      if (!isExact) return `about ${formatCount(count)} (an estimate)`;
      return count === rowCount - nullCount && count > 0 ? `${formatCount(count)} (each value once)` : formatCount(count);
    },
    computed: (ms: number, isTime: boolean) => `Computed in ${formatDuration(ms)}.${isTime ? ' Times are UTC.' : ''}`,
    spread: 'Spread',
    spreadLabel: 'Spread of the values',
    bin: (from: string, to: string, rows: number) => `${from} to ${to}: ${counted(rows, 'row')}`,
    top: 'Most frequent',
    null: 'NULL',
    topTitle: (value: string, rows: number) => `${value}: ${counted(rows, 'row')}`,
    topCount: (rows: number, percent: string) => `${formatCount(rows)} · ${percent}`,
  },
  saveTable: {
    title: 'Save the result as a table',
    name: 'Name of the table',
    hint: 'The statement runs once more and all its rows are kept. Assistants see the table too.',
    cancel: 'Cancel',
    save: 'Save as table',
    saving: 'Saving…',
    done: (rows: number, table: string) => `${counted(rows, 'row')} saved as the table ${table}.`,
  },
  export: {
    title: 'Export the result',
    formats,
    format: 'Format',
    name: 'Name of the file',
    nameHint: "Without an ending. It goes into Mixlake's exports and never over another file.",
    defaultName: 'result',
    asShown: 'Sorted and filtered as shown',
    wholeTable: (rows: number) => `The whole table (${counted(rows, 'row')}), not only the rows of the preview`,
    about: 'All rows of the statement are written. It runs again for this: what has come into the lake since is in the file too.',
    start: 'Export',
    writing: (bytes: number) => `Writing the file: ${formatCount(bytes)} bytes so far. It goes on when this is closed.`,
    bar: 'Export',
    bytes: (bytes: number) => `${formatCount(bytes)} bytes`,
    cancel: 'Cancel the export',
    close: 'Close',
    done: 'Done',
  },
  chart: {
    kinds: chartKinds,
    drawing: 'Drawing…',
    noRows: 'There are no rows to draw.',
    noNumbers: 'No column holds numbers. Count or sum something to draw it, for example count(*).',
    row: 'row',
    savePng: 'Save PNG',
    saveSvg: 'Save SVG',
    file: 'chart',
    type: 'Type',
    x: 'X',
    y: 'Y',
    series: 'Series',
    sameX: 'Same X',
    rowNumber: 'number of the row',
    none: 'none',
    asItIs: 'as it is',
    addedUp: 'added up',
    null: 'NULL',
    numbers: (points: number) => `The numbers of this chart (${counted(points, 'point')})`,
    firstPoints: (most: number) => `The first ${counted(most, 'point')}.`,
    /** What the chart does not show; empty when it shows all. */
    notes: ({ seriesLeftOut, hasTimes }: ChartData, { rows, total, isCapped, isSummed }: Drawn): string[] => [
      ...(rows < total ? [`Drawn from the first ${counted(rows, 'row')} of ${formatCount(total)}. Aggregate in SQL to see all.`] : []),
      ...(isCapped ? ['The result itself was cut at the limit.'] : []),
      ...(isSummed ? ['Rows of the same X are added up, which is right for counts and wrong for averages and numbers of people.'] : []),
      ...(seriesLeftOut > 0 ? [`Only the ${MOST_SERIES} largest series; ${formatCount(seriesLeftOut)} are left out.`] : []),
      ...(hasTimes ? ['Times are UTC.'] : []),
    ],
    /** For who cannot see it. */
    label: ({ kind, x, y, series, points, ends }: ChartFacts) => {
      const lines = series > 1 ? `, ${counted(series, 'series', 'series')}` : '';
      const range = ends === null ? '' : `, from ${ends.first} to ${ends.last}`;
      return `${chartKinds[kind]}: ${y} by ${x}${lines}, ${counted(points, 'point')}${range}. The numbers stand in the table below.`;
    },
  },
});
