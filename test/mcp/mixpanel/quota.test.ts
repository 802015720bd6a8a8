import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createQuota } from '#mcp/mixpanel/quota.ts';

let dir: string;
let file: string;
let time = Date.UTC(2026, 4, 1, 12);
const now = () => time;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mixlake-quota-'));
  file = join(dir, 'quota.json');
  time = Date.UTC(2026, 4, 1, 12);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function take(quota: ReturnType<typeof createQuota>, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) await quota.take('query', { maxWaitMs: 0 });
}

describe('the quota', () => {
  it('lets 60 query calls pass in an hour and refuses the next with the time at which it can go', async () => {
    const quota = createQuota({ file, now });
    await take(quota, 60);
    const refused = await quota.take('query', { maxWaitMs: 15_000 }).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      kind: 'rate-limited',
      retryAfterSeconds: 3600,
      hint: expect.stringContaining('13:00 UTC (in 60 min)'),
    });
    expect(quota.status()).toMatchObject({ query: { used: 60, limit: 60 }, nextFreeAt: '2026-05-01T13:00:00.000Z' });
  });

  it('leaves to other tools what the person keeps free for them, from the next call on', async () => {
    let keptFree = 0;
    const quota = createQuota({ file, now, keptFree: () => keptFree });
    await take(quota, 30);
    keptFree = 25;
    expect(quota.status()).toMatchObject({ query: { used: 30, limit: 35 }, export: { limit: 35 } });
    await take(quota, 5);
    const refused = await quota.take('query', { maxWaitMs: 0 }).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      message: expect.stringMatching(/35 of 35 query calls .*of the 60 that Mixpanel allows, 25 are kept free/),
    });
    keptFree = 0;
    await take(quota, 25);
    await expect(take(quota, 1)).rejects.toMatchObject({ message: expect.not.stringContaining('kept free') });
  });

  it('frees places one by one as the hour rolls on', async () => {
    const quota = createQuota({ file, now });
    await take(quota, 30);
    time += 30 * 60_000;
    await take(quota, 30);
    time += 30 * 60_000 + 1;
    await take(quota, 30);
    await expect(quota.take('query', { maxWaitMs: 0 })).rejects.toMatchObject({ kind: 'rate-limited' });
  });

  it('survives a restart, because the window stands on disk', async () => {
    await take(createQuota({ file, now }), 59);
    const again = createQuota({ file, now });
    expect(again.status().query.used).toBe(59);
    await take(again, 1);
    await expect(take(again, 1)).rejects.toMatchObject({ kind: 'rate-limited' });
    expect(JSON.parse(readFileSync(file, 'utf8')).query).toHaveLength(60);
  });

  it('allows three exports a second and waits for the fourth', async () => {
    const quota = createQuota({ file });
    const started = performance.now();
    for (let i = 0; i < 4; i += 1) await quota.take('export', { maxWaitMs: 5_000 });
    expect(performance.now() - started).toBeGreaterThan(900);
  });

  it('starts anew from a damaged file instead of failing', async () => {
    writeFileSync(file, '{"query": [1, ');
    expect(createQuota({ file, now }).status().query.used).toBe(0);
  });

  it('stays closed as long as Mixpanel said, though we count less', async () => {
    const quota = createQuota({ file, now });
    quota.closeUntil('query', time + 300_000);
    await expect(quota.take('query', { maxWaitMs: 15_000 })).rejects.toMatchObject({ retryAfterSeconds: 300 });
  });

  it('can be cancelled while it waits', async () => {
    const quota = createQuota({ file });
    quota.closeUntil('query', Date.now() + 60_000);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 20);
    await expect(quota.take('query', { maxWaitMs: 120_000, signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });
});
