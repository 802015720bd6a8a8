// What segmentation_sum and segmentation_average share: the question, and what their answers say of it.
import { z } from 'zod';
import { type NumberByBucket, numberSegmentation } from '../../mixpanel/segmentation-numbers.ts';
import type { ToolContext } from '../../server/tool-definition.ts';
import { checkRange, Detail, FromDate, onArgument, rangeNotes, ToDate, whereArgument, zoneWords } from '../arguments.ts';
import { refuseUnknownEvent } from '../known-names.ts';
import { EventName, HourOrDay, NumericOn, Where } from './series-words.ts';

/** The arguments of both. */
export const NumbersInput = {
  event: EventName,
  from_date: FromDate,
  to_date: ToDate,
  on: NumericOn,
  unit: HourOrDay,
  where: Where,
  detail: Detail,
};

/** The output fields that `common` fills, but for the notes. */
export const NumbersSaid = {
  event: z.string(),
  from_date: z.string(),
  to_date: z.string(),
  property_expr: z.string(),
  unit: z.string(),
  time_zone: z.string(),
};

interface NumbersArguments {
  event: string;
  from_date: string;
  to_date: string;
  on: string;
  unit: 'hour' | 'day';
  where?: string | null | undefined;
}

interface Common {
  event: string;
  from_date: string;
  to_date: string;
  property_expr: string;
  unit: string;
  time_zone: string;
  notes: string[];
}

export async function askNumbers(
  kind: 'sum' | 'average',
  input: NumbersArguments,
  context: ToolContext,
): Promise<{ common: Common; answer: NumberByBucket }> {
  const range = await checkRange(input, context);
  const { http } = await context.workspace();
  const on = onArgument(input.on) ?? '';
  const { event, unit } = input;
  const span = { fromDate: range.from, toDate: range.to, unit, timezone: range.timezone };
  const answer = await numberSegmentation(http, kind, { ...span, event, on, where: whereArgument(input.where) }, context.call);
  if (answer.results.every(({ value }) => value === null || value === 0)) await refuseUnknownEvent(event, context);
  const common = {
    event,
    from_date: range.from,
    to_date: range.to,
    property_expr: on,
    unit,
    time_zone: zoneWords(range),
    notes: rangeNotes(range),
  };
  return { common, answer };
}

export function numberText(value: number | string): string {
  return typeof value === 'string' ? value : value.toLocaleString('en-US', { maximumFractionDigits: 6 });
}
