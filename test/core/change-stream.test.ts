import { describe, expect, it } from 'vitest';
import { changeStream } from '#core/change-stream.ts';

function source<T>() {
  const listeners = new Set<(value: T) => void>();
  return {
    subscribe: (listener: (value: T) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell: (value: T) => {
      for (const listener of listeners) listener(value);
    },
    listeners: () => listeners.size,
  };
}

async function take<T>(stream: AsyncGenerator<T, void, void>, count: number): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const { value, done } = await stream.next();
    if (done === true) break;
    taken.push(value);
  }
  return taken;
}

describe('a stream of changes', () => {
  it('tells what was there first, then what comes while it waits and while it does not', async () => {
    const { subscribe, tell } = source<number>();
    const stream = changeStream({ subscribe, first: [1, 2] });
    expect(await take(stream, 2)).toEqual([1, 2]);
    const waiting = stream.next();
    tell(3);
    expect((await waiting).value).toBe(3);
    tell(4);
    tell(5);
    expect(await take(stream, 2)).toEqual([4, 5]);
  });

  it('ends when the signal ends it, also while it waits, and lets go of its source', async () => {
    const { subscribe, listeners } = source<number>();
    const stop = new AbortController();
    const stream = changeStream({ subscribe, signal: stop.signal });
    const waiting = stream.next();
    expect(listeners()).toBe(1);
    stop.abort();
    expect((await waiting).done).toBe(true);
    expect(listeners()).toBe(0);
  });

  it('lets go of its source when the reader stops', async () => {
    const { subscribe, tell, listeners } = source<number>();
    for await (const value of changeStream({ subscribe, first: [1, 2] })) {
      if (value === 2) break;
      tell(3);
    }
    expect(listeners()).toBe(0);
  });

  it('keeps the newest for a reader that is slow, and no more than it was told to', async () => {
    const { subscribe, tell } = source<number>();
    const stream = changeStream({ subscribe, first: [0], maxKept: 3 });
    await stream.next();
    for (let n = 1; n <= 10; n += 1) tell(n);
    expect(await take(stream, 3)).toEqual([8, 9, 10]);
  });

  it('keeps of each state only the newest, and drops what merely happened before it drops a state', async () => {
    const { subscribe, tell } = source<string>();
    const keyOf = (value: string) => (value.startsWith('state') ? value.split(' ')[0] : undefined);
    const stream = changeStream({ subscribe, first: ['start'], maxKept: 3, keyOf });
    await stream.next();
    for (const value of ['state-a 1', 'state-b 1', 'state-a 2', 'x', 'y', 'z']) tell(value);
    expect(await take(stream, 3)).toEqual(['state-b 1', 'state-a 2', 'z']);
  });
});
