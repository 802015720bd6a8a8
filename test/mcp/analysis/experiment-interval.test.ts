// The interval of an experiment's effect against 400 worlds in which the effect was planted: it must hold the truth about 95 times of 100.
import { describe, expect, it } from 'vitest';
import { compareRatios, type RatioSums } from '#mcp/analysis/ratio.ts';
import { forEachHistory } from '#simulator/analysis/histories.ts';
import { kindsOf } from '#simulator/endpoints/event-names.ts';
import { EXPERIMENT, plantedDay } from '#simulator/world/planted-facts.ts';
import { plantedProject } from '#test/fakes/planted-world.ts';

const SEEDS = 400;
const TRUTH = EXPERIMENT.bookingRate.treatment - EXPERIMENT.bookingRate.control;

const none = (): RatioSums => ({ people: 0, x: 0, y: 0, xx: 0, xy: 0, yy: 0 });

/** Bookings per started checkout, person by person, from the day of the experiment on. */
async function sums(seed: number): Promise<Record<'control' | 'treatment', RatioSums>> {
  const project = plantedProject(seed, { users: 1_200, events: 0 });
  const { anchorDay } = project.world.calendar;
  const groups = { control: none(), treatment: none() };
  const range = { fromDay: plantedDay(anchorDay, EXPERIMENT), toDay: anchorDay - 1, kinds: kindsOf(['Checkout Started', 'Tour Booked']) };
  await forEachHistory(project, range, (actor, events) => {
    const variant = actor?.person?.variant;
    if (variant === undefined) return;
    const y = events.filter((event) => event.kind.name === 'Checkout Started').length;
    const x = events.length - y;
    const group = groups[variant];
    group.people += 1;
    group.x += x;
    group.y += y;
    group.xx += x * x;
    group.xy += x * y;
    group.yy += y * y;
  });
  return groups;
}

describe('the effect of an experiment', () => {
  it('lies in its 95 % interval in 93 to 97 of 100 worlds', { timeout: 300_000 }, async () => {
    let covered = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { control, treatment } = await sums(seed);
      const effect = compareRatios(treatment, control);
      if (effect !== undefined && effect.low <= TRUTH && TRUTH <= effect.high) covered += 1;
    }
    console.log(`the interval held the truth in ${covered} of ${SEEDS} worlds`);
    expect(covered / SEEDS).toBeGreaterThanOrEqual(0.93);
    expect(covered / SEEDS).toBeLessThanOrEqual(0.97);
  });

  it('is a plain difference of shares when everybody has one try', () => {
    const sumsOf = (people: number, hits: number): RatioSums => ({ people, x: hits, y: people, xx: hits, xy: hits, yy: people });
    const effect = compareRatios(sumsOf(400, 220), sumsOf(500, 200));
    expect(effect?.difference).toBeCloseTo(0.15, 12);
    // Wald's interval of two shares: 0.15 ± 1.96 · √(0.55·0.45/400 + 0.4·0.6/500).
    expect(effect?.low).toBeCloseTo(0.15 - 1.959964 * Math.sqrt((0.55 * 0.45) / 400 + (0.4 * 0.6) / 500), 3);
    expect(compareRatios(sumsOf(5, 2), sumsOf(500, 200))).toBeUndefined();
  });
});
