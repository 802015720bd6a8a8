import { Pause, Play } from 'lucide-react';
import type { UnfinishedFetch } from '#shared/model/fetch.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { progressCount, progressDetail, progressNote } from '../../app/job-words.ts';
import { problemOf } from '../../app/problem.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Section } from './section.tsx';
import { useFetchActions, useFetchJobs, useUnfinished } from './use-fetch.ts';
import { words } from './words.ts';

const MOST_ENDED = 3;

const TONES: Partial<Record<JobSnapshot['status'], Tone>> = { completed: 'ok', partial: 'warn', failed: 'danger' };

/** What runs, what was stopped and can go on, and what has just ended. */
export function FetchList() {
  const { running, ended } = useFetchJobs();
  const unfinished = useUnfinished();
  const stopped = unfinished.data?.fetches ?? [];
  const done = ended.filter(({ status }) => TONES[status] !== undefined).slice(0, MOST_ENDED);
  if (running.length + stopped.length + done.length === 0 && unfinished.error === null) return null;
  return (
    <Section title={words.list.title} note={words.list.note}>
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
          <p className="text-xs break-words text-ink-2">{words.list.running(job)}</p>
        </div>
        {job.kind === 'fetch_events' ? (
          <Button disabled={pause.isPending} onClick={() => pause.mutate({ jobId: job.jobId })}>
            <Pause aria-hidden size={12} />
            {words.list.pause}
          </Button>
        ) : null}
        <Button look="quiet" disabled={discard.isPending} onClick={() => discard.mutate({ id: job.jobId })}>
          {words.list.cancel}
        </Button>
      </div>
      {/* The status bar's bar of the same job already speaks. */}
      <ProgressBar
        label={job.title}
        done={job.progress.done}
        total={job.progress.total}
        text={words.list.spoken(count, detail)}
        className="mt-2"
        isSilent
      />
      <p className="mt-1.5 flex flex-wrap justify-between gap-x-3 text-xs text-ink-2">
        <span title={progressNote(job.progress)}>{count}</span>
        <span>{detail}</span>
      </p>
      {job.kind === 'fetch_profiles' ? <p className="mt-1 text-2xs text-ink-2">{words.list.noPause}</p> : null}
    </li>
  );
}

function StoppedFetch({ fetch }: { fetch: UnfinishedFetch }) {
  const { resume, discard } = useFetchActions();
  return (
    <li aria-label={fetch.title} className="flex flex-wrap items-start gap-2 rounded-md border border-line bg-sunken p-3">
      <div className="min-w-0 flex-1">
        <h3 className="flex flex-wrap items-center gap-2 font-semibold break-words">
          {fetch.title} <Badge tone="warn">{fetch.kind === 'fetch_events' ? words.list.paused : words.list.stopped}</Badge>
        </h3>
        <p className="text-xs break-words text-ink-2">{words.list.stoppedFacts(fetch)}</p>
        <p className="text-2xs text-ink-2">{words.list.startedBy(fetch.startedBy, fetch.startedAt)}</p>
      </div>
      <Button look="primary" disabled={resume.isPending} onClick={() => resume.mutate({ id: fetch.id })}>
        <Play aria-hidden size={12} />
        {fetch.kind === 'fetch_events' ? words.list.resume : words.list.startAgain}
      </Button>
      <Button look="quiet" disabled={discard.isPending} onClick={() => discard.mutate({ id: fetch.id })}>
        {words.list.giveUp}
      </Button>
    </li>
  );
}

function EndedFetch({ job }: { job: JobSnapshot }) {
  const tone = TONES[job.status];
  return (
    <li aria-label={job.title} className="rounded-md border border-line p-3">
      <h3 className="flex flex-wrap items-center gap-2 font-semibold break-words">
        {job.title} {tone === undefined ? null : <Badge tone={tone}>{words.list.badges[job.status]}</Badge>}
      </h3>
      <p className="text-xs break-words text-ink-2 select-text">{words.list.ended(job)}</p>
    </li>
  );
}
