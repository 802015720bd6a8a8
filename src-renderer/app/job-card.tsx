import type { JobSnapshot } from '#shared/model/job.ts';
import { Button } from '../ui/button.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { progressCount, progressDetail, progressNote } from './job-words.ts';
import { useCancelJob } from './use-jobs.ts';
import { words } from './words.ts';

/** A running job where it is the main thing to see: while the first table is being filled. */
export function JobCard({ job }: { job: JobSnapshot }) {
  const cancel = useCancelJob();
  const count = progressCount(job.progress);
  const detail = progressDetail(job.progress);
  return (
    <section aria-label={job.title} className="w-full rounded-lg border border-line bg-surface p-4">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold">{job.title}</h2>
          <p className="text-ink-2">{job.message}</p>
        </div>
        <Button onClick={() => cancel(job.jobId)}>{words.job.cancel}</Button>
      </div>
      <ProgressBar
        label={job.title}
        done={job.progress.done}
        total={job.progress.total}
        text={words.job.spoken(count, detail)}
        className="mt-3"
        isSilent
      />
      <p className="mt-2 flex justify-between gap-3 text-xs text-ink-2">
        <span title={progressNote(job.progress)}>{count}</span>
        <span>{detail}</span>
      </p>
    </section>
  );
}
