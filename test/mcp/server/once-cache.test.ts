import { describe, expect, it } from 'vitest';
import { createOnceCache } from '#mcp/server/once-cache.ts';
import { cancelledError } from '#shared/errors.ts';

const clock = (start = 0) => {
  let time = start;
  return { now: () => time, pass: (ms: number) => (time += ms) };
};

describe('a cache that makes things once', () => {
  it('shares one making among callers at once, and tells the age afterwards', async () => {
    const { now, pass } = clock();
    const cache = createOnceCache<number>({ max: 10, now });
    let made = 0;
    const make = async () => {
      await Promise.resolve();
      made += 1;
      return made;
    };
    const both = await Promise.all([cache.get('a', 1_000, undefined, make), cache.get('a', 1_000, undefined, make)]);
    expect(both).toEqual([
      { value: 1, ageMs: 0 },
      { value: 1, ageMs: 0 },
    ]);
    pass(400);
    expect(await cache.get('a', 1_000, undefined, make)).toEqual({ value: 1, ageMs: 400 });
    pass(600);
    expect(await cache.get('a', 1_000, undefined, make)).toEqual({ value: 2, ageMs: 0 });
  });

  it('with no time to live shares only what is under way', async () => {
    const cache = createOnceCache<number>({ max: 10, now: clock().now });
    let made = 0;
    const make = async () => ++made;
    await cache.get('a', 0, undefined, make);
    expect((await cache.get('a', 0, undefined, make)).value).toBe(2);
  });

  it('does not keep a failure, and makes again for those who wait on a caller that cancelled', async () => {
    const cache = createOnceCache<string>({ max: 10, now: clock().now });
    const gone = Promise.withResolvers<string>();
    const first = cache.get('a', 1_000, undefined, () => gone.promise);
    const second = cache.get('a', 1_000, undefined, async () => 'made by the second');
    gone.reject(cancelledError());
    await expect(first).rejects.toMatchObject({ kind: 'cancelled' });
    expect((await second).value).toBe('made by the second');
  });

  it('is emptied', async () => {
    const cache = createOnceCache<number>({ max: 10, now: clock().now });
    let made = 0;
    await cache.get('a', 1_000, undefined, async () => ++made);
    cache.clear();
    expect((await cache.get('a', 1_000, undefined, async () => ++made)).value).toBe(2);
  });
});
