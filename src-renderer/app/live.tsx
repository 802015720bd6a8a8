// Keeps the query cache in step with the app: its streams write into the same entries that the screens read.
// A browser opens at most six connections to one address over all its tabs, so a hidden tab lets go of its streams.
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { JobSnapshot } from '#shared/model/job.ts';
import { useApi } from './api-context.tsx';
import { type FollowOptions, follow } from './follow.ts';

const ConnectedContext = createContext(true);

/** False while a stream is being opened again. */
export function useIsConnected(): boolean {
  return useContext(ConnectedContext);
}

export function LiveProvider(props: { children: ReactNode }) {
  const { client, query } = useApi();
  const cache = useQueryClient();
  const status = useFollow({
    open: (signal) => client.app.statusChanges(undefined, { signal }),
    onItem: (item) => cache.setQueryData(query.app.status.queryKey(), item),
  });
  const tables = useFollow({
    open: (signal) => client.tables.changes(undefined, { signal }),
    onItem: () => void refreshTables(cache, [query.tables.key(), query.editor.key()]),
  });
  const jobs = useFollow({
    open: (signal) => client.jobs.changes(undefined, { signal }),
    onItem: (job) => {
      cache.setQueryData(query.jobs.list.queryKey(), (old) => ({ jobs: withJob(old?.jobs ?? [], job) }));
      void cache.invalidateQueries({ queryKey: query.workspace.key() });
    },
  });
  return <ConnectedContext value={status && tables && jobs}>{props.children}</ConnectedContext>;
}

async function refreshTables(cache: QueryClient, keys: readonly (readonly unknown[])[]): Promise<void> {
  await Promise.all(keys.map((queryKey) => cache.invalidateQueries({ queryKey })));
}

/** Newest job first; a known one is replaced where it stands. */
export function withJob(jobs: readonly JobSnapshot[], job: JobSnapshot): JobSnapshot[] {
  if (jobs.some((known) => known.jobId === job.jobId)) {
    return jobs.map((known) => (known.jobId === job.jobId ? job : known));
  }
  return [job, ...jobs].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

interface Source<Item> extends Pick<FollowOptions<Item>, 'open' | 'onItem'> {
  /** Told when the stream is back after a break, for streams that do not begin with the whole state. */
  readonly onReopened?: () => void;
}

/** Follows one stream while the page can be seen. Answers whether it is connected. */
export function useFollow<Item>(source: Source<Item>): boolean {
  const [isConnected, setIsConnected] = useState(true);
  const [first] = useState(source);
  useEffect(() => {
    let current: AbortController | null = null;
    let wasAway = false;
    const sync = () => {
      current?.abort();
      current = null;
      if (document.hidden) {
        wasAway = true;
        return;
      }
      current = new AbortController();
      const onConnected = (is: boolean) => {
        setIsConnected(is);
        if (is && wasAway) first.onReopened?.();
        wasAway = !is;
      };
      void follow({ ...first, onConnected, signal: current.signal });
    };
    sync();
    document.addEventListener('visibilitychange', sync);
    return () => {
      document.removeEventListener('visibilitychange', sync);
      current?.abort();
    };
  }, [first]);
  return isConnected;
}
