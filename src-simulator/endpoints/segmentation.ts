// Segmentation: one event over time, split by an expression.

import { COUNT_TYPES, type CountType, seriesAnswer, seriesCsv, type Tally, tallyEvents, topSegments } from '../analysis/tally.ts';
import { allBuckets, bucketStart, type TimeUnit } from '../analysis/time-units.ts';
import { compileExpression, compileFilter } from '../expression/evaluate.ts';
import { badRequest } from '../http/api-error.ts';
import { type Answer, type Call, type DayRange, dayRange, json } from '../http/call.ts';
import { EventRow, segmentText } from '../world/event-row.ts';
import type { SimEvent } from '../world/sim-event.ts';
import { DAY_MS } from '../world/zone.ts';
import { kindsOf } from './event-names.ts';

const DEFAULT_SEGMENTS = 60;
const MOST_SEGMENTS = 10_000;
const UNITS: readonly TimeUnit[] = ['minute', 'hour', 'day', 'week', 'month'];

/** A filter and a split over events, compiled from `where` and `on`. */
export function eventExpressions(call: Call): {
  filter: ((event: SimEvent) => boolean) | undefined;
  on: ((event: SimEvent) => unknown) | undefined;
} {
  const { params, project } = call;
  const row = new EventRow(project);
  const where = compileFilter(params.get('where'), project.readInstant);
  const source = params.get('on');
  const expression = source === undefined ? undefined : compileExpression(source, project.readInstant);
  return {
    filter: where && ((event) => where(row.of(event))),
    on: expression && ((event) => expression(row.of(event))),
  };
}

/** Days in bundles of `interval`, counted from the first day of the range. */
function intervalBuckets(range: DayRange, interval: number): { bucketOf: (timeMs: number) => number; buckets: number[] } | undefined {
  if (interval === 1) return undefined;
  const buckets = allBuckets(range.fromDay, range.toDay, 'day').filter((_, index) => index % interval === 0);
  const bucketOf = (wallMs: number) => {
    const day = Math.floor(wallMs / DAY_MS);
    return (day - ((day - range.fromDay) % interval)) * DAY_MS;
  };
  return { bucketOf, buckets };
}

function intervalOf(call: Call, type: CountType): number {
  const interval = call.params.integer('interval', { min: 1 });
  if (interval === undefined) return 1;
  if (call.params.get('unit') !== undefined) throw badRequest('unit and interval both set');
  if (type === 'general') throw badRequest('interval is only allowed when type is not general');
  return interval;
}

export async function segmentation(call: Call): Promise<Answer> {
  const { params, project } = call;
  const event = params.required('event');
  const range = dayRange(call);
  const type = params.choice('type', COUNT_TYPES, 'general');
  const bundle = intervalBuckets(range, intervalOf(call, type));
  const unit = params.choice('unit', UNITS, 'day');
  const limit = params.integer('limit', { min: 1, max: MOST_SEGMENTS }) ?? DEFAULT_SEGMENTS;
  if (type !== 'general' && (unit === 'hour' || unit === 'minute')) throw badRequest(`unit ${unit} is not allowed with type ${type}`);
  const { filter, on } = eventExpressions(call);
  const zone = project.zone;
  const tally: Tally = await tallyEvents(project, {
    ...range,
    unit,
    type,
    kinds: kindsOf([event]),
    filter,
    segment: on ? (each) => segmentText(on(each)) : () => event,
    ...(bundle ? { bucketOf: (timeMs: number) => bundle.bucketOf(bucketStart(timeMs, 'day', zone)) } : {}),
  });
  const answer = seriesAnswer(project, on ? topSegments(tally, limit) : tally, {
    ...range,
    unit,
    ...(bundle ? { buckets: bundle.buckets } : {}),
  });
  if (params.get('format') === 'csv') return { kind: 'text', text: seriesCsv(answer), type: 'text/csv; charset=utf-8' };
  return json(answer);
}
