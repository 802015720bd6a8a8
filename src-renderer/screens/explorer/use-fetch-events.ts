import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../app/api-context.tsx';
import { withJob } from '../../app/live.tsx';

export const FETCH_DAYS = 30;
const DAY_MS = 86_400_000;

/** The last whole days up to yesterday, as days of the zone; both ends included. */
export function lastDays(now: Date, timeZone: string, days: number): { fromDate: string; toDate: string } {
  // en-CA writes dates as YYYY-MM-DD.
  const today = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now);
  const start = Date.parse(`${today}T00:00:00Z`);
  const day = (back: number) => new Date(start - back * DAY_MS).toISOString().slice(0, 10);
  return { fromDate: day(days), toDate: day(1) };
}

/** Fetches the last 30 days of events; the job then shows in the status bar and here. */
export function useFetchEvents() {
  const { query } = useApi();
  const cache = useQueryClient();
  const workspace = useQuery(query.workspace.describe.queryOptions());
  const fetch = useMutation(
    query.jobs.fetchEvents.mutationOptions({
      onSuccess: (job) => cache.setQueryData(query.jobs.list.queryKey(), (old) => ({ jobs: withJob(old?.jobs ?? [], job) })),
    }),
  );
  return {
    isPending: fetch.isPending,
    error: fetch.error,
    start: () => fetch.mutate(lastDays(new Date(), workspace.data?.timezone ?? 'UTC', FETCH_DAYS)),
  };
}
