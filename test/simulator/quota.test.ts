import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestSimulator, type TestSimulator } from './ask-simulator.ts';

let simulator: TestSimulator;
beforeAll(async () => {
  simulator = await startTestSimulator({ events: 3000, users: 60, quota: true });
});
afterEach(() => simulator.control('POST', 'reset'));
afterAll(() => simulator.stop());

const LIST = '/api/query/funnels/list';
const EXPORT = { from_date: '2026-06-10', to_date: '2026-06-10' };

async function statuses(count: number, call: () => Promise<{ status: number }>): Promise<number[]> {
  const found: number[] = [];
  for (let index = 0; index < count; index++) found.push((await call()).status);
  return found;
}

describe('query quota', () => {
  it('allows 60 calls in the rolling hour and says which limit the next one breaks', async () => {
    expect(new Set(await statuses(60, () => simulator.ask(LIST)))).toEqual(new Set([200]));
    const refused = await simulator.ask(LIST);
    expect(refused.status).toBe(429);
    expect(refused.json.request).toContain('/api/query/funnels/list?project_id=4242');
    expect(refused.json.error).toContain('1/5 queries running concurrently and 61/60 queries running in the last hour');
  });

  it('counts every page of profiles as a call', async () => {
    await simulator.ask('/api/query/engage', { page_size: 10 });
    await simulator.ask('/api/query/engage', { page_size: 10 });
    expect((await simulator.control('GET', 'stats')).json.quota.query.lastHour).toBe(2);
  });

  it('allows five calls at a time', async () => {
    await simulator.faults({ kind: 'stall', ms: 400, times: 5 });
    const slow = Array.from({ length: 5 }, () => simulator.ask(LIST));
    await expect.poll(async () => (await simulator.control('GET', 'stats')).json.quota.query.inFlight).toBe(5);
    const sixth = await simulator.ask(LIST);
    expect(sixth.status).toBe(429);
    expect(sixth.json.error).toContain('6/5 queries running concurrently');
    expect((await Promise.all(slow)).map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
  });

  it('tells the waiting time, tells zero, or says nothing', async () => {
    await simulator.settings({ queryPerHour: 1 });
    await simulator.ask(LIST);
    const seconds = Number((await simulator.ask(LIST)).headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(3500);
    expect(seconds).toBeLessThanOrEqual(3600);
    await simulator.settings({ retryAfter: 'zero' });
    expect((await simulator.ask(LIST)).headers.get('retry-after')).toBe('0');
    await simulator.settings({ retryAfter: 'absent' });
    const silent = await simulator.ask(LIST);
    expect(silent.status).toBe(429);
    expect(silent.headers.get('retry-after')).toBeNull();
  });

  it('counts refused calls unless told otherwise', async () => {
    await simulator.settings({ queryPerHour: 1 });
    await statuses(3, () => simulator.ask(LIST));
    expect((await simulator.control('GET', 'stats')).json.quota.query.lastHour).toBe(3);
    await simulator.control('POST', 'reset');
    await simulator.settings({ queryPerHour: 1, countRefused: false });
    await statuses(3, () => simulator.ask(LIST));
    expect((await simulator.control('GET', 'stats')).json.quota.query.lastHour).toBe(1);
  });
});

describe('other quotas', () => {
  it('allows three exports a second and refuses the next with plain text', async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => simulator.ask('/api/2.0/export', EXPORT)));
    const refused = answers.filter((answer) => answer.status === 429);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.text).toBe('too many export requests in progress for this project');
  });

  it('allows 60 exports an hour', async () => {
    await simulator.settings({ exportPerSecond: 1000 });
    expect(new Set(await statuses(60, () => simulator.ask('/api/2.0/export', EXPORT)))).toEqual(new Set([200]));
    expect((await simulator.ask('/api/2.0/export', EXPORT)).status).toBe(429);
  });

  it('allows five looks at the lexicon a minute', async () => {
    const found = await statuses(6, () => simulator.ask('/api/app/projects/4242/schemas'));
    expect(found).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it('is given back by a reset', async () => {
    await simulator.settings({ queryPerHour: 1 });
    await statuses(2, () => simulator.ask(LIST));
    await simulator.control('POST', 'reset');
    expect((await simulator.ask(LIST)).status).toBe(200);
  });
});
