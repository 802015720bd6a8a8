import { Pause, Play } from 'lucide-react';
import type { UnfinishedFetch } from '#shared/model/fetch.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { progressCount, progressDetail, progressNote } from '../../app/job-words.ts';
import { problemOf } from '../../app/problem.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { formatMoment } from '../../ui/instants.ts';
import { Notice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { counted } from '../../ui/quantities.ts';
import { Section } from './section.tsx';
import { useFetchActions, useFetchJobs, useUnfinished } from './use-fetch.ts';

const MOST_ENDED = 3;

const ENDS: Partial<Record<JobSnapshot['status'], { words: string; tone: Tone }>> = {
  completed: { words: 'Done', tone: 'ok' },
  partial: { words: 'In part', tone: 'warn' },
  failed: { words: 'Failed', tone: 'danger' },
};

/** What runs, what was stopped and can go on, and what has just ended. */
export function FetchList() {
  const { running, ended } = useFetchJobs();
  const unfinished = useUnfinished();
  const stopped = unfinished.data?.fetches ?? [];
  const done = ended.filter(({ status }) => ENDS[status] !== undefined).slice(0, MOST_ENDED);
  if (running.length + stopped.length + done.length === 0 && unfinished.error === null) return null;
  return (
    <Section title="Fetches" note="A paused fetch stays here, also when Mixlake is closed: whole days are kept, the rest is fetched later.">
      {unfinished.error === null ? null : (
        <Notice tone="danger" title={problemOf(unfinished.error).message} hint={problemOf(unfinished.error).hint} />
      )}
      <ul className="flex flex-col gap-2">
        {running.map((job) => (
          <RunningFetch key={job.jobId} job={job} />
        ))}
        {stopped.map((fetch) => (
          <StoppedFetch key={fetch.id} fetch={fetch} />
        ))}
        {done.map((job) => (
          <EndedFetch key={job.jobId} job={job} />
        ))}
      </ul>
    </Section>
  );
}

function RunningFetch({ job }: { job: JobSnapshot }) {
  const { pause, discard } = useFetchActions();
  const count = progressCount(job.progress);
  const detail = progressDetail(job.progress);
  return (
    <li aria-label={job.title} className="rounded-md border border-line bg-sunken p-3">
      <div className="flex flex-wrap items-start gap-2">
        <div className="min-w-0 flex-1">
          <h3 className="font-semibold break-words">{job.title}</h3>
          <p className="text-xs break-words text-ink-2">
            {job.message} Started by {job.startedBy}.
          </p>
        </div>
        {job.kind === 'fetch_events' ? (
          <Button disabled={pause.isPending} onClick={() => pause.mutate({ jobId: job.jobId })}>
            <Pause aria-hidden size={12} />
            Pause
          </Button>
        ) : null}
        <Button look="quiet" disabled={discard.isPending} onClick={() => discard.mutate({ id: job.jobId })}>
          Cancel
        </Button>
      </div>
      {/* The status bar's bar of the same job already speaks. */}
      <ProgressBar
        label={job.title}
        done={job.progress.done}
        total={job.progress.total}
        text={`${count}, ${detail}`}
        className="mt-2"
        isSilent
      />
      <p className="mt-1.5 flex flex-wrap justify-between gap-x-3 text-xs text-ink-2">
        <span title={progressNote(job.progress)}>{count}</span>
        <span>{detail}</span>
      </p>
    </li>
  );
}

function StoppedFetch({ fetch }: { fetch: UnfinishedFetch }) {
  const { resume, discard } = useFetchActions();
  return (
    <li aria-label={fetch.title} className="flex flex-wrap items-start gap-2 rounded-md border border-line bg-sunken p-3">
      <div className="min-w-0 flex-1">
        <h3 className="flex flex-wrap items-center gap-2 font-semibold break-words">
          {fetch.title} <Badge tone="warn">Paused</Badge>
        </h3>
        <p className="text-xs break-words text-ink-2">
          {fetch.reason} {leftWords(fetch)}
        </p>
        <p className="text-2xs text-ink-2">
          Started by {fetch.startedBy}, {formatMoment(fetch.startedAt)}
        </p>
      </div>
      <Button look="primary" disabled={resume.isPending} onClick={() => resume.mutate({ id: fetch.id })}>
        <Play aria-hidden size={12} />
        {fetch.kind === 'fetch_events' ? 'Resume' : 'Start again'}
      </Button>
      <Button look="quiet" disabled={discard.isPending} onClick={() => discard.mutate({ id: fetch.id })}>
        Give up
      </Button>
    </li>
  );
}

function leftWords({ days, daysLeft }: UnfinishedFetch): string {
  if (days === null || daysLeft === null) return 'Profiles are fetched as a whole, so it begins again; the table is as it was before.';
  return `${daysLeft} of ${counted(days, 'day')} still to fetch; the others are complete.`;
}

function EndedFetch({ job }: { job: JobSnapshot }) {
  const end = ENDS[job.status];
  return (
    <li aria-label={job.title} className="rounded-md border border-line p-3">
      <h3 className="flex flex-wrap items-center gap-2 font-semibold break-words">
        {job.title} {end === undefined ? null : <Badge tone={end.tone}>{end.words}</Badge>}
      </h3>
      <p className="text-xs break-words text-ink-2 select-text">
        {job.message} {job.error?.hint ?? ''} {spentWords(job)}
      </p>
    </li>
  );
}

function spentWords({ spent }: JobSnapshot): string {
  if (spent === undefined) return '';
  const parts = [
    ...(spent.export > 0 ? [counted(spent.export, 'export')] : []),
    ...(spent.query > 0 ? [counted(spent.query, 'query call')] : []),
  ];
  return parts.length === 0 ? '' : `Took ${parts.join(' and ')} of the hour.`;
}
