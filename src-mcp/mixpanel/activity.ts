import { z } from 'zod';
import { epochSeconds } from './event-time.ts';
import type { CallOptions, MixpanelHttp } from './http.ts';
import { parseAnswer } from './lists.ts';

export interface FeedEvent {
  event: string;
  /** `time` as it was sent; null when it is missing or no number. */
  seconds: number | null;
  properties: Record<string, unknown>;
}

const Feed = z.looseObject({
  results: z.looseObject({
    events: z.array(z.looseObject({ event: z.string(), properties: z.record(z.string(), z.unknown()).nullish() })).nullish(),
  }),
});

/** All events of some users in a range of days; the oldest first, those without a time before all others. */
export async function activityFeed(
  http: MixpanelHttp,
  input: { distinctIds: string[]; fromDate: string; toDate: string },
  call: CallOptions,
): Promise<FeedEvent[]> {
  const params = { distinct_ids: JSON.stringify(input.distinctIds), from_date: input.fromDate, to_date: input.toDate };
  const { results } = parseAnswer(Feed, await http.get('query', '/stream/query', params, call), 'stream/query');
  return (results.events ?? [])
    .map(({ event, properties }) => ({ event, seconds: epochSeconds(properties?.time), properties: properties ?? {} }))
    .sort((a, b) => (a.seconds ?? Number.NEGATIVE_INFINITY) - (b.seconds ?? Number.NEGATIVE_INFINITY) || 0);
}
