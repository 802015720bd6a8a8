import { useQuery } from '@tanstack/react-query';
import { Bot } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import type { AppStatus, EngineState, WorkspaceInfo } from '#shared/model/app-status.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { formatClock } from '../ui/instants.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { counted } from '../ui/quantities.ts';
import { useApi } from './api-context.tsx';
import { EngineLog } from './engine-log.tsx';
import { isRunning, progressCount, progressDetail, progressNote } from './job-words.ts';
import { useIsConnected } from './live.tsx';
import { useCancelJob } from './use-jobs.ts';

const QUOTA_EVERY_MS = 15_000;
const SMALL = 'h-5 px-1.5 text-2xs';

const ENGINE: Record<EngineState, { words: string; dot: string }> = {
  starting: { words: 'Engine starting', dot: 'bg-warn animate-pulse' },
  ready: { words: 'Engine ready', dot: 'bg-ok' },
  restarting: { words: 'Engine restarting', dot: 'bg-warn animate-pulse' },
  failed: { words: 'Engine failed', dot: 'bg-danger' },
  stopped: { words: 'Engine stopped', dot: 'bg-ink-3' },
};

export function StatusBar({ status, jobs }: { status: AppStatus | undefined; jobs: readonly JobSnapshot[] }) {
  const { query } = useApi();
  const hasProject = status?.account !== null && status?.engine.state === 'ready';
  const workspace = useQuery({ ...query.workspace.describe.queryOptions(), enabled: hasProject, refetchInterval: QUOTA_EVERY_MS });
  const running = jobs.filter(isRunning);
  return (
    <footer className="flex h-7 shrink-0 items-center gap-3 overflow-hidden border-t border-line bg-canvas px-3 text-2xs whitespace-nowrap text-ink-2">
      <EngineLight status={status} />
      <LogButton status={status} />
      {status?.isDemo ? <Badge tone="accent">Demo project</Badge> : null}
      {workspace.data === undefined || !hasProject ? null : <Project workspace={workspace.data} />}
      <div className="min-w-0 flex-1" />
      <Assistants isReady={status?.engine.state === 'ready'} />
      <RunningJobs jobs={running} />
      {workspace.data === undefined || !hasProject ? null : <Quota quota={workspace.data.quota} isCrowded={running.length > 0} />}
    </footer>
  );
}

function EngineLight({ status }: { status: AppStatus | undefined }) {
  const isConnected = useIsConnected();
  if (!isConnected) return <Light dot="bg-warn animate-pulse">Reconnecting…</Light>;
  if (status === undefined) return <Light dot="bg-warn animate-pulse">Connecting…</Light>;
  if (status.account === null && status.engine.state === 'stopped') return <Light dot="bg-ink-3">No project open</Light>;
  const { words, dot } = ENGINE[status.engine.state];
  return (
    <Light dot={dot} title={status.engine.reason ?? `Mixlake ${status.version}`}>
      {words}
    </Light>
  );
}

/** The way to the log is there above all when the engine is not. */
function LogButton({ status }: { status: AppStatus | undefined }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button look="quiet" size="small" className={SMALL} onClick={() => setIsOpen(true)}>
        Log
      </Button>
      {isOpen ? <EngineLog reason={status?.engine.reason ?? null} onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}

/** How many assistants are connected; the list of them stands in Activity. */
function Assistants({ isReady }: { isReady: boolean }) {
  const { query } = useApi();
  const [, navigate] = useLocation();
  const { data } = useQuery({ ...query.clients.list.queryOptions(), enabled: isReady });
  if (!isReady || data === undefined) return null;
  const assistants = data.clients.filter(({ kind }) => kind === 'assistant');
  const names = assistants.map(({ name }) => name).join(', ');
  return (
    <Button look="quiet" size="small" className={SMALL} title={names === '' ? undefined : names} onClick={() => navigate('/activity')}>
      <Bot aria-hidden size={12} />
      {counted(assistants.length, 'assistant')}
    </Button>
  );
}

function Light(props: { dot: string; title?: string; children: ReactNode }) {
  return (
    <span role="status" title={props.title} className="flex shrink-0 items-center gap-1.5">
      <span aria-hidden className={classNames('size-2 rounded-full', props.dot)} />
      {props.children}
    </span>
  );
}

function Project({ workspace }: { workspace: WorkspaceInfo }) {
  const zone = workspace.isTimezoneKnown ? workspace.timezone : `${workspace.timezone} (zone not confirmed)`;
  return (
    <span
      className="min-w-0 truncate"
      title={`Project ${workspace.projectId}, ${workspace.region.toUpperCase()} region, days counted in ${zone}`}
    >
      {workspace.projectName === null ? null : <span className="text-ink">{workspace.projectName} · </span>}
      Project {workspace.projectId} · {zone}
    </span>
  );
}

function Quota({ quota, isCrowded }: { quota: WorkspaceInfo['quota']; isCrowded: boolean }) {
  const next = quota.nextFreeAt === null ? '' : ` The next call can go at ${formatClock(quota.nextFreeAt, new Date())}.`;
  return (
    <span
      className={classNames('shrink-0', isCrowded && 'max-[1000px]:hidden')}
      title={`What Mixpanel allows this project in any 60 minutes.${next}`}
    >
      {quota.query.used} of {quota.query.limit} queries this hour · {quota.export.used} of {quota.export.limit} exports
    </span>
  );
}

function RunningJobs({ jobs }: { jobs: readonly JobSnapshot[] }) {
  const cancel = useCancelJob();
  const [job] = jobs;
  if (job === undefined) return null;
  const count = progressCount(job.progress);
  const detail = progressDetail(job.progress);
  return (
    <div className="flex shrink-0 items-center gap-2" title={`${job.title}. ${job.message}`}>
      <span className="shrink-0">
        <span className="text-ink">{job.table}</span> <span title={progressNote(job.progress)}>{count}</span>
        <span className="max-[1150px]:hidden"> · {detail}</span>
        {jobs.length > 1 ? ` · ${jobs.length - 1} more` : ''}
      </span>
      <ProgressBar
        label={job.title}
        done={job.progress.done}
        total={job.progress.total}
        text={`${count}, ${detail}`}
        className="w-28 shrink-0"
      />
      <Button look="quiet" size="small" className={SMALL} onClick={() => cancel(job.jobId)}>
        Cancel
      </Button>
    </div>
  );
}
