// Who came back. `birth`: somebody belongs to the cohort of the first born event in the range and is followed in windows that roll on from
// that moment. `compounded`: somebody belongs to every bucket of activity and is followed from bucket to bucket.

import type { Project } from '../project.ts';
import { segmentText } from '../world/event-row.ts';
import type { EventKind, SimEvent } from '../world/sim-event.ts';
import { DAY_MS } from '../world/zone.ts';
import { forEachHistory } from './histories.ts';

export interface RetentionQuery {
  readonly fromDay: number;
  readonly toDay: number;
  readonly type: 'birth' | 'compounded';
  readonly born: (event: SimEvent) => boolean;
  readonly returned: (event: SimEvent) => boolean;
  /** All that either of the two can match; every event when left out. */
  readonly kinds?: ReadonlySet<EventKind>;
  /** Length of an interval in days, and the first day of the bucket that a day lies in. */
  readonly intervalDays: number;
  readonly bucketOf: (day: number) => number;
  readonly intervalCount: number;
  readonly unbounded: boolean;
  readonly on?: ((event: SimEvent) => unknown) | undefined;
}

export interface Cohort {
  first: number;
  counts: number[];
}

/** Bucket day to segment to cohort; `$overall` is always there. */
export type RetentionResult = Map<number, Map<string, Cohort>>;

export const OVERALL = '$overall';

function cohortOf(result: RetentionResult, bucket: number, segment: string, size: number): Cohort {
  const bySegment = result.get(bucket) ?? new Map<string, Cohort>();
  result.set(bucket, bySegment);
  const cohort = bySegment.get(segment) ?? { first: 0, counts: new Array<number>(size).fill(0) };
  bySegment.set(segment, cohort);
  return cohort;
}

/** Marks the intervals in which somebody came back, per segment; unbounded marks all earlier ones as well. */
function addReturns(
  result: RetentionResult,
  bucket: number,
  reached: ReadonlyMap<string, ReadonlySet<number>>,
  query: RetentionQuery,
): void {
  const size = query.intervalCount + 1;
  for (const [segment, intervals] of reached) {
    const cohort = cohortOf(result, bucket, segment, size);
    const last = Math.max(...intervals);
    for (let index = 0; index < size; index++) {
      if (intervals.has(index) || (query.unbounded && index < last)) cohort.counts[index] = (cohort.counts[index] ?? 0) + 1;
    }
  }
}

function noteReturn(reached: Map<string, Set<number>>, event: SimEvent, interval: number, query: RetentionQuery): void {
  if (interval < 0 || interval > query.intervalCount) return;
  for (const segment of query.on ? [OVERALL, segmentText(query.on(event))] : [OVERALL]) {
    const intervals = reached.get(segment) ?? new Set<number>();
    intervals.add(interval);
    reached.set(segment, intervals);
  }
}

function followBirth(result: RetentionResult, events: readonly SimEvent[], project: Project, query: RetentionQuery): void {
  const endMs = project.zone.startOf(query.toDay + 1);
  const birth = events.findIndex((event) => event.timeMs < endMs && query.born(event));
  const born = events[birth];
  if (born === undefined) return;
  const bucket = query.bucketOf(project.zone.dayOf(born.timeMs));
  cohortOf(result, bucket, OVERALL, query.intervalCount + 1).first += 1;
  const reached = new Map<string, Set<number>>();
  for (const event of events.slice(birth + 1)) {
    if (query.returned(event)) noteReturn(reached, event, Math.floor((event.timeMs - born.timeMs) / (query.intervalDays * DAY_MS)), query);
  }
  addReturns(result, bucket, reached, query);
}

function followBuckets(result: RetentionResult, events: readonly SimEvent[], project: Project, query: RetentionQuery): void {
  const dayOf = (event: SimEvent) => project.zone.dayOf(event.timeMs);
  const own = new Set(
    events.filter((event) => query.born(event) && dayOf(event) <= query.toDay).map((event) => query.bucketOf(dayOf(event))),
  );
  for (const bucket of own) {
    cohortOf(result, bucket, OVERALL, query.intervalCount + 1).first += 1;
    const reached = new Map<string, Set<number>>();
    for (const event of events) {
      const distance = Math.round((query.bucketOf(dayOf(event)) - bucket) / query.intervalDays);
      if (query.returned(event)) noteReturn(reached, event, distance, query);
    }
    addReturns(result, bucket, reached, query);
  }
}

export async function computeRetention(project: Project, query: RetentionQuery): Promise<RetentionResult> {
  const result: RetentionResult = new Map();
  const range = {
    fromDay: query.fromDay,
    toDay: query.toDay + (query.intervalCount + 1) * query.intervalDays + 1,
    ...(query.kinds ? { kinds: query.kinds } : {}),
  };
  await forEachHistory(project, range, (actor, events) => {
    if (actor === undefined) return;
    if (query.type === 'birth') followBirth(result, events, project, query);
    else followBuckets(result, events, project, query);
  });
  // A young cohort has not lived through all intervals yet: its list is shorter.
  for (const [bucket, bySegment] of result) {
    const begun = Math.floor((project.today() - bucket) / query.intervalDays) + 1;
    for (const cohort of bySegment.values()) cohort.counts = cohort.counts.slice(0, Math.max(begun, 0));
  }
  return result;
}
