import { SquareTerminal, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ActivityEntry } from '#shared/model/activity-entry.ts';
import { useJobs } from '../../app/use-jobs.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { prettyJson } from '../../ui/grid/pretty-json.ts';
import { formatMoment } from '../../ui/instants.ts';
import { formatDuration } from '../../ui/quantities.ts';
import { sqlOf } from './argument-line.ts';
import { OutcomeBadge } from './outcome-badge.tsx';
import { canReplay, Replay } from './replay.tsx';
import { useLogActions } from './use-log-actions.ts';
import { words } from './words.ts';

interface ActivityDetailProps {
  entry: ActivityEntry;
  onOpenSql: (sql: string) => void;
  onClose: () => void;
}

export function ActivityDetail({ entry, onOpenSql, onClose }: ActivityDetailProps) {
  const said = words.detail;
  const sql = sqlOf(entry);
  const { cancel } = useLogActions();
  const job = useJobs().find(({ jobId }) => jobId === entry.jobId);
  const isRunning = entry.outcome === 'running' || job?.endedAt === null;
  return (
    <section
      aria-label={words.detail.title(entry.tool)}
      className="flex min-h-0 w-[380px] shrink-0 flex-col border-l border-line bg-canvas max-[1100px]:h-1/2 max-[1100px]:w-full max-[1100px]:border-t max-[1100px]:border-l-0"
    >
      <header className="flex items-center gap-2 border-b border-line px-4 py-2">
        <h2 className="min-w-0 flex-1 truncate text-sm font-semibold">{entry.tool}</h2>
        <OutcomeBadge outcome={entry.outcome} />
        {isRunning ? (
          <Button size="small" disabled={cancel.isPending} onClick={() => cancel.mutate({ id: entry.id })}>
            {words.detail.stop}
          </Button>
        ) : null}
        <IconButton label={words.detail.close} onClick={onClose}>
          <X aria-hidden size={16} />
        </IconButton>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long details must be scrollable by keyboard. */}
      <div tabIndex={0} className="min-h-0 flex-1 overflow-auto p-4 focus-visible:-outline-offset-2">
        {entry.summary === '' ? null : <p className="mb-3 select-text">{entry.summary}</p>}
        <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 text-xs">
          <Fact name={said.started}>{formatMoment(entry.startedAt)}</Fact>
          <Fact name={said.duration}>{entry.durationMs === null ? said.stillRunning : formatDuration(entry.durationMs)}</Fact>
          <Fact name={said.client}>{words.stretch.client(entry.client.name, entry.client.version)}</Fact>
          {entry.rows === null ? null : <Fact name={said.rows}>{said.rowCount(entry.rows)}</Fact>}
          <Fact name={said.mixpanel}>{said.requests(entry.mixpanelRequests)}</Fact>
          {words.spent(entry.spent) === '' ? null : <Fact name={said.quota}>{words.spent(entry.spent)}</Fact>}
          {entry.projectId === null ? null : <Fact name={said.project}>{entry.projectId}</Fact>}
          {entry.errorKind === null ? null : <Fact name={said.errorKind}>{entry.errorKind}</Fact>}
          {entry.jobId === null ? null : <Fact name={said.job}>{entry.jobId}</Fact>}
          {/* The job's requests are its own: they go on when the call has answered. */}
          {entry.jobId === null ? null : (
            <Fact name={said.jobQuota}>{job === undefined ? said.jobUnknown : said.jobSpent(job.spent, job.endedAt === null)}</Fact>
          )}
          <Fact name={said.entry}>{entry.id}</Fact>
        </dl>
        {sql === null ? null : (
          <>
            <div className="mt-4 mb-1.5 flex items-center justify-between">
              <h3 className="text-xs font-semibold text-ink-2">{said.sql}</h3>
              <Button size="small" onClick={() => onOpenSql(sql)}>
                <SquareTerminal aria-hidden size={12} />
                {said.openSql}
              </Button>
            </div>
            <Code text={sql} />
          </>
        )}
        <h3 className="mt-4 mb-1.5 text-xs font-semibold text-ink-2">{said.arguments}</h3>
        <Code text={prettyJson(JSON.stringify(entry.arguments))} />
        {canReplay(entry) ? <Replay entry={entry} /> : null}
      </div>
    </section>
  );
}

function Fact(props: { name: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-ink-2">{props.name}</dt>
      <dd className="min-w-0 break-words select-text">{props.children}</dd>
    </div>
  );
}

function Code({ text }: { text: string }) {
  return (
    <pre className="rounded-md border border-line bg-surface p-2.5 font-mono text-xs break-words whitespace-pre-wrap select-text">
      {text}
    </pre>
  );
}
