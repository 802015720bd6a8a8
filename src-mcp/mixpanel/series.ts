// The answer that counting endpoints share: `series` (the buckets, unsorted) and `values` (segment to bucket to number, with holes).
import { z } from 'zod';
import { bucketKey, bucketsShown, byBucket, type Span } from './buckets.ts';
import { byText, parseAnswer } from './lists.ts';
import { Count } from './numbers.ts';

export type CountType = 'general' | 'unique' | 'average';

export interface CountSeries {
  /** Bucket keys in time order, in the project's time zone. */
  dates: string[];
  /** For every date a number: 0 where nothing happened, but null where an average has nothing to average. Largest sum first. */
  series: Segment[];
}

export interface Segment {
  segment: string;
  counts: (number | null)[];
  /** The counts added up. Says something for `general` only: users and averages do not add up over dates. */
  total: number;
}

const Answer = z.looseObject({
  data: z.looseObject({
    series: z.array(z.string()),
    values: z.record(z.string(), z.record(z.string(), Count.nullable())),
  }),
});

export function toSeries(answer: unknown, endpoint: string, span: Span, type: CountType = 'general'): CountSeries {
  const { data } = parseAnswer(Answer, answer, endpoint);
  const segments = Object.entries(data.values).map(([segment, values]) => ({ segment, values: byBucket(values, span.unit) }));
  const named = [...data.series.map((key) => bucketKey(key, span.unit)), ...segments.flatMap(({ values }) => [...values.keys()])];
  const dates = bucketsShown(span, named);
  const series = segments.map(({ segment, values }) =>
    withCounts(
      segment,
      dates.map((date) => countAt(values, date, type)),
    ),
  );
  return { dates, series: series.sort((a, b) => b.total - a.total || byText(a.segment, b.segment)) };
}

/** A segment in which nothing happened. */
export function emptySegment(segment: string, dates: readonly string[], type: CountType): Segment {
  return withCounts(
    segment,
    dates.map(() => (type === 'average' ? null : 0)),
  );
}

/** Events per user are 1 at least, so that 0 can only mean that there was nobody. */
function countAt(values: Map<string, number | null>, date: string, type: CountType): number | null {
  const count = values.get(date) ?? 0;
  return type === 'average' && count === 0 ? null : count;
}

function withCounts(segment: string, counts: (number | null)[]): Segment {
  return { segment, counts, total: counts.reduce<number>((sum, count) => sum + (count ?? 0), 0) };
}
