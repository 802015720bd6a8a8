// Conversation stretches: the calls of one connection with no long pause between them. Pure functions.
import type { ActivityEntry } from '#shared/model/activity-entry.ts';

/** After such a pause the person has likely turned to something else. */
const PAUSE_MS = 10 * 60_000;

export interface Stretch {
  /** That of its first call, so that it stays while the stretch grows. */
  readonly id: string;
  readonly client: ActivityEntry['client'];
  /** Newest first. */
  readonly entries: readonly ActivityEntry[];
  /** ISO 8601, UTC: begin of the first call, end of the last as far as it is known. */
  readonly from: string;
  readonly to: string;
  readonly requests: number;
  readonly spent: { readonly query: number; readonly export: number };
}

export type ListItem = { readonly kind: 'stretch'; readonly stretch: Stretch } | { readonly kind: 'entry'; readonly entry: ActivityEntry };

/** Of entries that come newest first; the stretch with the newest call first. */
export function stretchesOf(entries: readonly ActivityEntry[]): Stretch[] {
  const open = new Map<string, ActivityEntry[]>();
  const found: ActivityEntry[][] = [];
  for (const entry of entries) {
    const current = open.get(entry.client.id);
    const later = current?.at(-1);
    if (current !== undefined && later !== undefined && Date.parse(later.startedAt) - endMs(entry) <= PAUSE_MS) current.push(entry);
    else {
      const begun = [entry];
      open.set(entry.client.id, begun);
      found.push(begun);
    }
  }
  return found.flatMap((calls) => {
    const [newest, oldest] = [calls[0], calls.at(-1)];
    return newest === undefined || oldest === undefined ? [] : [describe(calls, newest, oldest)];
  });
}

export function listItems(entries: readonly ActivityEntry[], isGrouped: boolean): ListItem[] {
  if (!isGrouped) return entries.map((entry) => ({ kind: 'entry', entry }));
  return stretchesOf(entries).flatMap((stretch): ListItem[] => [
    { kind: 'stretch', stretch },
    ...stretch.entries.map((entry) => ({ kind: 'entry' as const, entry })),
  ]);
}

function describe(calls: readonly ActivityEntry[], newest: ActivityEntry, oldest: ActivityEntry): Stretch {
  const sum = (of: (entry: ActivityEntry) => number) => calls.reduce((total, entry) => total + of(entry), 0);
  return {
    id: oldest.id,
    client: newest.client,
    entries: calls,
    from: oldest.startedAt,
    to: new Date(Math.max(...calls.map(endMs))).toISOString(),
    requests: sum(({ mixpanelRequests }) => mixpanelRequests),
    spent: { query: sum(({ spent }) => spent?.query ?? 0), export: sum(({ spent }) => spent?.export ?? 0) },
  };
}

function endMs({ startedAt, durationMs }: ActivityEntry): number {
  return Date.parse(startedAt) + (durationMs ?? 0);
}
