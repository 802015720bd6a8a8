// The order and the filters of a result. The engine sorts and filters all kept rows; here stands what was asked for last.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { OpenedResult } from '#shared/model/query.ts';
import type { ArrangedResult, Arrangement, ResultFilter } from '#shared/model/result-view.ts';
import type { ApiClient } from '../../app/api.ts';
import { problemOf } from '../../app/problem.ts';
import type { ColumnActions } from '../../ui/grid/grid-header.tsx';

export const AS_IT_CAME: Arrangement = { order: [], filters: [] };

export interface ArrangedState {
  /** What the rows on the screen are. */
  readonly arrangement: Arrangement;
  /** Null while the rows are as they came. */
  readonly view: ArrangedResult | null;
  /** What is being made. */
  readonly pending: Arrangement | null;
  readonly problem: { readonly message: string; readonly hint: string | undefined } | null;
}

export interface ArrangedRows extends ArrangedState {
  arrange: (arrangement: Arrangement) => void;
  /** Gives up what is being made. */
  cancel: () => void;
}

export function useArrangement(client: ApiClient, { resultId }: OpenedResult): ArrangedRows {
  const [state, setState] = useState<ArrangedState>({ arrangement: AS_IT_CAME, view: null, pending: null, problem: null });
  const asking = useRef<AbortController | null>(null);
  useEffect(() => () => asking.current?.abort(), []);

  const arrange = useCallback(
    (arrangement: Arrangement) => {
      asking.current?.abort();
      if (isAsItCame(arrangement)) {
        setState({ arrangement, view: null, pending: null, problem: null });
        return;
      }
      const mine = new AbortController();
      asking.current = mine;
      setState((old) => ({ ...old, pending: arrangement, problem: null }));
      client.query.arrange({ resultId, ...arrangement }, { signal: mine.signal }).then(
        (view) => {
          if (!mine.signal.aborted) setState({ arrangement, view, pending: null, problem: null });
        },
        (error: unknown) => {
          if (mine.signal.aborted) return;
          const { message, hint } = problemOf(error);
          setState((old) => ({ ...old, pending: null, problem: { message, hint } }));
        },
      );
    },
    [client, resultId],
  );
  const cancel = useCallback(() => {
    asking.current?.abort();
    // The engine may have let go of the rows before: what was on the screen is asked for again, or comes as it came.
    setState((old) => ({ ...old, pending: null }));
  }, []);
  return { ...state, arrange, cancel };
}

export function isAsItCame({ order, filters }: Arrangement): boolean {
  return order.length === 0 && filters.length === 0;
}

/** A click goes from ascending over descending to the order as it came. With Shift the other columns stay in the order. */
export function sortedBy({ order, filters }: Arrangement, column: number, isAdding: boolean): Arrangement {
  const before = order.find((each) => each.column === column);
  const others = order.filter((each) => each.column !== column);
  const kept = isAdding ? others : [];
  if (before?.isDescending === true) return { order: kept, filters };
  if (before === undefined) return { order: [...kept, { column, isDescending: false }], filters };
  const turned = { column, isDescending: true };
  return { order: isAdding ? order.map((each) => (each === before ? turned : each)) : [turned], filters };
}

/** In place of the filter that the column had; null takes it away. */
export function filteredBy({ order, filters }: Arrangement, column: number, filter: ResultFilter | null): Arrangement {
  const others = filters.filter((each) => each.column !== column);
  return { order, filters: filter === null ? others : [...others, filter] };
}

export function useColumnActions(rows: ArrangedRows, openMenu: ColumnActions['onMenu']): ColumnActions {
  const { arrange } = rows;
  const asked = rows.pending ?? rows.arrangement;
  return useMemo(
    () => ({
      order: asked.order,
      filtered: new Set(asked.filters.map(({ column }) => column)),
      onSort: (column, isAdding) => arrange(sortedBy(asked, column, isAdding)),
      onMenu: openMenu,
    }),
    [asked, arrange, openMenu],
  );
}
