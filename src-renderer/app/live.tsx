// Keeps the query cache in step with the app: its streams write into the same entries that the screens read.
// A browser opens at most six connections to one address over all its tabs, so a hidden tab lets go of its streams.
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { AppStatus } from '#shared/model/app-status.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { useApi } from './api-context.tsx';
import { type FollowOptions, follow } from './follow.ts';
import { useIsEngineReady } from './use-status.ts';

const ConnectedContext = createContext(true);

/** False while a stream is being opened again. */
export function useIsConnected(): boolean {
  return useContext(ConnectedContext);
}

export function LiveProvider(props: { children: ReactNode }) {
  const { client, query } = useApi();
  const cache = useQueryClient();
  const isReady = useIsEngineReady();
  const status = useFollow({
    open: (signal) => client.app.statusChanges(undefined, { signal }),
    onItem: (item) => {
      const key = query.app.status.queryKey();
      const isOther = isOtherEngine(cache.getQueryData(key), item);
      cache.setQueryData(key, item);
      if (isOther)
        void refresh(cache, [query.workspace.key(), query.tables.key(), query.editor.key(), query.jobs.key(), query.activity.key()]);
    },
  });
  const tables = useFollow(
    {
      open: (signal) => client.tables.changes(undefined, { signal }),
      onItem: () => void refresh(cache, [query.tables.key(), query.editor.key()]),
    },
    isReady,
  );
  const jobs = useFollow(
    {
      open: (signal) => client.jobs.changes(undefined, { signal }),
      onItem: (job) => {
        cache.setQueryData(query.jobs.list.queryKey(), (old) => ({ jobs: withJob(old?.jobs ?? [], job) }));
        void cache.invalidateQueries({ queryKey: query.workspace.key() });
      },
    },
    isReady,
  );
  return <ConnectedContext value={status && tables && jobs}>{props.children}</ConnectedContext>;
}

/** What was read from another engine, or for another project, is no longer true. */
function isOtherEngine(before: AppStatus | undefined, now: AppStatus): boolean {
  if (before === undefined) return false;
  return before.engine.pid !== now.engine.pid || before.account?.projectId !== now.account?.projectId;
}

async function refresh(cache: QueryClient, keys: readonly (readonly unknown[])[]): Promise<void> {
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

/** Follows one stream while the page can be seen. Answers false while it is being opened again. */
export function useFollow<Item>(source: Source<Item>, isWanted = true): boolean {
  const [isConnected, setIsConnected] = useState(true);
  const [first] = useState(source);
  useEffect(() => {
    let current: AbortController | null = null;
    let wasAway = false;
    const sync = () => {
      current?.abort();
      current = null;
      if (!isWanted) return;
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
  }, [first, isWanted]);
  return isConnected || !isWanted;
}
