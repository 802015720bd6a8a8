// The columns of the log: one list for the header and for every row.
import type { ReactNode } from 'react';
import type { ActivityEntry } from '#shared/model/activity-entry.ts';
import { formatClock, formatMoment, localZone } from '../../ui/instants.ts';
import { formatCount, formatDuration } from '../../ui/quantities.ts';
import { argumentLine } from './activity-words.ts';
import { OutcomeBadge } from './outcome-badge.tsx';

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
    header: `Time`,
    headerTitle: `Times are shown in ${localZone()}`,
    track: '108px',
    cell: ({ startedAt }, now) => (
      <time dateTime={startedAt} title={formatMoment(startedAt)}>
        {formatClock(startedAt, now)}
      </time>
    ),
  },
  { id: 'client', header: 'Client', track: 'minmax(70px, 110px)', cell: ({ client }) => client.name },
  { id: 'tool', header: 'Tool', track: 'minmax(90px, 124px)', cell: ({ tool }) => <span className="font-medium text-ink">{tool}</span> },
  {
    id: 'arguments',
    header: 'Arguments',
    track: 'minmax(80px, 1fr)',
    cell: (entry) => <span className="font-mono">{argumentLine(entry)}</span>,
  },
  { id: 'rows', header: 'Rows', track: '64px', align: 'right', cell: ({ rows }) => (rows === null ? '' : formatCount(rows)) },
  {
    id: 'duration',
    header: 'Time taken',
    track: '72px',
    align: 'right',
    cell: ({ durationMs }) => (durationMs === null ? '' : formatDuration(durationMs)),
  },
  { id: 'outcome', header: 'Outcome', track: '96px', cell: ({ outcome }) => <OutcomeBadge outcome={outcome} /> },
];

export const rowTemplate = columns.map(({ track }) => track).join(' ');
