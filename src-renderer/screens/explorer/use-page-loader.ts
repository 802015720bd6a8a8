import { useEffect, useState, useSyncExternalStore } from 'react';
import type { OpenedResult } from '#shared/model/query.ts';
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

export function useProblem(loader: PageLoader): unknown {
  return useSyncExternalStore(loader.subscribe, loader.problem);
}
