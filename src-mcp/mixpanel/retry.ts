// When a failed request may be sent again, and how long to wait first. Pure functions; http.ts does the waiting.
// Full jitter, base 1 s, cap 60 s; a Retry-After of the server is obeyed up to 15 min.

export const MAX_ATTEMPTS = 4;
const BASE_MS = 1_000;
const CAP_MS = 60_000;
export const RETRY_AFTER_CAP_MS = 15 * 60_000;
/** 500 and time-outs may be a fault of the very question: ask at most twice. */
const MAX_ATTEMPTS_FOR_SERVER_FAULT = 2;

const ALWAYS_RETRIED: ReadonlySet<number> = new Set([408, 425, 429, 502, 503, 504]);

export interface Failure {
  /** Undefined when no answer came (reset, time-out, cut body). */
  status: number | undefined;
  /** Mixpanel answers 400 with "Timeout Error." when a query took too long. */
  isQueryTimeout: boolean;
  retryAfter: string | undefined;
}

export function mayRetry(failure: Failure, attempt: number): boolean {
  if (attempt >= MAX_ATTEMPTS) return false;
  if (failure.status === undefined || ALWAYS_RETRIED.has(failure.status)) return true;
  if (failure.status === 500 || failure.status > 504 || failure.isQueryTimeout) return attempt < MAX_ATTEMPTS_FOR_SERVER_FAULT;
  return false;
}

/** Milliseconds before attempt `attempt + 1`. `random` is in [0, 1). */
export function retryDelayMs(failure: Failure, attempt: number, now: number, random: number): number {
  const asked = retryAfterMs(failure.retryAfter, now);
  if (asked !== undefined) return Math.min(asked, RETRY_AFTER_CAP_MS);
  return Math.round(random * Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1)));
}

/** `Retry-After` is a number of seconds (0 is legal) or an HTTP date (RFC 9110, 10.2.3). */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
