// Mixpanel counts calls per project over the rolling last hour: 60 query calls, 60 exports (3 a second). One engine holds one
// window per project, on disk, so that restarts and all clients together stay within it. Every attempt is counted before it is
// sent, retries too. A call that would have to wait longer than its caller allows fails at once with the time at which it can go.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import type { QuotaStatus } from '#shared/model/app-status.ts';

export type QuotaKind = 'query' | 'export';

const HOUR_MS = 3_600_000;
const SECOND_MS = 1_000;
export const QUERY_PER_HOUR = 60;
export const EXPORT_PER_HOUR = 60;
export const EXPORT_PER_SECOND = 3;

const ALLOWED: Record<QuotaKind, number> = { query: QUERY_PER_HOUR, export: EXPORT_PER_HOUR };

const QuotaFile = z.object({ query: z.array(z.number()), export: z.array(z.number()) });

export interface TakeOptions {
  /** Longest time to wait for a free place; 0 fails at once. */
  maxWaitMs: number;
  signal?: AbortSignal | undefined;
  /** Told before each wait, with the wall-clock time at which it ends. */
  onWait?: ((untilMs: number) => void) | undefined;
}

export interface Quota {
  take(kind: QuotaKind, options: TakeOptions): Promise<void>;
  /** Mixpanel says that the hour is used up although we count less (other tools share it): nothing goes until then. */
  closeUntil(kind: QuotaKind, untilMs: number): void;
  status(): QuotaStatus;
}

export interface QuotaDeps {
  file: string;
  /** Calls of each kind that a person leaves to other tools; asked before every call. */
  keptFree?: () => number;
  now?: () => number;
}

export function createQuota(deps: QuotaDeps): Quota {
  const now = deps.now ?? Date.now;
  const perHour = (kind: QuotaKind): number => Math.max(1, ALLOWED[kind] - (deps.keptFree?.() ?? 0));
  const calls = readCalls(deps.file);
  const closedUntil: Record<QuotaKind, number> = { query: 0, export: 0 };
  let writing: Promise<void> = Promise.resolve();

  const freeAt = (kind: QuotaKind): number => {
    const time = now();
    const recent = calls[kind].filter((at) => at > time - HOUR_MS && at <= time);
    calls[kind] = recent;
    const oldest = recent[recent.length - perHour(kind)];
    const byHour = oldest === undefined ? 0 : oldest + HOUR_MS;
    const third = kind === 'export' ? recent[recent.length - EXPORT_PER_SECOND] : undefined;
    const bySecond = third === undefined ? 0 : third + SECOND_MS;
    return Math.max(byHour, bySecond, closedUntil[kind]);
  };

  return {
    async take(kind, options) {
      const deadline = now() + options.maxWaitMs;
      for (let at = freeAt(kind); at > now(); at = freeAt(kind)) {
        if (at > deadline) throw usedUp({ kind, used: calls[kind].length, ours: perHour(kind), at, now: now() });
        if (at - now() > SECOND_MS) options.onWait?.(at);
        await sleep(Math.max(1, at - now()), undefined, options.signal === undefined ? {} : { signal: options.signal });
      }
      calls[kind].push(now());
      // Written before the call is sent: a kill in between costs a place, never a limit.
      writing = writing
        .then(() => writeFileAtomic(deps.file, JSON.stringify(calls), { mode: 0o600 }))
        .catch(() => {
          // A full disk must not stop queries; the window in memory still holds.
        });
      await writing;
    },
    closeUntil(kind, untilMs) {
      closedUntil[kind] = Math.max(closedUntil[kind], untilMs);
    },
    status() {
      const waits = [freeAt('query'), freeAt('export')].filter((at) => at > now() + SECOND_MS);
      return {
        query: { used: calls.query.length, limit: perHour('query') },
        export: { used: calls.export.length, limit: perHour('export') },
        nextFreeAt: waits.length === 0 ? null : new Date(Math.min(...waits)).toISOString(),
      };
    },
  };
}

function readCalls(file: string): Record<QuotaKind, number[]> {
  try {
    const parsed = QuotaFile.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { query: parsed.query.sort((a, b) => a - b), export: parsed.export.sort((a, b) => a - b) };
  } catch {
    return { query: [], export: [] }; // none yet, or damaged: Mixpanel's own 429 still guards the limit
  }
}

interface UsedUp {
  kind: QuotaKind;
  used: number;
  /** Of what Mixpanel allows, so many may be ours. */
  ours: number;
  at: number;
  now: number;
}

function usedUp({ kind, used, ours, at, now }: UsedUp): AppError {
  const seconds = Math.ceil((at - now) / 1000);
  const clock = `${new Date(at).toISOString().slice(11, 16)} UTC`;
  const noun = kind === 'query' ? 'query calls' : 'exports';
  const wait = seconds >= 120 ? `${Math.round(seconds / 60)} min` : `${seconds} s`;
  const kept = ALLOWED[kind] - ours;
  const share = kept === 0 ? '' : ` (of the ${ALLOWED[kind]} that Mixpanel allows, ${kept} are kept free by the settings)`;
  const message =
    used >= ours
      ? `Mixpanel's quota is used up: ${used} of ${ours} ${noun} in the last hour${share}.`
      : `Mixpanel says that the rate limit of this project is reached (${used} of ${ours} ${noun} were ours; other tools share it).`;
  return new AppError('rate-limited', message, {
    hint: `The next call can go at ${clock} (in ${wait}). Local tables answer meanwhile: sql and list_tables cost no quota.`,
    retryAfterSeconds: seconds,
  });
}
