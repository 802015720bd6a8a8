// Questions about more than one event: who comes back, a saved funnel, a ranking, and what explains a change.
import { Temporal } from 'temporal-polyfill';
import { inputError } from '#shared/errors.ts';
import { wilson } from '../../../analysis/proportions.ts';
import { count, percent, plural } from '../../../format/text.ts';
import { addDays, daysBetween, todayIn } from '../../../lake/day-range.ts';
import { funnel as askFunnel, OVERALL } from '../../../mixpanel/funnels.ts';
import { retention as askRetention, type RetentionCohort } from '../../../mixpanel/retention.ts';
import type { ToolContext } from '../../../server/tool-definition.ts';
import { checkRange, type Range } from '../../arguments.ts';
import { dailyEvents } from '../../daily-events.ts';
import { dailySeries } from '../../daily-series.ts';
import { diagnose } from '../../diagnosis.ts';
import { causeWords, caveats, confidenceOf, recommendations, round, suspectWords, verdict } from '../../diagnosis-words.ts';
import { FROM_MIXPANEL } from '../../lake-source.ts';
import { about, type Finding, originNotes, spanWords } from './finding.ts';
import type { QueryOf } from './plan.ts';

/** Buckets after the first; longer ranges are asked by week. */
const BUCKETS = 7;
const DAYS_FOR_WEEKS = 28;

export async function retained(query: QueryOf<'retention'>, context: ToolContext): Promise<Finding> {
  const range = await checkRange(query, context);
  const { http } = await context.workspace();
  const unit = daysBetween(range.from, range.to).length >= DAYS_FOR_WEEKS ? 'week' : 'day';
  const returning = query.return_event ?? undefined;
  const input = {
    bornEvent: query.born_event,
    event: returning,
    fromDate: range.from,
    toDate: range.to,
    unit,
    interval: 1,
    intervalCount: BUCKETS,
  } as const;
  const cohorts = await askRetention(http, input, context.call);
  const today = todayIn(range.timezone, context.now());
  const buckets = Array.from({ length: BUCKETS }, (_, index) => bucketOf(cohorts, index + 1, unit, today)).filter(
    (each) => each.people > 0,
  );
  const people = cohorts.reduce((sum, cohort) => sum + cohort.size, 0);
  const what = returning === undefined ? 'came back to anything' : `did ${JSON.stringify(returning)}`;
  const told = buckets.map(
    (each) => `${unit} ${each.bucket}: ${percent(each.share)} of ${count(each.people)} (${percent(each.low)} to ${percent(each.high)})`,
  );
  return {
    data: {
      born_event: query.born_event,
      return_event: returning ?? null,
      unit,
      people,
      buckets: buckets.map((each) => ({ ...each, share: round(each.share, 4), low: round(each.low, 4), high: round(each.high, 4) })),
      ...about(range, FROM_MIXPANEL),
    },
    lines: [
      `Of ${plural(people, 'person', 'people')} who first did ${JSON.stringify(query.born_event)} ${spanWords(range)}, so many ${what} afterwards${told.length === 0 ? ': no bucket is over yet' : `, with 95 % intervals: ${told.join('; ')}`}.`,
    ],
    notes: originNotes(range, FROM_MIXPANEL, ['Only cohorts whose bucket is over for everybody are counted in a bucket.']),
  };
}

interface Bucket {
  bucket: number;
  people: number;
  returned: number;
  share: number;
  low: number;
  high: number;
}

function bucketOf(cohorts: readonly RetentionCohort[], bucket: number, unit: 'day' | 'week', today: string): Bucket {
  const over = cohorts.filter((cohort) => isOver(cohort.date, bucket, unit, today));
  const people = over.reduce((sum, cohort) => sum + cohort.size, 0);
  const returned = over.reduce((sum, cohort) => sum + (cohort.counts[bucket] ?? 0), 0);
  const interval = people === 0 ? { low: 0, high: 1 } : wilson({ hits: returned, of: people });
  return { bucket, people, returned, share: people === 0 ? 0 : returned / people, ...interval };
}

/** A bucket is counted from each person's own moment: for the last one of a cohort it ends a whole unit later than for the first. */
function isOver(date: string, bucket: number, unit: 'day' | 'week', today: string): boolean {
  const width = unit === 'day' ? { days: bucket + 2 } : { weeks: bucket + 2 };
  return Temporal.PlainDate.compare(Temporal.PlainDate.from(date).add(width), Temporal.PlainDate.from(today)) <= 0;
}

