// Who is connected, who did what, and stopping it: by the client, by the person. A real engine, real clients, real DuckDB.

import { randomUUID } from 'node:crypto';
import net from 'node:net';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { framedPort } from '#core/link/frames.ts';
import type { EngineClient } from '#shared/contract/contract.ts';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { CLIENT_INFO, connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';

const ENDLESS = 'SELECT sum(a.range * b.range) AS n FROM range(1000000) a, range(1000000) b';
const SHORT = 'SELECT 1 AS n';

let simulator: SimulatorProcess;
let engine: TestEngine;
let app: EngineClient;

beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 2_000, quota: false });
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  await simulator.reset();
  engine = startTestEngine();
  const [near, far] = pipePair();
  engine.engine.serveApp({ ...simulatorSession(simulator), kind: 'person' }, far);
  app = createORPCClient(new RPCLink({ port: framedPort(near) }));
  return async () => {
    near.destroy();
    far.destroy();
    await engine.close();
  };
});

/** A real socket: its end is seen on both sides. */
async function socketPair(): Promise<[net.Socket, net.Socket]> {
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\mixlake-clients-${randomUUID()}` : join(tempDir(), 's');
  const server = net.createServer();
  const accepted = new Promise<net.Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const near = net.connect(path);
  const far = await accepted;
  server.close();
  return [near, far];
}

async function connect(era: 'legacy' | 'modern' = 'legacy', bridgeId?: string): Promise<TestClient> {
  const [near, far] = await socketPair();
  engine.engine.serveMcp({ ...simulatorSession(simulator), bridgeId }, far, far);
  const client = await connectClient(era, near);
  onTestFinished(() => client.close().catch(() => undefined));
  return client;
}

async function assistants() {
  return (await app.clients.list()).clients.filter(({ kind }) => kind === 'assistant');
}

async function running(tool: string): Promise<string> {
  await expect.poll(async () => (await app.activity.list({ tool, outcome: 'running' })).entries.length).toBe(1);
  return (await app.activity.list({ tool })).entries[0]?.id ?? '';
}

async function outcomes(tool: string) {
  return (await app.activity.list({ tool })).entries.map(({ outcome, summary }) => ({ outcome, summary }));
}

describe('the list of clients', () => {
  it('names each with its version, its line, its calls, and leaves out who has gone', async () => {
    const older = await connect('legacy');
    const newer = await connect('modern');
    await older.call('list_tables');
    await older.call('list_tables');
    await newer.call('list_tables');
    expect(await assistants()).toMatchObject([
      { ...CLIENT_INFO, era: 'older', calls: 2, running: 0, lastCallAt: expect.stringMatching(/Z$/) },
      { ...CLIENT_INFO, era: 'newer', calls: 1, running: 0 },
    ]);
    const [first] = await assistants();
    const { entries } = await app.activity.list({ tool: 'list_tables' });
    expect(entries.filter(({ client }) => client.id === first?.id)).toHaveLength(2);
    await older.close();
    await expect.poll(async () => (await assistants()).length).toBe(1);
  });

  it('is told anew after every change', async () => {
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const seen: number[] = [];
    const follow = async (): Promise<void> => {
      for await (const { clients } of await app.clients.changes(undefined, { signal: stop.signal }))
        seen.push(clients.filter(({ kind }) => kind === 'assistant').length);
    };
    follow().catch(() => undefined);
    await expect.poll(() => seen.at(-1)).toBe(0);
    const client = await connect();
    await expect.poll(() => seen.at(-1)).toBe(1);
    await client.close();
    await expect.poll(() => seen.at(-1)).toBe(0);
  });

  it('lets the person disconnect one: its calls end, its bridge is refused in words, the others stay', async () => {
    const client = await connect('legacy', 'bridge-1');
    const other = await connect('modern', 'bridge-2');
    const endless = client.call('sql', { query: ENDLESS }).catch(() => 'gone');
    await running('sql');
    const [first] = await assistants();
    expect(await app.clients.disconnect({ id: first?.id ?? '' })).toMatchObject(CLIENT_INFO);
    expect(await endless).toBe('gone');
    await expect.poll(() => outcomes('sql')).toMatchObject([{ outcome: 'cancelled' }]);
    expect(() => engine.engine.clients.refuseDisconnected('bridge-1')).toThrow('The person has disconnected this client');
    expect(() => engine.engine.clients.refuseDisconnected('bridge-2')).not.toThrow();
    expect((await other.call('sql', { query: SHORT })).data).toMatchObject({ rows: [{ n: 1 }] });
    expect(await outcomes('clients.disconnect')).toMatchObject([{ outcome: 'ok', summary: `${CLIENT_INFO.name} was disconnected.` }]);
  });

  it('says so in words when there is nobody to disconnect, and does not cut off the app itself', async () => {
    await expect(app.clients.disconnect({ id: 'con_none' })).rejects.toThrow('not connected any more');
    const [self] = (await app.clients.list()).clients;
    await expect(app.clients.disconnect({ id: self?.id ?? '' })).rejects.toThrow('app itself');
  });
});

describe.each(['legacy', 'modern'] as const)('a running call of the %s era', (era) => {
  it('is stopped inside DuckDB when the client cancels it: both places are free at once', async () => {
    const client = await connect(era);
    const stop = new AbortController();
    const calls = [1, 2].map((n) => client.call('sql', { query: `${ENDLESS} LIMIT ${n}` }, { signal: stop.signal }).catch(() => 'stopped'));
    await expect.poll(async () => (await assistants())[0]?.running).toBe(2);
    stop.abort();
    expect(await Promise.all(calls)).toEqual(['stopped', 'stopped']);
    expect((await client.call('sql', { query: SHORT })).isError).toBe(false);
    expect((await outcomes('sql')).slice(1)).toMatchObject([{ outcome: 'cancelled' }, { outcome: 'cancelled' }]);
  });

  it('is stopped when the person cancels it in Activity, and the client reads why', async () => {
    const client = await connect(era);
    const call = client.call('sql', { query: ENDLESS });
    const id = await running('sql');
    await app.activity.cancel({ id });
    expect(await call).toMatchObject({ isError: true, text: expect.stringContaining('The person cancelled this call in Mixlake.') });
    expect(await outcomes('sql')).toMatchObject([{ outcome: 'cancelled' }]);
    await expect(app.activity.cancel({ id })).rejects.toThrow('not running any more');
  });

  it('is stopped while it waits for Mixpanel', async () => {
    const client = await connect(era);
    await client.call('workspace_info');
    await simulator.faults([{ kind: 'stall', ms: 60_000, path: 'segmentation' }]);
    const call = client.call('segmentation', { event: 'Tour Viewed', from_date: '2026-11-01', to_date: '2026-11-05' });
    await app.activity.cancel({ id: await running('segmentation') });
    expect(await call).toMatchObject({ isError: true, text: expect.stringContaining('The person cancelled') });
  });
});

describe('a job', () => {
  it('is stopped with the call that has started it, also when that call has ended', async () => {
    const client = await connect();
    await client.call('workspace_info');
    await simulator.faults([{ kind: 'stall', ms: 60_000, path: 'export', at: 'body', times: 5 }]);
    const job = await app.jobs.fetchEvents({ fromDate: '2026-10-01', toDate: '2026-10-05' });
    const [entry] = (await app.activity.list({ tool: 'jobs.fetchEvents' })).entries;
    expect(entry?.outcome).toBe('ok');
    await app.activity.cancel({ id: entry?.id ?? '' });
    await expect.poll(async () => (await app.jobs.list()).jobs.find(({ jobId }) => jobId === job.jobId)?.status).toBe('cancelled');
  });
});

describe('a client that asks much', () => {
  it('does not keep another one waiting: the lines take turns', async () => {
    const greedy = await connect();
    const modest = await connect();
    const heavy = 'SELECT sum(a.range * b.range) AS n FROM range(20000) a, range(2000) b';
    let done = 0;
    const pile = Array.from({ length: 12 }, (_, n) =>
      greedy.call('sql', { query: `${heavy} LIMIT ${n + 1}` }).then(() => {
        done += 1;
      }),
    );
    await expect.poll(async () => (await assistants())[0]?.running).toBe(12);
    await modest.call('sql', { query: SHORT });
    // Two run at once; at most those and the one that took the next turn are ahead of it.
    expect(done).toBeLessThanOrEqual(4);
    await Promise.all(pile);
  });

  it('by a fetch that hangs, keeps nobody from queries, reports, or a fetch of their own', async () => {
    const greedy = await connect();
    const modest = await connect();
    await greedy.call('workspace_info');
    await simulator.faults([{ kind: 'stall', ms: 60_000, path: '/export', at: 'body', times: 1 }]);
    const begun = await app.jobs.fetchEvents({ fromDate: '2026-10-01', toDate: '2026-10-20', table: 'large' });
    await expect.poll(async () => (await simulator.stats()).quota.export.inFlight).toBe(1);
    expect((await modest.call('sql', { query: SHORT })).data).toMatchObject({ rows: [{ n: 1 }] });
    expect((await modest.call('list_events')).isError).toBe(false);
    const own = await modest.call('fetch_events', { from_date: '2026-11-01', to_date: '2026-11-03', table: 'small' });
    expect(own.data).toMatchObject({ status: 'completed' });
    expect((await app.jobs.list()).jobs.find(({ jobId }) => jobId === begun.jobId)?.status).toBe('running');
    await app.jobs.cancel({ jobId: begun.jobId });
  });
});
