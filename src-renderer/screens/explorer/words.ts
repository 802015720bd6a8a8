// What the Explorer says, component by component. What its dialogs and panels say, which are loaded later, stands in later-words.ts.
import { createElement, Fragment, type ReactNode } from 'react';
import type { PlanNode, QueryPlan } from '#shared/model/plan.ts';
import type { ResultFilter } from '#shared/model/result-view.ts';
import type { TableKind } from '#shared/model/table.ts';
import type { ShownResult } from '../../app/query-run.ts';
import type { ParameterKind } from '../../ui/editor/parameters.ts';
import { formatMoment } from '../../ui/instants.ts';
import { inLanguage } from '../../ui/language.ts';
import { counted, formatCount, formatDuration, formatSeconds } from '../../ui/quantities.ts';

/** A sentence with elements in it. */
function sentence(...parts: ReactNode[]): ReactNode {
  return createElement(Fragment, null, ...parts);
}

type Mark = (text: string) => ReactNode;

const tableKinds: Record<TableKind, string> = { events: 'Events table', profiles: 'Profiles table', view: 'View', other: 'Table' };
const parameterKinds: Record<ParameterKind, string> = { text: 'Text', number: 'Number', date: 'Date', null: 'NULL' };
const filterKinds: Record<ResultFilter['kind'], string> = {
  contains: 'contains',
  equals: 'is equal to',
  range: 'is in a range',
  null: 'is NULL',
  'not-null': 'is not NULL',
};

