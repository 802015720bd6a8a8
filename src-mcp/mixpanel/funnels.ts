import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { CallOptions, MixpanelHttp } from './http.ts';
import { byText, parseAnswer } from './lists.ts';
import { Count } from './numbers.ts';

export interface FunnelInput {
  funnelId: number;
  fromDate: string;
  toDate: string;
  /** Width of a bucket, or 'range': one bucket for all days, in which everybody counts once. */
  unit: 'day' | 'week' | 'month' | 'range';
  on?: string | undefined;
}

export interface FunnelStep {
  event: string;
  count: number;
  /** Seconds from the step before, over all who made it; null where nobody did. */
  avgSeconds: number | null;
}

export interface FunnelRun {
  segment: string;
  /** Date of the bucket, or null for the sum over all buckets. */
  date: string | null;
  steps: FunnelStep[];
}

/** Keys under which Mixpanel gives the total beside the segments. */
export const OVERALL = '$overall';

const Step = z.looseObject({
  event: z.string(),
  step_label: z.string().nullish(),
  count: Count,
  avg_time: Count.nullish(),
});
const Bucket = z.union([z.looseObject({ steps: z.array(Step) }), z.record(z.string(), z.array(Step))]);
const Answer = z.looseObject({ data: z.record(z.string(), Bucket) });

/** Every bucket of every segment; totals are for the caller to sum (counts are added and ratios divided anew, never averaged). */
export async function funnel(http: MixpanelHttp, input: FunnelInput, call: CallOptions): Promise<FunnelRun[]> {
  const answer = await http.get(
    'query',
    '/funnels',
    {
      funnel_id: input.funnelId,
      from_date: input.fromDate,
      to_date: input.toDate,
      ...(input.unit === 'range' ? { interval: daysIn(input) } : { unit: input.unit }),
      on: input.on,
      limit: input.on === undefined ? undefined : 10_000,
    },
    call,
  );
  const { data } = parseAnswer(Answer, answer, 'funnels');
  return Object.entries(data)
    .sort(([a], [b]) => byText(a, b))
    .flatMap(([date, bucket]) => segmentsOf(bucket).map(([segment, steps]) => ({ segment, date, steps: steps.map(toStep) })));
}

function daysIn({ fromDate, toDate }: FunnelInput): number {
  return Temporal.PlainDate.from(fromDate).until(Temporal.PlainDate.from(toDate)).days + 1;
}

function segmentsOf(bucket: z.infer<typeof Bucket>): [string, z.infer<typeof Step>[]][] {
  const steps = bucket.steps;
  if (Array.isArray(steps)) return [[OVERALL, z.array(Step).parse(steps)]];
  return Object.entries(z.record(z.string(), z.array(Step)).parse(bucket));
}

/** A custom event's `event` is only `$custom_event:<id>`; its name stands in the label. */
function toStep(step: z.infer<typeof Step>): FunnelStep {
  const label = step.step_label?.trim();
  return { event: label === undefined || label === '' ? step.event : label, count: step.count, avgSeconds: step.avg_time ?? null };
}
