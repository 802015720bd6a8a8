// What the screen knows and can do: jobs under way, what was left unfinished, tables, and starting more.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { JobSnapshot } from '#shared/model/job.ts';
import { useApi } from '../../app/api-context.tsx';
import { withJob } from '../../app/live.tsx';
import { useProblemToast } from '../../app/problem.ts';
import { useJobs } from '../../app/use-jobs.ts';
import { useIsEngineReady } from '../../app/use-status.ts';
import { todayIn } from './days.ts';

const FETCHES: ReadonlySet<JobSnapshot['kind']> = new Set(['fetch_events', 'fetch_profiles']);

/** The project's zone and its day of today; undefined until Mixpanel has told, or an engine is there. */
export function useProjectDays(): { projectId: string; zone: string; isZoneKnown: boolean; today: string } | undefined {
  const { query } = useApi();
  const isReady = useIsEngineReady();
  const { data } = useQuery({ ...query.workspace.describe.queryOptions(), enabled: isReady });
  if (data === undefined) return undefined;
  const { projectId, timezone: zone, isTimezoneKnown: isZoneKnown } = data;
  return { projectId, zone, isZoneKnown, today: todayIn(zone, new Date()) };
}

export function useEventTables() {
  const { query } = useApi();
  const isReady = useIsEngineReady();
  const tables = useQuery({ ...query.tables.list.queryOptions(), enabled: isReady });
  return { ...tables, names: (tables.data?.tables ?? []).filter(({ kind }) => kind === 'events').map(({ name }) => name) };
}

export function useFetchJobs(): { running: readonly JobSnapshot[]; ended: readonly JobSnapshot[] } {
  const fetches = useJobs().filter(({ kind }) => FETCHES.has(kind));
  return { running: fetches.filter(({ endedAt }) => endedAt === null), ended: fetches.filter(({ endedAt }) => endedAt !== null) };
}

/** Asked again whenever a fetch begins or ends, which is when the list changes. */
export function useUnfinished() {
  const { query } = useApi();
  const cache = useQueryClient();
  const isReady = useIsEngineReady();
  const { running, ended } = useFetchJobs();
  const jobs = [...running, ...ended].map(({ jobId, status, endedAt }) => `${jobId} ${endedAt === null ? 'runs' : status}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the jobs are what it waits for.
  useEffect(() => {
    void cache.invalidateQueries({ queryKey: query.fetch.unfinished.key() });
    void cache.invalidateQueries({ queryKey: query.syncs.key() });
  }, [jobs, cache, query]);
  return useQuery({ ...query.fetch.unfinished.queryOptions(), enabled: isReady });
}

export function useFetchActions() {
  const { query } = useApi();
  const cache = useQueryClient();
  const onError = useProblemToast();
  const onJob = (job: JobSnapshot) => {
    cache.setQueryData(query.jobs.list.queryKey(), (old) => ({ jobs: withJob(old?.jobs ?? [], job) }));
    void cache.invalidateQueries({ queryKey: query.fetch.unfinished.key() });
  };
  const onDiscarded = () => void cache.invalidateQueries({ queryKey: query.fetch.unfinished.key() });
  return {
    estimate: useMutation(
      query.fetch.estimate.mutationOptions({ onSuccess: () => cache.invalidateQueries({ queryKey: query.workspace.key() }) }),
    ),
    start: useMutation(query.fetch.events.mutationOptions({ onSuccess: onJob })),
    startProfiles: useMutation(query.fetch.profiles.mutationOptions({ onSuccess: onJob })),
    resume: useMutation(query.fetch.resume.mutationOptions({ onSuccess: onJob, onError })),
    discard: useMutation(query.fetch.discard.mutationOptions({ onSuccess: onDiscarded, onError })),
    pause: useMutation(query.jobs.cancel.mutationOptions({ onError })),
  };
}
