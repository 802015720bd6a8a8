// Which tables are being written to right now.

export interface LoadingList {
  isLoading(table: string): boolean;
  isAnyLoading(): boolean;
  begin(table: string): () => void;
  onChange(listener: () => void): () => void;
}

export function createLoadingList(): LoadingList {
  const loading = new Map<string, number>();
  const listeners = new Set<() => void>();
  const add = (table: string, count: number): void => {
    loading.set(table, (loading.get(table) ?? 0) + count);
    for (const listener of listeners) listener();
  };
  return {
    isLoading: (table) => (loading.get(table) ?? 0) > 0,
    isAnyLoading: () => [...loading.values()].some((count) => count > 0),
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
