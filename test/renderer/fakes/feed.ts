// A live stream of the fake app: every listener gets what is pushed, from the moment it listens.
export interface Feed<Item> {
  push: (item: Item) => void;
  /** Ends every open stream, as a host that goes away does. */
  breakOff: () => void;
  listen: (signal: AbortSignal | undefined) => AsyncGenerator<Item, void, undefined>;
  listeners: () => number;
}

export function createFeed<Item>(atStart: () => readonly Item[]): Feed<Item> {
  const wakers = new Set<(item: Item | null) => void>();
  async function* listen(signal: AbortSignal | undefined): AsyncGenerator<Item, void, undefined> {
    const queue: (Item | null)[] = [];
    let wake: () => void = () => {};
    const receive = (item: Item | null) => {
      queue.push(item);
      wake();
    };
    const stop = () => receive(null);
    wakers.add(receive);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      yield* atStart();
      while (true) {
        const item = queue.shift();
        if (item === null) return;
        if (item !== undefined) yield item;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      wakers.delete(receive);
      signal?.removeEventListener('abort', stop);
    }
  }
  const tell = (item: Item | null) => {
    for (const waker of wakers) waker(item);
  };
  return { push: tell, breakOff: () => tell(null), listen, listeners: () => wakers.size };
}
