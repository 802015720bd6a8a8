// Tool calls per client of the HTTP server: a program that has run wild is slowed down before it reaches the engine. People and
// assistants never come near it.
import { LRUCache } from 'lru-cache';

/** Calls a client may make at once, and per second in the long run. */
export const BURST_CALLS = 60;
export const CALLS_PER_SECOND = 20;
/** Clients remembered; one that is forgotten begins with a full bucket. */
const MAX_CLIENTS = 256;

export interface CallRate {
  /** Seconds to wait before the calls may be made; 0 when they may be made now, and then they are counted. */
  take(client: string, calls: number): number;
}

export function createCallRate(now: () => number): CallRate {
  const buckets = new LRUCache<string, { calls: number; atMs: number }>({ max: MAX_CLIENTS });
  return {
    take(client, calls) {
      const atMs = now();
      const known = buckets.get(client) ?? { calls: BURST_CALLS, atMs };
      const filled = Math.min(BURST_CALLS, known.calls + (Math.max(0, atMs - known.atMs) / 1000) * CALLS_PER_SECOND);
      const isEnough = filled >= calls;
      buckets.set(client, { calls: isEnough ? filled - calls : filled, atMs });
      return isEnough ? 0 : Math.max(1, Math.ceil((calls - filled) / CALLS_PER_SECOND));
    },
  };
}
