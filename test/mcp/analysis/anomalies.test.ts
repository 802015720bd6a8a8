import { describe, expect, it } from 'vitest';
import { type ScannedSeries, scanSeries } from '#mcp/analysis/series/anomalies.ts';
import { fraction, hash } from '#simulator/world/prng.ts';

const WEEK = [40, 46, 52, 48, 60, 75, 30];
const SCANS = 60;
const SERIES = 6;
const DAYS = 56;
const RECENT = 14;

/** Knuth's product of uniforms, with numbers that are the same in every run. */
function poisson(mean: number, seed: number): number {
  const limit = Math.exp(-mean);
  let product = 1;
  for (let draws = 0; ; draws += 1) {
    product *= fraction(hash(seed, draws));
    if (product <= limit) return draws;
  }
}

const quiet = (scan: number): ScannedSeries[] =>
  Array.from({ length: SERIES }, (_, series) => ({
    name: `Event ${series}`,
    counts: Array.from({ length: DAYS }, (_, day) => poisson(WEEK[day % 7] ?? 0, scan * 100_000 + series * 1_000 + day)),
  }));

describe('a scan for unusual days', () => {
  it('reports anything on quiet data about as seldom as it says', { timeout: 120_000 }, () => {
    let alarms = 0;
    for (let scan = 1; scan <= SCANS; scan += 1) if (scanSeries(quiet(scan), RECENT, 0.05, 0).anomalies.length > 0) alarms += 1;
    console.log(`${alarms} of ${SCANS} scans of quiet data reported something; 5 of 100 are promised`);
    expect(alarms).toBeLessThanOrEqual(9);
  });

  it('finds a day that lost half, and tells which series are too thin to judge', () => {
    const series = quiet(1);
    const broken = {
      name: 'Broken',
      counts: (series[0]?.counts ?? []).map((count, day) => (day === DAYS - 5 ? Math.round(count / 2.5) : count)),
    };
    const found = scanSeries([broken, ...series.slice(1), { name: 'Thin', counts: new Array<number>(DAYS).fill(1) }], RECENT, 0.05, 0);
    expect(found.anomalies[0]).toMatchObject({ name: 'Broken', at: DAYS - 5 });
    expect(found.unjudged).toEqual(['Thin']);
    expect(found.tests).toBe(SERIES * RECENT);
  });
});
