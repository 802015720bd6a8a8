// Keys, mouse and clipboard of the grid.
import { type ClipboardEvent, type KeyboardEvent, type MouseEvent, useRef, useState } from 'react';
import { copyText } from '../clipboard.ts';
import { words } from '../words.ts';
import type { GridColumn } from './column-widths.ts';
import { type ColumnEdges, scrollLeftShowing } from './column-window.ts';
import { type CopyFormat, toText } from './copy-formats.ts';
import type { Row, RowSource } from './page-loader.ts';
import { offsetShowing, ROW_PX } from './row-window.ts';
import { type Cell, type CellRange, moved, rangeOf, type Selection, START } from './selection.ts';
import type { GridScroll } from './use-grid-scroll.ts';

/** A clipboard is no export: beyond this the first rows are copied and the person is told. */
const MOST_COPIED_ROWS = 10_000;
/** One press of a key makes a column this much wider. */
const RESIZE_STEP_PX = 24;

export interface Point {
  readonly x: number;
  readonly y: number;
}

interface GridInputOptions {
  rows: RowSource;
  columns: readonly GridColumn[];
  onResize: (column: number, px: number) => void;
  /** Asked for by key; the cell's lower left corner. */
  onColumnMenu?: ((column: number, at: Point) => void) | undefined;
  onCellMenu: (at: Point) => void;
  scroll: GridScroll;
  edges: ColumnEdges;
  gutterPx: number;
  onNote?: (text: string) => void;
}

export function useGridInput(options: GridInputOptions) {
  const { rows, columns, scroll, edges, gutterPx, onNote } = options;
  const [chosen, setSelection] = useState<Selection>(START);
  const [viewed, setViewed] = useState<Cell | null>(null);
  const wantsFocus = useRef(false);
  const selection = inside(chosen, rows.rowCount());

  const select = (next: Selection) => {
    wantsFocus.current = true;
    setSelection(next);
    const { row, column } = next.active;
    const viewPx = Math.max(0, scroll.view.widthPx - gutterPx);
    const offset = offsetShowing(scroll.space, scroll.offset, row);
    const left = scrollLeftShowing(edges, scroll.scrollLeft, viewPx, column);
    if (offset !== scroll.offset || left !== scroll.scrollLeft) scroll.scrollTo({ offset, left });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (columnKey(event, selection.active.column, options)) return;
    if (event.altKey) return;
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      setViewed(selection.active);
      return;
    }
    const size = {
      rows: rows.rowCount(),
      columns: edges.lefts.length - 1,
      pageRows: Math.max(1, Math.floor(scroll.space.viewPx / ROW_PX) - 1),
    };
    const next = moved(selection, { key: event.key, shiftKey: event.shiftKey, command: event.ctrlKey || event.metaKey }, size);
    if (next === null) return;
    event.preventDefault();
    // Selecting everything must not throw the view to the end.
    if (event.key.toLowerCase() === 'a') setSelection(next);
    else select(next);
  };
  const point = (event: MouseEvent, isExtending: boolean) => {
    const cell = cellOf(event.target);
    if (cell !== null) select({ anchor: isExtending ? selection.anchor : cell, active: cell });
  };
  const handlers = {
    onKeyDown,
    onMouseDown: (event: MouseEvent) => {
      if (event.button === 0) point(event, event.shiftKey);
    },
    onMouseOver: (event: MouseEvent) => {
      if (event.buttons === 1) point(event, true);
    },
    onDoubleClick: (event: MouseEvent) => setViewed(cellOf(event.target)),
    onContextMenu: (event: MouseEvent) => {
      const cell = cellOf(event.target);
      if (cell === null) return;
      event.preventDefault();
      // Pressed on a key, it is about the selection; a click outside of it is about the cell.
      if (event.button === 2 && !isInside(cell, rangeOf(selection))) select({ anchor: cell, active: cell });
      options.onCellMenu(event.button === 2 ? { x: event.clientX, y: event.clientY } : belowOf(event.target));
    },
    onCopy: (event: ClipboardEvent) => {
      event.preventDefault();
      const fill = (text: string) => event.clipboardData.setData('text/plain', text);
      copy({ rows, columns, range: rangeOf(selection), format: 'tsv', onNote }, fill);
    },
  };
  return {
    selection,
    handlers,
    viewed: viewed === null ? null : { ...viewed, index: viewed.row },
    closeViewer: () => setViewed(null),
    view: () => setViewed(selection.active),
    copyAs: (format: CopyFormat) => copy({ rows, columns, range: rangeOf(selection), format, onNote }),
    /** True once after a move: the active cell is then to be focused. */
    takeFocus: () => {
      const wants = wantsFocus.current;
      wantsFocus.current = false;
      return wants;
    },
  };
}

