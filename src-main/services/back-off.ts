// When to connect again after the engine was lost: 0.5 s doubling to 30 s with jitter; not any more after 5 losses in a minute.

const FIRST_MS = 500;
const LONGEST_MS = 30_000;
const MAX_LOSSES = 5;
const WITHIN_MS = 60_000;

export interface BackOff {
  /** Counts a loss; undefined when it is time to give up. */
  nextMs(): number | undefined;
  forget(): void;
}

export function createBackOff(deps: { now?: () => number; random?: () => number } = {}): BackOff {
  // Monotonic: a clock that is set must not forgive or invent losses.
  const now = deps.now ?? (() => performance.now());
  const random = deps.random ?? Math.random;
  let losses: number[] = [];
  return {
    nextMs() {
      losses = [...losses.filter((at) => at > now() - WITHIN_MS), now()];
      if (losses.length >= MAX_LOSSES) return undefined;
      return Math.min(LONGEST_MS, FIRST_MS * 2 ** (losses.length - 1)) * (0.5 + random());
    },
    forget() {
      losses = [];
    },
  };
}
