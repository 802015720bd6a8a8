import { describe, expect, it } from 'vitest';
import { mayRetry, retryAfterMs, retryDelayMs } from '#mcp/mixpanel/retry.ts';

const failure = (status: number | undefined, changes: object = {}) => ({
  status,
  isQueryTimeout: false,
  retryAfter: undefined,
  ...changes,
});

describe('a failed request', () => {
  it.each([408, 425, 429, 502, 503, 504, undefined])('with %s is sent again, up to four times in all', (status) => {
    expect(mayRetry(failure(status), 3)).toBe(true);
    expect(mayRetry(failure(status), 4)).toBe(false);
  });

  it.each([400, 401, 402, 403, 404, 412, 422])('with %s is never sent again', (status) => {
    expect(mayRetry(failure(status), 1)).toBe(false);
  });

  it('with 500, or with a query that took too long, is sent twice at most', () => {
    expect([1, 2].map((attempt) => mayRetry(failure(500), attempt))).toEqual([true, false]);
    expect([1, 2].map((attempt) => mayRetry(failure(400, { isQueryTimeout: true }), attempt))).toEqual([true, false]);
  });

  it('waits between nothing and a doubling limit, capped at a minute', () => {
    expect(retryDelayMs(failure(503), 1, 0, 0)).toBe(0);
    expect(retryDelayMs(failure(503), 1, 0, 0.5)).toBe(500);
    expect(retryDelayMs(failure(503), 3, 0, 0.999999)).toBe(4_000);
    expect(retryDelayMs(failure(503), 20, 0, 0.999999)).toBe(60_000);
  });

  it('obeys Retry-After in seconds and as a date, up to 15 minutes', () => {
    expect(retryAfterMs('0', 0)).toBe(0);
    expect(retryAfterMs('120', 0)).toBe(120_000);
    expect(retryAfterMs('Fri, 01 May 2026 12:00:30 GMT', Date.UTC(2026, 4, 1, 12))).toBe(30_000);
    expect(retryAfterMs('soon', 0)).toBeUndefined();
    expect(retryDelayMs(failure(429, { retryAfter: '7200' }), 1, 0, 0.5)).toBe(900_000);
  });
});
