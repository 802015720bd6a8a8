// Which tables are being written to right now.

export interface LoadingList {
  isLoading(table: string): boolean;
  isAnyLoading(): boolean;
  /** Something has been loading without a pause for half a minute. */
  isLong(): boolean;
  begin(table: string): () => void;
  onChange(listener: () => void): () => void;
}

const LONG_MS = 30_000;

export function createLoadingList(now: () => number = Date.now): LoadingList {
  let sinceMs: number | undefined;
  const loading = new Map<string, number>();
  const listeners = new Set<() => void>();
  const isAnyLoading = (): boolean => [...loading.values()].some((count) => count > 0);
  const add = (table: string, count: number): void => {
    loading.set(table, (loading.get(table) ?? 0) + count);
    sinceMs = isAnyLoading() ? (sinceMs ?? now()) : undefined;
    for (const listener of listeners) listener();
  };
  return {
    isLoading: (table) => (loading.get(table) ?? 0) > 0,
    isAnyLoading,
    isLong: () => sinceMs !== undefined && now() - sinceMs >= LONG_MS,
    begin(table) {
      add(table, 1);
      return () => add(table, -1);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
