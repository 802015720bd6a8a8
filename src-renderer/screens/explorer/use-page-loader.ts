import { useEffect, useState, useSyncExternalStore } from 'react';
import type { OpenedResult } from '#shared/model/query.ts';
import type { ArrangedResult } from '#shared/model/result-view.ts';
import type { ApiClient } from '../../app/api.ts';
import { PageLoader } from '../../ui/grid/page-loader.ts';

/** The rows of one result. The caller is keyed by the result, so the loader lives exactly as long as it. */
export function usePageLoader(client: ApiClient, { resultId, firstRows }: OpenedResult, rowCount: number): PageLoader {
  const [loader] = useState(
    () =>
      new PageLoader(firstRows, async (offset, limit, signal) => {
        const page = await client.query.page({ resultId, offset, limit }, { signal });
        return page.rows;
      }),
  );
  useEffect(() => loader.setRowCount(rowCount), [loader, rowCount]);
  useEffect(() => () => loader.dispose(), [loader]);
  return loader;
}

/** The rows in the order and with the filters of a view; null without one. */
export function useViewLoader(client: ApiClient, { resultId }: OpenedResult, view: ArrangedResult | null): PageLoader | null {
  const [kept, setKept] = useState<{ viewId: string; loader: PageLoader } | null>(null);
  let current = kept;
  if ((view?.viewId ?? null) !== (kept?.viewId ?? null)) {
    current = view === null ? null : { viewId: view.viewId, loader: loaderOf(client, resultId, view) };
    setKept(current);
  }
  const loader = current?.loader ?? null;
  useEffect(() => () => loader?.dispose(), [loader]);
  return loader;
}

function loaderOf(client: ApiClient, resultId: string, { viewId, rowCount }: ArrangedResult): PageLoader {
  const loader = new PageLoader([], async (offset, limit, signal) => {
    const page = await client.query.page({ resultId, offset, limit, viewId }, { signal });
    return page.rows;
  });
  loader.setRowCount(rowCount);
  return loader;
}

export function useProblem(loader: PageLoader): unknown {
  return useSyncExternalStore(loader.subscribe, loader.problem);
}
