import { writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { StartingEngine } from '#core/link/connect.ts';
import type { MixlakePaths } from '#core/paths.ts';
import { createBackOff } from '#main/services/back-off.ts';
import { createEngineLink, type LinkState } from '#main/services/engine-link.ts';
import { AppError } from '#shared/errors.ts';
import type { AccountChoice } from '#shared/model/account.ts';
import { type FakeEngineServer, startFakeEngineServer } from '#test/fakes/engine-server.ts';
import { tempHome } from '#test/fakes/temp-dir.ts';

const DEMO: AccountChoice = { kind: 'demo' };
const SHOP: AccountChoice = { kind: 'named', name: 'shop' };

interface Stage {
  link: ReturnType<typeof createEngineLink>;
  paths: MixlakePaths;
  servers: FakeEngineServer[];
  /** What the next starts do; without it they start a fake engine. */
  failNextStarts: (...failures: AppError[]) => void;
  starts: () => number;
  states: LinkState['state'][];
}

/** A link whose waits are a thousand times shorter, and which starts fake engines. */
function createStage(options: { mixpanelUrl?: string; refuse?: (hello: unknown) => void } = {}): Stage {
  const paths = tempHome();
  const servers: FakeEngineServer[] = [];
  const failures: AppError[] = [];
  let starts = 0;
  const startEngine = (): StartingEngine => {
    starts += 1;
    const failure = failures.shift();
    // Another engine that listens already is no failure, as with the real one.
    const started = () =>
      startFakeEngineServer(paths, options).then(
        (server) => servers.push(server),
        () => undefined,
      );
    return {
      failed: failure === undefined ? started().then(() => new Promise<never>(() => undefined)) : Promise.resolve(failure),
      release: () => undefined,
    };
  };
  const real = createBackOff({ random: () => 0.5 });
  const link = createEngineLink({
    paths,
    version: '1.0.0',
    startEngine,
    backOff: { ...real, nextMs: () => real.nextMs() && 1 },
    ...(options.mixpanelUrl === undefined ? {} : { mixpanelUrl: options.mixpanelUrl }),
  });
  const states: LinkState['state'][] = [];
  link.onChange(() => states.push(link.state().state));
  onTestFinished(async () => {
    link.close();
    for (const server of servers) await server.vanish();
  });
  return { link, paths, servers, failNextStarts: (...next) => failures.push(...next), starts: () => starts, states };
}

const timesReady = (states: LinkState['state'][]) => states.filter((state) => state === 'ready').length;

const tell = (paths: MixlakePaths, pid: number) =>
  writeFileSync(paths.engineFile, JSON.stringify({ pid, version: '1', startedAt: '2026-11-22T10:00:00Z' }));

describe('the link to the engine', () => {
  it('starts the engine, says who it is, and makes calls', async () => {
    const { link, servers, states } = createStage();
    expect(link.state()).toEqual({ state: 'stopped', reason: null, pid: null });
    const client = await link.use(SHOP);
    expect(await client.workspace.describe()).toMatchObject({ timezone: 'Asia/Tokyo' });
    expect(servers[0]?.hellos).toEqual([{ role: 'app', account: SHOP, version: '1.0.0' }]);
    expect(states).toEqual(['starting', 'ready']);
  });

  it('tells the pid that the engine’s file names, also when the file comes later', async () => {
    const { link, paths } = createStage();
    await link.use(SHOP);
    expect(link.state()).toEqual({ state: 'ready', reason: null, pid: null });
    tell(paths, process.pid);
    await expect.poll(() => link.state().pid).toBe(process.pid);
    await link.use(DEMO);
    expect(link.state().pid).toBe(process.pid);
    link.close();
    expect(link.state()).toEqual({ state: 'stopped', reason: null, pid: null });
  });

  it('does not take the pid of an engine that was killed for the new one’s', async () => {
    const { link, paths } = createStage();
    tell(paths, 2 ** 30);
    await link.use(SHOP);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(link.state().pid).toBeNull();
  });

  it('hands MIXLAKE_MIXPANEL_URL on, but not to the demo, which has its own', async () => {
    const { link, servers } = createStage({ mixpanelUrl: 'https://proxy.example.com' });
    await link.use(SHOP);
    await link.use(DEMO);
    expect(servers[0]?.hellos).toMatchObject([{ mixpanelUrl: 'https://proxy.example.com' }, { account: DEMO }]);
    expect(servers[0]?.hellos[1]).not.toHaveProperty('mixpanelUrl');
  });

  it('fails calls in words while no account is chosen', async () => {
    await expect(createStage().link.client()).rejects.toMatchObject({ kind: 'auth', message: 'No account is chosen yet.' });
  });

  it('says at once why the first start failed, and tries again when it is told to', async () => {
    const { link, failNextStarts } = createStage();
    failNextStarts(new AppError('internal', 'The folder is full.'));
    await expect(link.use(SHOP)).rejects.toThrow('The folder is full.');
    expect(link.state()).toEqual({ state: 'failed', reason: 'The folder is full.', pid: null });
    await link.retry();
    expect(link.state().state).toBe('ready');
  });

  it('says why the engine refuses the account, and does not knock again', async () => {
    const { link, starts } = createStage({
      refuse: () => {
        throw new AppError('auth', 'Mixpanel refused the credentials.');
      },
    });
    await expect(link.use(SHOP)).rejects.toThrow('Mixpanel refused the credentials.');
    expect(link.state()).toMatchObject({ state: 'failed', reason: 'Mixpanel refused the credentials.' });
    expect(starts()).toBe(1);
  });
});

describe('the loss of the engine', () => {
  it('is mended: a new one is started with the same account, and calls made meanwhile wait for it', async () => {
    const { link, servers, states, starts } = createStage();
    await link.use(SHOP);
    await servers[0]?.vanish();
    await expect.poll(() => states).toContain('restarting');
    const answer = await (await link.client()).workspace.describe();
    expect(answer.projectId).toBe('3001');
    expect(states).toEqual(['starting', 'ready', 'restarting', 'restarting', 'ready']);
    expect(starts()).toBe(2);
    expect(servers[1]?.hellos).toMatchObject([{ account: SHOP }]);
  });

  it('is looked for after the machine has slept: a connection that answers stays, a silent one is made anew', async () => {
    const { link, servers, states } = createStage();
    await link.use(SHOP);
    link.recheck();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(timesReady(states)).toBe(1);
    const [server] = servers;
    if (server !== undefined) server.engine.stage.isSilent = true;
    link.recheck();
    await expect.poll(() => timesReady(states), { timeout: 15_000 }).toBe(2);
  });

  it('ends a call that is under way, and one that is made on the old connection afterwards', async () => {
    const { link, servers } = createStage();
    const client = await link.use(SHOP);
    const underWay = client.query.open({ sql: 'SELECT 1' });
    const ended = expect(underWay).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 20));
    servers[0]?.cut();
    await ended;
    await expect(client.workspace.describe()).rejects.toThrow(/connection to the engine is gone/);
  });

  it('is not mended a fifth time within a minute; the reason stands there until somebody asks for another try', async () => {
    const { link, servers, states } = createStage();
    await link.use(SHOP);
    for (let loss = 1; loss <= 5; loss += 1) {
      await expect.poll(() => timesReady(states)).toBe(loss);
      servers[0]?.cut();
    }
    await expect
      .poll(() => link.state())
      .toEqual({ state: 'failed', reason: 'The engine ended several times within a minute.', pid: null });
    await expect(link.client()).rejects.toMatchObject({ kind: 'internal', hint: expect.stringContaining('logs') });
    expect(timesReady(states)).toBe(5);
    await link.retry();
    expect(link.state().state).toBe('ready');
  });

  it('is tried to mend again when the next engine does not start, and in the end the reason says why', async () => {
    const { link, servers, failNextStarts, states } = createStage();
    await link.use(SHOP);
    failNextStarts(...Array.from({ length: 4 }, (_, n) => new AppError('internal', `The folder is full (${n + 1}).`)));
    await servers[0]?.vanish();
    await expect.poll(() => link.state().state, { timeout: 5_000 }).toBe('failed');
    expect(link.state().reason).toBe('The folder is full (4).');
    expect(states.filter((state) => state === 'failed')).toHaveLength(1);
  });

  it('of an account that was left does not touch the one that is used now', async () => {
    const { link, servers, states } = createStage();
    const first = link.use(SHOP);
    const second = link.use(DEMO);
    await expect(first).rejects.toMatchObject({ kind: 'cancelled' });
    await second;
    expect(link.state().state).toBe('ready');
    expect(states).not.toContain('failed');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(states.at(-1)).toBe('ready');
    expect(servers).toHaveLength(1);
  });

  it('by closing is no loss', async () => {
    const { link, starts, states } = createStage();
    await link.use(SHOP);
    link.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(states.at(-1)).toBe('stopped');
    expect(starts()).toBe(1);
    await expect(link.client()).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
