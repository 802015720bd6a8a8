import { describe, expect, it } from 'vitest';
import { lastDays } from '../../../src-renderer/screens/explorer/use-fetch-events.ts';

describe('the last whole days', () => {
  it('end yesterday, as the project counts days', () => {
    const now = new Date('2026-03-01T02:00:00Z');
    expect(lastDays(now, 'UTC', 30)).toEqual({ fromDate: '2026-01-30', toDate: '2026-02-28' });
    expect(lastDays(now, 'America/Los_Angeles', 30)).toEqual({ fromDate: '2026-01-29', toDate: '2026-02-27' });
    expect(lastDays(new Date('2026-03-01T23:30:00Z'), 'Asia/Tokyo', 1)).toEqual({ fromDate: '2026-03-01', toDate: '2026-03-01' });
  });
});
