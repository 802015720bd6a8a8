// Counts of several events over time, of one event by a property's value, and today's leaders.

import { COUNT_TYPES, type CountType, seriesAnswer, seriesCsv, tallyEvents, topSegments } from '../analysis/tally.ts';
import { dayBucket, daysBack, type TimeUnit } from '../analysis/time-units.ts';
import { badRequest } from '../http/api-error.ts';
import { type Answer, type Call, checkHistory, type DayRange, dayRange, json } from '../http/call.ts';
import { eventProperty, segmentText } from '../world/event-row.ts';
import { shuffled } from '../world/prng.ts';
import type { SimEvent } from '../world/sim-event.ts';
import { DAY_MS } from '../world/zone.ts';
import { customEventOf, kindsOf } from './event-names.ts';

const UNITS: readonly TimeUnit[] = ['minute', 'hour', 'day', 'week', 'month'];
const DEFAULT_VALUES = 255;
const DEFAULT_TOP = 100;
const MOST_SEGMENTS = 10_000;

interface Asked extends DayRange {
  readonly type: CountType;
  readonly unit: TimeUnit;
}

/** Either both dates, or `interval`: so many units back, the present one included. */
function askedRange(call: Call, unit: TimeUnit): DayRange {
  const { params, project } = call;
  const interval = params.integer('interval', { min: 1 });
  if (interval === undefined) return dayRange(call);
  if (params.get('from_date') !== undefined) throw badRequest('from_date and interval both set');
  const toDay = project.today();
  const fromDay = daysBack(toDay, unit, interval);
  checkHistory(project, fromDay, project.settings.historyDays);
  return { fromDay, toDay };
}

function asked(call: Call): Asked {
  const type = call.params.choice('type', COUNT_TYPES);
  const unit = call.params.choice('unit', UNITS);
  if (type !== 'general' && (unit === 'hour' || unit === 'minute')) throw badRequest(`unit ${unit} is not allowed with type ${type}`);
  return { type, unit, ...askedRange(call, unit) };
}

function inFormat(call: Call, answer: ReturnType<typeof seriesAnswer>): Answer {
  if (call.params.choice('format', ['json', 'csv'], 'json') === 'json') return json(answer);
  return { kind: 'text', text: seriesCsv(answer), type: 'text/csv; charset=utf-8' };
}

export async function eventCounts(call: Call): Promise<Answer> {
  const names = call.params.texts('event');
  if (names === undefined) throw badRequest('Missing required parameter: event');
  const query = asked(call);
  const customs = names.filter((name) => customEventOf(name) !== undefined);
  const plain = new Set(names);
  const segment = (event: SimEvent) => [
    ...(plain.has(event.kind.name) ? [event.kind.name] : []),
    ...customs.filter((name) => customEventOf(name)?.kinds.includes(event.kind)),
  ];
  const tally = await tallyEvents(call.project, { ...query, kinds: kindsOf(names), segment });
  return inFormat(call, seriesAnswer(call.project, tally, query));
}

export async function countsByValue(call: Call): Promise<Answer> {
  const { params, project } = call;
  const event = params.required('event');
  const name = params.required('name');
  const query = asked(call);
  const wanted = params.texts('values');
  const limit = params.integer('limit', { min: 1, max: MOST_SEGMENTS }) ?? DEFAULT_VALUES;
  const tally = await tallyEvents(project, {
    ...query,
    kinds: kindsOf([event]),
    segment: (each) => {
      const value = segmentText(eventProperty(each, name, project));
      return wanted === undefined || wanted.includes(value) ? value : [];
    },
  });
  return inFormat(call, seriesAnswer(project, topSegments(tally, limit), query));
}

/** Today so far against the whole of yesterday, as a fraction. An event that is new today has a change of 1. */
export async function topEvents(call: Call): Promise<Answer> {
  const { params, project } = call;
  const type = params.choice('type', COUNT_TYPES);
  const limit = params.integer('limit', { min: 1 }) ?? DEFAULT_TOP;
  const today = project.today();
  const tally = await tallyEvents(project, { fromDay: today - 1, toDay: today, unit: 'day', type, segment: (event) => event.kind.name });
  const events: { event: string; amount: number; percent_change: number }[] = [];
  for (const [event, row] of tally) {
    const amount = row.get(dayBucket(today, 'day') * DAY_MS) ?? 0;
    const before = row.get((today - 1) * DAY_MS) ?? 0;
    if (amount > 0) events.push({ event, amount, percent_change: before === 0 ? 1 : (amount - before) / before });
  }
  const top = events.sort((a, b) => b.amount - a.amount || (a.event < b.event ? -1 : 1)).slice(0, limit);
  return json({ events: project.settings.tidy ? top : shuffled(top, project.world.seed), type });
}
