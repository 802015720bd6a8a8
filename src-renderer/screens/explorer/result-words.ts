// The line above the result, in words.
import type { ShownResult } from '../../app/query-run.ts';
import { counted, formatCount, formatDuration } from '../../ui/quantities.ts';

export function rowWords({ status, opened, statement }: ShownResult): string {
  const first = opened.firstRows.length;
  if (status.state === 'materialising') return `first ${counted(first, 'row')}; the rest is being made…`;
  if (status.state === 'failed') return `first ${counted(first, 'row')} only`;
  const count = status.rowCount ?? first;
  const { previewOf } = statement;
  if (previewOf !== null && previewOf.rowCount > count) return `first ${formatCount(count)} of ${counted(previewOf.rowCount, 'row')}`;
  return status.isCapped ? `first ${counted(count, 'row')}: the result was cut at the limit` : counted(count, 'row');
}

export function factWords({ opened, status }: ShownResult): string {
  const elapsedMs = Math.max(opened.elapsedMs, status.elapsedMs);
  return `${counted(opened.columns.length, 'column')} · ${formatDuration(elapsedMs)}`;
}

/** How many rows the grid can scroll over now. */
export function scrollableRows({ status, opened }: ShownResult): number {
  return status.state === 'ready' ? (status.rowCount ?? opened.firstRows.length) : opened.firstRows.length;
}
