import { useQuery } from '@tanstack/react-query';
import type { JsonValue } from '#shared/model/json.ts';
import { useApi } from '../../app/api-context.tsx';
import type { ShownResult } from '../../app/query-run.ts';

/** What a screen can show in some way; more is said to be left out. */
export const MOST_CHART_ROWS = 10_000;
const PAGE_ROWS = 2000;

/** The first rows of a result, or of its order and filters; undefined while they come. */
export function useChartRows({ opened, status }: ShownResult, viewId: string | undefined, rowCount: number) {
  const { client } = useApi();
  const { resultId, firstRows } = opened;
  const wanted = Math.min(rowCount, MOST_CHART_ROWS);
  const hasAll = viewId === undefined && firstRows.length >= wanted;
  const fetched = useQuery({
    queryKey: ['chart-rows', resultId, viewId ?? null, wanted],
    queryFn: async ({ signal }) => {
      const rows: JsonValue[][] = [];
      while (rows.length < wanted) {
        const limit = Math.min(PAGE_ROWS, wanted - rows.length);
        const page = await client.query.page(
          { resultId, offset: rows.length, limit, ...(viewId === undefined ? {} : { viewId }) },
          { signal },
        );
        if (page.rows.length === 0) break;
        rows.push(...page.rows);
      }
      return rows;
    },
    enabled: !hasAll && status.state === 'ready',
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
  });
  return { rows: hasAll ? firstRows : fetched.data, error: fetched.error };
}
