// Notices that the computer has slept: a timer comes much later than it was set for. What was connected before may be gone by then.

const EVERY_MS = 10_000;
/** A busy machine is late by seconds, not by this much. */
const LATE_MS = 20_000;

export interface WakeClock {
  now: () => number;
  every: (ms: number, work: () => void) => () => void;
}

const REAL: WakeClock = {
  // The time of day: a monotonic clock stands still while some systems sleep. A clock that is set causes one needless look.
  now: Date.now,
  every(ms, work) {
    const timer = setInterval(work, ms).unref();
    return () => clearInterval(timer);
  },
};

/** Returns how to stop. */
export function watchWake(onWake: () => void, clock: WakeClock = REAL): () => void {
  let last = clock.now();
  return clock.every(EVERY_MS, () => {
    const slept = clock.now() - last - EVERY_MS;
    last = clock.now();
    if (slept > LATE_MS) onWake();
  });
}
