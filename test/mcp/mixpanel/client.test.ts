import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lazyDispatcher } from '#mcp/mixpanel/dispatcher.ts';
import { exportEvents } from '#mcp/mixpanel/export.ts';
import { funnel, OVERALL } from '#mcp/mixpanel/funnels.ts';
import { createMixpanelHttp, type MixpanelHttp } from '#mcp/mixpanel/http.ts';
import { eventNames, propertyNames, propertyValues, savedCohorts, savedFunnels, topEvents } from '#mcp/mixpanel/lists.ts';
import { profilePage } from '#mcp/mixpanel/profiles.ts';
import { projectFacts } from '#mcp/mixpanel/project.ts';
import { createQuota, type Quota } from '#mcp/mixpanel/quota.ts';
import { retention } from '#mcp/mixpanel/retention.ts';
import { segmentation } from '#mcp/mixpanel/segmentation.ts';
import type { MixpanelAccount } from '#mcp/mixpanel/send.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

let simulator: SimulatorProcess;
let dir: string;
let quota: Quota;
let http: MixpanelHttp;
let requests = 0;
const countRequest = (): void => {
  requests += 1;
};
const call = { maxWaitMs: 3_000, onRequest: countRequest };
const RANGE = { fromDate: '2026-05-04', toDate: '2026-05-10' };

function client(changes: Partial<MixpanelAccount> = {}, random = () => 0, more: { queryTimeLimitMs?: number } = {}): MixpanelHttp {
  const { username, secret, projectId } = simulator.credentials;
  const account: MixpanelAccount = { username, secret, projectId: String(projectId), region: 'us', baseUrl: simulator.origin, ...changes };
  return createMixpanelHttp({ account, quota, road: lazyDispatcher({}), random, ...more });
}

beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 20_000, users: 800, today: '2026-05-20', quota: false });
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  await simulator.reset();
  dir = mkdtempSync(join(tmpdir(), 'mixlake-client-'));
  quota = createQuota({ file: join(dir, 'quota.json') });
  http = client();
  requests = 0;
  return () => rmSync(dir, { recursive: true, force: true });
});

describe('the lists', () => {
  it('come sorted and typed, whatever order the server chose', async () => {
    const names = await eventNames(http, call);
    expect(names).toEqual([...names].sort());
    expect(names.length).toBeGreaterThan(14);
    const funnels = await savedFunnels(http, call);
    expect(funnels.length).toBeGreaterThanOrEqual(3);
    expect(funnels[0]).toEqual({ funnelId: expect.any(Number), name: expect.any(String) });
    const cohorts = await savedCohorts(http, call);
    expect(typeof cohorts[0]?.isVisible).toBe('boolean');
    const top = await topEvents(http, { type: 'general', limit: 3 }, call);
    expect(top).toHaveLength(3);
    expect(top[0]?.count).toBeGreaterThanOrEqual(top[1]?.count ?? 0);
  });

  it('ask for more properties than the server gives by default', async () => {
    const event = (await eventNames(http, call)).find((name) => name === 'Tour Viewed') ?? '';
    const properties = await propertyNames(http, event, call);
    expect(properties.length).toBeGreaterThan(10);
    const values = await propertyValues(http, { event, property: '$browser', limit: 5 }, call);
    expect(values.length).toBeLessThanOrEqual(5);
    expect(values.every((value) => typeof value === 'string')).toBe(true);
  });

  it('tell the time zone of the project', async () => {
    expect(await projectFacts(http, String(simulator.credentials.projectId), call)).toEqual({
      name: expect.any(String),
      timezone: 'Europe/Vienna',
    });
  });
});

