// The chart one would draw first of these columns and rows.
import type { JsonValue } from '#shared/model/json.ts';
import type { QueryColumn } from '#shared/model/query.ts';
import { type ChartColumn, type ChartSettings, numberOf } from '../../ui/chart/chart-data.ts';
import { isNumericType } from '../../ui/grid/cell-text.ts';

type Rows = readonly (readonly JsonValue[])[];

const MOST_STEPS = 12;
const MOST_LINES = 12;
const MOST_TILES_A_SIDE = 60;

export function chartColumns(columns: readonly QueryColumn[]): ChartColumn[] {
  return columns.map(({ name, type }) => ({
    name,
    role: isNumericType(type) ? 'number' : /^(DATE|TIMESTAMP)/.test(type) && !type.endsWith(']') ? 'time' : 'category',
  }));
}

/** Null when there is no number to draw. */
export function guessChart(columns: readonly QueryColumn[], rows: Rows): ChartSettings | null {
  const roles = chartColumns(columns);
  const of = (role: ChartColumn['role']) => roles.flatMap((column, index) => (column.role === role ? [index] : []));
  const numbers = of('number');
  const categories = of('category').filter((index) => !isOneValue(rows, index) || rows.length < 2);
  const [time] = of('time');
  const steps = stepsOf(columns, rows, numbers);
  if (steps !== null) return { kind: 'funnel', ...steps, series: null, aggregation: 'none' };
  const y = measureOf(columns, numbers);
  if (y === undefined) return null;
  if (time !== undefined) {
    const series = categories.find((index) => distinct(rows, [index]) <= MOST_LINES) ?? null;
    return settled({ kind: 'line', x: time, y, series: repeats(rows, [time]) ? series : null }, rows);
  }
  const [first, second] = categories;
  if (first !== undefined && second !== undefined && [first, second].every((index) => distinct(rows, [index]) <= MOST_TILES_A_SIDE)) {
    return settled({ kind: 'heatmap', x: first, y, series: second }, rows);
  }
  if (first !== undefined) return settled({ kind: 'bar', x: first, y, series: null }, rows);
  const other = numbers.find((index) => index !== y);
  if (other === undefined) return { kind: 'bar', x: null, y, series: null, aggregation: 'none' };
  return { kind: 'scatter', x: other, y, series: null, aggregation: 'none' };
}

/** The number that was asked for stands last as a rule; an id or a year is not what one draws. */
function measureOf(columns: readonly QueryColumn[], numbers: readonly number[]): number | undefined {
  const measures = numbers.filter((index) => !/(^|_)(id|year|month|day|hour|week|step)$/i.test(columns[index]?.name ?? ''));
  return measures[0] ?? numbers.at(-1);
}

/** Steps with their counts, none greater than the one before it. */
function stepsOf(columns: readonly QueryColumn[], rows: Rows, numbers: readonly number[]): { x: number; y: number } | null {
  const x = columns.findIndex(({ name }) => /step|stage/i.test(name));
  if (x < 0 || rows.length < 2 || rows.length > MOST_STEPS || repeats(rows, [x])) return null;
  const named = columns.findIndex(({ name, type }, index) => index !== x && /step|stage|event|name/i.test(name) && !isNumericType(type));
  const y = numbers.find((index) => {
    const values = rows.map((row) => numberOf(row[index]));
    return index !== x && values.every((value, at) => value !== null && value >= 0 && (at === 0 || value <= (values[at - 1] ?? 0)));
  });
  if (y === undefined) return null;
  return { x: isNumericType(columns[x]?.type ?? '') && named >= 0 ? named : x, y };
}

function settled(chart: Omit<ChartSettings, 'aggregation'>, rows: Rows): ChartSettings {
  const keys = [chart.x, chart.series].filter((index) => index !== null);
  return { ...chart, aggregation: repeats(rows, keys) ? 'sum' : 'none' };
}

function distinct(rows: Rows, columns: readonly number[]): number {
  return new Set(rows.map((row) => JSON.stringify(columns.map((column) => row[column] ?? null)))).size;
}

function repeats(rows: Rows, columns: readonly number[]): boolean {
  return distinct(rows, columns) < rows.length;
}

function isOneValue(rows: Rows, column: number): boolean {
  return distinct(rows, [column]) <= 1;
}
