import { useMutation, useQuery } from '@tanstack/react-query';
import { createElement, useEffect, useRef } from 'react';
import type { JobSnapshot } from '#shared/model/job.ts';
import { useToast } from '../ui/toasts.tsx';
import { useApi } from './api-context.tsx';
import { FileActions } from './file-actions.tsx';
import { useProblemToast } from './problem.ts';
import { useIsEngineReady } from './use-status.ts';
import { words } from './words.ts';

export function useJobs(): readonly JobSnapshot[] {
  const { query } = useApi();
  const isReady = useIsEngineReady();
  return useQuery({ ...query.jobs.list.queryOptions(), enabled: isReady }).data?.jobs ?? [];
}

export function useCancelJob(): (jobId: string) => void {
  const { query } = useApi();
  const onError = useProblemToast();
  const { mutate } = useMutation(query.jobs.cancel.mutationOptions({ onError }));
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

function actionsFor({ result }: JobSnapshot) {
  return typeof result?.path === 'string' ? createElement(FileActions, { path: result.path }) : null;
}

function announce(job: JobSnapshot, toast: ReturnType<typeof useToast>): void {
  switch (job.status) {
    case 'completed':
      if (job.kind === 'export') {
        toast('info', words.job.exported, job.message, actionsFor(job));
        return;
      }
      // These bring no rows; their own sentence tells what they did.
      if (job.kind === 'compact' || job.kind === 'drop_table') toast('info', job.message);
      else toast('info', words.job.ready(job.table), words.job.loaded(job.progress.rows));
      return;
    case 'cancelled':
      toast('info', words.job.cancelled, job.message);
      return;
    default:
      toast('danger', job.error?.message ?? job.message, job.error?.hint);
  }
}
