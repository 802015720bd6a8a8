// A chart as the option of ECharts. The tooltip is drawn on the canvas: as HTML it would need styles that the page's policy refuses.
import type { BarSeriesOption, FunnelSeriesOption, HeatmapSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import type { GridComponentOption, LegendComponentOption, TooltipComponentOption, VisualMapComponentOption } from 'echarts/components';
import type { ComposeOption } from 'echarts/core';
import type { ChartData, ChartKind } from './chart-data.ts';
import type { ChartColours } from './chart-theme.ts';

export type ChartOption = ComposeOption<
  | BarSeriesOption
  | FunnelSeriesOption
  | GridComponentOption
  | HeatmapSeriesOption
  | LegendComponentOption
  | LineSeriesOption
  | ScatterSeriesOption
  | TooltipComponentOption
  | VisualMapComponentOption
>;

interface Drawing {
  kind: ChartKind;
  data: ChartData;
  colours: ChartColours;
  xName: string;
  yName: string;
}

const FONT = 'ui-sans-serif, system-ui, sans-serif';

export function chartOption(drawing: Drawing): ChartOption {
  const { kind, data, colours } = drawing;
  const base: ChartOption = {
    // Moments are UTC here as everywhere, not of this computer's zone.
    useUTC: true,
    animation: false,
    color: [...colours.series],
    backgroundColor: colours.surface,
    textStyle: { fontFamily: FONT, color: colours.ink },
    tooltip: {
      renderMode: 'richText',
      trigger: kind === 'funnel' || kind === 'heatmap' || kind === 'scatter' ? 'item' : 'axis',
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.ink, fontSize: 12 },
    },
  };
  if (kind === 'funnel') return { ...base, ...funnel(drawing) };
  if (kind === 'heatmap') return { ...base, ...heatmap(drawing) };
  return {
    ...base,
    ...axes(drawing),
    ...(data.series.length > 1
      ? { legend: { type: 'scroll', top: 0, textStyle: { color: colours.ink }, pageTextStyle: { color: colours.ink } } }
      : {}),
    series: data.series.map(({ name, points }) => lineOf(kind, name, points)),
  };
}

function lineOf(
  kind: ChartKind,
  name: string,
  points: ChartData['series'][number]['points'],
): BarSeriesOption | LineSeriesOption | ScatterSeriesOption {
  const data = points.map(([x, y]) => [x, y ?? '-']);
  if (kind === 'scatter') return { type: 'scatter', name, data, symbolSize: 6 };
  if (kind === 'bar') return { type: 'bar', name, data, barMaxWidth: 48 };
  const line: LineSeriesOption = { type: 'line', name, data, symbolSize: 5, showSymbol: points.length <= 60 };
  return kind === 'area' ? { ...line, areaStyle: { opacity: 0.2 } } : line;
}

function axisLook({ colours }: Drawing) {
  return {
    axisLine: { lineStyle: { color: colours.line } },
    axisLabel: { color: colours.ink2, hideOverlap: true, overflow: 'truncate' as const, width: 140 },
    splitLine: { lineStyle: { color: colours.line } },
    nameTextStyle: { color: colours.ink2 },
  };
}

function axes(drawing: Drawing): ChartOption {
  const { data, xName, yName } = drawing;
  const look = axisLook(drawing);
  const x = { ...look, name: xName, nameLocation: 'middle' as const, nameGap: 28, splitLine: { show: false } };
  const type = data.axis === 'number' ? 'value' : data.axis;
  return {
    grid: { left: 16, right: 24, top: 40, bottom: 36, containLabel: true },
    xAxis: type === 'category' ? { ...x, type, data: [...data.labels] } : { ...x, type, scale: true },
    yAxis: { ...look, type: 'value', name: yName },
  };
}

function funnel({ data, colours }: Drawing): ChartOption {
  const points = data.series[0]?.points ?? [];
  return {
    series: [
      {
        type: 'funnel',
        sort: 'none',
        left: '15%',
        right: '15%',
        top: 16,
        bottom: 16,
        gap: 2,
        label: {
          position: 'inside',
          color: colours.ink,
          backgroundColor: colours.surface,
          padding: [2, 6],
          borderRadius: 4,
          formatter: '{b}: {c}',
        },
        data: points.map(([x, y]) => ({ name: data.labels[x] ?? '', value: y ?? 0 })),
      },
    ],
  };
}

function heatmap(drawing: Drawing): ChartOption {
  const { data, colours, xName } = drawing;
  const look = axisLook(drawing);
  const tiles = data.series.flatMap(({ points }, row) => points.map(([x, y]) => [x, row, y ?? '-']));
  const values = data.series.flatMap(({ points }) => points.flatMap(([, y]) => (y === null ? [] : [y])));
  return {
    grid: { left: 16, right: 24, top: 16, bottom: 76, containLabel: true },
    xAxis: { ...look, type: 'category', data: [...data.labels], name: xName, nameLocation: 'middle', nameGap: 28 },
    yAxis: { ...look, type: 'category', data: data.series.map(({ name }) => name) },
    visualMap: {
      min: Math.min(...values, 0),
      max: Math.max(...values, 1),
      calculable: true,
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemHeight: 120,
      textStyle: { color: colours.ink2 },
      inRange: { color: [colours.accentSoft, colours.accent] },
    },
    series: [{ type: 'heatmap', data: tiles, itemStyle: { borderColor: colours.surface, borderWidth: 1 } }],
  };
}
