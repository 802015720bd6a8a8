import type { ChartData, ChartKind, ChartSettings } from '../../ui/chart/chart-data.ts';
import { MOST_SERIES, xText } from '../../ui/chart/chart-data.ts';
import { counted, formatCount } from '../../ui/quantities.ts';

export const KIND_WORDS: Record<ChartKind, string> = {
  bar: 'Bars',
  line: 'Lines',
  area: 'Areas',
  scatter: 'Scatter',
  funnel: 'Funnel',
  heatmap: 'Heat map',
};

interface Drawn {
  /** Rows of one X (and series) were added up. */
  isSummed: boolean;
  rows: number;
  /** Rows that the result has. */
  total: number;
  isCapped: boolean;
}

/** What the chart does not show; empty when it shows all. */
export function chartNotes({ seriesLeftOut, hasTimes }: ChartData, { rows, total, isCapped, isSummed }: Drawn): string[] {
  return [
    ...(rows < total ? [`Drawn from the first ${counted(rows, 'row')} of ${formatCount(total)}. Aggregate in SQL to see all.`] : []),
    ...(isCapped ? ['The result itself was cut at the limit.'] : []),
    ...(isSummed ? ['Rows of the same X are added up, which is right for counts and wrong for averages and numbers of people.'] : []),
    ...(seriesLeftOut > 0 ? [`Only the ${MOST_SERIES} largest series; ${formatCount(seriesLeftOut)} are left out.`] : []),
    ...(hasTimes ? ['Times are UTC.'] : []),
  ];
}

/** For who cannot see it. */
export function chartLabel({ kind }: ChartSettings, data: ChartData, names: { x: string; y: string }): string {
  const points = data.series.reduce((sum, each) => sum + each.points.length, 0);
  const xs = data.series.flatMap((each) => each.points.map(([x]) => x));
  const first =
    xs.length === 0
      ? ''
      : xText(
          xs.reduce((least, x) => Math.min(least, x)),
          data,
        );
  const last =
    xs.length === 0
      ? ''
      : xText(
          xs.reduce((most, x) => Math.max(most, x)),
          data,
        );
  const lines = data.series.length > 1 ? `, ${counted(data.series.length, 'series', 'series')}` : '';
  return `${KIND_WORDS[kind]}: ${names.y} by ${names.x}${lines}, ${counted(points, 'point')}${xs.length === 0 ? '' : `, from ${first} to ${last}`}. The numbers stand in the table below.`;
}
