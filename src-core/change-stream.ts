// Turns a listener into something to iterate over, for the event streams of the contract. What comes while nobody reads is kept,
// the newest `maxKept` of it: a reader that stalls must not fill the memory.

const DEFAULT_MAX_KEPT = 1_000;

export interface ChangeStreamOptions<T> {
  subscribe: (listener: (value: T) => void) => () => void;
  /** Told before the first change. */
  first?: readonly T[];
  signal?: AbortSignal | undefined;
  maxKept?: number;
}

export async function* changeStream<T>(options: ChangeStreamOptions<T>): AsyncGenerator<T, void, void> {
  const kept: T[] = [...(options.first ?? [])];
  const maxKept = Math.max(options.maxKept ?? DEFAULT_MAX_KEPT, kept.length);
  let wake: (() => void) | undefined;
  const stop = options.subscribe((value) => {
    kept.push(value);
    if (kept.length > maxKept) kept.shift();
    wake?.();
  });
  const onAbort = (): void => wake?.();
  options.signal?.addEventListener('abort', onAbort);
  try {
    while (options.signal?.aborted !== true) {
      const next = kept.shift();
      if (next !== undefined) {
        yield next;
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      wake = undefined;
    }
  } finally {
    stop();
    options.signal?.removeEventListener('abort', onAbort);
  }
}
