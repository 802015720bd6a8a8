// The limits of section 3: per project, over a rolling hour. Real time, not the project's clock: a frozen clock must not freeze a quota.

import { ApiError } from './http/api-error.ts';
import type { Settings } from './settings.ts';

const HOUR_MS = 3_600_000;

interface Limits {
  readonly windowMs: number;
  readonly perWindow: number;
  readonly concurrent: number;
  readonly perSecond: number;
}

class Window {
  #calls: number[] = [];

  countSince(since: number): number {
    this.#calls = this.#calls.filter((at) => at > since - HOUR_MS);
    return this.#calls.filter((at) => at > since).length;
  }

  add(at: number): void {
    this.#calls.push(at);
  }

  /** Milliseconds until there is room again below `limit` calls within `spanMs`. */
  waitMs(now: number, spanMs: number, limit: number): number {
    const inside = this.#calls.filter((at) => at > now - spanMs);
    const leaving = inside[Math.max(0, inside.length - Math.max(limit, 1))];
    return leaving === undefined ? 1000 : leaving + spanMs - now;
  }
}

export type QuotaKind = 'query' | 'export' | 'schemas';

export class Quota {
  readonly #settings: () => Settings;
  readonly #now: () => number;
  readonly #windows = { query: new Window(), export: new Window(), schemas: new Window() };
  readonly #inFlight = { query: 0, export: 0, schemas: 0 };

  constructor(settings: () => Settings, now: () => number) {
    this.#settings = settings;
    this.#now = now;
  }

  /** Takes a place and returns the function that gives it back; throws the 429 when there is none. */
  acquire(kind: QuotaKind, projectId: number): () => void {
    const settings = this.#settings();
    if (settings.enforceQuota) this.#check(kind, projectId, settings);
    this.#windows[kind].add(this.#now());
    this.#inFlight[kind] += 1;
    let isHeld = true;
    return () => {
      if (isHeld) this.#inFlight[kind] -= 1;
      isHeld = false;
    };
  }

  used(kind: QuotaKind): { readonly lastHour: number; readonly inFlight: number } {
    return { lastHour: this.#windows[kind].countSince(this.#now() - HOUR_MS), inFlight: this.#inFlight[kind] };
  }

  reset(): void {
    for (const kind of ['query', 'export', 'schemas'] as const) this.#windows[kind] = new Window();
  }

  #check(kind: QuotaKind, projectId: number, settings: Settings): void {
    const limits = limitsOf(kind, settings);
    const now = this.#now();
    const window = this.#windows[kind];
    const counted = window.countSince(now - limits.windowMs) + 1;
    const inSecond = window.countSince(now - 1000) + 1;
    const running = this.#inFlight[kind] + 1;
    if (counted <= limits.perWindow && inSecond <= limits.perSecond && running <= limits.concurrent) return;
    const waitMs = counted > limits.perWindow ? window.waitMs(now, limits.windowMs, limits.perWindow) : 1000;
    if (settings.countRefused) window.add(now);
    throw refusal(kind, projectId, { running, counted, limits, waitMs }, settings);
  }
}

function limitsOf(kind: QuotaKind, settings: Settings): Limits {
  const none = Number.POSITIVE_INFINITY;
  if (kind === 'query')
    return { windowMs: HOUR_MS, perWindow: settings.queryPerHour, concurrent: settings.queryConcurrent, perSecond: none };
  if (kind === 'schemas') return { windowMs: 60_000, perWindow: settings.schemasPerMinute, concurrent: none, perSecond: none };
  return {
    windowMs: HOUR_MS,
    perWindow: settings.exportPerHour,
    concurrent: settings.exportConcurrent,
    perSecond: settings.exportPerSecond,
  };
}

function refusal(
  kind: QuotaKind,
  projectId: number,
  state: { running: number; counted: number; limits: Limits; waitMs: number },
  settings: Settings,
): ApiError {
  const headers: Record<string, string> = {};
  if (settings.retryAfter === 'present') headers['retry-after'] = String(Math.max(1, Math.ceil(state.waitMs / 1000)));
  if (settings.retryAfter === 'zero') headers['retry-after'] = '0';
  if (kind === 'export') return new ApiError(429, 'too many export requests in progress for this project', headers);
  if (kind === 'schemas') return new ApiError(429, 'Rate limit exceeded: 5 requests per minute per organization', headers);
  const { running, counted, limits } = state;
  return new ApiError(
    429,
    `Query rate limit exceeded for project_id: ${projectId}. ${running}/${limits.concurrent} queries running concurrently and ` +
      `${counted}/${limits.perWindow} queries running in the last hour. For more information, please consult our documentation at https://docs.example/rate-limits`,
    headers,
  );
}
