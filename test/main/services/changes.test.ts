import { createRouterClient } from '@orpc/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { appChanges } from '#main/services/changes.ts';
import type { EngineClient } from '#shared/contract/contract.ts';
import type { AppChange } from '#shared/model/app-change.ts';
import type { AppStatus, EngineState } from '#shared/model/app-status.ts';
import { createFakeEngine, type FakeEngine } from '#test/fakes/engine-router.ts';
import { sampleEntry, sampleJob, sampleStatus } from '#test/renderer/fakes/samples.ts';

/** An app whose engine connection the test makes and breaks. */
function createApp() {
  const listeners = new Set<(status: AppStatus) => void>();
  let status: AppStatus = sampleStatus({ engine: { state: 'stopped', reason: null, pid: null } });
  let client: EngineClient | undefined;
  let connection = new AbortController();
  const become = (state: EngineState): void => {
    status = sampleStatus({ engine: { state, reason: null, pid: null } });
    for (const listener of listeners) listener(status);
  };
  return {
    deps: {
      status: () => status,
      onStatusChange: (listener: (now: AppStatus) => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      engine: async () => {
        if (client === undefined) throw new Error('no connection');
        return client;
      },
    },
    listeners: () => listeners.size,
    become,
    connect: (engine: FakeEngine) => {
      connection = new AbortController();
      client = throughConnection(engine, connection.signal);
      become('ready');
    },
    lose: (state: EngineState = 'restarting') => {
      client = undefined;
      become(state);
      connection.abort(new Error('the connection is gone'));
    },
  };
}

/** Streams of this client break with the connection, as those over a socket do. */
function throughConnection(engine: FakeEngine, connection: AbortSignal): EngineClient {
  return createRouterClient(engine.router, {
    interceptors: [({ next, signal, ...rest }) => next({ ...rest, signal: AbortSignal.any([connection, ...(signal ? [signal] : [])]) })],
  });
}

function listen(app: ReturnType<typeof createApp>) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const heard: string[] = [];
  const run = async (): Promise<void> => {
    for await (const change of appChanges(app.deps, stop.signal)) heard.push(inShort(change));
    heard.push('end');
  };
  const ended = run();
  return { heard, stop: () => stop.abort(), ended };
}

function inShort(change: AppChange): string {
  switch (change.kind) {
    case 'status':
      return change.status.engine.state;
    case 'tables':
      return `tables ${change.revision}`;
    case 'job':
      return `job ${change.job.jobId} ${change.job.status}`;
    case 'approvals':
      return `approvals ${change.approvals.length}`;
    case 'clients':
      return `clients ${change.clients.length}`;
    case 'command':
      return `command ${change.command.kind}`;
    case 'activity':
      return `activity ${change.entry.id}`;
  }
}