describe('live questions', () => {
  it('give a count for every date of a segmentation, in order, zeros filled', async () => {
    const answer = await segmentation(http, { ...RANGE, event: 'Tour Viewed', unit: 'day', on: 'properties["$browser"]' }, call);
    expect(answer.dates).toEqual(['2026-05-04', '2026-05-05', '2026-05-06', '2026-05-07', '2026-05-08', '2026-05-09', '2026-05-10']);
    expect(answer.series.length).toBeGreaterThan(1);
    expect(answer.series.every((each) => each.counts.length === 7)).toBe(true);
    expect(answer.series[0]?.total).toBeGreaterThan(0);
  });

  it('give each segment of a funnel, and the total under its own name', async () => {
    const id = (await savedFunnels(http, call))[0]?.funnelId ?? 0;
    const plain = await funnel(http, { ...RANGE, funnelId: id, unit: 'week' }, call);
    expect(new Set(plain.map((run) => run.segment))).toEqual(new Set([OVERALL]));
    const split = await funnel(http, { ...RANGE, funnelId: id, unit: 'week', on: 'properties["$os"]' }, call);
    expect(new Set(split.map((run) => run.segment)).size).toBeGreaterThan(1);
    expect(split[0]?.steps.length).toBeGreaterThan(1);
  });

  it('give cohorts of retention in date order', async () => {
    const cohorts = await retention(
      http,
      { ...RANGE, bornEvent: 'App Opened', event: 'App Opened', unit: 'day', interval: 1, intervalCount: 3 },
      call,
    );
    expect(cohorts.map((cohort) => cohort.date)).toEqual([...cohorts.map((cohort) => cohort.date)].sort());
    expect(cohorts[0]?.counts.length).toBeGreaterThan(1);
  });

  it('send interval alone when it is not one unit, because Mixpanel refuses both', async () => {
    const ask = { ...RANGE, bornEvent: 'App Opened', event: 'App Opened', unit: 'week' as const, interval: 3, intervalCount: 2 };
    await expect(retention(http, ask, call)).resolves.not.toHaveLength(0);
  });

  it('read a page of profiles with its session', async () => {
    const page = await profilePage(http, {}, { page: 0 }, call);
    expect(page).toMatchObject({ count: expect.any(Number), sessionId: expect.any(String), total: expect.any(Number) });
    expect(page.text).toContain('$distinct_id');
  });
});

describe('errors', () => {
  it.each([
    ['a wrong secret', { secret: 'nope-1234' }, 'auth', /refused the credentials/],
    ['a project the account does not belong to', { projectId: '4343' }, 'auth', /credentials|may not do this/],
  ])('of %s name the cause and the next step', async (_name, account, kind, message) => {
    const error = await eventNames(client(account), call).catch((e: unknown) => e);
    expect(error).toMatchObject({ kind, message: expect.stringMatching(message), hint: expect.stringMatching(/\w+/) });
    expect(JSON.stringify(error)).not.toContain('nope-1234');
  });

  it('of a wrong secret on the export endpoint (a 400 there) are told as credentials as well', async () => {
    await expect(exportEvents(client({ secret: 'wrong' }), RANGE, call)).rejects.toMatchObject({ kind: 'auth' });
  });

  it('of a bad filter quote what Mixpanel said and how to write it', async () => {
    const bad = segmentation(http, { ...RANGE, event: 'Tour Viewed', unit: 'day', where: 'plan == "pro"' }, call);
    await expect(bad).rejects.toMatchObject({ kind: 'mixpanel', hint: expect.stringContaining('properties["name"]') });
    expect(requests).toBe(1);
  });

  it('of a host that is not there say so, after the retries', async () => {
    const error = await eventNames(client({ baseUrl: 'http://127.0.0.1:9' }), { ...call, maxWaitMs: 500 }).catch((e: unknown) => e);
    expect(error).toMatchObject({ kind: 'network', message: 'Nobody answers at the Mixpanel address.' });
  });

  it('of the plan and of the history limit are no credentials errors', async () => {
    await simulator.faults([{ kind: 'plan-402', times: 1 }]);
    await expect(savedCohorts(http, call)).rejects.toMatchObject({ kind: 'mixpanel', message: expect.stringContaining('plan') });
    await simulator.faults([{ kind: 'history-403', days: 30, times: 1 }]);
    const old = segmentation(http, { event: 'Tour Viewed', unit: 'day', fromDate: '2026-03-01', toDate: '2026-03-02' }, call);
    await expect(old).rejects.toMatchObject({ kind: 'mixpanel', message: expect.stringContaining('before the days') });
  });

  it('inside an answer with status 200 are errors', async () => {
    await simulator.faults([{ kind: 'error-in-200', times: 1, message: 'query is invalid' }]);
    await expect(savedFunnels(http, call)).rejects.toMatchObject({
      kind: 'mixpanel',
      message: expect.stringContaining('query is invalid'),
    });
  });
});

