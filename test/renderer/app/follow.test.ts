import { describe, expect, it } from 'vitest';
import { PageKeyError } from '../../../src-renderer/app/api.ts';
import { backOffMs, follow } from '../../../src-renderer/app/follow.ts';

async function* stream(...items: number[]) {
  yield* items;
}

/** Runs follow() over the given openings and stops after the last. */
async function play(openings: (() => AsyncIterable<number>)[]) {
  const stop = new AbortController();
  const items: number[] = [];
  const connected: boolean[] = [];
  const waits: number[] = [];
  let opened = 0;
  await follow<number>({
    open: async () => {
      const next = openings[opened];
      opened += 1;
      if (next === undefined) throw new Error('no more openings');
      return next();
    },
    onItem: (item) => items.push(item),
    onConnected: (is) => connected.push(is),
    signal: stop.signal,
    wait: async (ms) => {
      waits.push(ms);
      if (opened >= openings.length) stop.abort();
    },
  });
  return { items, connected, waits };
}

describe('a live stream', () => {
  it('is opened again when it ends or breaks, and says that it was away', async () => {
    const broken = async function* () {
      yield 2;
      throw new TypeError('network');
    };
    const { items, connected } = await play([() => stream(1), broken, () => stream(3)]);
    expect(items).toEqual([1, 2, 3]);
    expect(connected).toEqual([true, false, true, false, true, false]);
  });

  it('waits longer after each failure and starts over once something came', async () => {
    const fails = () => {
      throw new TypeError('network');
    };
    const { waits } = await play([fails, fails, fails, () => stream(1), fails]);
    expect(waits).toEqual([500, 1000, 2000, 500, 1000]);
    expect(backOffMs(50)).toBe(10_000);
  });

  it('does not knock again when the key is refused', async () => {
    const refused = () => {
      throw new PageKeyError();
    };
    const { waits } = await play([refused]);
    expect(waits).toEqual([]);
  });
});
