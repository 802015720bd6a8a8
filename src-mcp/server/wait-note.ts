// A call that had to wait for its turn says so, with what is used of the hour: a silent wait looks like a slow tool.
import type { QuotaStatus } from '#shared/model/app-status.ts';

/** Shorter waits are not worth a line. */
const WORTH_TELLING_MS = 1_000;

export interface WaitNote {
  /** Told by the HTTP client before each wait, with the time at which it ends. */
  onWait(untilMs: number): void;
  isWorthTelling(): boolean;
  words(quota: QuotaStatus): string;
}

export function createWaitNote(now: () => number): WaitNote {
  let waitedMs = 0;
  return {
    onWait(untilMs) {
      waitedMs += Math.max(0, untilMs - now());
    },
    isWorthTelling: () => waitedMs >= WORTH_TELLING_MS,
    words: (quota) => `(waited ${Math.round(waitedMs / 1000)} s for Mixpanel; ${quotaWords(quota)})`,
  };
}

export function quotaWords({ query, export: exports }: QuotaStatus): string {
  return `${query.used} of ${query.limit} query calls and ${exports.used} of ${exports.limit} exports of the last hour are used`;
}
