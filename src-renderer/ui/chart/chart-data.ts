// Rows as the numbers of a chart: groups by x and series, and adds up what falls together when that is asked for.
import type { JsonValue } from '#shared/model/json.ts';
import { cellText } from '../grid/cell-text.ts';

export const CHART_KINDS = ['bar', 'line', 'area', 'scatter', 'funnel', 'heatmap'] as const;
export type ChartKind = (typeof CHART_KINDS)[number];

export interface ChartSettings {
  readonly kind: ChartKind;
  /** Places of columns; null for the number of the row. */
  readonly x: number | null;
  readonly y: number;
  /** One line or colour for each value of it. In a heat map: the other axis. */
  readonly series: number | null;
  readonly aggregation: 'none' | 'sum';
}

export interface ChartSeries {
  readonly name: string;
  /** One for each x; without aggregation an x may come several times. Null where there is no number. */
  readonly points: readonly (readonly [x: number, y: number | null])[];
}

export interface ChartData {
  /** How the x of a point is read: its place in `labels`, a number, or a moment (ms since 1970, UTC). */
  readonly axis: 'category' | 'number' | 'time';
  readonly labels: readonly string[];
  readonly series: readonly ChartSeries[];
  /** Series beyond MOST_SERIES, which are left out. */
  readonly seriesLeftOut: number;
  readonly hasTimes: boolean;
}

export interface ChartColumn {
  readonly name: string;
  readonly role: 'number' | 'time' | 'category';
}

/** More lines than these tell nothing; what is left out is said. */
export const MOST_SERIES = 24;
const NULL_LABEL = 'NULL';

export function numberOf(value: JsonValue | undefined): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

function timeOf(value: JsonValue | undefined): number | null {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(ms) ? ms : null;
}

function labelOf(value: JsonValue | undefined): string {
  return cellText(value ?? null) ?? NULL_LABEL;
}

export function axisOf({ kind, x }: ChartSettings, columns: readonly ChartColumn[]): ChartData['axis'] {
  const role = x === null ? 'number' : columns[x]?.role;
  if (kind === 'scatter') return role === 'time' ? 'time' : role === 'number' ? 'number' : 'category';
  // Bars, steps and tiles stand side by side, whatever their x is.
  return (kind === 'line' || kind === 'area') && role === 'time' ? 'time' : 'category';
}

export function chartData(rows: readonly (readonly JsonValue[])[], columns: readonly ChartColumn[], settings: ChartSettings): ChartData {
  const axis = axisOf(settings, columns);
  const labels = new Map<string, number>();
  const bySeries = new Map<string, [number, number | null][]>();
  const yName = columns[settings.y]?.name ?? '';
  rows.forEach((row, index) => {
    const x = placeOf(settings.x === null ? index + 1 : row[settings.x], axis, labels);
    if (x === null) return;
    const name = settings.series === null ? yName : labelOf(row[settings.series]);
    const points = bySeries.get(name) ?? [];
    points.push([x, numberOf(row[settings.y])]);
    bySeries.set(name, points);
  });
  const all = [...bySeries].map(([name, points]) => ({ name, points: settings.aggregation === 'sum' ? summed(points) : points }));
  const most = settings.kind === 'heatmap' ? all.length : MOST_SERIES;
  const largest = new Set([...all].sort((left, right) => sizeOf(right) - sizeOf(left)).slice(0, most));
  return {
    axis,
    labels: [...labels.keys()],
    series: all.filter((each) => largest.has(each)).map((each) => (axis === 'category' ? each : { ...each, points: inOrder(each.points) })),
    seriesLeftOut: Math.max(0, all.length - most),
    hasTimes: settings.x !== null && columns[settings.x]?.role === 'time',
  };
}

/** Null when the value has no place on such an axis. */
function placeOf(value: JsonValue | undefined, axis: ChartData['axis'], labels: Map<string, number>): number | null {
  if (axis === 'number') return numberOf(value);
  if (axis === 'time') return timeOf(value);
  const label = labelOf(value);
  const known = labels.get(label);
  if (known !== undefined) return known;
  labels.set(label, labels.size);
  return labels.size - 1;
}

function summed(points: readonly (readonly [number, number | null])[]): [number, number | null][] {
  const sums = new Map<number, number | null>();
  for (const [x, y] of points) {
    const before = sums.get(x) ?? null;
    sums.set(x, y === null ? before : (before ?? 0) + y);
  }
  return [...sums];
}

function inOrder<Point extends readonly [number, number | null]>(points: readonly Point[]): Point[] {
  return [...points].sort(([left], [right]) => left - right);
}

function sizeOf({ points }: ChartSeries): number {
  return points.reduce((sum, [, y]) => sum + Math.abs(y ?? 0), 0);
}

/** The x of a point as a person reads it. */
export function xText(x: number, { axis, labels }: ChartData): string {
  if (axis === 'category') return labels[x] ?? '';
  return axis === 'time' ? new Date(x).toISOString().replace('T00:00:00.000Z', '').replace('.000Z', 'Z') : String(x);
}
