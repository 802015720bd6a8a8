import { describe, expect, it } from 'vitest';
import { compareCounts, compareRates } from '#mcp/analysis/health/change.ts';
import { guessEvent } from '#mcp/analysis/health/event-roles.ts';
import { mostSpokenOf, readGoal, spokenOf } from '#mcp/analysis/health/goal.ts';
import { BENCHMARKS, scoreGrowth, scoreShare } from '#mcp/analysis/health/score.ts';

/** Park and Miller's generator: the same numbers on every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Knuth's way, by waiting times. */
function poisson(mean: number, random: () => number): number {
  let [count, left] = [-1, mean];
  do {
    left += Math.log(random());
    count += 1;
  } while (left > 0);
  return count;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** Two periods of so many days; the clumps are events of one person each. */
function periods(
  random: () => number,
  { days, mean, clump = 1, grows = 1 }: { days: number; mean: number; clump?: number; grows?: number },
) {
  const weekday = (day: number): number => (day % 7 >= 5 ? 1.5 : 0.8);
  const count = (day: number): number => clump * poisson((mean / clump) * weekday(day) * (day >= days ? grows : 1), random);
  const all = Array.from({ length: 2 * days }, (_, day) => count(day));
  return { previousDays: all.slice(0, days), currentDays: all.slice(days) };
}

function judge(days: { previousDays: number[]; currentDays: number[] }) {
  return compareCounts({ ...days, current: sum(days.currentDays), previous: sum(days.previousDays), firstWeekday: 0 });
}

describe('counts of two periods', () => {
  it.each([
    { days: 30, mean: 40 },
    { days: 30, mean: 3 },
    { days: 21, mean: 60, clump: 5 },
    { days: 14, mean: 10 },
    { days: 10, mean: 25 },
    { days: 8, mean: 25 },
    { days: 12, mean: 100 },
    { days: 5, mean: 100 },
    { days: 7, mean: 40 },
    { days: 7, mean: 60, clump: 5 },
  ])('of quiet data hardly ever differ beyond chance: %j', (kind) => {
    const random = generator(4_711);
    const worlds = 1_000;
    const alarms = Array.from({ length: worlds }, () => judge(periods(random, kind))).filter((each) => each.trend !== 'flat').length;
    // Five of a hundred are promised.
    expect(alarms / worlds).toBeLessThan(0.07);
    expect(alarms / worlds).toBeGreaterThan(0.005);
  });

  it.each([1.3, 0.75])('that really changed (times %d) are told apart', (grows) => {
    const random = generator(99);
    const found = Array.from({ length: 200 }, () => judge(periods(random, { days: 30, mean: 40, grows })));
    expect(found.filter((each) => each.trend === (grows > 1 ? 'up' : 'down')).length).toBeGreaterThan(190);
  });

  it('are compared with their weekdays matched', () => {
    // Eight days from a Monday and eight from a Tuesday: the weekend days are the same, Monday and Tuesday differ hugely.
    const of = (from: number): number[] => Array.from({ length: 16 }, (_, day) => ((from + day) % 7 === 0 ? 1_000 : 100));
    const found = judge({ previousDays: of(0), currentDays: of(2) });
    expect([sum(of(0)), sum(of(2))]).toEqual([4_300, 3_400]);
    expect(found.change).toBeCloseTo(-900 / 4_300);
    expect(found.trend).toBe('flat');
  });

  it('without anything before have no change, and are up when that is no accident', () => {
    const empty = [0, 0, 0, 0, 0, 0, 0];
    expect(judge({ previousDays: empty, currentDays: [1, 0, 1, 0, 0, 0, 0] })).toMatchObject({ change: null, trend: 'flat' });
    expect(judge({ previousDays: empty, currentDays: [2, 3, 1, 4, 0, 2, 1] })).toMatchObject({ change: null, trend: 'up', previous: 0 });
    expect(judge({ previousDays: empty, currentDays: empty })).toMatchObject({ current: 0, trend: 'flat' });
  });
});

describe('shares of two periods', () => {
  it('are judged by what chance would do, and are missing when nobody was there', () => {
    expect(compareRates({ hits: 300, of: 1_000 }, { hits: 200, of: 1_000 })).toMatchObject({
      trend: 'up',
      current: 0.3,
      previous: 0.2,
      change: expect.closeTo(0.5),
    });
    const few = compareRates({ hits: 6, of: 20 }, { hits: 4, of: 20 });
    expect(few).toMatchObject({ trend: 'flat' });
    expect(few?.usualLow).toBeLessThan(0.2);
    expect(few?.usualHigh).toBeGreaterThan(0.3);
    expect(compareRates({ hits: 0, of: 0 }, { hits: 4, of: 20 })).toBeUndefined();
    expect(compareRates({ hits: 4, of: 20 }, { hits: 0, of: 0 })).toMatchObject({ trend: null, change: null, usualLow: null });
  });
});

describe('names', () => {
  it.each([
    ['acquisition', ['Sign Up Started', 'Sign Up Completed', 'Login'], 'Sign Up Completed'],
    ['acquisition', ['user_registered', 'registration_failed', 'page_viewed'], 'user_registered'],
    ['acquisition', ['accountCreated', 'signUpPageViewed'], 'accountCreated'],
    ['activation', ['Onboarding Finished', 'Onboarding Started'], 'Onboarding Finished'],
    ['revenue', ['Subscription Started', 'Subscription Cancelled', 'Payment Failed'], 'Subscription Started'],
    ['referral', ['Friend Invited', 'Invite Page Viewed'], 'Friend Invited'],
  ] as const)('of %s: among %j it is %s', (role, names, best) => {
    expect(guessEvent(role, names)).toMatchObject({ best, proposed: expect.arrayContaining([best]) });
  });

  it.each([
    ['acquisition', ['Sign Up Completed', 'Account Created']],
    ['revenue', ['Tour Booked', 'Subscription Started']],
    ['acquisition', ['Sign Up Started']],
  ] as const)('of %s: among %j none is taken, all are proposed', (role, names) => {
    const { best, proposed } = guessEvent(role, names);
    expect(best).toBeUndefined();
    expect(proposed.toSorted()).toEqual([...names].toSorted());
  });

  it('that only contain such letters are not proposed', () => {
    expect(guessEvent('revenue', ['Bookmark Added', 'Border Crossed', 'Unpaid Leave'])).toEqual({ best: undefined, proposed: [] });
    expect(guessEvent('referral', ['Preferences Saved', 'Shareholder Letter'])).toEqual({ best: undefined, proposed: [] });
  });
});

describe('a goal', () => {
  it.each([
    ['why do users churn?', 'retention', []],
    ['more people should invite and share', 'referral', []],
    ['Which campaign brings paying users', 'acquisition', ['revenue']],
    ['make it better', 'retention', []],
    ['improve the onboarding', 'activation', []],
    ['one invite', 'referral', []],
    ['one invite or one purchase', 'revenue', ['referral']],
  ])('%j is about %s', (goal, category, tied) => {
    expect(readGoal(goal)).toMatchObject({ category, tied });
  });

  it('speaks of names in other forms of their words', () => {
    expect(spokenOf('why do fewer people book tours', 'Tour Booked')).toBe(1);
    expect(spokenOf('why do fewer people book tours', 'Onboarding Finished')).toBe(0);
    expect(mostSpokenOf('booking of tours', ['Tour Viewed', 'Tour Booked', 'Login'])).toBe('Tour Booked');
    expect(mostSpokenOf('tours', ['Tour Viewed', 'Tour Booked'])).toBeUndefined();
  });
});

describe('scores', () => {
  it('follow the rule that is told with them', () => {
    const of = 1_000;
    const scores = [0, 75, 150, 250, 375, 900].map((hits) => scoreShare({ hits, of }, BENCHMARKS.retention));
    expect(scores).toEqual([1, 3, 5, 8, 10, 10]);
    expect(scoreShare({ hits: 29, of: 29 }, BENCHMARKS.retention)).toBeNull();
  });

  it('of growth do not reward chance', () => {
    const base = { current: 130, previous: 100, change: 0.3, usualLow: 70, usualHigh: 140, pValue: 0.3 };
    expect(scoreGrowth({ ...base, trend: 'flat' })).toBe(5);
    expect(scoreGrowth({ ...base, trend: 'up' })).toBe(8);
    expect(scoreGrowth({ ...base, change: -0.9, trend: 'down' })).toBe(1);
    expect(scoreGrowth({ ...base, change: null, trend: 'up' })).toBeNull();
  });
});
