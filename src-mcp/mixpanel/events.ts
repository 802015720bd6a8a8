// Counts of several events, and of one event by the values of a property.
import type { Span } from './buckets.ts';
import type { CallOptions, MixpanelHttp } from './http.ts';
import { type CountSeries, type CountType, emptySegment, toSeries } from './series.ts';

export interface EventCountsInput extends Span {
  events: string[];
  type: CountType;
}

export interface PropertyCountsInput extends Span {
  event: string;
  property: string;
  type: CountType;
  values?: string[] | undefined;
  /** The server's own default is 255. */
  limit: number;
}

/** Every asked event is in the answer, also one that Mixpanel left out because nothing happened. */
export async function eventCounts(http: MixpanelHttp, input: EventCountsInput, call: CallOptions): Promise<CountSeries> {
  const answer = await http.get('query', '/events', { ...common(input), event: JSON.stringify(input.events) }, call);
  const { dates, series } = toSeries(answer, 'events', input, input.type);
  const named = new Set(series.map((each) => each.segment));
  const missing = input.events.filter((event) => !named.has(event)).map((event) => emptySegment(event, dates, input.type));
  return { dates, series: [...series, ...missing] };
}

/** One segment for each value of the property, as text. */
export async function propertyCounts(http: MixpanelHttp, input: PropertyCountsInput, call: CallOptions): Promise<CountSeries> {
  const params = {
    ...common(input),
    event: input.event,
    name: input.property,
    values: input.values === undefined ? undefined : JSON.stringify(input.values),
    limit: input.limit,
  };
  return toSeries(await http.get('query', '/events/properties', params, call), 'events/properties', input, input.type);
}

function common(input: Span & { type: CountType }) {
  return { type: input.type, unit: input.unit, from_date: input.fromDate, to_date: input.toDate };
}
