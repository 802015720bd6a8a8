import { z } from 'zod';
import { bucketsShown, byBucket } from './buckets.ts';
import type { CallOptions, MixpanelHttp } from './http.ts';
import { parseAnswer } from './lists.ts';
import { Count } from './numbers.ts';

export interface FrequencyInput {
  event?: string | undefined;
  fromDate: string;
  toDate: string;
  unit: 'day' | 'week' | 'month';
  /** What is counted within each unit. */
  addictionUnit: 'hour' | 'day';
  where?: string | undefined;
}

export interface FrequencyPeriod {
  date: string;
  /** Users active in at least 1, 2, 3, … hours or days of the period. */
  users: number[];
}

const Answer = z.looseObject({ data: z.record(z.string(), z.array(Count)) });

/** Every period of the range, in order; one in which nobody was active has an empty list. */
export async function frequency(http: MixpanelHttp, input: FrequencyInput, call: CallOptions): Promise<FrequencyPeriod[]> {
  const params = {
    event: input.event,
    from_date: input.fromDate,
    to_date: input.toDate,
    unit: input.unit,
    addiction_unit: input.addictionUnit,
    where: input.where,
  };
  const { data } = parseAnswer(Answer, await http.get('query', '/retention/addiction', params, call), 'retention/addiction');
  const lists = byBucket(data, input.unit);
  return bucketsShown(input, lists.keys()).map((date) => ({ date, users: lists.get(date) ?? [] }));
}
