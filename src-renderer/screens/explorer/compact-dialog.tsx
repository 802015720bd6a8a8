// Writing the local database anew without unused space: how large it is, what one waits for, and what it came to.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { JobSnapshot } from '#shared/model/job.ts';
import { useApi } from '../../app/api-context.tsx';
import { isRunning } from '../../app/job-words.ts';
import { withJob } from '../../app/live.tsx';
import { problemOf } from '../../app/problem.ts';
import { useJobs } from '../../app/use-jobs.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { words } from './later-words.ts';
import { formatBytes } from './table-words.ts';

export function CompactDialog({ onClose }: { onClose: () => void }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const size = useQuery({ ...query.tables.fileSize.queryOptions(), staleTime: 0 });
  const start = useMutation(
    query.tables.compact.mutationOptions({
      onSuccess: (job) => cache.setQueryData(query.jobs.list.queryKey(), (old) => ({ jobs: withJob(old?.jobs ?? [], job) })),
    }),
  );
  const job = useJobs().find(({ jobId }) => jobId === start.data?.jobId) ?? start.data;
  const isOver = job !== undefined && !isRunning(job);
  useEffect(() => {
    // The sizes of the tables are of the file as it was.
    if (isOver) void cache.invalidateQueries({ queryKey: query.tables.list.key() });
  }, [isOver, cache, query]);
  const problem = start.error ?? size.error;
  return (
    <Dialog title={words.compact.title} onClose={onClose}>
      <div className="flex flex-col gap-3 p-4">
        {job === undefined ? (
          <p>{size.data === undefined ? words.compact.measuring : words.compact.about(formatBytes(size.data.bytes))}</p>
        ) : null}
        {job === undefined ? null : <Compacting job={job} />}
        {problem === null ? null : <Notice tone="danger" {...noticeOf(problem)} />}
        <div className="flex justify-end gap-2">
          <Button autoFocus onClick={onClose}>
            {job === undefined ? words.compact.leave : words.compact.close}
          </Button>
          {job === undefined ? (
            <Button look="primary" disabled={start.isPending} onClick={() => start.mutate(undefined)}>
              {words.compact.start}
            </Button>
          ) : null}
        </div>
      </div>
    </Dialog>
  );
}

function noticeOf(error: unknown) {
  const { message, hint } = problemOf(error);
  return { title: message, hint };
}

function Compacting({ job }: { job: JobSnapshot }) {
  if (job.error !== null) return <Notice tone="danger" title={job.error.message} hint={job.error.hint} />;
  const { bytes_before: before, bytes_after: after } = job.result ?? {};
  const isDone = typeof before === 'number' && typeof after === 'number';
  return <p role="status">{isDone ? words.compact.done(formatBytes(before), formatBytes(after)) : job.message}</p>;
}
