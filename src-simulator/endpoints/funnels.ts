// Saved funnels and their numbers.

import { addWalk, newTotals, type StepTotals, stepAnswers, walkFunnel, worstStep } from '../analysis/funnel.ts';
import { forEachHistory } from '../analysis/histories.ts';
import { dayBucket, nextBucket, type TimeUnit } from '../analysis/time-units.ts';
import { ApiError, badRequest } from '../http/api-error.ts';
import { type Answer, type Call, type DayRange, dayRange, json } from '../http/call.ts';
import type { Project } from '../project.ts';
import { SAVED_FUNNELS, type SavedFunnel } from '../saved/funnels.ts';
import { segmentText } from '../world/event-row.ts';
import type { EventKind, SimEvent } from '../world/sim-event.ts';
import { DAY_MS, dayText } from '../world/zone.ts';
import { eventExpressions } from './segmentation.ts';

const LENGTH_UNITS = { day: DAY_MS, hour: 3_600_000, minute: 60_000, second: 1000 } as const;
const LONGEST_WINDOW_MS = 90 * DAY_MS;
const DEFAULT_SEGMENTS = 255;
const MOST_SEGMENTS = 10_000;
const OVERALL = '$overall';

export interface FunnelQuery extends DayRange {
  readonly funnel: SavedFunnel;
  readonly windowMs: number;
  readonly bucketOf: (day: number) => number;
  readonly filter?: ((event: SimEvent) => boolean) | undefined;
  /** Splits by a property of the first step's event. */
  readonly on?: ((event: SimEvent) => unknown) | undefined;
}

/** Bucket day to segment to totals; without a split the only segment is `$overall`. */
export type FunnelResult = Map<number, Map<string, StepTotals[]>>;

function kindsOfFunnel(funnel: SavedFunnel): Set<EventKind> {
  return new Set(funnel.steps.flatMap((step) => [...step.kinds]));
}

export async function computeFunnel(project: Project, query: FunnelQuery): Promise<FunnelResult> {
  const { funnel } = query;
  const [first] = funnel.steps;
  const result: FunnelResult = new Map();
  const endMs = project.zone.startOf(query.toDay + 1);
  const range = {
    fromDay: query.fromDay,
    toDay: query.toDay + Math.ceil(query.windowMs / DAY_MS),
    kinds: kindsOfFunnel(funnel),
    filter: query.filter,
  };
  await forEachHistory(project, range, (actor, events) => {
    if (actor === undefined) return;
    const entered = new Set<number>();
    events.forEach((event, index) => {
      if (event.timeMs >= endMs || !first?.kinds.has(event.kind)) return;
      const bucket = query.bucketOf(project.zone.dayOf(event.timeMs));
      if (entered.has(bucket)) return;
      entered.add(bucket);
      const times = walkFunnel(events, index, funnel.steps, query.windowMs);
      const segments = query.on ? [OVERALL, segmentText(query.on(event))] : [OVERALL];
      for (const segment of segments) addWalk(totalsFor(result, bucket, segment, funnel.steps.length), times);
    });
  });
  return result;
}

function totalsFor(result: FunnelResult, bucket: number, segment: string, steps: number): StepTotals[] {
  const bySegment = result.get(bucket) ?? new Map<string, StepTotals[]>();
  result.set(bucket, bySegment);
  const totals = bySegment.get(segment) ?? newTotals(steps);
  bySegment.set(segment, totals);
  return totals;
}

export function listFunnels(): Answer {
  return json(SAVED_FUNNELS.map((funnel) => ({ funnel_id: funnel.id, name: funnel.name })));
}

function windowOf(call: Call, funnel: SavedFunnel): number {
  const length = call.params.integer('length', { min: 1 });
  if (length === undefined) return funnel.windowMs;
  const windowMs = length * LENGTH_UNITS[call.params.choice('length_unit', ['day', 'hour', 'minute', 'second'])];
  if (windowMs > LONGEST_WINDOW_MS) throw badRequest('length: conversion window must not exceed 90 days');
  return windowMs;
}

function bucketsOf(call: Call, range: DayRange): { bucketOf: (day: number) => number; buckets: number[] } {
  const unit = call.params.choice<TimeUnit>('unit', ['day', 'week', 'month'], 'day');
  const interval = call.params.integer('interval', { min: 1 }) ?? 1;
  const bucketOf =
    interval > 1
      ? (day: number) => day - ((day - range.fromDay) % interval)
      : (day: number) => Math.max(dayBucket(day, unit), range.fromDay);
  const buckets: number[] = [];
  for (let day = range.fromDay; day <= range.toDay; day = interval > 1 ? day + interval : nextBucket(dayBucket(day, unit), unit))
    buckets.push(day);
  return { bucketOf, buckets };
}

export async function funnels(call: Call): Promise<Answer> {
  const { params, project } = call;
  const id = params.integer('funnel_id', { min: 1 });
  if (id === undefined) throw badRequest('Missing required parameter: funnel_id');
  const range = dayRange(call);
  const funnel = SAVED_FUNNELS.find((each) => each.id === id);
  if (funnel === undefined) throw new ApiError(404, `funnel ${id} not found`);
  const limit = params.integer('limit', { min: 1, max: MOST_SEGMENTS }) ?? DEFAULT_SEGMENTS;
  const { filter, on } = eventExpressions(call);
  const { bucketOf, buckets } = bucketsOf(call, range);
  const result = await computeFunnel(project, { ...range, funnel, windowMs: windowOf(call, funnel), bucketOf, filter, on });
  if (result.size === 0) return json({ meta: { dates: [] }, data: {} });
  const data: Record<string, unknown> = {};
  for (const day of buckets) {
    const bySegment = result.get(day) ?? new Map<string, StepTotals[]>();
    data[dayText(day)] = on ? segmentedAnswer(bySegment, funnel, limit) : plainAnswer(bySegment.get(OVERALL) ?? [], funnel);
  }
  return json({ meta: { dates: buckets.map(dayText) }, data });
}

function plainAnswer(totals: readonly StepTotals[], funnel: SavedFunnel) {
  const steps = stepAnswers(totals, funnel.steps);
  const analysis = {
    starting_amount: steps[0]?.count ?? 0,
    completion: steps.at(-1)?.count ?? 0,
    steps: steps.length,
    worst: worstStep(steps),
  };
  return { steps, analysis };
}

/** With a split the date holds the lists of steps themselves. */
function segmentedAnswer(bySegment: ReadonlyMap<string, StepTotals[]>, funnel: SavedFunnel, limit: number) {
  const ranked = [...bySegment]
    .filter(([segment]) => segment !== OVERALL)
    .sort((a, b) => (b[1][0]?.count ?? 0) - (a[1][0]?.count ?? 0) || (a[0] < b[0] ? -1 : 1))
    .slice(0, limit);
  const answer: Record<string, unknown> = { [OVERALL]: stepAnswers(bySegment.get(OVERALL) ?? [], funnel.steps) };
  for (const [segment, totals] of ranked) answer[segment] = stepAnswers(totals, funnel.steps);
  return answer;
}
