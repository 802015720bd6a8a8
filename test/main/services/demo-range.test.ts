import { describe, expect, it } from 'vitest';
import { demoRange } from '#main/services/demo-range.ts';

describe('the days of the demo', () => {
  it('are 30, today included, into `events`', () => {
    expect(demoRange('UTC', Date.parse('2026-11-22T12:00:00Z'))).toEqual({ fromDate: '2026-10-24', toDate: '2026-11-22', table: 'events' });
  });

  it.each([
    ['Asia/Tokyo', '2026-11-22T20:00:00Z', '2026-11-23'],
    ['America/Los_Angeles', '2026-11-22T05:00:00Z', '2026-11-21'],
  ])('are days of the project, whatever the day is elsewhere (%s)', (zone, instant, today) => {
    expect(demoRange(zone, Date.parse(instant)).toDate).toBe(today);
  });

  it('are 30 also over the end of February', () => {
    expect(demoRange('UTC', Date.parse('2028-03-01T00:00:00Z'))).toMatchObject({ fromDate: '2028-02-01', toDate: '2028-03-01' });
  });
});
