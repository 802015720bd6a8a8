// Segmentation by numbers: ranges of a numeric expression, its sum, its average.
import { z } from 'zod';
import { bucketsShown, byBucket, type Span } from './buckets.ts';
import type { CallOptions, MixpanelHttp } from './http.ts';
import { parseAnswer } from './lists.ts';
import { ExactNumber } from './numbers.ts';
import { type CountSeries, type CountType, toSeries } from './series.ts';

export interface NumbersInput extends Span {
  unit: 'hour' | 'day';
  event: string;
  on: string;
  where?: string | undefined;
}

export interface NumberByBucket {
  /** In time order; null: Mixpanel named no number for this bucket. */
  results: { date: string; value: number | string | null }[];
  computedAt: string | null;
}

const Numbers = z.looseObject({ results: z.record(z.string(), ExactNumber.nullable()), computed_at: z.string().nullish() });

/** Segments are ranges as Mixpanel writes them, e.g. `1,000 - 2,000`, in the order of their lower bounds. */
export async function numericSegmentation(
  http: MixpanelHttp,
  input: NumbersInput & { type: CountType },
  call: CallOptions,
): Promise<CountSeries> {
  const answer = await http.get('query', '/segmentation/numeric', { ...common(input), type: input.type }, call);
  const { dates, series } = toSeries(answer, 'segmentation/numeric', input, input.type);
  return { dates, series: series.sort((a, b) => lowerBound(a.segment) - lowerBound(b.segment)) };
}

export async function numberSegmentation(
  http: MixpanelHttp,
  kind: 'sum' | 'average',
  input: NumbersInput,
  call: CallOptions,
): Promise<NumberByBucket> {
  const answer = await http.get('query', `/segmentation/${kind}`, common(input), call);
  const { results, computed_at } = parseAnswer(Numbers, answer, `segmentation/${kind}`);
  const values = byBucket(results, input.unit);
  return {
    results: bucketsShown(input, values.keys()).map((date) => ({ date, value: values.get(date) ?? null })),
    computedAt: computed_at ?? null,
  };
}

function common(input: NumbersInput) {
  return { event: input.event, from_date: input.fromDate, to_date: input.toDate, unit: input.unit, on: input.on, where: input.where };
}

/** The first number of a range; what is no range comes last. Bounds may be negative, so the text is not split at its dashes. */
export function lowerBound(range: string): number {
  const first = /^\s*(-?[\d,]*\.?\d+(?:e[-+]?\d+)?)/i.exec(range)?.[1];
  return first === undefined ? Number.MAX_VALUE : Number(first.replaceAll(',', ''));
}
