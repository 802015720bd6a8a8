// What the screen of the activity log says, component by component.
import { createElement, Fragment, type ReactNode } from 'react';
import type { ActivityEntry, LogCheck } from '#shared/model/activity-entry.ts';
import { formatClock, formatMoment } from '../../ui/instants.ts';
import { inLanguage } from '../../ui/language.ts';
import { counted, formatCount, formatDuration } from '../../ui/quantities.ts';
import type { PeriodId } from './period.ts';

/** A sentence with elements in it. */
function sentence(...parts: ReactNode[]): ReactNode {
  return createElement(Fragment, null, ...parts);
}

const outcomes: Record<ActivityEntry['outcome'], string> = {
  running: 'Running',
  ok: 'OK',
  error: 'Error',
  refused: 'Refused',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted',
};

const periods: Record<PeriodId, string> = {
  hour: 'Last hour',
  today: 'Today',
  week: 'Last 7 days',
  month: 'Last 30 days',
  between: 'Between…',
};

/** "2 query calls and 1 export of the hour"; empty when nothing was spent or it is not known. */
function spent(of: { readonly query: number; readonly export: number } | undefined): string {
  if (of === undefined || of.query + of.export === 0) return '';
  const parts = [...(of.query > 0 ? [counted(of.query, 'query call')] : []), ...(of.export > 0 ? [counted(of.export, 'export')] : [])];
  return `${parts.join(' and ')} of the hour`;
}

export const words = inLanguage({
  outcomes,
  spent,
  screen: {
    title: 'Activity',
    grouped: 'By conversation',
    export: 'Export…',
    verify: 'Verify',
    live: 'Live',
    notLive: 'Not live',
    zone: (live: ReactNode, zone: string) => sentence(live, ` · times in ${zone}`),
    noProject: 'The log opens together with a project.',
    reading: 'Reading the log…',
    noMatch: 'Nothing matches',
    noMatchHint: 'No entry of the log matches these filters.',
    nothing: 'Nothing has happened yet',
    nothingHint: 'Every call of an assistant and every statement you run shows up here, with its arguments, rows and outcome.',
  },
  filters: {
    title: 'Filters',
    search: 'Search in arguments and summaries',
    searchExample: 'Search',
    client: 'Client',
    tool: 'Tool',
    outcome: 'Outcome',
    time: 'Time',
    periods,
    all: (filter: string) => `${filter}: all`,
    clear: 'Clear',
    from: (zone: string) => `From, in ${zone}`,
    until: (zone: string) => `Until, in ${zone}`,
    between: (from: ReactNode, until: ReactNode) => sentence(from, ' to ', until),
  },
  list: { title: 'Activity, newest first' },
  columns: {
    time: 'Time',
    timeTitle: (zone: string) => `Times are shown in ${zone}`,
    client: 'Client',
    tool: 'Tool',
    arguments: 'Arguments',
    rows: 'Rows',
    duration: 'Time taken',
    outcome: 'Outcome',
  },
  stretch: {
    client: (name: string, version: string | null | undefined) => [name, version ?? ''].join(' ').trim(),
    calls: (count: number) => counted(count, 'call'),
    time: (from: string, to: string, now: Date) =>
      `${formatClock(from, now)} to ${formatClock(to, now)} (${formatDuration(Date.parse(to) - Date.parse(from))})`,
    costTitle: 'Requests of the calls; the hour’s quota as the calls and their jobs used it.',
    cost: (requests: number, of: { readonly query: number; readonly export: number }) => {
      const quota = spent(of);
      if (requests === 0) return quota === '' ? 'Mixpanel not asked' : quota;
      return `${counted(requests, 'request')} to Mixpanel${quota === '' ? '' : ` · ${quota}`}`;
    },
  },
  detail: {
    title: (tool: string) => `Details of ${tool}`,
    stop: 'Stop it',
    close: 'Close the details',
    started: 'Started',
    duration: 'Time taken',
    stillRunning: 'still running',
    client: 'Client',
    rows: 'Rows',
    rowCount: (count: number) => counted(count, 'row'),
    mixpanel: 'Mixpanel',
    requests: (count: number) => (count === 0 ? 'not asked' : counted(count, 'request')),
    quota: 'Quota',
    project: 'Project',
    errorKind: 'Kind of error',
    job: 'Job',
    jobQuota: 'Quota of the job',
    jobUnknown: 'not known any more',
    jobSpent: (of: { readonly query: number; readonly export: number } | undefined, isRunning: boolean) => {
      const quota = spent(of);
      return `${quota === '' ? 'nothing' : quota}${isRunning ? ' so far' : ''}`;
    },
    entry: 'Entry',
    sql: 'SQL',
    openSql: 'Open in Explorer',
    arguments: 'Arguments',
  },
  replay: {
    title: 'Call again',
    start: 'Replay',
    calling: 'Calling…',
    confirm: 'Call it again',
    answer: (isOk: boolean) => (isOk ? 'The answer now, as an assistant reads it:' : 'It was refused:'),
  },
  presence: {
    waiting: 'Waiting for your consent',
    none: 'No assistant is connected right now.',
    list: 'Connected assistants',
    since: (time: ReactNode, calls: number, lastAt: string | null) =>
      sentence('connected since ', time, ` · ${counted(calls, 'call')}${lastAt === null ? '' : `, the last at ${lastAt}`}`),
    running: (count: number) => `${formatCount(count)} running`,
    disconnect: 'Disconnect',
    disconnectTitle: (name: string) => `Disconnect ${name}?`,
    disconnectHint: 'Its calls that are running are stopped. It stays out until it, or its connection to Mixlake, is started again.',
    keep: 'Keep it connected',
    asks: (client: ReactNode, question: string, facts: ReactNode) => sentence(client, ` asks: ${question} `, facts),
    facts: (facts: readonly string[], expiresAt: string) => [...facts, `Waits until ${formatMoment(expiresAt)}.`].join(' '),
    decline: 'Decline',
    approve: 'Approve',
  },
  export: {
    title: 'Export the log',
    about: (isFiltered: boolean) =>
      `${isFiltered ? 'The entries that match the filters are written' : 'All entries are written'} to a file in Mixlake’s exports folder, oldest first, times in UTC. Secrets are blanked in the log itself. In CSV, cells that a spreadsheet would take for formulas get an apostrophe.`,
    done: (entries: number) => `${counted(entries, 'entry', 'entries')} written.`,
    asLines: 'Export as JSON lines',
    asCsv: 'Export as CSV',
  },
  verify: {
    title: 'Is the log whole?',
    about: 'Every line carries a hash over itself and the line before it, so that a line that was changed, removed or put between shows.',
    reading: 'Reading the whole log…',
    close: 'Close',
    whole: ({ lines, files }: LogCheck) => `The log is whole: ${counted(lines, 'line')} in ${counted(files, 'file')}.`,
    bad: ({ line, file, reason }: NonNullable<LogCheck['firstBad']>) => `Line ${formatCount(line)} of ${file}: ${reason}.`,
    badHint: 'It is the first line that does not fit; those before it do. A line cut in half is also what a crash or a full disk leaves.',
  },
});