export const words = inLanguage({
  screen: {
    title: 'Explorer',
    waiting: 'Waiting for the engine…',
    treeWidth: 'Width of the table list',
    editorHeight: 'Height of the editor',
    retry: 'Try again',
  },
  nothingYet: {
    title: 'No events here yet',
    about: 'Fetch some days from Mixpanel and explore them with SQL. An assistant can do the same: what it fetches shows up here.',
    fetch: (days: number) => `Fetch the last ${counted(days, 'day')}`,
  },
  tree: {
    tables: 'Tables',
    rows: 'Tables and columns',
    keys: 'Enter shows the first rows or puts a column into the statement; Insert puts the name there; Shift+Enter shows the profile of a column; Shift+F10 opens a menu.',
    nothing: 'No table or column is called that.',
    filter: 'Filter tables and columns',
    filterExample: 'Filter',
    clearFilter: 'Clear the filter',
    about: (name: string) => `About ${name}`,
    preview: (table: string) => `Show the first rows of ${table}`,
    insert: (column: string) => `Put ${column} into the statement`,
    database: 'The local database',
    databaseMenu: 'What to do with the local database',
    compact: 'Compact the local database…',
  },
  table: {
    kinds: tableKinds,
    typedView: 'Typed view',
    loading: 'Loading',
    sync: (name: string) => `Kept fresh by the sync ${name}`,
    rows: (count: number) => counted(count, 'row'),
    /** Spoken after the number. */
    rowsUnit: ' rows',
    menu: (name: string) => `What to do with ${name}`,
    /** "2026-10-23 to 2026-11-21 (UTC)" */
    days: (from: string, to: string, zone: string | null) => `${from} to ${to}${zone === null ? '' : ` (${zone})`}`,
    bytes: 'In the database file, as of its last checkpoint',
    missing: (days: number) => `${counted(days, 'day')} missing`,
    setAside: (lines: number) => `${counted(lines, 'line')} set aside`,
    typed: (columns: number) => `${counted(columns, 'column')}, properties with their types`,
    typing: 'types are being decided',
    /** "fetched 2 h 5 min ago" */
    fetched: (seconds: number) => {
      if (seconds < 60) return 'fetched just now';
      if (seconds < 48 * 3600) return `fetched ${formatSeconds(Math.floor(seconds / 60) * 60)} ago`;
      return `fetched ${counted(Math.floor(seconds / 86_400), 'day')} ago`;
    },
  },
  peek: {
    title: (rows: number, found: string) => `In the first ${counted(rows, 'row')}: ${found}`,
    allNull: 'all null',
    noNulls: 'no nulls',
    nulls: (percent: string) => `${percent} % null`,
    empty: '(empty)',
  },
  menu: {
    insert: 'Put the name into the statement',
    copy: 'Copy the name',
    profile: 'Profile of the column',
    preview: 'Show the first rows',
    selectAll: 'Select all columns in a new tab',
    runSync: (name: string) => `Run the sync ${name} now`,
    drop: 'Delete…',
  },
  drop: {
    list: 'Deleted tables',
    gone: (table: string) => `${table} is deleted`,
    undo: 'Bring back',
    undoOf: (table: string) => `Bring back ${table}`,
    back: (table: string) => `The table ${table} is back.`,
    title: (table: string) => `Delete ${table}?`,
    view: 'The view goes at once; the tables it reads stay.',
    table: (rows: number) =>
      `${counted(rows, 'row')} and what is known of its days go. They can be brought back for 24 hours. Data at Mixpanel stay.`,
    keep: 'Keep it',
    drop: 'Delete',
    dropped: (table: string) => `${table} is deleted.`,
    until: (at: string) => `It can be brought back until ${formatMoment(at)}.`,
  },
  tabs: {
    list: 'SQL texts',
    keys: 'F2 renames, Delete closes, Ctrl+Shift+Left or Right moves',
    new: 'New tab (Alt+T)',
    title: (name: string, keys: string) => `${name} (${keys})`,
    running: 'Running',
    close: (name: string) => `Close ${name}`,
    name: 'Name of this tab',
  },
  editor: {
    title: 'SQL editor',
    keys: 'Control or Command and Enter runs the statement under the cursor or the selection, with Shift all of them. Press Escape, then Tab, to leave the editor.',
    hint: 'Write a statement, e.g. SELECT * FROM events LIMIT 100',
    tableDetail: (rows: number) => `table, ${counted(rows, 'row')}`,
    propertyDetail: 'property',
  },
  toolbar: {
    run: 'Run',
    runAll: 'Run all',
    runAllHint: (keys: string) => `Runs all statements of this text, one after the other (${keys})`,
    cancel: 'Cancel',
    runKeys: (keys: ReactNode) => sentence(keys, ' runs the statement under the cursor'),
    running: 'Running…',
    plan: 'Show how the statement is answered (EXPLAIN)',
    format: 'Format (Shift+Alt+F)',
    cannotFormat: 'This text cannot be laid out as it stands.',
    cannotFormatHint: 'Finish the statement first; nothing was changed.',
    save: 'Save this text as a query (Ctrl+S)',
    history: 'Saved queries and history (Alt+H)',
  },
  changes: {
    readOnly: 'Read-only',
    allow: 'Allow changes…',
    allowed: 'Changes allowed',
    back: 'Back to read-only',
    title: 'Allow changes?',
    about: (code: Mark) =>
      sentence(
        'In this window ',
        code('CREATE TABLE name AS SELECT …'),
        ' then saves a result as a table, and ',
        code('DROP TABLE name'),
        ' deletes one, which can be brought back for 24 hours. Everything else stays read-only, and assistants are not concerned.',
      ),
    stay: 'Stay read-only',
    confirm: 'Allow changes',
    saved: (rows: number, table: string) => `${counted(rows, 'row')} saved as the table ${table}.`,
  },
  parameters: {
    title: 'Parameters of this text',
    kinds: parameterKinds,
    kindOf: (name: string) => `Kind of $${name}`,
    missing: 'Give a value',
  },
  results: {
    list: 'Results',
    panel: (number: number) => `Result ${formatCount(number)}`,
    tab: (number: number, standing: string) => `${formatCount(number)} · ${standing}`,
    running: 'running',
    error: 'error',
    plan: 'plan',
    waiting: 'waiting',
    notRun: 'not run',
    beingMade: 'being made',
    rows: (count: number) => counted(count, 'row'),
  },
  plan: {
    region: 'Result',
    title: (strong: Mark, sql: ReactNode) => sentence(strong('Plan'), ' of ', sql),
    run: ({ elapsedMs }: QueryPlan, totalMs: number) => `run in ${formatDuration(elapsedMs)}; ${formatDuration(totalMs)} of processor time`,
    notRun: 'not run; rows are DuckDB’s guess. EXPLAIN ANALYZE counts them',
    steps: 'Steps, the last one first',
    time: (ms: number, share: number) => `${formatDuration(ms)}, ${Math.round(share * 100)} %`,
    rows: ({ rows, estimatedRows }: PlanNode) => {
      if (rows === null) return estimatedRows === null ? '' : `about ${counted(estimatedRows, 'row')}`;
      return estimatedRows === null ? counted(rows, 'row') : `${counted(rows, 'row')} (guessed ${counted(estimatedRows, 'row')})`;
    },
  },
  result: {
    region: 'Result',
    nothingRan: 'Run a statement to see its rows here.',
    waiting: 'Waiting for the first rows…',
    firstRowsBelow: 'The first rows are shown below.',
    grid: (name: string) => `Result of ${name}`,
    noRows: 'The statement gave no rows.',
    nonePasses: 'No row passes the filters.',
    /** What a profile is about. */
    ofTable: 'of the whole table',
    ofView: 'of the whole view',
    ofResult: 'of the result',
    ofWholeResult: 'of the whole result, filters left out',
    retryHint: 'Run the statement again if this stays.',
    preview: (name: ReactNode) => sentence(name, ' preview'),
    capped: 'Cut at the limit',
    editAsSql: 'Edit as SQL',
    showRows: 'Rows',
    showChart: 'Chart',
    keepHint: 'Save the result as a table',
    keep: 'Keep as table',
    export: 'Export',
    rows: ({ status, opened, statement }: ShownResult) => {
      const first = opened.firstRows.length;
      if (status.state === 'materialising') return `first ${counted(first, 'row')}; the rest is being made…`;
      if (status.state === 'failed') return `first ${counted(first, 'row')} only`;
      const count = status.rowCount ?? first;
      const { previewOf } = statement;
      if (previewOf !== null && previewOf.rowCount > count) return `first ${formatCount(count)} of ${counted(previewOf.rowCount, 'row')}`;
      return status.isCapped ? `first ${counted(count, 'row')}: the result was cut at the limit` : counted(count, 'row');
    },
    facts: (columns: number, elapsedMs: number) => ` · ${counted(columns, 'column')} · ${formatDuration(elapsedMs)}`,
  },
  problem: {
    retry: 'Try again',
    gone: 'This result is no longer kept.',
    goneHint: 'Only the results that were looked at last are kept, and only for a while. The statement can run again.',
    runAgain: 'Run again',
  },
  arranged: {
    sorted: (order: string) => `Sorted by ${order}`,
    unsort: 'Take the order away',
    unfilter: 'Take this filter away',
    remove: (what: string, label: string) => `${what}: ${label}`,
    waiting: 'Waiting for the whole result…',
    busy: (rows: number) => `Going through ${counted(rows, 'row')}…`,
    all: (rows: number) => `all ${counted(rows, 'row')} of the result`,
    part: (rows: number, total: number) => `${formatCount(rows)} of ${counted(total, 'row')} of the result`,
    clear: 'Clear',
    cancel: 'Cancel',
    /** "name contains “x”" */
    filter: (filter: ResultFilter, name: string) => {
      switch (filter.kind) {
        case 'contains':
          return `${name} contains “${filter.text}”`;
        case 'equals':
          return `${name} = “${filter.text}”`;
        case 'range':
          if (filter.from === null) return `${name} ≤ ${filter.to ?? ''}`;
          return filter.to === null ? `${name} ≥ ${filter.from}` : `${name} from ${filter.from} to ${filter.to}`;
        case 'null':
          return `${name} is NULL`;
        case 'not-null':
          return `${name} is not NULL`;
      }
    },
  },
  column: {
    menu: (name: string) => `Column ${name}`,
    ascending: 'Sort ascending',
    descending: 'Sort descending',
    unsort: 'Do not sort',
    filter: 'Filter…',
    unfilter: 'Remove the filter',
    profile: 'Profile of the column',
  },
  filter: {
    title: (column: string) => `Filter ${column}`,
    kinds: filterKinds,
    kind: 'Rows whose value',
    value: 'Text or value',
    anyCase: 'Upper and lower case are the same.',
    timeHint: 'For example 2026-05-01 or 2026-05-01 14:30:00. Times are UTC.',
    from: 'From',
    to: 'To, included',
    remove: 'Remove the filter',
    apply: 'Filter',
  },
});
