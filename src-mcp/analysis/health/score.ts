// Scores from 1 to 10, each by a rule that is told with it. Shares are measured against rules of thumb for consumer products; a
// number of new users has no such measure, so its growth is what counts.
import type { Share } from '../proportions.ts';
import type { Change } from './change.ts';

export interface Benchmark {
  what: string;
  /** Shares from 0 to 1: the usual range. */
  low: number;
  high: number;
}

export const BENCHMARKS = {
  activation: { what: 'finishing the introduction', low: 0.2, high: 0.4 },
  retention: { what: 'coming back on day 7, consumer products (business products: 25 to 40 %)', low: 0.15, high: 0.25 },
  revenue: { what: 'free users who pay', low: 0.02, high: 0.05 },
  referral: { what: 'users who invite', low: 0.05, high: 0.1 },
} as const satisfies Record<string, Benchmark>;

/** Of fewer people a share says too little for a score. */
export const LEAST_PEOPLE = 30;
const [WORST, AT_LOW, AT_HIGH, BEST] = [1, 5, 8, 10] as const;
/** Nothing is better than half as much again as the upper end. */
const TOP = 1.5;

export function scoreShare({ hits, of }: Share, benchmark: Benchmark): number | null {
  if (of < LEAST_PEOPLE) return null;
  const share = hits / of;
  const { low, high } = benchmark;
  const between = (from: number, to: number, a: number, b: number): number => a + ((share - from) / (to - from)) * (b - a);
  const exact =
    share < low
      ? between(0, low, WORST, AT_LOW)
      : share < high
        ? between(low, high, AT_LOW, AT_HIGH)
        : Math.min(BEST, between(high, high * TOP, AT_HIGH, BEST));
  return Math.round(exact);
}

export function shareRule(of: string, { what, low, high }: Benchmark): string {
  const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
  return `${of}: 1 at 0 %, 5 at ${percent(low)}, 8 at ${percent(high)}, 10 from ${percent(high * TOP)} on. Rule of thumb for ${what}: ${percent(low)} to ${percent(high)}. No score for fewer than ${LEAST_PEOPLE} people.`;
}

/** Growth against the period before; a change within chance is 5. */
export function scoreGrowth(change: Change): number | null {
  if (change.trend === null || change.change === null) return null;
  if (change.trend === 'flat') return 5;
  return Math.max(WORST, Math.min(BEST, Math.round(5 + change.change * 10)));
}

export const GROWTH_RULE =
  'Growth of users against the equally long period before: 5 when the change is within chance, one more (or less) for every 10 %, 1 to 10. There is no rule of thumb for a number of users.';
