// Rings once, at the soonest of the times it was set to.

export interface Alarm {
  readonly isSet: boolean;
  set(afterMs: number): void;
  stop(): void;
}

export function createAlarm(ring: () => void): Alarm {
  let next: { timer: NodeJS.Timeout; dueMs: number } | undefined;
  const stop = (): void => {
    clearTimeout(next?.timer);
    next = undefined;
  };
  return {
    get isSet() {
      return next !== undefined;
    },
    set(afterMs) {
      const dueMs = performance.now() + afterMs;
      if (next !== undefined && next.dueMs <= dueMs) return;
      stop();
      const timer = setTimeout(() => {
        next = undefined;
        ring();
      }, afterMs);
      next = { timer, dueMs };
    },
    stop,
  };
}
