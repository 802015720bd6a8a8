// Keeps the query cache in step with the app: its one stream writes into the same entries that the screens read.
// A browser opens at most six connections to one address over all its tabs, so a hidden tab lets go of its stream.
import { type DataTag, type QueryClient, type QueryKey, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { assertNever } from '#shared/errors.ts';
import type { ActivityEntry } from '#shared/model/activity-entry.ts';
import type { AppChange } from '#shared/model/app-change.ts';
import type { AppStatus } from '#shared/model/app-status.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { WindowCommand } from '#shared/model/window-command.ts';
import { useApi } from './api-context.tsx';
import { type FollowOptions, follow } from './follow.ts';

type EntryListener = (entry: ActivityEntry) => void;

interface Live {
  readonly isConnected: boolean;
  readonly onEntry: (listener: EntryListener) => () => void;
  readonly onCommand: (listener: (command: WindowCommand) => void) => () => void;
}

const LiveContext = createContext<Live>({ isConnected: true, onEntry: () => () => undefined, onCommand: () => () => undefined });

/** False while the stream is being opened again. */
export function useIsConnected(): boolean {
  return useContext(LiveContext).isConnected;
}

/** Tells each call of the activity log as it starts and as it ends. `listener` is taken at the start. */
export function useEachEntry(listener: EntryListener): void {
  const { onEntry } = useContext(LiveContext);
  const [first] = useState(() => listener);
  useEffect(() => onEntry(first), [onEntry, first]);
}

/** Tells what menus, tray and links from outside ask of the window. */
export function useEachCommand(listener: (command: WindowCommand) => void): void {
  const { onCommand } = useContext(LiveContext);
  useEffect(() => onCommand(listener), [onCommand, listener]);
}

export function LiveProvider(props: { children: ReactNode }) {
  const { client, query } = useApi();
  const cache = useQueryClient();
  const [entries] = useState(() => createTeller<ActivityEntry>());
  const [commands] = useState(() => createTeller<WindowCommand>());
  const isConnected = useFollow({
    open: (signal) => client.app.changes(undefined, { signal }),
    onItem: (change) => {
      take(change, { query, cache });
      if (change.kind === 'activity') entries.tell(change.entry);
      if (change.kind === 'command') commands.tell(change.command);
    },
    // What happened while the stream was away is not told again, unlike jobs and tables.
    onReopened: () => void refresh(cache, [query.activity.key()]),
  });
  return <LiveContext value={{ isConnected, onEntry: entries.listen, onCommand: commands.listen }}>{props.children}</LiveContext>;
}

function createTeller<Item>() {
  const listeners = new Set<(item: Item) => void>();
  return {
    tell: (item: Item) => {
      for (const listener of listeners) listener(item);
    },
    listen: (listener: (item: Item) => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

function take(change: AppChange, { query, cache }: { query: ReturnType<typeof useApi>['query']; cache: QueryClient }): void {
  switch (change.kind) {
    case 'status': {
      const key = query.app.status.queryKey();
      const isOther = isOtherEngine(cache.getQueryData(key), change.status);
      put(cache, key, change.status);
      if (isOther)
        void refresh(cache, [
          query.workspace.key(),
          query.tables.key(),
          query.editor.key(),
          query.jobs.key(),
          query.activity.key(),
          query.fetch.key(),
          query.syncs.key(),
        ]);
      return;
    }
    case 'tables':
      void refresh(cache, [query.tables.key(), query.editor.key()]);
      return;
    case 'job':
      putJob(cache, query.jobs.list.queryKey(), change.job);
      void refresh(cache, [query.workspace.key()]);
      return;
    case 'approvals':
      put(cache, query.approvals.list.queryKey(), { approvals: change.approvals });
      return;
    case 'clients':
      put(cache, query.clients.list.queryKey(), { clients: change.clients });
      return;
    case 'command':
      return; // told to those who listen
    case 'activity':
      // The screen that is open adds the entry itself; one that is opened later must read the log again.
      void cache.invalidateQueries({ queryKey: query.activity.key(), refetchType: 'none' });
      return;
    default:
      assertNever(change);
  }
}

/** Takes what the stream tells. An answer still under way tells what was true before it, so it is dropped and asked again. */
function put<Key extends QueryKey, Data>(cache: QueryClient, queryKey: DataTag<Key, Data>, data: Data): void {
  cache.setQueryData<Data>(queryKey, data);
  if (cache.getQueryState(queryKey)?.fetchStatus !== 'idle') void cache.invalidateQueries({ queryKey, exact: true });
}

/** A list that was never read stays unread: with one job in it, it would pass for whole. */
function putJob<Key extends QueryKey>(cache: QueryClient, queryKey: DataTag<Key, { jobs: JobSnapshot[] }>, job: JobSnapshot): void {
  const known = cache.getQueryData<{ jobs: JobSnapshot[] }>(queryKey);
  if (known === undefined) void cache.invalidateQueries({ queryKey, exact: true });
  else put(cache, queryKey, { jobs: withJob(known.jobs, job) });
}

/** What was read from another engine, or for another project, is no longer true. */
export function isOtherEngine(before: AppStatus | undefined, now: AppStatus): boolean {
  if (before === undefined) return false;
  if (before.account?.projectId !== now.account?.projectId) return true;
  if (now.engine.state !== 'ready') return false;
  if (before.engine.state !== 'ready') return true;
  // The pid of one and the same engine can come a moment after its ready state.
  return before.engine.pid !== null && now.engine.pid !== null && before.engine.pid !== now.engine.pid;
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
  /** Told when the stream is back after a break. */
  readonly onReopened: () => void;
}

/** Follows one stream while the page can be seen. Answers false while it is being opened again. */
function useFollow<Item>(source: Source<Item>): boolean {
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
        if (is && wasAway) first.onReopened();
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
