// A grid over rows that live elsewhere: draws only the rows and columns on the screen, keeps one cell focusable, copies.
import { lazy, Suspense, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { Menu } from '../menu.tsx';
import { formatCount } from '../quantities.ts';
import { words } from '../words.ts';
import { valueText } from './cell-text.ts';
import { type GridColumn, useColumnWidths } from './column-widths.ts';
import { columnEdges, columnsAt } from './column-window.ts';
import { COPY_FORMATS } from './copy-formats.ts';
import { EXTRA_ROWS, GridBody } from './grid-body.tsx';
import { type ColumnActions, GridHeader, HEADER_PX } from './grid-header.tsx';
import type { RowSource } from './page-loader.ts';
import { rowsAt } from './row-window.ts';
import { rangeOf } from './selection.ts';
import { type Point, useGridInput } from './use-grid-input.ts';
import { useGridScroll } from './use-grid-scroll.ts';

// Only a value that one wants to see whole needs it.
const ValueDialog = lazy(async () => ({ default: (await import('./value-dialog.tsx')).ValueDialog }));

/** Rows around the screen that are fetched ahead. */
const AHEAD_ROWS = 40;

interface GridProps {
  label: string;
  columns: readonly GridColumn[];
  rows: RowSource;
  /** Told when a copy took only a part. */
  onNote?: (text: string) => void;
  /** Sorting, filtering and the like, done by the owner. */
  actions?: ColumnActions;
}

/** Wide enough for the last row's number. */
function gutterWidth(rowCount: number): number {
  return Math.max(44, Math.round(formatCount(rowCount).length * 6.8 + 18));
}

export function Grid({ label, columns, rows, onNote, actions }: GridProps) {
  const ref = useRef<HTMLDivElement>(null);
  useSyncExternalStore(rows.subscribe, rows.version);
  const rowCount = rows.rowCount();
  const [sample] = useState(() => Array.from({ length: Math.min(rowCount, 50) }, (_, index) => rows.row(index) ?? []));
  const { widths, resize } = useColumnWidths(columns, sample);
  const edges = useMemo(() => columnEdges(widths), [widths]);
  const gutterPx = gutterWidth(rowCount);
  const scroll = useGridScroll(ref, rowCount, HEADER_PX);
  const [menuAt, setMenuAt] = useState<Point | null>(null);
  const input = useGridInput({
    ...{ rows, columns, scroll, edges, gutterPx, onResize: resize, onColumnMenu: actions?.onMenu, onCellMenu: setMenuAt },
    ...(onNote === undefined ? {} : { onNote }),
  });
  const { active } = input.selection;

  const visible = rowsAt(scroll.space, scroll.offset, EXTRA_ROWS);
  const shown = useMemo(
    () => columnsAt(edges, scroll.scrollLeft, Math.max(0, scroll.view.widthPx - gutterPx)),
    [edges, scroll.scrollLeft, scroll.view.widthPx, gutterPx],
  );
  useEffect(() => rows.need(Math.max(0, visible.first - AHEAD_ROWS), visible.end + AHEAD_ROWS), [rows, visible.first, visible.end]);
  useLayoutEffect(() => {
    if (!input.takeFocus()) return;
    ref.current?.querySelector<HTMLElement>(`[data-row="${active.row}"][data-column="${active.column}"]`)?.focus({ preventScroll: true });
  });

  const viewed = input.viewed === null ? null : { ...input.viewed, row: rows.row(input.viewed.row) };
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a virtual grid draws only some rows and columns, which a table cannot. */}
      <div
        ref={ref}
        role="grid"
        aria-label={label}
        aria-rowcount={rowCount + 1}
        aria-colcount={columns.length}
        aria-multiselectable
        className="group/grid relative min-h-0 flex-1 overflow-auto bg-surface outline-none select-none"
        onScroll={scroll.onScroll}
        {...input.handlers}
      >
        <GridHeader columns={columns} edges={edges} shown={shown} gutterPx={gutterPx} onResize={resize} actions={actions} />
        <GridBody {...{ rows, columns, edges, scroll, visible, shown, gutterPx, active }} range={rangeOf(input.selection)} />
      </div>
      {menuAt === null ? null : (
        <Menu
          label={words.grid.selection}
          at={menuAt}
          onClose={() => setMenuAt(null)}
          items={[
            ...COPY_FORMATS.map((format) => ({ title: words.grid.copyAs[format], run: () => input.copyAs(format) })),
            { title: words.grid.showWhole, run: input.view },
          ]}
        />
      )}
      {viewed?.row === undefined ? null : (
        <Suspense>
          <ValueDialog
            title={words.grid.valueTitle(columns[viewed.column]?.name ?? '', viewed.index + 1)}
            text={valueText(viewed.row[viewed.column] ?? null)}
            onClose={input.closeViewer}
          />
        </Suspense>
      )}
    </>
  );
}
