// What one column holds: how many values, which range, how they spread, which are frequent. Runs over any relation; times are UTC
// as they are stored.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnProfile } from '#shared/model/result-view.ts';
import { isInteger, isMoment, isNumber, isSimple } from './column-types.ts';
import { runPrepared } from './query.ts';
import { collectRows } from './query-rows.ts';
import type { JsonValue } from './to-json.ts';
import type { Guard } from './watchdog.ts';

const TOP_VALUES = 10;
const BINS = 20;
/** The estimate of DuckDB is off by some percent. Up to here counting exactly costs about as much as the frequent values do. */
const COUNTED_EXACTLY = 200_000;
const MAX_DATE_MS = 8_640_000_000_000_000;
const LIMITS = { maxRows: 1000, maxBytes: 2_000_000, maxCellChars: 300 };

export interface ProfiledColumn {
  name: string;
  type: string;
  /** The relation, and the expression of the column in it. */
  from: string;
  value: string;
}

type Ask = (sql: string) => Promise<JsonValue[][]>;

export async function profileColumn(
  connection: DuckDBConnection,
  column: ProfiledColumn,
  guard: Guard,
): Promise<Omit<ColumnProfile, 'elapsedMs'>> {
  const ask: Ask = async (sql) => {
    guard.check();
    return (await collectRows(await runPrepared(connection, sql), LIMITS, guard)).rows;
  };
  const facts = await basics(ask, column);
  const values = facts.rowCount - facts.nullCount;
  return {
    name: column.name,
    type: column.type,
    ...facts,
    distinct: await distinctOf(ask, column, facts.distinct, values),
    histogram: values === 0 ? [] : await histogramOf(ask, column),
    top: await topOf(ask, column),
  };
}

/** Nested values and JSON are compared by their text. */
function grouped({ type, value }: ProfiledColumn): string {
  return isSimple(type) ? value : `${value}::VARCHAR`;
}

async function basics(ask: Ask, column: ProfiledColumn) {
  const { from, type, value } = column;
  const hasOrder = isSimple(type);
  const ends = hasOrder ? `min(${value}), max(${value})` : 'NULL, NULL';
  const double = `${value}::DOUBLE`;
  const middle = isNumber(type)
    ? `avg(${double}) FILTER (isfinite(${double})), median(${value})`
    : `NULL, ${isMoment(type) ? `median(${value})` : 'NULL'}`;
  const [row = []] = await ask(
    `SELECT count(*), count(${value}), approx_count_distinct(${grouped(column)}), ${ends}, ${middle} FROM ${from}`,
  );
  const [rowCount, valueCount, distinct, min, max, mean, median] = row;
  return {
    rowCount: Number(rowCount ?? 0),
    nullCount: Number(rowCount ?? 0) - Number(valueCount ?? 0),
    distinct: Number(distinct ?? 0),
    min: min ?? null,
    max: max ?? null,
    mean: typeof mean === 'number' ? mean : null,
    median: median ?? null,
  };
}

async function distinctOf(ask: Ask, column: ProfiledColumn, estimate: number, values: number): Promise<ColumnProfile['distinct']> {
  if (estimate > COUNTED_EXACTLY) return { count: Math.min(estimate, values), isExact: false };
  const [row] = await ask(`SELECT count(DISTINCT ${grouped(column)}) FROM ${column.from}`);
  return { count: Number(row?.[0] ?? 0), isExact: true };
}

async function topOf(ask: Ask, column: ProfiledColumn): Promise<ColumnProfile['top']> {
  const value = grouped(column);
  const rows = await ask(
    `SELECT ${value} AS v, count(*) AS n FROM ${column.from} WHERE ${column.value} IS NOT NULL GROUP BY 1 ORDER BY n DESC, v LIMIT ${TOP_VALUES}`,
  );
  return rows.map(([each, count]) => ({ value: each ?? null, count: Number(count ?? 0) }));
}

/** Bins of one width between the ends. Their edges are computed by DuckDB in the column's own terms, whole for integers and times. */
async function histogramOf(ask: Ask, column: ProfiledColumn): Promise<ColumnProfile['histogram']> {
  const { type, from, value } = column;
  if (!isNumber(type) && !isMoment(type)) return [];
  const position = isMoment(type) ? `epoch_us(${value}::TIMESTAMP)::DOUBLE` : `${value}::DOUBLE`;
  const hasPlace = isMoment(type) ? `isfinite(${value}::TIMESTAMP)` : `isfinite(${value}::DOUBLE)`;
  const isWhole = isInteger(type) || type === 'DATE';
  const unit = type === 'DATE' ? 86_400_000_000 : 1;
  const [ends = []] = await ask(`SELECT min(${position}), max(${position}) FROM ${from} WHERE ${hasPlace}`);
  const [low, high] = ends;
  if (typeof low !== 'number' || typeof high !== 'number') return [];
  const { bins, width } = binsOf((high - low) / unit, isWhole);
  const at = bins === 1 ? '0' : `least(floor((${position} - ${low}) / ${width * unit}), ${bins - 1})::INTEGER`;
  const counted = new Map(
    (await ask(`SELECT ${at} AS bin, count(*) FROM ${from} WHERE ${hasPlace} GROUP BY 1`)).map(([bin, count]) => [
      Number(bin),
      Number(count),
    ]),
  );
  return Array.from({ length: bins }, (_, bin) => ({
    from: edgeOf(low + bin * width * unit, type),
    to: edgeOf(isWhole ? Math.min(high, low + (bin + 1) * width * unit) : bin === bins - 1 ? high : low + (bin + 1) * width, type),
    count: counted.get(bin) ?? 0,
  }));
}

export function binsOf(span: number, isWhole: boolean): { bins: number; width: number } {
  if (!(span > 0)) return { bins: 1, width: 1 };
  if (!isWhole) return { bins: BINS, width: span / BINS };
  const width = Math.max(1, Math.ceil((span + 1) / BINS));
  return { bins: Math.ceil((span + 1) / width), width };
}

function edgeOf(position: number, type: string): JsonValue {
  if (!isMoment(type)) return position;
  const ms = position / 1000;
  if (Math.abs(ms) > MAX_DATE_MS) return position;
  const iso = new Date(ms).toISOString();
  return type === 'DATE' ? iso.slice(0, 10) : iso.replace('.000Z', 'Z');
}
