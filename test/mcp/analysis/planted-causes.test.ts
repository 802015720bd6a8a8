// The search for causes against a hundred worlds with planted facts and a hundred quiet days. The worlds come from the simulator's
// own code; what was planted is known, so right and wrong can be counted.
import { describe, expect, it } from 'vitest';
import { type CauseRanking, searchCauses } from '#mcp/analysis/causes/segment-search.ts';
import { compareWithFit, type Expectation } from '#mcp/analysis/series/expectation.ts';
import { fitSeasonal } from '#mcp/analysis/series/seasonal-fit.ts';
import { BROKEN_TRACKING, COLLAPSE } from '#simulator/world/planted-facts.ts';
import { type DailyTables, dailyTables, plantedProject } from '#test/fakes/planted-world.ts';

const SEEDS = 100;
const HISTORY_DAYS = 28;
/** Nothing was planted around this day, nor in the four weeks before it. */
const QUIET_DAYS_BEFORE_ANCHOR = 54;
const PROPERTIES = ['$browser', '$os', '$city', '$region', 'mp_country_code', 'mp_lib', '$device', 'channel', 'utm_source'];

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

function diagnose(tables: DailyTables, from: number, length: number): CauseRanking & { whole: Expectation } {
  const start = from - HISTORY_DAYS;
  const fit = fitSeasonal(tables.total.slice(start, from), start % 7);
  if (fit === undefined) throw new Error('too little history');
  const actual = sum(tables.total.slice(from, from + length));
  const whole = compareWithFit(
    fit,
    Array.from({ length }, (_, index) => HISTORY_DAYS + index),
    actual,
  );
  const found = searchCauses({
    direction: 'down',
    expectedTotal: whole.expected,
    actualTotal: actual,
    tables: [...tables.byProperty].map(([dimension, values]) => ({
      dimension,
      segments: [...values].map(([value, counts]) => ({
        value,
        history: counts.slice(start, from),
        current: sum(counts.slice(from, from + length)),
      })),
    })),
  });
  return { ...found, whole };
}

describe('the search for the cause of a drop, on a hundred worlds', () => {
  it('names what was planted first, and names hardly anything on quiet days', { timeout: 300_000 }, async () => {
    const tally = { collapse: 0, broken: 0, quietDays: 0, quietWeeks: 0, outside: 0 };
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const project = plantedProject(seed, { users: 5_000, events: 100_000 });
      const signups = await dailyTables(project, 'Sign Up Completed', PROPERTIES);
      const views = await dailyTables(project, 'Tour Viewed', PROPERTIES);
      const last = signups.total.length - 1;
      const collapse = diagnose(signups, last - COLLAPSE.daysBeforeAnchor, 7).causes[0];
      if (collapse?.dimension === 'channel' && collapse.value === COLLAPSE.channel) tally.collapse += 1;
      const broken = diagnose(views, last - BROKEN_TRACKING.daysBeforeAnchor, 1).causes[0];
      if (broken?.dimension === '$os' && broken.value === BROKEN_TRACKING.os) tally.broken += 1;
      const quiet = last - QUIET_DAYS_BEFORE_ANCHOR;
      const quietDay = diagnose(signups, quiet, 1);
      if (quietDay.causes.length > 0) tally.quietDays += 1;
      if (quietDay.whole.isOutside) tally.outside += 1;
      if (diagnose(views, quiet, 7).causes.length > 0) tally.quietWeeks += 1;
    }
    console.log(`of ${SEEDS} worlds: ${JSON.stringify(tally)}`);
    expect(tally.collapse).toBeGreaterThanOrEqual(95);
    expect(tally.broken).toBeGreaterThanOrEqual(95);
    expect(tally.quietDays).toBeLessThanOrEqual(5);
    expect(tally.quietWeeks).toBeLessThanOrEqual(5);
    expect(tally.outside).toBeLessThanOrEqual(13);
  });
});
