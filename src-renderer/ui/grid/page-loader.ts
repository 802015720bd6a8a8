// Rows of a result that lives elsewhere, fetched page by page around what is on the screen. A few pages stay in memory;
// requests for pages that are no longer wanted are aborted, so a fast scroll over a million rows asks for little.
import type { JsonValue } from '#shared/model/json.ts';

export const PAGE_ROWS = 200;
const MOST_PAGES = 60;
const MOST_REQUESTS = 2;
/** Jumps that follow each other within this time are a scroll bar that is being dragged: only where it stays, rows are asked for. */
const SETTLE_MS = 60;

export type Row = readonly JsonValue[];
export type FetchPage = (offset: number, limit: number, signal: AbortSignal) => Promise<readonly Row[]>;

export interface RowSource {
  readonly rowCount: () => number;
  /** Undefined while it is not here yet. */
  readonly row: (index: number) => Row | undefined;
  /** Tells which rows are on the screen, `end` excluded. */
  readonly need: (first: number, end: number) => void;
  /** All rows of a range, fetched when they must be. */
  readonly range: (first: number, end: number) => Promise<Row[]>;
  readonly subscribe: (listener: () => void) => () => void;
  /** Changes whenever rows, count or problem change. */
  readonly version: () => number;
  /** Why rows could not be had; null when all is well. */
  readonly problem: () => unknown;
  readonly retry: () => void;
}

export class PageLoader implements RowSource {
  readonly #pages = new Map<number, readonly Row[]>();
  readonly #requests = new Map<number, AbortController>();
  readonly #listeners = new Set<() => void>();
  readonly #fetchPage: FetchPage;
  #rowCount: number;
  #wanted: readonly number[] = [];
  #jumpedAt = Number.NEGATIVE_INFINITY;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #version = 0;
  #problem: unknown = null;

  constructor(firstRows: readonly Row[], fetchPage: FetchPage) {
    this.#fetchPage = fetchPage;
    this.#rowCount = firstRows.length;
    for (let start = 0; start < firstRows.length; start += PAGE_ROWS) {
      this.#pages.set(start / PAGE_ROWS, firstRows.slice(start, start + PAGE_ROWS));
    }
  }

  readonly rowCount = (): number => this.#rowCount;
  readonly version = (): number => this.#version;
  readonly problem = (): unknown => this.#problem;
  readonly row = (index: number): Row | undefined => this.#pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly need = (first: number, end: number): void => {
    const wanted = pagesOf(first, Math.min(end, this.#rowCount));
    const isJump = this.#wanted.length > 0 && !wanted.some((page) => this.#wanted.includes(page));
    const now = performance.now();
    const isDragged = isJump && now - this.#jumpedAt < SETTLE_MS;
    if (isJump) this.#jumpedAt = now;
    this.#wanted = wanted;
    clearTimeout(this.#settling);
    this.#settling = isDragged ? setTimeout(() => this.#settle(), SETTLE_MS) : undefined;
    this.#loadNext();
  };

  readonly range = async (first: number, end: number): Promise<Row[]> => {
    const rows: Row[] = [];
    const last = Math.min(end, this.#rowCount);
    for (let start = first; start < last; ) {
      const page = Math.floor(start / PAGE_ROWS);
      const pageStart = page * PAGE_ROWS;
      const known = this.#isWhole(page) ? this.#pages.get(page) : undefined;
      const all = known ?? (await this.#fetchPage(pageStart, this.#rowsIn(page), new AbortController().signal));
      const next = Math.min(last, pageStart + PAGE_ROWS);
      rows.push(...all.slice(start - pageStart, next - pageStart));
      start = next;
    }
    return rows;
  };

  readonly retry = (): void => {
    this.#problem = null;
    this.#changed();
    this.#loadNext();
  };

  /** The first rows come before the whole result; its size is known later. */
  setRowCount(rowCount: number): void {
    if (rowCount === this.#rowCount) return;
    this.#rowCount = rowCount;
    this.#changed();
    this.#loadNext();
  }

  dispose(): void {
    this.#wanted = [];
    clearTimeout(this.#settling);
    this.#settling = undefined;
    this.#loadNext();
  }

  #settle(): void {
    this.#settling = undefined;
    this.#loadNext();
  }

  #rowsIn(page: number): number {
    return Math.min(PAGE_ROWS, this.#rowCount - page * PAGE_ROWS);
  }

  #isWhole(page: number): boolean {
    return (this.#pages.get(page)?.length ?? 0) >= this.#rowsIn(page);
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }

  #loadNext(): void {
    for (const [page, request] of this.#requests) {
      if (this.#wanted.includes(page)) continue;
      request.abort();
      this.#requests.delete(page);
    }
    if (this.#problem !== null || this.#settling !== undefined) return;
    for (const page of this.#wanted) {
      if (this.#requests.size >= MOST_REQUESTS) return;
      if (!this.#isWhole(page) && !this.#requests.has(page)) void this.#load(page);
    }
  }

  async #load(page: number): Promise<void> {
    const request = new AbortController();
    this.#requests.set(page, request);
    try {
      const rows = await this.#fetchPage(page * PAGE_ROWS, this.#rowsIn(page), request.signal);
      // A page without its rows would be asked for again and again.
      if (rows.length < this.#rowsIn(page)) throw new Error(`page ${page} came back with ${rows.length} rows`);
      if (!request.signal.aborted) this.#keep(page, rows);
    } catch (error) {
      if (!request.signal.aborted) this.#problem = error;
    }
    if (request.signal.aborted) return;
    this.#requests.delete(page);
    this.#changed();
    this.#loadNext();
  }

  #keep(page: number, rows: readonly Row[]): void {
    this.#pages.delete(page);
    this.#pages.set(page, rows);
    for (const old of this.#pages.keys()) {
      if (this.#pages.size <= MOST_PAGES) break;
      if (!this.#wanted.includes(old)) this.#pages.delete(old);
    }
  }
}

export function pagesOf(first: number, end: number): number[] {
  const pages: number[] = [];
  for (let page = Math.floor(first / PAGE_ROWS); page * PAGE_ROWS < end; page++) pages.push(page);
  return pages;
}
