// Segmentation by numbers: ranges, sums, averages.

import { forEachHistory } from '../analysis/histories.ts';
import { COUNT_TYPES, seriesAnswer, tallyEvents } from '../analysis/tally.ts';
import { bucketStart, bucketText } from '../analysis/time-units.ts';
import { badRequest } from '../http/api-error.ts';
import { type Answer, type Call, dayRange, json } from '../http/call.ts';
import { shuffled } from '../world/prng.ts';
import { kindsOf } from './event-names.ts';
import { eventExpressions } from './segmentation.ts';

const RANGES_WANTED = 12;
const UNITS = ['hour', 'day'] as const;

function requiredOn(call: Call) {
  const { filter, on } = eventExpressions(call);
  if (on === undefined) throw badRequest('Missing required parameter: on');
  return { filter, on };
}

/** 1, 2 or 5 times a power of ten, so that about a dozen ranges cover the values. */
function niceWidth(span: number): number {
  const rough = Math.max(span / RANGES_WANTED, Number.EPSILON);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((each) => each * power >= rough) ?? 10;
  return factor * power;
}

function rangeText(value: number, width: number): string {
  const from = Math.floor(value / width) * width;
  const text = (bound: number) => Number(bound.toPrecision(12)).toLocaleString('en-US', { maximumFractionDigits: 6 });
  return `${text(from)} - ${text(from + width)}`;
}

export async function numericSegmentation(call: Call): Promise<Answer> {
  const { params, project } = call;
  const event = params.required('event');
  const range = dayRange(call);
  const { filter, on } = requiredOn(call);
  const unit = params.choice('unit', UNITS, 'day');
  const type = params.choice('type', COUNT_TYPES, 'general');
  if (type !== 'general' && unit === 'hour') throw badRequest(`unit hour is not allowed with type ${type}`);
  const kinds = kindsOf([event]);
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  await forEachHistory(project, { ...range, kinds, filter }, (_, events) => {
    for (const each of events) {
      const value = on(each);
      if (typeof value !== 'number') continue;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
  });
  const width = niceWidth(greatest - least || 1);
  const segment = (each: Parameters<typeof on>[0]) => {
    const value = on(each);
    return typeof value === 'number' ? rangeText(value, width) : [];
  };
  const tally = await tallyEvents(project, { ...range, unit, type, kinds, filter, segment });
  return json(seriesAnswer(project, tally, { ...range, unit }));
}

async function totals(call: Call): Promise<Map<string, { sum: number; count: number }>> {
  const { params, project } = call;
  const event = params.required('event');
  const range = dayRange(call);
  const { filter, on } = requiredOn(call);
  const unit = params.choice('unit', UNITS, 'day');
  const byBucket = new Map<string, { sum: number; count: number }>();
  await forEachHistory(project, { ...range, kinds: kindsOf([event]), filter }, (_, events) => {
    for (const each of events) {
      const key = bucketText(bucketStart(each.timeMs, unit, project.zone), unit);
      const total = byBucket.get(key) ?? { sum: 0, count: 0 };
      const value = on(each);
      // What is no number counts as 0.0, also in the average.
      total.sum += typeof value === 'number' ? value : 0;
      total.count += 1;
      byBucket.set(key, total);
    }
  });
  const keys = [...byBucket.keys()].sort();
  const ordered = project.settings.tidy ? keys : shuffled(keys, project.world.seed);
  return new Map(ordered.map((key) => [key, byBucket.get(key) ?? { sum: 0, count: 0 }]));
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

export async function sumSegmentation(call: Call): Promise<Answer> {
  const results = Object.fromEntries([...(await totals(call))].map(([key, total]) => [key, rounded(total.sum)]));
  return json({ status: 'ok', computed_at: computedAt(call), results });
}

/** Without `computed_at`, as the real server. */
export async function averageSegmentation(call: Call): Promise<Answer> {
  const results = Object.fromEntries([...(await totals(call))].map(([key, total]) => [key, rounded(total.sum / total.count)]));
  return json({ status: 'ok', results });
}

export function computedAt(call: Call): string {
  return `${new Date(call.project.nowMs()).toISOString().slice(0, -1)}000+00:00`;
}
