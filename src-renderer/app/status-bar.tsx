import { useQuery } from '@tanstack/react-query';
import { Bot } from 'lucide-react';
import { type ReactNode, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import type { AppStatus, EngineState, WorkspaceInfo } from '#shared/model/app-status.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { formatClock } from '../ui/instants.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { useApi } from './api-context.tsx';
import { isRunning, progressCount, progressDetail, progressNote } from './job-words.ts';
import { EngineLog } from './later-parts.ts';
import { useIsConnected } from './live.tsx';
import { useCancelJob } from './use-jobs.ts';
import { words as allWords } from './words.ts';

const words = allWords.statusBar;

const QUOTA_EVERY_MS = 15_000;
const SMALL = 'h-5 px-1.5 text-2xs';

const DOTS: Record<EngineState, string> = {
  starting: 'bg-warn animate-pulse',
  ready: 'bg-ok',
  restarting: 'bg-warn animate-pulse',
  failed: 'bg-danger',
  stopped: 'bg-ink-3',
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
      {status?.isDemo ? <Badge tone="accent">{words.demo}</Badge> : null}
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
  if (!isConnected) return <Light dot="bg-warn animate-pulse">{words.reconnecting}</Light>;
  if (status === undefined) return <Light dot="bg-warn animate-pulse">{words.connecting}</Light>;
  if (status.account === null && status.engine.state === 'stopped') return <Light dot="bg-ink-3">{words.noProject}</Light>;
  const { state, reason } = status.engine;
  return (
    <Light dot={DOTS[state]} title={reason ?? words.version(status.version)}>
      {words.engine[state]}
    </Light>
  );
}

/** The way to the log is there above all when the engine is not. */
function LogButton({ status }: { status: AppStatus | undefined }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button look="quiet" size="small" className={SMALL} onClick={() => setIsOpen(true)}>
        {words.log}
      </Button>
      <Suspense>{isOpen ? <EngineLog reason={status?.engine.reason ?? null} onClose={() => setIsOpen(false)} /> : null}</Suspense>
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
      {words.assistants(assistants.length)}
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
  const { projectId, projectName, region } = workspace;
  const zone = words.zone(workspace.timezone, workspace.isTimezoneKnown);
  return (
    <span className="min-w-0 shrink-[100] truncate" title={words.projectFacts(projectId, region, zone)}>
      {projectName === null ? null : <span className="text-ink">{projectName} · </span>}
      {words.project(projectId, zone)}
    </span>
  );
}

function Quota({ quota, isCrowded }: { quota: WorkspaceInfo['quota']; isCrowded: boolean }) {
  const next = quota.nextFreeAt === null ? null : formatClock(quota.nextFreeAt, new Date());
  return (
    <span className={classNames('shrink-0', isCrowded && 'max-[1000px]:hidden')} title={words.quotaFacts(next)}>
      {words.quota(quota)}
    </span>
  );
}

/** Leads to the list of fetches. In a narrow window its words are cut, but never the button that cancels. */
function RunningJobs({ jobs }: { jobs: readonly JobSnapshot[] }) {
  const cancel = useCancelJob();
  const [, navigate] = useLocation();
  const [job] = jobs;
  if (job === undefined) return null;
  const count = progressCount(job.progress);
  const detail = progressDetail(job.progress);
  return (
    <div className="flex min-w-0 items-center gap-2" title={words.jobFacts(job)}>
      <Button
        look="quiet"
        size="small"
        className={classNames(SMALL, 'min-w-0 shrink! justify-start')}
        title={words.jobLink(allWords.screens.fetch)}
        onClick={() => navigate('/fetch')}
      >
        <span className="min-w-0 truncate">
          <span className="text-ink">{job.table}</span> <span title={progressNote(job.progress)}>{count}</span>
          <span className="max-[1150px]:hidden"> · {detail}</span>
          {jobs.length > 1 ? words.more(jobs.length - 1) : ''}
        </span>
      </Button>
      <ProgressBar
        label={job.title}
        done={job.progress.done}
        total={job.progress.total}
        text={allWords.job.spoken(count, detail)}
        className="w-28 shrink-0 max-[800px]:w-12"
      />
      <Button look="quiet" size="small" className={classNames(SMALL, 'shrink-0')} onClick={() => cancel(job.jobId)}>
        {allWords.job.cancel}
      </Button>
    </div>
  );
}