describe('retries', () => {
  it.each([
    ['429 with Retry-After 0', { kind: '429', retryAfter: 0, times: 1 }],
    ['429 without Retry-After', { kind: '429', retryAfter: null, times: 1 }],
    ['502 with an HTML page', { kind: 'status', status: 502, times: 1 }],
    ['a connection that closes before the answer', { kind: 'cut', at: 'start', times: 1 }],
  ] as const)('go past %s', async (_name, fault) => {
    await simulator.faults([fault]);
    await expect(eventNames(http, call)).resolves.not.toHaveLength(0);
    expect(requests).toBe(2);
  });

  it('end with the server fault after two tries of a 500', async () => {
    await simulator.faults([{ kind: 'status', status: 500, times: 5 }]);
    await expect(eventNames(http, call)).rejects.toMatchObject({ kind: 'mixpanel', message: expect.stringContaining('HTTP 500') });
    expect(requests).toBe(2);
  });

  it('do not wait longer than the caller allows', async () => {
    await simulator.faults([{ kind: '429', retryAfter: 120, times: 1 }]);
    const started = Date.now();
    await expect(eventNames(http, call)).rejects.toMatchObject({ kind: 'rate-limited', retryAfterSeconds: 120 });
    expect(Date.now() - started).toBeLessThan(2_000);
  });

  it('do not let one answer close the project for a day', async () => {
    await simulator.faults([{ kind: '429', retryAfter: 86_400, times: 1 }]);
    await expect(eventNames(http, call)).rejects.toMatchObject({ kind: 'rate-limited' });
    const freeInMs = Date.parse(quota.status().nextFreeAt ?? '') - Date.now();
    expect(freeInMs).toBeGreaterThan(14 * 60_000);
    expect(freeInMs).toBeLessThanOrEqual(15 * 60_000);
  });

  it('give up on a rate limit that stays, and then let nobody else run into it for a while', async () => {
    await simulator.faults([{ kind: '429', retryAfter: null, times: 10 }]);
    await expect(eventNames(http, call)).rejects.toMatchObject({ kind: 'rate-limited' });
    const sent = requests;
    await expect(eventNames(http, call)).rejects.toMatchObject({
      kind: 'rate-limited',
      message: expect.stringContaining('other tools share it'),
    });
    expect(requests).toBe(sent);
  });

  it.each(['start', 'body'] as const)(
    'are given up at their time limit when the answer stalls at its %s, and the request ends',
    async (at) => {
      const limited = client({}, () => 0, { queryTimeLimitMs: 200 });
      await simulator.faults([{ kind: 'stall', at, ms: 30_000, times: 9 }]);
      const started = Date.now();
      await expect(eventNames(limited, { maxWaitMs: 0 })).rejects.toMatchObject({
        kind: 'network',
        message: 'Mixpanel did not answer in time.',
      });
      expect(Date.now() - started).toBeLessThan(10_000);
      await expect.poll(async () => (await simulator.stats()).quota.query.inFlight).toBe(0);
    },
  );

  it('stop at once when the caller cancels', async () => {
    await simulator.faults([{ kind: 'stall', ms: 10_000, times: 1 }]);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    const started = Date.now();
    await expect(eventNames(http, { ...call, signal: abort.signal })).rejects.toMatchObject({ kind: 'cancelled' });
    expect(Date.now() - started).toBeLessThan(2_000);
  });
});

describe('an export stream', () => {
  async function read(client: MixpanelHttp): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of await exportEvents(client, { fromDate: '2026-05-04', toDate: '2026-05-04' }, call)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  it('is decompressed and whole', async () => {
    const lines = (await read(http))
      .toString('utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
    expect(lines.length).toBeGreaterThan(50);
    expect((await simulator.stats()).export.lines).toBe(lines.length);
  });

  it.each([
    ['a gzip body that is cut', { kind: 'cut', at: 'gzip', times: 1 }],
    ['a gzip body that is damaged', { kind: 'corrupt-gzip', times: 1 }],
    ['a connection that closes inside a record', { kind: 'cut', at: 'record', times: 1 }],
  ] as const)('fails on %s instead of ending early', async (_name, fault) => {
    await simulator.faults([fault]);
    await expect(read(http)).rejects.toThrow();
  });
});
