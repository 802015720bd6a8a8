import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { count, notesText, paragraphs, percent, plural, table } from '../../format/text.ts';
import { todayIn } from '../../lake/day-range.ts';
import { retention as askRetention } from '../../mixpanel/retention.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { checkRange, Detail, FromDate, READS_MIXPANEL, rangeNotes, ToDate, Unit, whereArgument, zoneWords } from '../arguments.ts';
import { refuseUnknownEvent } from '../known-names.ts';

/** Mixpanel's own bound on the width of a custom bucket, in days. */
const MAX_INTERVAL = 90;
const MAX_BUCKETS = 90;

const GROWING =
  "The newest bucket of each cohort may still grow a little: Mixpanel counts from each person's own first time, and those who came late in the period are behind.";

export const retention = defineTool({
  name: 'retention',
  title: 'Cohort retention',
  about:
    'Of the people who first did born_event in each period, which share came back and did return_event in the periods after. Buckets that are not over yet are null, not zero. Live from Mixpanel; costs one query call.',
  input: z.object({
    born_event: z.string().min(1).describe('Event that puts a person into a cohort. Example: Sign Up'),
    from_date: FromDate,
    to_date: ToDate,
    return_event: z.string().min(1).nullish().describe('Event that counts as coming back; left out: the same as born_event'),
    born_where: z.string().min(1).nullish().describe('Filter on born_event. Example: properties["plan"] == "pro"'),
    return_where: z.string().min(1).nullish().describe('Filter on return_event'),
    interval: z.number().int().min(1).max(MAX_INTERVAL).default(1).describe('Width of a bucket in days; 1 means one unit'),
    interval_count: z.number().int().min(1).max(MAX_BUCKETS).default(7).describe('Buckets after the first one'),
    unit: Unit,
    detail: Detail,
  }),
  output: z.object({
    born_event: z.string(),
    return_event: z.string(),
    from_date: z.string(),
    to_date: z.string(),
    unit: z.string(),
    interval: z.number().int(),
    time_zone: z.string(),
    cohorts_total: z.number().int(),
    cohorts: z.array(
      z.object({
        date: z.string(),
        size: z.number().int().describe('People in the cohort'),
        retention: z
          .array(z.number().nullable())
          .describe('Share of the cohort per bucket, 0 to 1; first entry is bucket 0; null: not over yet'),
      }),
    ),
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    const range = await checkRange(input, context);
    const { http } = await context.workspace();
    const returnEvent = input.return_event ?? input.born_event;
    const cohorts = await askRetention(
      http,
      {
        bornEvent: input.born_event,
        event: returnEvent,
        fromDate: range.from,
        toDate: range.to,
        bornWhere: whereArgument(input.born_where),
        where: whereArgument(input.return_where),
        unit: input.unit,
        interval: input.interval,
        intervalCount: input.interval_count,
      },
      context.call,
    );
    if (cohorts.every((cohort) => cohort.size === 0)) await refuseUnknownEvent(input.born_event, context);
    const today = todayIn(range.timezone, context.now());
    return {
      born_event: input.born_event,
      return_event: returnEvent,
      from_date: range.from,
      to_date: range.to,
      unit: input.unit,
      interval: input.interval,
      time_zone: zoneWords(range),
      cohorts_total: cohorts.length,
      cohorts: cohorts.map((cohort) => ({
        date: cohort.date,
        size: cohort.size,
        retention: cohort.counts.map((people, bucket) =>
          cohort.size === 0 || !isOver(cohort.date, bucket, input, today) ? null : people / cohort.size,
        ),
      })),
      notes: [...rangeNotes(range), ...(cohorts.some((cohort) => mayGrow(cohort, input, today)) ? [GROWING] : [])],
    };
  },
  say: (output) => {
    const buckets = Math.max(0, ...output.cohorts.map((cohort) => cohort.retention.length));
    const unit = output.interval === 1 ? output.unit : `${output.interval} days`;
    return paragraphs(
      `Retention of ${JSON.stringify(output.born_event)} → ${JSON.stringify(output.return_event)}, ${plural(output.cohorts_total, 'cohort')} from ${output.from_date} to ${output.to_date} (${output.time_zone}); one bucket is ${unit === output.unit ? `a ${unit}` : unit}.`,
      table(
        ['cohort', 'people', ...Array.from({ length: buckets }, (_, index) => String(index))],
        output.cohorts.map((cohort) => [
          cohort.date,
          count(cohort.size),
          ...Array.from({ length: buckets }, (_, index) => {
            const share = cohort.retention[index];
            return share === undefined || share === null ? '' : percent(share);
          }),
        ]),
      ),
      notesText([...output.notes, 'Empty cells are buckets that are not over yet.']),
    );
  },
  long: 'cohorts',
  rows: (output) => output.cohorts.length,
});

interface Buckets {
  unit: 'day' | 'week' | 'month';
  interval: number;
}

/** Bucket n of a cohort is the n-th period after its own; it is over when the next one has begun. */
function isOver(date: string, bucket: number, input: Buckets, today: string): boolean {
  return hasPassed(date, bucket + 1, input, today);
}

/**
 * Mixpanel counts periods from each person's own first time, so people who were born late in their cohort's period are up to a period
 * behind: a bucket that is just over may still grow a little.
 */
function mayGrow(cohort: { date: string; counts: readonly number[] }, input: Buckets, today: string): boolean {
  return cohort.counts.some((_, bucket) => isOver(cohort.date, bucket, input, today) && !hasPassed(cohort.date, bucket + 2, input, today));
}

function hasPassed(date: string, periods: number, { unit, interval }: Buckets, today: string): boolean {
  const days = { days: interval * periods };
  const width = interval > 1 || unit === 'day' ? days : unit === 'week' ? { weeks: periods } : { months: periods };
  return Temporal.PlainDate.compare(Temporal.PlainDate.from(date).add(width), Temporal.PlainDate.from(today)) <= 0;
}
