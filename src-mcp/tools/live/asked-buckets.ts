// What every count over time begins with: the checks of range and unit, how they are asked of Mixpanel, and what the answer says of them.
import { z } from 'zod';
import type { BucketUnit } from '../../mixpanel/buckets.ts';
import type { CountType } from '../../mixpanel/series.ts';
import type { ToolContext } from '../../server/tool-definition.ts';
import { bucketNotes, checkRange, rangeNotes, zoneWords } from '../arguments.ts';
import { countingNotes, refuseHourlyUsers, refuseTooManyBuckets } from './series-words.ts';

/** The output fields that `said` fills. */
export const BucketsSaid = {
  from_date: z.string(),
  to_date: z.string(),
  unit: z.string(),
  type: z.enum(['general', 'unique', 'average']),
  time_zone: z.string(),
};

interface BucketArguments<Unit extends BucketUnit> {
  from_date: string;
  to_date: string;
  unit: Unit;
  type: CountType;
}

export async function askedBuckets<Unit extends BucketUnit>(input: BucketArguments<Unit>, context: ToolContext) {
  const { type, unit } = input;
  refuseHourlyUsers(type, unit);
  const range = await checkRange(input, context);
  refuseTooManyBuckets(range, unit);
  return {
    span: { fromDate: range.from, toDate: range.to, unit, timezone: range.timezone },
    said: { from_date: range.from, to_date: range.to, unit, type, time_zone: zoneWords(range) },
    notes: [...rangeNotes(range), ...bucketNotes(range, unit), ...countingNotes(type, unit)],
  };
}
