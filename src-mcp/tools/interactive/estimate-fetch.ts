// How many events a fetch would bring, from the real counts of every day. Kept for a while, so that the same call, come again with
// the person's answer, does not cost a query call once more.
import { z } from 'zod';
import { AppError, isAbort } from '#shared/errors.ts';
import { daysBetween } from '../../lake/day-range.ts';
import type { Range } from '../arguments.ts';
import { dailyEvents } from '../daily-events.ts';
import type { Asking } from '../lake-source.ts';

const KEPT_MS = 10 * 60_000;

export const Estimate = z.object({
  estimated_count: z.number().int(),
  days_in_range: z.number().int(),
  avg_per_day: z.number(),
  busiest_day: z.object({ date: z.string(), count: z.number().int() }).nullable(),
  /** high: every event was counted; medium: the rarest may be missing; low: nothing could be counted. */
  confidence: z.enum(['high', 'medium', 'low']),
  events_analyzed: z.number().int(),
  source: z.string(),
  error: z.string().nullable(),
});
export type Estimate = z.output<typeof Estimate>;

const Counted = Estimate.extend({ days: z.record(z.string(), z.number()) });
type Counted = z.output<typeof Counted>;

export async function estimateFetch(range: Range, events: readonly string[] | undefined, context: Asking): Promise<Estimate> {
  const { days: _, ...estimate } = await countEvents(range, events, context);
  return estimate;
}

/** The same with the events of each day of the project. */
export async function countEvents(range: Range, events: readonly string[] | undefined, context: Asking): Promise<Counted> {
  const { kept } = await context.workspace();
  const key = `estimate ${JSON.stringify([range.from, range.to, events ?? null])}`;
  const { value } = await kept.get(key, KEPT_MS, context.signal, () => countDays(range, events, context));
  return Counted.parse(value);
}

async function countDays(range: Range, events: readonly string[] | undefined, context: Asking): Promise<Counted> {
  const days = daysBetween(range.from, range.to);
  try {
    const found = await dailyEvents(range, context, events);
    const perDay = days.map((date, index) => ({
      date,
      count: [...found.segments.values()].reduce((sum, counts) => sum + (counts[index] ?? 0), 0),
    }));
    const total = perDay.reduce((sum, each) => sum + each.count, 0);
    const isWhole = events !== undefined || found.isWhole;
    return {
      estimated_count: total,
      days_in_range: days.length,
      avg_per_day: Math.round(total / days.length),
      busiest_day: perDay.toSorted((a, b) => b.count - a.count)[0] ?? null,
      confidence: isWhole ? 'high' : 'medium',
      events_analyzed: found.segments.size,
      source: found.origin.table === null ? 'counts of each day from Mixpanel' : `the local table ${found.origin.table}`,
      days: Object.fromEntries(perDay.map(({ date, count }) => [date, count])),
      error: isWhole ? null : 'The project has more event names than were counted; the rarest are missing.',
    };
  } catch (error) {
    if (isAbort(error) || !(error instanceof AppError) || error.kind === 'internal') throw error;
    return {
      estimated_count: 0,
      days_in_range: days.length,
      avg_per_day: 0,
      busiest_day: null,
      confidence: 'low',
      events_analyzed: 0,
      source: 'none',
      days: {},
      error: error.message,
    };
  }
}
