import type { ShownResult } from '../../app/query-run.ts';

/** How many rows the grid can scroll over now. */
export function scrollableRows({ status, opened }: ShownResult): number {
  return status.state === 'ready' ? (status.rowCount ?? opened.firstRows.length) : opened.firstRows.length;
}
