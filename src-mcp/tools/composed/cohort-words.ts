// The words of a comparison of two groups, and one event's line in it.
import { z } from 'zod';
import { type ComparedEvent, isSignificant } from '../../analysis/compare-cohorts.ts';
import { compareRatios } from '../../analysis/ratio.ts';
import { count, notesText, paragraphs, plural, table } from '../../format/text.ts';

const Percentage = z.number().nullable();

export const ComparedEventOutput = z.object({
  event: z.string(),
  cohort_a_count: z.number().int(),
  cohort_b_count: z.number().int(),
  cohort_a_users: z.number().int(),
  cohort_b_users: z.number().int(),
  cohort_a_percentage: Percentage,
  cohort_b_percentage: Percentage,
  ratio: z.number().nullable(),
  difference: Percentage,
  difference_low: Percentage,
  difference_high: Percentage,
  p_value: z.number().nullable(),
  adjusted_p_value: z.number().nullable(),
  is_significant: z.boolean(),
  /** Events per start event, such as bookings per checkout; the interval is over users. */
  per_start: z.object({ cohort_a: z.number(), cohort_b: z.number(), difference: z.number(), low: z.number(), high: z.number() }).nullable(),
});
type ComparedEventOutput = z.output<typeof ComparedEventOutput>;

/** A share of 0 to 1 as 0 to 100. */
export function percentOf(share: number | null): number | null {
  return share === null ? null : share * 100;
}

export function eventOutput(each: ComparedEvent, startEvent: string): ComparedEventOutput {
  const rates = each.perStart === undefined || each.event === startEvent ? undefined : compareRatios(each.perStart.a, each.perStart.b);
  return {
    event: each.event,
    cohort_a_count: each.eventsA,
    cohort_b_count: each.eventsB,
    cohort_a_users: each.usersA,
    cohort_b_users: each.usersB,
    cohort_a_percentage: percentOf(each.shareA),
    cohort_b_percentage: percentOf(each.shareB),
    ratio: each.ratio,
    difference: percentOf(each.tested?.difference ?? null),
    difference_low: percentOf(each.tested?.low ?? null),
    difference_high: percentOf(each.tested?.high ?? null),
    p_value: each.tested?.pValue ?? null,
    adjusted_p_value: each.adjustedP,
    is_significant: isSignificant(each),
    per_start:
      rates === undefined
        ? null
        : { cohort_a: rates.rateA, cohort_b: rates.rateB, difference: rates.difference, low: rates.low, high: rates.high },
  };
}

export function interpretation(each: ComparedEvent, names: { a: string; b: string }): string {
  const a = shareText(percentOf(each.shareA));
  const b = shareText(percentOf(each.shareB));
  const more = (each.tested?.difference ?? 0) > 0 ? names.a : names.b;
  return `${JSON.stringify(each.event)} is done by ${a} of ${names.a} and ${b} of ${names.b}: more often in ${more} (p ${pText(each.adjustedP)} after adjustment).`;
}

function shareText(percentage: number | null): string {
  return percentage === null ? 'nobody' : `${percentage.toFixed(1)} %`;
}

function pText(p: number | null): string {
  if (p === null) return '?';
  return p < 0.0001 ? '< 0.0001' : p.toFixed(4);
}

function pointsText(each: ComparedEventOutput): string {
  if (each.difference === null || each.difference_low === null || each.difference_high === null) return '?';
  return `${each.difference.toFixed(1)} (${each.difference_low.toFixed(1)} to ${each.difference_high.toFixed(1)})`;
}

interface Comparison {
  cohort_a: { name: string; filter: string; user_count: number; metrics: Record<string, number | null> };
  cohort_b: { name: string; filter: string; user_count: number; metrics: Record<string, number | null> };
  users_in_both: number;
  acquisition_event: string;
  period: { from_date: string; to_date: string; time_zone: string };
  comparisons: {
    retention?:
      | {
          days: {
            day: number;
            cohort_a_percentage: number | null;
            cohort_b_percentage: number | null;
            cohort_a_old_enough: number;
            cohort_b_old_enough: number;
          }[];
          note: string;
        }
      | undefined;
  };
  statistical_significance: { tests: number; significant: number; method: string };
  key_differences: string[];
  events_total: number;
  events: ComparedEventOutput[];
  table: string | null;
  fetched_at: string | null;
  notes: string[];
}

const MAX_RATES = 5;

/** Rates per start event that differ beyond chance, the surest first. */
function perStartText({ events, acquisition_event: start, cohort_a: a, cohort_b: b }: Comparison): string | false {
  const sure = (each: ComparedEventOutput): number =>
    each.per_start === null ? 0 : Math.abs(each.per_start.difference) / Math.max(1e-12, each.per_start.high - each.per_start.low);
  const apart = events
    .filter(({ per_start: rate }) => rate !== null && (rate.low > 0 || rate.high < 0))
    .toSorted((x, y) => sure(y) - sure(x))
    .slice(0, MAX_RATES);
  if (apart.length === 0) return false;
  const lines = apart.map(({ event, per_start: rate }) =>
    rate === null
      ? ''
      : `- ${JSON.stringify(event)}: ${rate.cohort_a.toFixed(3)} in ${a.name}, ${rate.cohort_b.toFixed(3)} in ${b.name}; difference ${rate.difference.toFixed(3)} (95 % interval ${rate.low.toFixed(3)} to ${rate.high.toFixed(3)})`,
  );
  return `Per ${JSON.stringify(start)}:\n${lines.join('\n')}`;
}

export function sayComparison(output: Comparison): string {
  const { cohort_a: a, cohort_b: b, period, comparisons, statistical_significance: tests } = output;
  const perUser = (each: typeof a): string => (each.metrics.events_per_user ?? 0).toFixed(1);
  const { retention } = comparisons;
  return paragraphs(
    `${a.name} (${a.filter}): ${plural(a.user_count, 'user')}, ${perUser(a)} events each. ${b.name} (${b.filter}): ${plural(b.user_count, 'user')}, ${perUser(b)} events each. ${count(output.users_in_both)} users in both. ${period.from_date} to ${period.to_date} (${period.time_zone}), from the local table ${output.table}, fetched ${output.fetched_at}.`,
    perStartText(output),
    output.key_differences.length > 0 ? output.key_differences.join('\n') : 'No difference between the groups is statistically sure.',
    retention !== undefined &&
      retention.days.length > 0 &&
      paragraphs(
        `Seen again (${retention.note})`,
        table(
          ['day after start', a.name, 'of users', b.name, 'of users'],
          retention.days.map((each) => [
            each.day,
            each.cohort_a_percentage === null ? '?' : `${each.cohort_a_percentage.toFixed(1)} %`,
            count(each.cohort_a_old_enough),
            each.cohort_b_percentage === null ? '?' : `${each.cohort_b_percentage.toFixed(1)} %`,
            count(each.cohort_b_old_enough),
          ]),
        ),
      ),
    paragraphs(
      `${plural(output.events_total, 'event')} compared, ${tests.significant} of ${tests.tests} tests significant (${tests.method}). Shares are % of users; the difference is in percentage points with its 95 % interval.`,
      table(
        ['event', `${a.name} events`, `${b.name} events`, `% of ${a.name}`, `% of ${b.name}`, 'difference', 'adjusted p'],
        output.events.map((each) => [
          each.event,
          count(each.cohort_a_count),
          count(each.cohort_b_count),
          shareText(each.cohort_a_percentage),
          shareText(each.cohort_b_percentage),
          pointsText(each),
          pText(each.adjusted_p_value),
        ]),
      ),
    ),
    notesText(output.notes),
  );
}
