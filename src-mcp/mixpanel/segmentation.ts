import type { Span } from './buckets.ts';
import type { CallOptions, MixpanelHttp } from './http.ts';
import { toSeries } from './series.ts';

export interface SegmentationInput extends Span {
  event: string;
  on?: string | undefined;
  where?: string | undefined;
}

export interface Segmentation {
  /** Bucket keys in time order: hours, days, Mondays of weeks, firsts of months, in the project's time zone. */
  dates: string[];
  /** Per segment (or the event's name without one), a count for every date; missing ones are 0. */
  series: { segment: string; counts: number[]; total: number }[];
}

/** The server's own default is 60, its maximum 10,000. */
export const MAX_SEGMENTS = 10_000;

export async function segmentation(http: MixpanelHttp, input: SegmentationInput, call: CallOptions): Promise<Segmentation> {
  const answer = await http.get(
    'query',
    '/segmentation',
    {
      event: input.event,
      from_date: input.fromDate,
      to_date: input.toDate,
      unit: input.unit,
      type: 'general',
      on: input.on,
      where: input.where,
      limit: input.on === undefined ? undefined : MAX_SEGMENTS,
    },
    call,
  );
  const { dates, series } = toSeries(answer, 'segmentation', input);
  return { dates, series: series.map((each) => ({ ...each, counts: each.counts.map((count) => count ?? 0) })) };
}