/** A new result may be shorter than the place where the old one was left. */
function inside(selection: Selection, rowCount: number): Selection {
  const last = Math.max(0, rowCount - 1);
  if (selection.active.row <= last && selection.anchor.row <= last) return selection;
  return START;
}

function cellOf(target: EventTarget): Cell | null {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  if (element === null) return null;
  return { row: Number(element.dataset.row), column: Number(element.dataset.column) };
}

/** Keys about the column of the active cell. True when it was one. */
function columnKey(event: KeyboardEvent, column: number, { edges, onResize, onColumnMenu }: GridInputOptions): boolean {
  if (!event.altKey || event.ctrlKey || event.metaKey) return false;
  const isWider = event.key === 'ArrowRight';
  if (event.shiftKey && (isWider || event.key === 'ArrowLeft')) {
    const width = (edges.lefts[column + 1] ?? 0) - (edges.lefts[column] ?? 0);
    onResize(column, width + (isWider ? RESIZE_STEP_PX : -RESIZE_STEP_PX));
  } else if (event.key === 'ArrowDown' && onColumnMenu !== undefined) {
    onColumnMenu(column, belowOf(event.target));
  } else return false;
  event.preventDefault();
  return true;
}

function belowOf(target: EventTarget): Point {
  const box = target instanceof Element ? target.getBoundingClientRect() : new DOMRect();
  return { x: box.left, y: box.bottom };
}

function isInside({ row, column }: Cell, range: CellRange): boolean {
  return row >= range.firstRow && row <= range.lastRow && column >= range.firstColumn && column <= range.lastColumn;
}

interface Copy {
  rows: RowSource;
  columns: readonly GridColumn[];
  range: CellRange;
  format: CopyFormat;
  onNote: ((text: string) => void) | undefined;
}

/** `fill` takes the text right now, in an event of the clipboard; without it, or when rows must come first, it is copied later. */
function copy({ rows, columns, range, format, onNote }: Copy, fill?: (text: string) => void): void {
  const end = Math.min(range.lastRow + 1, range.firstRow + MOST_COPIED_ROWS);
  const chosen = columns.slice(range.firstColumn, range.lastColumn + 1);
  const text = (all: readonly Row[]) => {
    const cells = all.map((row) => row.slice(range.firstColumn, range.lastColumn + 1));
    return toText(format, chosen, cells);
  };
  const here: Row[] = [];
  for (let index = range.firstRow; index < end; index++) {
    const row = rows.row(index);
    if (row === undefined) break;
    here.push(row);
  }
  const isCut = end <= range.lastRow;
  const done = () => {
    if (isCut) onNote?.(words.grid.copiedFirst(end - range.firstRow));
  };
  if (fill !== undefined && here.length === end - range.firstRow) {
    fill(text(here));
    done();
    return;
  }
  rows
    .range(range.firstRow, end)
    .then((all) => copyText(text(all)))
    .then((isCopied) => (isCopied ? done() : onNote?.(words.grid.copyRefused)))
    .catch(() => onNote?.(words.grid.copyFailed));
}
