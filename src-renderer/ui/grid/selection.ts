// The active cell and the rectangle from an anchor to it; keys move them. Pure, so that it can be tested without a screen.
export interface Cell {
  readonly row: number;
  readonly column: number;
}

export interface Selection {
  readonly anchor: Cell;
  readonly active: Cell;
}

export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  /** Rows that fit on the screen: one page. */
  readonly pageRows: number;
}

export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  /** Ctrl, or Cmd on a Mac. */
  readonly command: boolean;
}

export const START: Selection = { anchor: { row: 0, column: 0 }, active: { row: 0, column: 0 } };

/** The selection after a key; null when the key does not move anything. */
export function moved(selection: Selection, press: KeyPress, size: GridSize): Selection | null {
  if (press.command && press.key.toLowerCase() === 'a') {
    return { anchor: { row: 0, column: 0 }, active: { row: Math.max(0, size.rows - 1), column: Math.max(0, size.columns - 1) } };
  }
  if (press.key === 'Escape') return { anchor: selection.active, active: selection.active };
  const target = targetOf(selection.active, press, size);
  if (target === null) return null;
  const active = { row: within(target.row, size.rows), column: within(target.column, size.columns) };
  return { anchor: press.shiftKey ? selection.anchor : active, active };
}

function targetOf({ row, column }: Cell, { key, command }: KeyPress, size: GridSize): Cell | null {
  const far = Number.MAX_SAFE_INTEGER;
  switch (key) {
    case 'ArrowUp':
      return { row: command ? 0 : row - 1, column };
    case 'ArrowDown':
      return { row: command ? far : row + 1, column };
    case 'ArrowLeft':
      return { row, column: command ? 0 : column - 1 };
    case 'ArrowRight':
      return { row, column: command ? far : column + 1 };
    case 'PageUp':
      return { row: row - size.pageRows, column };
    case 'PageDown':
      return { row: row + size.pageRows, column };
    case 'Home':
      return { row: command ? 0 : row, column: 0 };
    case 'End':
      return { row: command ? far : row, column: far };
    default:
      return null;
  }
}

function within(index: number, count: number): number {
  return Math.max(0, Math.min(index, count - 1));
}

export interface CellRange {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

export function rangeOf({ anchor, active }: Selection): CellRange {
  return {
    firstRow: Math.min(anchor.row, active.row),
    lastRow: Math.max(anchor.row, active.row),
    firstColumn: Math.min(anchor.column, active.column),
    lastColumn: Math.max(anchor.column, active.column),
  };
}

export function isSingle(range: CellRange): boolean {
  return range.firstRow === range.lastRow && range.firstColumn === range.lastColumn;
}
