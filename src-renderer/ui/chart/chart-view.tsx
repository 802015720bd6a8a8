// The only file that loads ECharts, and only the parts that are drawn; it comes in a chunk of its own when a chart is first shown.
import { BarChart, FunnelChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent, VisualMapContinuousComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';
import { type RefObject, useEffect, useImperativeHandle, useRef } from 'react';
import type { ChartOption } from './chart-option.ts';

use([BarChart, FunnelChart, HeatmapChart, LineChart, ScatterChart]);
use([GridComponent, LegendComponent, TooltipComponent, VisualMapContinuousComponent, CanvasRenderer, SVGRenderer]);

export interface ChartHandle {
  /** As the chart is on the screen now. */
  png: () => Blob;
  svg: () => Blob;
}

interface ChartViewProps {
  option: ChartOption;
  /** For who cannot see it; the numbers stand in a table beside it. */
  label: string;
  handle: RefObject<ChartHandle | null>;
}

/** Twice the pixels, so that it is sharp on paper. */
const PNG_RATIO = 2;

export function ChartView({ option, label, handle }: ChartViewProps) {
  const ref = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init> | null>(null);
  useEffect(() => {
    if (ref.current === null) return undefined;
    const made = init(ref.current, null, { renderer: 'canvas' });
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(ref.current);
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => chart.current?.setOption(option, { notMerge: true }), [option]);
  useImperativeHandle(handle, () => ({
    png: () => blobOf(chart.current?.getDataURL({ type: 'png', pixelRatio: PNG_RATIO }) ?? ''),
    svg: () => svgOf(option, ref.current),
  }));
  return <div ref={ref} role="img" aria-label={label} className="min-h-0 flex-1" />;
}

function svgOf(option: ChartOption, place: HTMLElement | null): Blob {
  const drawing = init(null, null, { renderer: 'svg', ssr: true, width: place?.clientWidth ?? 800, height: place?.clientHeight ?? 500 });
  drawing.setOption(option);
  const text = drawing.renderToSVGString();
  drawing.dispose();
  return new Blob([text], { type: 'image/svg+xml' });
}

/** The page may not fetch `data:` addresses, so the text is read here. */
function blobOf(dataUrl: string): Blob {
  const bytes = Uint8Array.from(atob(dataUrl.slice(dataUrl.indexOf(',') + 1)), (sign) => sign.charCodeAt(0));
  return new Blob([bytes], { type: 'image/png' });
}
