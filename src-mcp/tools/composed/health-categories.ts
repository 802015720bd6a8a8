// The five categories of the product health dashboard, each with its number, the number before, what chance would do, and a score.
import { z } from 'zod';
import type { Change } from '../../analysis/health/change.ts';
import { BENCHMARKS, GROWTH_RULE, scoreGrowth, scoreShare, shareRule } from '../../analysis/health/score.ts';
import type { Share } from '../../analysis/proportions.ts';
import type { DailyNumbers, Growth } from './growth.ts';
import { rounded } from './growth-words.ts';
import type { Amount } from './revenue-amount.ts';
import {
  inPercent,
  type People,
  percent,
  type Rates,
  RETENTION_DAYS,
  rateNumbers,
  ratesChange,
  returned,
  usersChange,
  WITHIN_DAYS,
} from './stages.ts';

/** Longer series would fill the answer without telling more. */
const SHOWN_DAYS = 92;

export const Category = z.object({
  category: z.string(),
  event: z.string(),
  metric: z.string(),
  primary_metric: z.number().nullable(),
  unit: z.string(),
  previous: z.number().nullable(),
  change_percent: z.number().nullable(),
  usual_low: z.number().nullable(),
  usual_high: z.number().nullable(),
  direction: z.enum(['up', 'down', 'flat']).nullable(),
  numbers: z.record(z.string(), z.number().nullable()),
  trend: z.record(z.string(), z.number()),
  trend_of: z.string(),
  by_segment: z.record(z.string(), z.number()).nullable(),
});
export type Category = z.output<typeof Category>;

export interface Scored {
  category: Category;
  /** Null when too few people say too little. */
  score: number | null;
  rule: string;
  notes: string[];
}

interface Stage {
  event: string;
  daily: DailyNumbers | undefined;
  growth: Growth;
}

export function acquisitionCategory(stage: Stage, people: People, bySegment: Record<string, number> | null): Scored {
  const { notes, ...change } = usersChange(stage.event, people, stage.daily, stage.growth);
  const category = {
    ...named('acquisition', stage.event, `users who did ${JSON.stringify(stage.event)} in the period`, 'users'),
    ...changed(change),
    numbers: eventNumbers(stage),
    ...usersPerDay(stage),
    by_segment: bySegment,
  };
  return { category, score: scoreGrowth(change), rule: GROWTH_RULE, notes };
}

export function activationCategory(stage: Stage, rates: Rates): Scored {
  const what = `share of new users who did ${JSON.stringify(stage.event)} within ${WITHIN_DAYS} days of their start`;
  const category = {
    ...named('activation', stage.event, what, '%'),
    ...ratesChanged(rates),
    numbers: { ...shareNumbers('', rates.now), ...shareNumbers('previous_', rates.before), ...eventNumbers(stage) },
    ...usersPerDay(stage),
    by_segment: null,
  };
  return { category, score: scoreShare(rates.now, BENCHMARKS.activation), rule: shareRule(what, BENCHMARKS.activation), notes: [] };
}

const D7 = 7;

export function retentionCategory(stage: Stage & { returnEvent: string | undefined }, people: People): Scored {
  const back = stage.returnEvent === undefined ? 'did anything' : `did ${JSON.stringify(stage.returnEvent)}`;
  const what = `share of new users who ${back} on day ${D7} after their start`;
  const seven = returned(people, D7);
  const numbers = RETENTION_DAYS.flatMap((day) => {
    const { now, before } = returned(people, day);
    return Object.entries({ ...shareNumbers(`day_${day}_`, now), ...shareNumbers(`previous_day_${day}_`, before) });
  });
  const byStart = [...(people.now.follows.get(String(D7)) ?? [])].toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(-SHOWN_DAYS);
  const category = {
    ...named('retention', stage.returnEvent ?? stage.event, what, '%'),
    ...ratesChanged(seven),
    numbers: Object.fromEntries(numbers),
    trend: Object.fromEntries(byStart.filter(([, { of }]) => of > 0).map(([day, { hits, of }]) => [day, percent(hits / of)])),
    trend_of: `% back on day ${D7}, by day of starting`,
    by_segment: null,
  };
  return {
    category,
    score: scoreShare(seven.now, BENCHMARKS.retention),
    rule: shareRule(what, BENCHMARKS.retention),
    notes: youngNotes(people),
  };
}

/** A number that nobody is old enough for is missing, not zero. */
function youngNotes(people: People): string[] {
  const young = RETENTION_DAYS.filter((day) => returned(people, day).now.of === 0);
  if (young.length === 0) return [];
  return [`Nobody of the period started long enough ago for day ${young.join(' and ')}; the period before (previous_day_…) may tell.`];
}

export function usersCategory(
  role: 'revenue' | 'referral',
  stage: Stage,
  found: { people: People; newUsers: Share | undefined; amount?: Amount | undefined },
): Scored {
  const { notes, ...change } = usersChange(stage.event, found.people, stage.daily, stage.growth);
  const { newUsers, amount } = found;
  const share = newUsers === undefined ? {} : shareNumbers('new_users_within_7_days_', newUsers);
  const category = {
    ...named(role, stage.event, `users who did ${JSON.stringify(stage.event)} in the period`, 'users'),
    ...changed(change),
    numbers: { ...eventNumbers(stage), ...share, ...(amount === undefined ? {} : { [`sum of ${amount.property}`]: amount.sum }) },
    ...usersPerDay(stage),
    by_segment: null,
  };
  const rule = shareRule(
    `share of new users who did ${JSON.stringify(stage.event)} within ${WITHIN_DAYS} days of their start`,
    BENCHMARKS[role],
  );
  const score = newUsers === undefined ? null : scoreShare(newUsers, BENCHMARKS[role]);
  return { category, score, rule, notes: [...notes, ...(amount?.notes ?? [])] };
}

function named(category: string, event: string, metric: string, unit: string) {
  return { category, event, metric, unit };
}

function changed(change: Change) {
  return {
    primary_metric: change.current,
    previous: change.previous,
    change_percent: change.change === null ? null : rounded(change.change * 100, 1),
    usual_low: rounded(change.usualLow, 1),
    usual_high: rounded(change.usualHigh, 1),
    direction: change.trend,
  };
}

function ratesChanged(rates: Rates) {
  const change = ratesChange(rates);
  const previous = rateNumbers(rates.before).percent;
  if (change === undefined) {
    return { primary_metric: null, previous, change_percent: null, usual_low: null, usual_high: null, direction: null };
  }
  return { ...changed(inPercent(change)), previous };
}

function shareNumbers(prefix: string, share: Share): Record<string, number | null> {
  return Object.fromEntries(Object.entries(rateNumbers(share)).map(([key, value]) => [`${prefix}${key}`, value]));
}

function eventNumbers({ daily, growth }: Stage): Record<string, number> {
  if (daily === undefined) return {};
  const half = growth.days.length / 2;
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  return { events: sum(daily.events.slice(half)), previous_events: sum(daily.events.slice(0, half)) };
}

function usersPerDay({ daily, growth }: Stage): { trend: Record<string, number>; trend_of: string } {
  const from = Math.max(growth.days.length / 2, growth.days.length - SHOWN_DAYS);
  const shown = daily === undefined ? [] : growth.days.slice(from).map((day, index) => [day, daily.users[from + index] ?? 0] as const);
  return { trend: Object.fromEntries(shown), trend_of: 'users per day' };
}
