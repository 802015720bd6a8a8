// The order of values in an answer does not hang on the order in which a table gives its groups.
import { describe, expect, it } from 'vitest';
import { countsPerDay, OTHER_VALUES } from '#mcp/tools/counts-per-day.ts';

const DAYS = ['2026-04-01', '2026-04-02'];

describe('counts per day', () => {
  it('gives the same order for rows in any order: the largest first, equal ones by name', () => {
    const rows = [
      { name: 'partner', day: '2026-04-01', count: 7 },
      { name: 'google_ads', day: '2026-04-02', count: 7 },
      { name: 'Ärger', day: '2026-04-02', count: 7 },
      { name: 'organic', day: '2026-04-01', count: 4 },
      { name: 'organic', day: '2026-04-02', count: 5 },
    ];
    const orders = [rows, rows.toReversed(), [...rows.slice(2), ...rows.slice(0, 2)]].map((each) => [...countsPerDay(each, DAYS, true)]);
    expect(orders[0]).toEqual([
      ['organic', [4, 5]],
      ['google_ads', [0, 7]],
      ['partner', [7, 0]],
      ['Ärger', [0, 7]],
    ]);
    expect(orders[1]).toEqual(orders[0]);
    expect(orders[2]).toEqual(orders[0]);
  });

  it('adds the rarest of very many values up as one, and loses no event', () => {
    const rows = Array.from({ length: 1_005 }, (_, n) => ({ name: `v${String(n).padStart(4, '0')}`, day: DAYS[n % 2] ?? '', count: 2 }));
    const folded = countsPerDay(rows, DAYS, true);
    expect([folded.size, folded.get(OTHER_VALUES), folded.has('v1000')]).toEqual([1_001, [6, 4], false]);
    expect(countsPerDay(rows, DAYS, false).size).toBe(1_005);
  });

  it('leaves out other days', () => {
    expect(countsPerDay([{ name: 'a', day: '2026-03-31', count: 3 }], DAYS, true)).toEqual(new Map());
  });
});
