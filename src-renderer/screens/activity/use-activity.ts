// The log as the screen shows it: pages of the past, and on top of them whatever happens while one looks.
import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import type { ActivityEntry } from '#shared/model/activity-entry.ts';
import { useApi } from '../../app/api-context.tsx';
import { useEachEntry, useIsConnected } from '../../app/live.tsx';
import { useIsEngineReady } from '../../app/use-status.ts';
import type { Outcome } from './outcomes.ts';
import type { Period } from './period.ts';

const PAGE_ENTRIES = 200;
/** Of a window left open for days; older ones are read from the log again when one filters. */
const MOST_LIVE = 2000;

export interface ActivityFilter {
  readonly client: string | null;
  readonly tool: string | null;
  readonly outcome: Outcome | null;
  readonly text: string;
  readonly period: Period | null;
}

export const NO_FILTER: ActivityFilter = { client: null, tool: null, outcome: null, text: '', period: null };

export function isFiltered({ client, tool, outcome, text, period }: ActivityFilter): boolean {
  return client !== null || tool !== null || outcome !== null || text.trim() !== '' || period !== null;
}

interface Page {
  entries: ActivityEntry[];
  hasMore: boolean;
}

export function useActivity(filter: ActivityFilter) {
  const { query } = useApi();
  const [live, setLive] = useState<readonly ActivityEntry[]>([]);
  // Typing stays quick: the log is asked for what the person has settled on.
  const settled = useDeferredValue(filter);
  const input = useMemo(() => filterInput(settled), [settled]);
  const options = query.activity.list.infiniteOptions({
    input: (before: string | undefined) => ({ ...input, limit: PAGE_ENTRIES, ...(before === undefined ? {} : { before }) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ entries, hasMore }: Page) => (hasMore ? entries.at(-1)?.id : undefined),
    placeholderData: (old: InfiniteData<Page, string | undefined> | undefined) => old,
  });
  const isReady = useIsEngineReady();
  const past = useInfiniteQuery({ ...options, enabled: isReady });
  const isConnected = useIsConnected();
  useEachEntry((entry) => setLive((known) => withEntry(known, entry)));
  const entries = useMemo(() => merged(past.data?.pages ?? [], live, filter), [past.data, live, filter]);
  return {
    entries,
    error: past.error,
    isReady,
    isLoading: past.isPending,
    isConnected,
    hasMore: past.hasNextPage,
    loadMore: () => {
      if (past.hasNextPage && !past.isFetchingNextPage) void past.fetchNextPage();
    },
  };
}

export function filterInput({ client, tool, outcome, text, period }: ActivityFilter) {
  return {
    ...(client === null ? {} : { client }),
    ...(tool === null ? {} : { tool }),
    ...(outcome === null ? {} : { outcome }),
    ...(text.trim() === '' ? {} : { text: text.trim() }),
    ...(period === null || period.since === null ? {} : { since: period.since }),
    ...(period === null || period.until === null ? {} : { until: period.until }),
  };
}

function withEntry(known: readonly ActivityEntry[], entry: ActivityEntry): ActivityEntry[] {
  return [entry, ...known.filter(({ id }) => id !== entry.id)].slice(0, MOST_LIVE);
}

/** Newest first; what came live stands for the older picture of the same entry. */
export function merged(pages: readonly Page[], live: readonly ActivityEntry[], filter: ActivityFilter): ActivityEntry[] {
  const byId = new Map<string, ActivityEntry>();
  for (const page of pages) for (const entry of page.entries) byId.set(entry.id, entry);
  for (const entry of live) {
    if (matches(entry, filter)) byId.set(entry.id, entry);
    else byId.delete(entry.id);
  }
  return [...byId.values()].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

export function matches(entry: ActivityEntry, { client, tool, outcome, text, period }: ActivityFilter): boolean {
  return (
    (client === null || entry.client.name === client) &&
    (tool === null || entry.tool === tool) &&
    (outcome === null || entry.outcome === outcome) &&
    isWithin(entry, period) &&
    (text.trim() === '' || JSON.stringify([entry.tool, entry.arguments, entry.summary]).toLowerCase().includes(text.trim().toLowerCase()))
  );
}

function isWithin({ startedAt }: ActivityEntry, period: Period | null): boolean {
  if (period === null) return true;
  return (period.since === null || startedAt >= period.since) && (period.until === null || startedAt < period.until);
}
