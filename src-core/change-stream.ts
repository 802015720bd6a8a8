// Turns a listener into something to iterate over, for the event streams of the contract. What comes while nobody reads is kept,
// the newest `maxKept` of it: a reader that stalls must not fill the memory. Of values with one key only the newest is kept, and
// they are the last to be dropped: they are states, and a reader that missed the newest would show an old one for ever.

const DEFAULT_MAX_KEPT = 1_000;

export interface ChangeStreamOptions<T> {
  subscribe: (listener: (value: T) => void) => () => void;
  /** Told before the first change. */
  first?: readonly T[];
  signal?: AbortSignal | undefined;
  maxKept?: number;
  /** Names the thing whose state a value is; undefined for what merely happened. */
  keyOf?: (value: T) => string | undefined;
}

export async function* changeStream<T>(options: ChangeStreamOptions<T>): AsyncGenerator<T, void, void> {
  const kept: T[] = [...(options.first ?? [])];
  const maxKept = Math.max(options.maxKept ?? DEFAULT_MAX_KEPT, kept.length);
  let wake: (() => void) | undefined;
  const stop = options.subscribe((value) => {
    keep(kept, value, maxKept, options.keyOf);
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

function keep<T>(kept: T[], value: T, maxKept: number, keyOf: (value: T) => string | undefined = () => undefined): void {
  const key = keyOf(value);
  const older = key === undefined ? -1 : kept.findIndex((each) => keyOf(each) === key);
  if (older >= 0) kept.splice(older, 1);
  kept.push(value);
  if (kept.length <= maxKept) return;
  const least = kept.findIndex((each) => keyOf(each) === undefined);
  kept.splice(Math.max(0, least), 1);
}
