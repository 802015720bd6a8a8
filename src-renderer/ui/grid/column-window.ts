// Which columns are on the screen; the same idea as row-window.ts with a width per column.
export interface ColumnEdges {
  /** Left edge of each column, and last the right edge of the last one. */
  readonly lefts: readonly number[];
  readonly totalPx: number;
}

export function columnEdges(widths: readonly number[]): ColumnEdges {
  const lefts = [0];
  let left = 0;
  for (const width of widths) {
    left += width;
    lefts.push(left);
  }
  return { lefts, totalPx: left };
}

/** Indexes of the columns that touch the view, in order; `always` is among them even when it is out of sight. */
export function columnsAt({ lefts }: ColumnEdges, scrollLeft: number, viewPx: number, always?: number): number[] {
  const count = lefts.length - 1;
  const shown: number[] = [];
  for (let index = 0; index < count; index++) {
    const left = lefts[index] ?? 0;
    const right = lefts[index + 1] ?? left;
    if (index === always || (right > scrollLeft && left < scrollLeft + viewPx)) shown.push(index);
  }
  return shown;
}

/** The nearest scroll offset at which the column is visible, its left edge first when it is wider than the view. */
export function scrollLeftShowing({ lefts }: ColumnEdges, scrollLeft: number, viewPx: number, column: number): number {
  const left = lefts[column] ?? 0;
  const right = lefts[column + 1] ?? left;
  if (left < scrollLeft || right - left > viewPx) return left;
  return right > scrollLeft + viewPx ? right - viewPx : scrollLeft;
}
