// The project's clock, apart from the machine's: `--today` freezes it at noon so that two runs answer with the same bytes, and
// `/_sim/clock` can push it forward to let late events arrive.

import type { Zone } from './world/zone.ts';

const NOON_MS = 12 * 3_600_000;

export class SimClock {
  readonly #frozenMs: number | undefined;
  #aheadMs = 0;

  constructor(frozenMs: number | undefined) {
    this.#frozenMs = frozenMs;
  }

  nowMs(): number {
    return (this.#frozenMs ?? Date.now()) + this.#aheadMs;
  }

  advance(ms: number): void {
    this.#aheadMs += ms;
  }

  reset(): void {
    this.#aheadMs = 0;
  }
}

export function noonOf(day: number, zone: Zone): number {
  return zone.startOf(day) + NOON_MS;
}
