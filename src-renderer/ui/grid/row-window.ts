// Which rows are on the screen. Rows have one height, so this is arithmetic; a list that keeps a measurement per row
// (react-virtual) would hold five million objects. A browser also caps how tall an element may be (Chromium 33,554,428 px,
// Firefox about 17.8 million): beyond MAX_SCROLL_PX the scroll bar moves through a shorter space and its offset is scaled.
export const ROW_PX = 24;
export const MAX_SCROLL_PX = 8_000_000;

export interface RowSpace {
  readonly rowCount: number;
  /** Height of the part that shows rows. */
  readonly viewPx: number;
  /** Height that all rows would need. */
  readonly contentPx: number;
  /** Height that the scroller gets. */
  readonly scrollPx: number;
  /** Content pixels per scroll pixel; 1 unless the space had to be shortened. */
  readonly factor: number;
}

export function rowSpace(rowCount: number, viewPx: number): RowSpace {
  const contentPx = rowCount * ROW_PX;
  const scrollPx = Math.min(contentPx, Math.max(MAX_SCROLL_PX, viewPx));
  const factor = scrollPx === contentPx ? 1 : (contentPx - viewPx) / (scrollPx - viewPx);
  return { rowCount, viewPx, contentPx, scrollPx, factor };
}

/** Content offset, kept inside what can be shown. */
export function clampOffset({ contentPx, viewPx }: RowSpace, offset: number): number {
  return Math.max(0, Math.min(offset, contentPx - viewPx));
}

export function offsetAt(space: RowSpace, scrollTop: number): number {
  return clampOffset(space, scrollTop * space.factor);
}

export function scrollTopAt(space: RowSpace, offset: number): number {
  return clampOffset(space, offset) / space.factor;
}

/** Rows from `first` up to but without `end`, some more than can be seen. */
export function rowsAt({ rowCount, viewPx }: RowSpace, offset: number, extra: number): { first: number; end: number } {
  const first = Math.max(0, Math.floor(offset / ROW_PX) - extra);
  const end = Math.min(rowCount, Math.ceil((offset + viewPx) / ROW_PX) + extra);
  return { first: Math.min(first, end), end };
}

/** The nearest offset at which the row is wholly visible. */
export function offsetShowing(space: RowSpace, offset: number, row: number): number {
  const top = row * ROW_PX;
  if (top < offset) return clampOffset(space, top);
  if (top + ROW_PX > offset + space.viewPx) return clampOffset(space, top + ROW_PX - space.viewPx);
  return offset;
}
