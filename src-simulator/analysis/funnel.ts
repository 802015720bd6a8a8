// Ordered funnels. For each bucket somebody counts once: from the first time of the first step in the bucket, each further step is the
// earliest event after the one before, within the conversion window that began with the first.

import type { EventKind, SimEvent } from '../world/sim-event.ts';

export interface FunnelStep {
  readonly event: string;
  readonly label: string;
  readonly customEventId: number | undefined;
  readonly kinds: ReadonlySet<EventKind>;
}

/** Sums over the people of one bucket and one segment. */
export interface StepTotals {
  count: number;
  /** Seconds since the step before, and since the first, added up. */
  fromPrevious: number;
  fromStart: number;
}

/** Times (ms) of the steps reached, from the given first event on. */
export function walkFunnel(events: readonly SimEvent[], start: number, steps: readonly FunnelStep[], windowMs: number): number[] {
  const first = events[start];
  if (first === undefined) return [];
  const times = [first.timeMs];
  for (let index = start + 1; index < events.length && times.length < steps.length; index++) {
    const event = events[index];
    if (event === undefined || event.timeMs > first.timeMs + windowMs) break;
    if (steps[times.length]?.kinds.has(event.kind)) times.push(event.timeMs);
  }
  return times;
}

export function newTotals(steps: number): StepTotals[] {
  return Array.from({ length: steps }, () => ({ count: 0, fromPrevious: 0, fromStart: 0 }));
}

export function addWalk(totals: readonly StepTotals[], times: readonly number[]): void {
  const start = times[0] ?? 0;
  times.forEach((time, index) => {
    const step = totals[index];
    if (step === undefined) return;
    step.count += 1;
    step.fromPrevious += (time - (times[index - 1] ?? time)) / 1000;
    step.fromStart += (time - start) / 1000;
  });
}

function ratio(part: number, whole: number, index: number): number {
  if (index === 0) return 1;
  return whole === 0 ? 0 : part / whole;
}

export interface StepAnswer {
  readonly event: string;
  readonly goal: string;
  readonly step_label: string;
  readonly custom_event?: true;
  readonly custom_event_id?: number;
  readonly count: number;
  readonly step_conv_ratio: number;
  readonly overall_conv_ratio: number;
  readonly avg_time: number | null;
  readonly avg_time_from_start: number | null;
}

export function stepAnswers(totals: readonly StepTotals[], steps: readonly FunnelStep[]): StepAnswer[] {
  return steps.map((step, index) => {
    const own = totals[index] ?? { count: 0, fromPrevious: 0, fromStart: 0 };
    const hasTime = index > 0 && own.count > 0;
    return {
      event: step.event,
      goal: step.event,
      step_label: step.label,
      ...(step.customEventId === undefined ? {} : { custom_event: true as const, custom_event_id: step.customEventId }),
      count: own.count,
      step_conv_ratio: ratio(own.count, totals[index - 1]?.count ?? 0, index),
      overall_conv_ratio: ratio(own.count, totals[0]?.count ?? 0, index),
      avg_time: hasTime ? Math.round(own.fromPrevious / own.count) : null,
      avg_time_from_start: hasTime ? Math.round(own.fromStart / own.count) : null,
    };
  });
}

/** The step with the greatest loss, as `analysis` names it. */
export function worstStep(answers: readonly StepAnswer[]): number {
  let worst = 1;
  answers.forEach((answer, index) => {
    if (index > 0 && answer.step_conv_ratio < (answers[worst]?.step_conv_ratio ?? 1)) worst = index;
  });
  return worst;
}
