// Keys, mouse and clipboard of the grid.
import { type ClipboardEvent, type KeyboardEvent, type MouseEvent, useRef, useState } from 'react';
import { copyText } from '../clipboard.ts';
import { counted } from '../quantities.ts';
import { toTsv } from './cell-text.ts';
import { type ColumnEdges, scrollLeftShowing } from './column-window.ts';
import type { Row, RowSource } from './page-loader.ts';
import { offsetShowing, ROW_PX } from './row-window.ts';
import { type Cell, type CellRange, moved, rangeOf, type Selection, START } from './selection.ts';
import type { GridScroll } from './use-grid-scroll.ts';

/** A clipboard is no export: beyond this the first rows are copied and the person is told. */
const MOST_COPIED_ROWS = 10_000;

interface GridInputOptions {
  rows: RowSource;
  scroll: GridScroll;
  edges: ColumnEdges;
  gutterPx: number;
  onNote?: (text: string) => void;
}

export function useGridInput({ rows, scroll, edges, gutterPx, onNote }: GridInputOptions) {
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
    onCopy: (event: ClipboardEvent) => {
      event.preventDefault();
      copy(event, rows, rangeOf(selection), onNote);
    },
  };
  return {
    selection,
    handlers,
    viewed: viewed === null ? null : { ...viewed, index: viewed.row },
    closeViewer: () => setViewed(null),
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

function copy(event: ClipboardEvent, rows: RowSource, range: CellRange, onNote: ((text: string) => void) | undefined): void {
  const end = Math.min(range.lastRow + 1, range.firstRow + MOST_COPIED_ROWS);
  const text = (all: readonly Row[]) => toTsv(all.map((row) => row.slice(range.firstColumn, range.lastColumn + 1)));
  const here: Row[] = [];
  for (let index = range.firstRow; index < end; index++) {
    const row = rows.row(index);
    if (row === undefined) break;
    here.push(row);
  }
  const isCut = end <= range.lastRow;
  const done = () => {
    if (isCut) onNote?.(`Copied the first ${counted(end - range.firstRow, 'row')} of the selection.`);
  };
  if (here.length === end - range.firstRow) {
    event.clipboardData.setData('text/plain', text(here));
    done();
    return;
  }
  rows
    .range(range.firstRow, end)
    .then((all) => copyText(text(all)))
    .then((isCopied) => (isCopied ? done() : onNote?.('The browser did not let the selection be copied.')))
    .catch(() => onNote?.('The rows of the selection could not be fetched.'));
}
