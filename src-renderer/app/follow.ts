// Follows a live stream for as long as the signal lives: opens it, hands on each item, and opens it again with back-off
// when it ends or breaks. A stream that ends by itself is a break too: the contract's streams have no end.
import { PageKeyError } from './api.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

export interface FollowOptions<Item> {
  open: (signal: AbortSignal) => PromiseLike<AsyncIterable<Item>>;
  onItem: (item: Item) => void;
  /** `true` once items can arrive, `false` while it is being opened again. */
  onConnected: (isConnected: boolean) => void;
  signal: AbortSignal;
  /** Injected by tests; defaults to a timer that the signal ends early. */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

export async function follow<Item>(options: FollowOptions<Item>): Promise<void> {
  const { signal, wait = sleep } = options;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const stream = await options.open(signal);
      options.onConnected(true);
      for await (const item of stream) {
        failures = 0;
        if (signal.aborted) return;
        options.onItem(item);
      }
    } catch (error) {
      // Nothing but a new key helps here; the page says so. Everything else is worth another try.
      if (error instanceof PageKeyError) return;
    }
    if (signal.aborted) return;
    options.onConnected(false);
    await wait(backOffMs(failures), signal);
    failures += 1;
  }
}

export function backOffMs(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 10));
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
