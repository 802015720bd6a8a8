import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysToFetch, describeDays, planChunks } from '#mcp/jobs/plan-days.ts';
import { addDays, daysBetween, exportDays, UTC_RULE, utcBounds } from '#mcp/lake/day-range.ts';

const NOON = Date.UTC(2026, 4, 20, 12);

function row(day: string, fetchedAt: string, changes = {}) {
  const base = { day, selection: 's', isComplete: true, lines: 1, duplicates: 0, quarantined: 0, repaired: 0, fetchedAt, timeRule: 'utc' };
  return { ...base, isDeduplicated: true, ...changes };
}

describe('days to fetch', () => {
  it('are those that are missing, incomplete, of another rule, or fetched before late events could arrive', () => {
    const asked = daysBetween('2026-05-01', '2026-05-06');
    const ledger = [
      row('2026-05-01', '2026-05-20T00:00:00Z'),
      row('2026-05-02', '2026-05-07T23:59:59Z'),
      row('2026-05-03', '2026-05-20T00:00:00Z', { isComplete: false }),
      row('2026-05-04', '2026-05-20T00:00:00Z', { timeRule: 'wall-clock Europe/Vienna' }),
      row('2026-05-05', '2026-05-20T00:00:00Z', { selection: 'other' }),
    ];
    expect(daysToFetch(asked, ledger, 's', UTC_RULE, 'utc')).toEqual([
      '2026-05-02',
      '2026-05-03',
      '2026-05-04',
      '2026-05-05',
      '2026-05-06',
    ]);
  });
});

describe('export days', () => {
  it('cover the project days: one more when the zone is not UTC, none in the future', () => {
    expect(exportDays(UTC_RULE, 'UTC', { from: '2026-05-01', to: '2026-05-02' }, NOON)).toEqual(['2026-05-01', '2026-05-02']);
    expect(exportDays(UTC_RULE, 'Europe/Vienna', { from: '2026-05-01', to: '2026-05-02' }, NOON)).toEqual([
      '2026-04-30',
      '2026-05-01',
      '2026-05-02',
    ]);
    expect(exportDays(UTC_RULE, 'US/Pacific', { from: '2026-05-19', to: '2026-05-20' }, NOON)).toEqual(['2026-05-19', '2026-05-20']);
    const old = { kind: 'wall-clock', timezone: 'Europe/Vienna' } as const;
    expect(exportDays(old, 'Europe/Vienna', { from: '2026-05-01', to: '2026-05-02' }, NOON)).toEqual(['2026-05-01', '2026-05-02']);
  });

  it('have bounds that follow the change to summer time', () => {
    const old = { kind: 'wall-clock', timezone: 'Europe/Vienna' } as const;
    expect(utcBounds(old, '2026-03-29', '2026-03-29')).toEqual({ start: '2026-03-28 23:00:00', end: '2026-03-29 22:00:00' });
    expect(utcBounds(UTC_RULE, '2026-03-29', '2026-03-30')).toEqual({ start: '2026-03-29 00:00:00', end: '2026-03-31 00:00:00' });
  });
});

describe('chunks', () => {
  it('hold every day once, in order, as runs of consecutive days, whatever is learnt on the way', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 120 }),
        fc.integer({ min: 0, max: 60 }),
        fc.nat(500_000),
        (offsets, quota, rows) => {
          const days = offsets.sort((a, b) => a - b).map((offset) => addDays('2025-01-01', offset));
          const plan = planChunks(days);
          const chunks: string[][] = [];
          for (let chunk = plan.next(quota); chunk !== undefined; chunk = plan.next(quota)) {
            chunks.push(chunk);
            plan.learn(chunk.length, rows);
            expect(chunk).toEqual(daysBetween(chunk[0] ?? '', chunk.at(-1) ?? ''));
          }
          expect(chunks.flat()).toEqual(days);
        },
      ),
    );
  });

  it('have days again that are given back', () => {
    const days = daysBetween('2025-01-01', '2025-01-05');
    const plan = planChunks(days);
    const [first = [], second = []] = [plan.next(60), plan.next(60)];
    plan.giveBack(second);
    expect(plan.left()).toEqual(days.slice(1));
    expect(plan.following(first, 9)).toEqual(days.slice(1));
  });

  it('grow to what is left of the hour: 300 days with 40 exports left go in no more than 40 requests', () => {
    const plan = planChunks(daysBetween('2025-01-01', addDays('2025-01-01', 299)));
    let requests = 0;
    for (let left = 40; plan.next(left) !== undefined; left -= 1) requests += 1;
    expect(requests).toBeLessThanOrEqual(40);
  });
});

describe('days in words', () => {
  it('are runs', () => {
    expect(describeDays(['2026-05-01', '2026-05-02', '2026-05-04'])).toBe('2026-05-01 to 2026-05-02, 2026-05-04');
  });
});
