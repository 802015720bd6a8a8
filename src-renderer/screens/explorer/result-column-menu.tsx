// What can be done with a column of a result.
import { type ReactNode, useCallback, useState } from 'react';
import type { QueryColumn } from '#shared/model/query.ts';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { type ArrangedRows, filteredBy } from './result-arrangement.ts';
import { FilterDialog } from './result-filter-dialog.tsx';
import { words } from './words.ts';

interface ColumnMenu {
  open: (column: number, at: { x: number; y: number }) => void;
  /** The menu or its dialog, when one is open. */
  element: ReactNode;
}

export function useColumnMenu(columns: readonly QueryColumn[], rows: ArrangedRows, onProfile: (column: number) => void): ColumnMenu {
  const [menu, setMenu] = useState<{ column: number; at: { x: number; y: number } } | null>(null);
  const [filtering, setFiltering] = useState<number | null>(null);
  const open = useCallback((column: number, at: { x: number; y: number }) => setMenu({ column, at }), []);
  const asked = rows.pending ?? rows.arrangement;
  const itemsFor = (column: number): MenuItem[] => {
    const sort = (isDescending: boolean) => () => rows.arrange({ ...asked, order: [{ column, isDescending }] });
    const isSorted = asked.order.some((each) => each.column === column);
    const isFiltered = asked.filters.some((each) => each.column === column);
    return [
      { title: words.column.ascending, run: sort(false) },
      { title: words.column.descending, run: sort(true) },
      ...(isSorted ? [{ title: words.column.unsort, run: () => rows.arrange({ ...asked, order: [] }) }] : []),
      { title: words.column.filter, run: () => setFiltering(column) },
      ...(isFiltered ? [{ title: words.column.unfilter, run: () => rows.arrange(filteredBy(asked, column, null)) }] : []),
      { title: words.column.profile, run: () => onProfile(column) },
    ];
  };
  const filtered = filtering === null ? undefined : columns[filtering];
  const element = (
    <>
      {menu === null ? null : (
        <Menu
          label={words.column.menu(columns[menu.column]?.name ?? '')}
          at={menu.at}
          items={itemsFor(menu.column)}
          onClose={() => setMenu(null)}
        />
      )}
      {filtering === null || filtered === undefined ? null : (
        <FilterDialog
          column={filtered}
          index={filtering}
          filter={asked.filters.find(({ column }) => column === filtering)}
          onFilter={(filter) => rows.arrange(filteredBy(asked, filtering, filter))}
          onClose={() => setFiltering(null)}
        />
      )}
    </>
  );
  return { open, element };
}
