import { z } from 'zod';
import type { CallOptions, MixpanelHttp } from './http.ts';
import { byText, parseAnswer } from './lists.ts';

export interface SegmentationInput {
  event: string;
  fromDate: string;
  toDate: string;
  unit: 'day' | 'week' | 'month';
  on?: string | undefined;
  where?: string | undefined;
}

export interface Segmentation {
  /** Bucket keys in time order: days, Mondays of weeks, firsts of months, in the project's time zone. */
  dates: string[];
  /** Per segment (or the event's name without one), a count for every date; missing ones are 0. */
  series: { segment: string; counts: number[]; total: number }[];
}

/** The server's own default is 60, its maximum 10,000. */
const MAX_SEGMENTS = 10_000;

const Answer = z.looseObject({
  data: z.looseObject({
    series: z.array(z.string()),
    values: z.record(z.string(), z.record(z.string(), z.coerce.number())),
  }),
});

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
  const { data } = parseAnswer(Answer, answer, 'segmentation');
  const dates = [...new Set([...data.series, ...Object.values(data.values).flatMap(Object.keys)])].sort(byText);
  const series = Object.entries(data.values).map(([segment, byDate]) => {
    const counts = dates.map((date) => byDate[date] ?? 0);
    return { segment, counts, total: counts.reduce((sum, count) => sum + count, 0) };
  });
  return { dates, series: series.sort((a, b) => b.total - a.total || byText(a.segment, b.segment)) };
}
