// Retention and frequency ("addiction").

import { forEachHistory } from '../analysis/histories.ts';
import { computeRetention, OVERALL, type RetentionQuery } from '../analysis/retention.ts';
import { bucketStart, dayBucket, type TimeUnit } from '../analysis/time-units.ts';
import { compileFilter } from '../expression/evaluate.ts';
import { badRequest } from '../http/api-error.ts';
import { type Answer, type Call, dayRange, json } from '../http/call.ts';
import { EventRow } from '../world/event-row.ts';
import { shuffled } from '../world/prng.ts';
import type { EventKind, SimEvent } from '../world/sim-event.ts';
import { DAY_MS, dayText } from '../world/zone.ts';
import { kindsOf } from './event-names.ts';
import { eventExpressions } from './segmentation.ts';

const UNIT_DAYS = { day: 1, week: 7, month: 30 } as const;
const MOST_INTERVAL_DAYS = 90;
const MOST_SEGMENTS = 10_000;
const DEFAULT_SEGMENTS = 255;

function matcher(name: string | undefined, where: ((event: SimEvent) => boolean) | undefined): (event: SimEvent) => boolean {
  const kinds = name === undefined ? undefined : kindsOf([name]);
  return (event) => (kinds === undefined || kinds.has(event.kind)) && (where === undefined || where(event));
}

function intervalsOf(call: Call, fromDay: number): Pick<RetentionQuery, 'intervalDays' | 'bucketOf' | 'intervalCount'> {
  const { params } = call;
  const interval = params.integer('interval', { min: 1, max: MOST_INTERVAL_DAYS });
  if (interval !== undefined && params.get('unit') !== undefined) throw badRequest('unit and interval both set');
  const unit = params.choice('unit', ['day', 'week', 'month'], 'day');
  const intervalCount = params.integer('interval_count', { min: 1, max: 1000 }) ?? 1;
  const bucketOf =
    interval === undefined ? (day: number) => Math.max(dayBucket(day, unit), fromDay) : (day: number) => day - ((day - fromDay) % interval);
  return { intervalDays: interval ?? UNIT_DAYS[unit], bucketOf, intervalCount };
}

export async function retention(call: Call): Promise<Answer> {
  const { params, project } = call;
  const range = dayRange(call);
  const type = params.choice('retention_type', ['birth', 'compounded'], 'birth');
  const intervals = intervalsOf(call, range.fromDay);
  const bornEvent = params.get('born_event');
  const event = params.get('event');
  const limit = params.integer('limit', { min: 1, max: MOST_SEGMENTS }) ?? DEFAULT_SEGMENTS;
  const { filter, on } = eventExpressions(call);
  const row = new EventRow(project);
  const bornWhere = compileFilter(params.get('born_where'), project.readInstant);
  const bornFilter = bornWhere && ((each: SimEvent) => bornWhere(row.of(each)));
  // As the real server: without a born event, birth retention silently finds nobody.
  if (type === 'birth' && bornEvent === undefined) return json({});
  const returned = matcher(event, filter);
  const kinds: ReadonlySet<EventKind> | undefined =
    event === undefined ? undefined : kindsOf(bornEvent === undefined ? [event] : [event, bornEvent]);
  const result = await computeRetention(project, {
    ...range,
    ...intervals,
    type,
    born: type === 'birth' ? matcher(bornEvent, bornFilter) : returned,
    returned,
    ...(kinds ? { kinds } : {}),
    unbounded: params.flag('unbounded_retention', false),
    on,
  });
  const days = [...result.keys()].sort((a, b) => a - b);
  const answer: Record<string, unknown> = {};
  for (const day of project.settings.tidy ? days : shuffled(days, project.world.seed)) {
    const bySegment = result.get(day) ?? new Map();
    answer[dayText(day)] = on ? Object.fromEntries([...bySegment].slice(0, limit + 1)) : bySegment.get(OVERALL);
  }
  return json(answer);
}

/** How many sub-units a period can have: the length of each list. */
const SLOTS: Readonly<Record<'day' | 'week' | 'month', Readonly<Record<'hour' | 'day', number>>>> = {
  day: { hour: 24, day: 1 },
  week: { hour: 168, day: 7 },
  month: { hour: 744, day: 31 },
};

export async function addiction(call: Call): Promise<Answer> {
  const { params, project } = call;
  const range = dayRange(call);
  const unit = params.choice('unit', ['day', 'week', 'month']);
  const part: TimeUnit & ('hour' | 'day') = params.choice('addiction_unit', ['hour', 'day']);
  const event = params.get('event');
  const { filter } = eventExpressions(call);
  const lists = new Map<number, number[]>();
  const kinds = event === undefined ? {} : { kinds: kindsOf([event]) };
  await forEachHistory(project, { ...range, ...kinds, filter }, (actor, events) => {
    if (actor === undefined) return;
    const parts = new Map<number, Set<number>>();
    for (const each of events) {
      const bucket = Math.max(bucketStart(each.timeMs, unit, project.zone), range.fromDay * DAY_MS);
      const own = parts.get(bucket) ?? new Set<number>();
      parts.set(bucket, own.add(bucketStart(each.timeMs, part, project.zone)));
    }
    for (const [bucket, own] of parts) {
      const list = lists.get(bucket) ?? new Array<number>(SLOTS[unit][part]).fill(0);
      lists.set(bucket, list);
      for (let index = 0; index < Math.min(own.size, list.length); index++) list[index] = (list[index] ?? 0) + 1;
    }
  });
  const days = [...lists.keys()].sort((a, b) => a - b);
  const ordered = project.settings.tidy ? days : shuffled(days, project.world.seed);
  return json({ data: Object.fromEntries(ordered.map((start) => [dayText(start / DAY_MS), lists.get(start)])) });
}
