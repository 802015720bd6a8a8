import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { JobSnapshot } from '#shared/model/job.ts';
import { counted } from '../ui/quantities.ts';
import { useToast } from '../ui/toasts.tsx';
import { toApiError } from './api.ts';
import { useApi } from './api-context.tsx';
import { useIsEngineReady } from './use-status.ts';

export function useJobs(): readonly JobSnapshot[] {
  const { query } = useApi();
  const isReady = useIsEngineReady();
  return useQuery({ ...query.jobs.list.queryOptions(), enabled: isReady }).data?.jobs ?? [];
}

export function useCancelJob(): (jobId: string) => void {
  const { query } = useApi();
  const toast = useToast();
  const { mutate } = useMutation(
    query.jobs.cancel.mutationOptions({
      onError: (error) => {
        const { message, hint } = describe(error);
        toast('danger', message, hint);
      },
    }),
  );
  return (jobId) => mutate({ jobId });
}

/** Says once how each job ended that this window has seen running. */
export function useJobMessages(jobs: readonly JobSnapshot[]): void {
  const toast = useToast();
  const seenRunning = useRef(new Set<string>());
  useEffect(() => {
    for (const job of jobs) {
      if (job.endedAt === null) seenRunning.current.add(job.jobId);
      else if (seenRunning.current.delete(job.jobId)) announce(job, toast);
    }
  }, [jobs, toast]);
}

function announce(job: JobSnapshot, toast: ReturnType<typeof useToast>): void {
  switch (job.status) {
    case 'completed':
      if (job.kind === 'export') {
        toast('info', 'The export is ready', job.message);
        return;
      }
      toast('info', `${job.table} is ready`, `${counted(job.progress.rows, 'row')} loaded.`);
      return;
    case 'cancelled':
      toast('info', 'Cancelled', job.message);
      return;
    default:
      toast('danger', job.error?.message ?? job.message, job.error?.hint);
  }
}

function describe(error: unknown): { message: string; hint: string | undefined } {
  const problem = toApiError(error);
  return { message: problem.message, hint: 'hint' in problem ? problem.hint : undefined };
}
