// The columns of the log: one list for the header and for every row.
import type { ReactNode } from 'react';
import type { ActivityEntry } from '#shared/model/activity-entry.ts';
import { formatClock, formatMoment, localZone } from '../../ui/instants.ts';
import { formatCount, formatDuration } from '../../ui/quantities.ts';
import { argumentLine } from './argument-line.ts';
import { OutcomeBadge } from './outcome-badge.tsx';
import { words } from './words.ts';

export interface ActivityColumn {
  readonly id: string;
  readonly header: string;
  readonly headerTitle?: string;
  /** Track of the row's grid template. */
  readonly track: string;
  readonly align?: 'right';
  readonly cell: (entry: ActivityEntry, now: Date) => ReactNode;
}

export const columns: readonly ActivityColumn[] = [
  {
    id: 'time',
    header: words.columns.time,
    headerTitle: words.columns.timeTitle(localZone()),
    track: '108px',
    cell: ({ startedAt }, now) => (
      <time dateTime={startedAt} title={formatMoment(startedAt)}>
        {formatClock(startedAt, now)}
      </time>
    ),
  },
  { id: 'client', header: words.columns.client, track: 'minmax(70px, 110px)', cell: ({ client }) => client.name },
  {
    id: 'tool',
    header: words.columns.tool,
    track: 'minmax(90px, 124px)',
    cell: ({ tool }) => <span className="font-medium text-ink">{tool}</span>,
  },
  {
    id: 'arguments',
    header: words.columns.arguments,
    track: 'minmax(80px, 1fr)',
    cell: (entry) => <span className="font-mono">{argumentLine(entry)}</span>,
  },
  { id: 'rows', header: words.columns.rows, track: '64px', align: 'right', cell: ({ rows }) => (rows === null ? '' : formatCount(rows)) },
  {
    id: 'duration',
    header: words.columns.duration,
    track: '72px',
    align: 'right',
    cell: ({ durationMs }) => (durationMs === null ? '' : formatDuration(durationMs)),
  },
  { id: 'outcome', header: words.columns.outcome, track: '96px', cell: ({ outcome }) => <OutcomeBadge outcome={outcome} /> },
];

export const rowTemplate = columns.map(({ track }) => track).join(' ');
