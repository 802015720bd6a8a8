// Counts events or their actors by segment and time bucket: the common ground of /events, /segmentation and insights.

import type { Project } from '../project.ts';
import { shuffled } from '../world/prng.ts';
import type { EventKind, SimEvent } from '../world/sim-event.ts';
import { forEachHistory } from './histories.ts';
import { allBuckets, bucketStart, bucketText, type TimeUnit } from './time-units.ts';

export type CountType = 'general' | 'unique' | 'average';
export const COUNT_TYPES: readonly CountType[] = ['general', 'unique', 'average'];

export interface TallyQuery {
  readonly fromDay: number;
  readonly toDay: number;
  readonly unit: TimeUnit;
  readonly type: CountType;
  readonly kinds?: ReadonlySet<EventKind>;
  readonly filter?: ((event: SimEvent) => boolean) | undefined;
  /** The keys an event counts under. */
  readonly segment: (event: SimEvent) => string | readonly string[];
  /** Overrides the bucket that a time falls into; for intervals of several days. */
  readonly bucketOf?: (timeMs: number) => number;
}

/** Segment to bucket start to number. */
export type Tally = Map<string, Map<number, number>>;

function add(tally: Tally, segment: string, bucket: number): void {
  let row = tally.get(segment);
  if (row === undefined) {
    row = new Map();
    tally.set(segment, row);
  }
  row.set(bucket, (row.get(bucket) ?? 0) + 1);
}

export async function tallyEvents(project: Project, query: TallyQuery): Promise<Tally> {
  const general: Tally = new Map();
  const unique: Tally = new Map();
  const bucketOf = query.bucketOf ?? ((timeMs: number) => bucketStart(timeMs, query.unit, project.zone));
  await forEachHistory(project, query, (actor, events) => {
    const seen = new Set<string>();
    for (const event of events) {
      const bucket = bucketOf(event.timeMs);
      const segments = query.segment(event);
      for (const segment of typeof segments === 'string' ? [segments] : segments) {
        if (query.type !== 'unique') add(general, segment, bucket);
        if (query.type === 'general' || actor === undefined) continue;
        const key = `${bucket} ${segment}`;
        if (!seen.has(key)) add(unique, segment, bucket);
        seen.add(key);
      }
    }
  });
  if (query.type === 'general') return general;
  if (query.type === 'unique') return unique;
  for (const [segment, row] of general) {
    for (const [bucket, count] of row) row.set(bucket, count / Math.max(unique.get(segment)?.get(bucket) ?? 0, 1));
  }
  return general;
}

function totalOf(row: ReadonlyMap<number, number>): number {
  let total = 0;
  for (const count of row.values()) total += count;
  return total;
}

/** The `limit` segments with the most events. */
export function topSegments(tally: Tally, limit: number): Tally {
  const ranked = [...tally].sort((a, b) => totalOf(b[1]) - totalOf(a[1]) || (a[0] < b[0] ? -1 : 1));
  return new Map(ranked.slice(0, limit));
}

export interface SeriesAnswer {
  readonly data: { readonly series: string[]; readonly values: Record<string, Record<string, number>> };
  readonly legend_size: number;
}

/**
 * The usual shape. Untidy, as the real server: series and keys in no order, and every zero left out. `always` names segments that must be
 * there even when nothing happened.
 */
export function seriesAnswer(
  project: Project,
  tally: Tally,
  query: { fromDay: number; toDay: number; unit: TimeUnit; buckets?: number[] },
): SeriesAnswer {
  const { tidy } = project.settings;
  if (tally.size === 0 && !tidy) return { data: { series: [], values: {} }, legend_size: 0 };
  const buckets = query.buckets ?? allBuckets(query.fromDay, query.toDay, query.unit);
  const seed = project.world.seed ^ query.fromDay;
  const rows = tidy ? [...tally] : shuffled([...tally], seed);
  const values: Record<string, Record<string, number>> = {};
  for (const [segment, row] of rows) {
    const entries: [string, number][] = [];
    for (const bucket of tidy ? buckets : shuffled(buckets, seed + 1)) {
      const count = row.get(bucket) ?? 0;
      if (count !== 0 || tidy) entries.push([bucketText(bucket, query.unit), count]);
    }
    values[segment] = Object.fromEntries(entries);
  }
  const series = (tidy ? buckets : shuffled(buckets, seed + 2)).map((bucket) => bucketText(bucket, query.unit));
  return { data: { series, values }, legend_size: tally.size };
}

/** The same as a table, one line per date. */
export function seriesCsv(answer: SeriesAnswer): string {
  const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const segments = Object.keys(answer.data.values);
  const lines = [...answer.data.series]
    .sort()
    .map((date) => [date, ...segments.map((segment) => String(answer.data.values[segment]?.[date] ?? 0))].join(','));
  return `${['date', ...segments.map(quote)].join(',')}\n${lines.join('\n')}\n`;
}
