import type { GridColumn } from './column-widths.ts';
import { type ColumnEdges, columnsAt } from './column-window.ts';
import { GridGutter, GridRow } from './grid-row.tsx';
import type { RowSource } from './page-loader.ts';
import { ROW_PX } from './row-window.ts';
import type { Cell, CellRange } from './selection.ts';
import type { GridScroll } from './use-grid-scroll.ts';

/**
 * Rows stand relative to the first row of a block, and the block alone moves: in a shortened space every row would move with every frame,
 * and be drawn anew. A block from the very first row would be taller than a browser can draw.
 */
const BLOCK_ROWS = 1024;

/** Rows above and below the screen that are drawn as well. */
export const EXTRA_ROWS = 8;

interface GridBodyProps {
  rows: RowSource;
  columns: readonly GridColumn[];
  edges: ColumnEdges;
  scroll: GridScroll;
  visible: { readonly first: number; readonly end: number };
  shown: readonly number[];
  gutterPx: number;
  active: Cell;
  range: CellRange;
}

export function GridBody({ rows, columns, edges, scroll, visible, shown, gutterPx, active, range }: GridBodyProps) {
  const indexes = rowIndexes(visible, active.row, rows.rowCount());
  const view = Math.max(0, scroll.view.widthPx - gutterPx);
  const base = Math.floor(visible.first / BLOCK_ROWS) * BLOCK_ROWS;
  const top = Math.round(scroll.scrollTop + base * ROW_PX - scroll.offset);
  const slots = slotCount(scroll.space.viewPx);
  const placed = indexes.map((index) => ({
    key: slotOf(index, { visible, slots, active: active.row }),
    index,
    topPx: topOf(index, visible, base),
  }));
  const withActive = shown.includes(active.column) ? shown : columnsAt(edges, scroll.scrollLeft, view, active.column);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid draws only some rows and columns, which a table cannot.
    <div role="rowgroup" className="relative" style={{ height: scroll.space.scrollPx, width: edges.totalPx + gutterPx }}>
      <div aria-hidden className="sticky left-0 z-10 h-0" style={{ width: gutterPx }}>
        <div className="absolute left-0" style={{ top }}>
          <GridGutter rows={placed} widthPx={gutterPx} />
        </div>
      </div>
      <div role="presentation" className="absolute left-0" style={{ top, width: edges.totalPx + gutterPx }}>
        {placed.map(({ key, index, topPx }) => {
          const isSelected = index >= range.firstRow && index <= range.lastRow;
          return (
            <GridRow
              key={key}
              index={index}
              topPx={topPx}
              values={rows.row(index)}
              columns={columns}
              edges={edges}
              shown={index === active.row ? withActive : shown}
              gutterPx={gutterPx}
              active={index === active.row ? active.column : null}
              selectedFrom={isSelected ? range.firstColumn : 0}
              selectedTo={isSelected ? range.lastColumn : -1}
            />
          );
        })}
      </div>
    </div>
  );
}

/** The rows on the screen and the active one: it holds the focus, which would be lost with its element. */
function rowIndexes({ first, end }: GridBodyProps['visible'], activeRow: number, rowCount: number): number[] {
  const indexes = Array.from({ length: end - first }, (_, at) => first + at);
  if (activeRow < first) indexes.unshift(activeRow);
  else if (activeRow >= end && activeRow < rowCount) indexes.push(activeRow);
  return indexes;
}

/** As many as fit on the screen, rounded up so that a window that grows a little does not draw all of them anew. */
function slotCount(viewPx: number): number {
  return 2 ** Math.ceil(Math.log2(Math.ceil(viewPx / ROW_PX) + 2 * EXTRA_ROWS + 2));
}

/**
 * Rows take turns in the same elements: making new ones for all rows is what a fast scroll would be slow from. The active row keeps its
 * element also outside of the screen, and with it the focus; whoever has the same turn then steps aside.
 */
function slotOf(index: number, { visible, slots, active }: { visible: GridBodyProps['visible']; slots: number; active: number }): number {
  const isActiveAway = active < visible.first || active >= visible.end;
  const slot = index % slots;
  return isActiveAway && index !== active && slot === active % slots ? slots : slot;
}

/** Where a row stands under the first row of its block. One that is kept only for its focus waits above the screen. */
function topOf(index: number, { first, end }: GridBodyProps['visible'], base: number): number {
  const isVisible = index >= first && index < end;
  return ((isVisible ? index : first - 100) - base) * ROW_PX;
}
