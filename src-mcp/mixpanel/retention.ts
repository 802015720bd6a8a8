import { z } from 'zod';
import type { CallOptions, MixpanelHttp } from './http.ts';
import { byText, parseAnswer } from './lists.ts';
import { Count } from './numbers.ts';

export interface RetentionInput {
  bornEvent: string;
  /** Undefined: anything counts as coming back. */
  event: string | undefined;
  fromDate: string;
  toDate: string;
  bornWhere?: string | undefined;
  where?: string | undefined;
  unit: 'day' | 'week' | 'month';
  /** Width of a bucket in days; 1 means "as unit says". Mixpanel refuses both together. */
  interval: number;
  intervalCount: number;
}

export interface RetentionCohort {
  /** Birth date of the cohort, project time zone. */
  date: string;
  size: number;
  /** Users back in bucket 0, 1, …; a young cohort has fewer buckets. */
  counts: number[];
}

/** A bucket that is not over may come as null instead of being left out. */
const Counts = z
  .array(Count.nullable())
  .transform((counts) => counts.slice(0, counts.findLastIndex((count) => count !== null) + 1))
  .pipe(z.array(z.number()));
const Cohort = z.looseObject({ first: Count, counts: Counts });

export async function retention(http: MixpanelHttp, input: RetentionInput, call: CallOptions): Promise<RetentionCohort[]> {
  const answer = await http.get(
    'query',
    '/retention',
    {
      from_date: input.fromDate,
      to_date: input.toDate,
      retention_type: 'birth',
      born_event: input.bornEvent,
      event: input.event,
      born_where: input.bornWhere,
      where: input.where,
      ...(input.interval === 1 ? { unit: input.unit } : { interval: input.interval }),
      interval_count: input.intervalCount,
    },
    call,
  );
  return toCohorts(answer);
}

/** A saved retention report, where `/insights` does not answer for it. */
export async function savedRetention(
  http: MixpanelHttp,
  input: { bookmarkId: number; fromDate: string; toDate: string },
  call: CallOptions,
): Promise<RetentionCohort[]> {
  const params = { bookmark_id: input.bookmarkId, from_date: input.fromDate, to_date: input.toDate };
  return toCohorts(await http.get('query', '/retention', params, call));
}

function toCohorts(answer: unknown): RetentionCohort[] {
  return Object.entries(parseAnswer(z.record(z.string(), Cohort), answer, 'retention'))
    .map(([date, cohort]) => ({ date: date.slice(0, 10), size: cohort.first, counts: cohort.counts }))
    .sort((a, b) => byText(a.date, b.date));
}
