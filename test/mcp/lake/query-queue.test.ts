import { describe, expect, it } from 'vitest';
import { createQueryQueue } from '#mcp/lake/query-queue.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the queue of queries', () => {
  it('lets two in and makes the third wait', async () => {
    const queue = createQueryQueue(2);
    const first = await queue.enter('a');
    await queue.enter('b');
    let isIn = false;
    const third = queue.enter('c').then((leave) => {
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
    const leave = await queue.enter('blocker');
    const served: string[] = [];
    const waiting = ['pile', 'pile', 'pile', 'other', 'third'].map(async (client, index) => {
      const done = await queue.enter(client);
      served.push(`${client}${index}`);
      done();
    });
    leave();
    await Promise.all(waiting);
    expect(served).toEqual(['pile0', 'other3', 'third4', 'pile1', 'pile2']);
  });

  it('forgets a waiter that gave up', async () => {
    const queue = createQueryQueue(1);
    const leave = await queue.enter('a');
    const abort = new AbortController();
    const given = queue.enter('b', abort.signal);
    const next = queue.enter('b');
    abort.abort();
    await expect(given).rejects.toMatchObject({ kind: 'cancelled' });
    leave();
    await next;
    expect([queue.running, queue.waiting]).toEqual([1, 0]);
  });

  it('takes a place back only once', async () => {
    const queue = createQueryQueue(1);
    const leave = await queue.enter('a');
    leave();
    leave();
    await queue.enter('a');
    expect(queue.running).toBe(1);
  });
});
