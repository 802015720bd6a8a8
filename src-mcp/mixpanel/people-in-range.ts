import type { CallOptions, MixpanelHttp } from './http.ts';
import { MAX_SEGMENTS } from './segmentation.ts';
import { toSeries } from './series.ts';

/**
 * People who did an event in a range of days, each counted once, by segment (by the event's name without a split). The endpoint counts
 * people per bucket; one bucket as long as the range makes them people of the range.
 */
export async function peopleInRange(
  http: MixpanelHttp,
  input: { event: string; fromDate: string; toDate: string; days: number; on?: string | undefined },
  call: CallOptions,
): Promise<Map<string, number>> {
  const params = {
    event: input.event,
    from_date: input.fromDate,
    to_date: input.toDate,
    type: 'unique',
    interval: input.days,
    on: input.on,
    limit: input.on === undefined ? undefined : MAX_SEGMENTS,
  };
  const answer = await http.get('query', '/segmentation', params, call);
  const { series } = toSeries(answer, 'segmentation', { fromDate: input.fromDate, toDate: input.fromDate, unit: 'day' }, 'unique');
  return new Map(series.map(({ segment, counts }) => [segment, Math.max(0, ...counts.map((count) => count ?? 0))]));
}
