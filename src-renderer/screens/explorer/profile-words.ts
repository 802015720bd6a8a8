import type { ColumnProfile } from '#shared/model/result-view.ts';
import { cellText } from '../../ui/grid/cell-text.ts';
import { counted, formatCount } from '../../ui/quantities.ts';

/** "12.5%"; what is there is never called 0%, and what is missing never 100%. */
export function percent(part: number, all: number): string {
  if (all === 0 || part === 0) return '0%';
  if (part === all) return '100%';
  const share = (part / all) * 100;
  return share < 0.1 ? '<0.1%' : share > 99.9 ? '>99.9%' : `${share.toFixed(1)}%`;
}

export function distinctWords({ distinct: { count, isExact }, rowCount, nullCount }: ColumnProfile): string {
  if (!isExact) return `about ${formatCount(count)} (an estimate)`;
  return count === rowCount - nullCount && count > 0 ? `${formatCount(count)} (each value once)` : formatCount(count);
}

export function spreadWords({ from, to, count }: ColumnProfile['histogram'][number]): string {
  const edge = (value: typeof from) => (typeof value === 'number' ? String(Number(value.toPrecision(6))) : (cellText(value) ?? ''));
  return `${edge(from)} to ${edge(to)}: ${counted(count, 'row')}`;
}