describe('the one stream of a window', () => {
  it('begins with the status, then merges what the engine tells', async () => {
    const app = createApp();
    const engine = createFakeEngine([sampleJob()]);
    app.connect(engine);
    const { heard } = listen(app);
    await expect.poll(() => heard).toEqual(['ready', 'tables 0', 'job job-1 running']);
    await expect.poll(engine.openStreams).toBe(3);
    engine.tellActivity(sampleEntry());
    engine.tellTables(1);
    engine.tellJob(sampleJob({ status: 'completed' }));
    await expect.poll(() => heard.slice(3).sort()).toEqual(['activity a-1', 'job job-1 completed', 'tables 1']);
  });

  it('tells the status while there is no engine, and asks none', async () => {
    const app = createApp();
    const { heard } = listen(app);
    await expect.poll(() => heard).toEqual(['stopped']);
    app.become('starting');
    app.become('failed');
    await expect.poll(() => heard.at(-1)).toBe('failed');
    const engine = createFakeEngine();
    app.connect(engine);
    await expect.poll(() => heard.slice(-2)).toEqual(['ready', 'tables 0']);
    expect(engine.stage.tablesAsked).toBe(1);
  });

  it('goes on over the loss of the engine, and begins anew with the next one', async () => {
    const app = createApp();
    const first = createFakeEngine([sampleJob({ jobId: 'old' })]);
    app.connect(first);
    const { heard } = listen(app);
    await expect.poll(first.openStreams).toBe(3);
    app.lose();
    await expect.poll(first.openStreams).toBe(0);
    const second = createFakeEngine([sampleJob({ jobId: 'new-1' }), sampleJob({ jobId: 'new-2' })]);
    app.connect(second);
    await expect.poll(() => heard.length).toBeGreaterThanOrEqual(8);
    expect(heard.slice(0, 5)).toEqual(['ready', 'tables 0', 'job old running', 'restarting', 'ready']);
    expect(heard.slice(5).sort()).toEqual(['job new-1 running', 'job new-2 running', 'tables 0']);
    await expect.poll(second.openStreams).toBe(3);
    second.tellTables(1);
    await expect.poll(() => heard.at(-1)).toBe('tables 1');
  });

  it('does not wait before it listens to the next engine: what happens there first is told', async () => {
    const app = createApp();
    app.connect(createFakeEngine());
    const { heard } = listen(app);
    await expect.poll(() => heard.length).toBe(2);
    app.lose('starting');
    const second = createFakeEngine();
    await new Promise((resolve) => setTimeout(resolve, 20));
    app.connect(second);
    await new Promise((resolve) => setTimeout(resolve, 20));
    second.tellActivity(sampleEntry({ id: 'a-first' }));
    await expect.poll(() => heard).toContain('activity a-first');
  });

  it('keeps jobs and activity when the engine refuses the tables, and asks for them again', async () => {
    const app = createApp();
    const engine = createFakeEngine([sampleJob()]);
    engine.stage.refusesTables = true;
    app.connect(engine);
    const { heard } = listen(app);
    await expect.poll(() => heard).toEqual(['ready', 'job job-1 running']);
    await expect.poll(() => engine.stage.tablesAsked, { timeout: 5_000 }).toBeGreaterThanOrEqual(2);
    expect(engine.stage.tablesAsked).toBeLessThan(10);
    engine.stage.refusesTables = false;
    await expect.poll(() => heard, { timeout: 5_000 }).toContain('tables 0');
  });

  it('ends with the window and leaves nothing behind', async () => {
    const app = createApp();
    const engine = createFakeEngine();
    app.connect(engine);
    const { heard, stop, ended } = listen(app);
    await expect.poll(engine.openStreams).toBe(3);
    stop();
    await ended;
    expect(heard.at(-1)).toBe('end');
    await expect.poll(engine.openStreams).toBe(0);
    await expect.poll(app.listeners).toBe(0);
  });

  it('ends with the window also while no engine is there', async () => {
    const app = createApp();
    const { stop, ended } = listen(app);
    await expect.poll(app.listeners).toBeGreaterThan(0);
    stop();
    await ended;
    await expect.poll(app.listeners).toBe(0);
  });

  it('tells a window that was busy the newest status and the newest state of a job only', async () => {
    const app = createApp();
    const engine = createFakeEngine();
    app.connect(engine);
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const stream = appChanges(app.deps, stop.signal);
    await stream.next();
    await expect.poll(engine.openStreams).toBe(3);
    for (let day = 1; day <= 3_000; day += 1) engine.tellJob(sampleJob({ message: `Loading day ${day}.` }));
    for (let n = 1; n <= 3_000; n += 1) engine.tellActivity(sampleEntry({ id: `a-${n}` }));
    app.become('ready');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const kept: AppChange[] = [];
    for (;;) {
      const { value } = await stream.next();
      if (value === undefined) break;
      kept.push(value);
      if (value.kind === 'activity' && value.entry.id === 'a-3000') break;
    }
    const jobs = kept.filter((change) => change.kind === 'job');
    expect(jobs.map(({ job }) => job.message)).toEqual(['Loading day 3000.']);
    expect(kept.filter((change) => change.kind === 'status')).toHaveLength(1);
    expect(kept.length).toBeLessThanOrEqual(1_000);
  });
});
