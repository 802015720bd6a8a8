import { describe, expect, it } from 'vitest';
import { createQueryQueue } from '#mcp/lake/query-queue.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the queue of queries', () => {
  it('lets two in and makes the third wait', async () => {
    const queue = createQueryQueue(2);
    const first = await queue.enter({ client: 'a' });
    await queue.enter({ client: 'b' });
    let isIn = false;
    const third = queue.enter({ client: 'c' }).then((leave) => {
      isIn = true;
      return leave;
    });
    await turn();
    expect([isIn, queue.running, queue.waiting]).toEqual([false, 2, 1]);
    first();
    await third;
    expect([queue.running, queue.waiting]).toEqual([2, 0]);
  });

  it('serves clients in turn, so that one with many queries does not hold up another', async () => {
    const queue = createQueryQueue(1);
    const leave = await queue.enter({ client: 'blocker' });
    const served: string[] = [];
    const waiting = ['pile', 'pile', 'pile', 'other', 'third'].map(async (client, index) => {
      const done = await queue.enter({ client });
      served.push(`${client}${index}`);
      done();
    });
    leave();
    await Promise.all(waiting);
    expect(served).toEqual(['pile0', 'other3', 'third4', 'pile1', 'pile2']);
  });

  it('keeps a place for questions while results are made in the background', async () => {
    const queue = createQueryQueue(2);
    const first = await queue.enter({ client: 'a', isBackground: true });
    let isSecondIn = false;
    const second = queue.enter({ client: 'b', isBackground: true }).then(() => {
      isSecondIn = true;
    });
    const question = await queue.enter({ client: 'a' });
    await turn();
    expect([isSecondIn, queue.running, queue.waiting]).toEqual([false, 2, 1]);
    question();
    await turn();
    expect(isSecondIn).toBe(false);
    first();
    await second;
  });

  it('forgets a waiter that gave up', async () => {
    const queue = createQueryQueue(1);
    const leave = await queue.enter({ client: 'a' });
    const abort = new AbortController();
    const given = queue.enter({ client: 'b', signal: abort.signal });
    const next = queue.enter({ client: 'b' });
    abort.abort();
    await expect(given).rejects.toMatchObject({ kind: 'cancelled' });
    leave();
    await next;
    expect([queue.running, queue.waiting]).toEqual([1, 0]);
  });

  it('takes a place back only once', async () => {
    const queue = createQueryQueue(1);
    const leave = await queue.enter({ client: 'a' });
    leave();
    leave();
    await queue.enter({ client: 'a' });
    expect(queue.running).toBe(1);
  });
});