export async function savedFunnel(query: QueryOf<'saved_funnel'>, context: ToolContext): Promise<Finding> {
  const range = await checkRange(query, context);
  const { http, names } = await context.workspace();
  const name = (await names.funnels(context.call)).find((each) => each.funnelId === query.funnel_id)?.name;
  if (name === undefined) throw inputError(`There is no saved funnel with the id ${query.funnel_id}.`, 'list_funnels shows them.');
  const runs = await askFunnel(http, { funnelId: query.funnel_id, fromDate: range.from, toDate: range.to, unit: 'range' }, context.call);
  const steps = (runs.find((run) => run.segment === OVERALL) ?? runs[0])?.steps ?? [];
  const [entered, converted] = [steps[0]?.count ?? 0, steps.at(-1)?.count ?? 0];
  const interval = entered === 0 ? undefined : wilson({ hits: converted, of: entered });
  const rate =
    entered === 0
      ? 'Nobody entered.'
      : `${percent(converted / entered)} converted (95 % interval ${percent(interval?.low ?? 0)} to ${percent(interval?.high ?? 1)}).`;
  const told = steps.map(
    (step, index) => `${index + 1}. ${JSON.stringify(step.event)} ${plural(step.count, 'person', 'people')}${stepRate(steps, index)}`,
  );
  return {
    data: {
      funnel_id: query.funnel_id,
      funnel_name: name,
      conversion_rate: entered === 0 ? null : round(converted / entered, 4),
      low: interval === undefined ? null : round(interval.low, 4),
      high: interval === undefined ? null : round(interval.high, 4),
      steps: steps.map(({ event, count: people }) => ({ event, count: people })),
      ...about(range, FROM_MIXPANEL),
    },
    lines: [`Funnel ${JSON.stringify(name)}, entered ${spanWords(range)}: ${rate} Steps: ${told.join('; ')}.`],
    notes: originNotes(range, FROM_MIXPANEL, ['People who entered in the last days may still convert.']),
  };
}

function stepRate(steps: readonly { count: number }[], index: number): string {
  const before = index === 0 ? 0 : (steps[index - 1]?.count ?? 0);
  return before === 0 ? '' : ` (${percent((steps[index]?.count ?? 0) / before)} of the step before)`;
}

const RANKED = 50;
const TOLD = 10;

export async function topEvents(query: QueryOf<'top_events'>, context: ToolContext): Promise<Finding> {
  const range = await checkRange(query, context);
  const found = await dailyEvents(range, context);
  const ranked = [...found.segments]
    .map(([event, counts]) => ({ event, count: counts.reduce((sum, each) => sum + each, 0) }))
    .filter((each) => each.count > 0)
    .sort((a, b) => b.count - a.count || (a.event < b.event ? -1 : 1));
  const told = ranked.slice(0, TOLD).map((each, index) => `${index + 1}. ${JSON.stringify(each.event)} ${count(each.count)}`);
  return {
    data: { events_total: ranked.length, events: ranked.slice(0, RANKED), ...about(range, found.origin) },
    lines: [`Events by frequency ${spanWords(range)}, ${plural(ranked.length, 'name')}: ${told.join('; ')}.`],
    notes: originNotes(range, found.origin, found.isWhole ? [] : ['The project has more event names than were counted.']),
  };
}

const HISTORY_DAYS = 28;

/** Of several days the one that strays most from the same weekdays before it, in the asked direction. */
async function worstDay(query: QueryOf<'diagnose'>, range: Range, context: ToolContext): Promise<string> {
  if (range.from === range.to) return range.from;
  const last = range.endsToday ? addDays(range.to, -1) : range.to;
  const series = await dailySeries({ event: query.event, range: { ...range, from: addDays(range.from, -HISTORY_DAYS) } }, context);
  const sign = query.direction === 'down' ? -1 : 1;
  const strayed = series.days.flatMap((day, index) => {
    if (day < range.from || day > last) return [];
    const before = [7, 14, 21, 28].map((back) => series.total[index - back] ?? 0);
    const usual = before.reduce((sum, each) => sum + each, 0) / before.length;
    return [{ day, by: (sign * ((series.total[index] ?? 0) - usual)) / Math.sqrt(Math.max(1, usual)) }];
  });
  return strayed.toSorted((a, b) => b.by - a.by)[0]?.day ?? range.from;
}

export async function diagnosed(query: QueryOf<'diagnose'>, context: ToolContext): Promise<Finding> {
  const range = await checkRange(query, context);
  const day = await worstDay(query, range, context);
  const found = await diagnose({ event: query.event, day, direction: query.direction, dimensions: undefined }, context);
  const { whole, ranking, suspects, series } = found;
  const chosen = range.from === range.to ? [] : [`${day} strays most from the weekdays before it, ${spanWords(range)}.`];
  return {
    data: {
      event: query.event,
      date: day,
      confirmed: found.isConfirmed,
      actual: whole.actual,
      expected: round(whole.expected, 1),
      expected_low: round(whole.low, 1),
      expected_high: round(whole.high, 1),
      change_pct: round(whole.change * 100, 1),
      p_value: whole.pValue,
      causes: ranking.causes.slice(0, 5).map((cause) => ({
        property: cause.dimension,
        value: cause.value,
        actual: cause.actual,
        expected: round(cause.expected, 1),
        p_value: cause.adjustedP,
      })),
      data_quality: suspects.map(({ kind, certainty }) => ({ kind, certainty })),
      confidence: confidenceOf(found),
      ...about(range, series.origin),
    },
    lines: [
      ...chosen,
      verdict(found),
      ...suspectWords(suspects).map((words) => `The data themselves: ${words}`),
      ...ranking.causes.slice(0, 3).map((cause) => causeWords(cause, found)),
      `Next: ${recommendations(found).join(' ')} Confidence: ${confidenceOf(found)}.`,
    ],
    notes: caveats(found),
  };
}
