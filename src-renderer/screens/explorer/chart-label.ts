import { type ChartData, type ChartSettings, xText } from '../../ui/chart/chart-data.ts';
import { words } from './later-words.ts';

/** For who cannot see the chart. */
export function chartLabel({ kind }: ChartSettings, data: ChartData, names: { x: string; y: string }): string {
  const xs = data.series.flatMap((each) => each.points.map(([x]) => x));
  const least = xs.reduce((found, x) => Math.min(found, x), Number.POSITIVE_INFINITY);
  const most = xs.reduce((found, x) => Math.max(found, x), Number.NEGATIVE_INFINITY);
  const ends = xs.length === 0 ? null : { first: xText(least, data), last: xText(most, data) };
  return words.chart.label({ kind, ...names, series: data.series.length, points: xs.length, ends });
}
