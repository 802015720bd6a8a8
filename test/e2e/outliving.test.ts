// A bridge outlives its engines: what a client sees when the engine is killed. Real processes, clients of both SDK lines.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';
import { connect, LINES } from './any-client.ts';
import { clientEnv, INITIALIZE, ROOT, requireBuild, startRaw, type TempHome, tempHome } from './built.ts';

const FAKE_BRIDGE = join(ROOT, 'test/fakes/bridge-process.ts');
const SLOW = 'SELECT sum(a.range * b.range) AS n FROM range(20000) a, range(5000) b';

let simulator: SimulatorProcess;
let home: TempHome;

beforeAll(async () => {
  requireBuild();
  simulator = await startSimulatorProcess({ events: 2_000, users: 100, quota: false });
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  await simulator.reset();
  home = tempHome();
  return () => home.remove();
});

function envWithTwoAccounts(): Record<string, string> {
  const { username, secret, projectId } = simulator.credentials;
  const file = join(home.dir, 'mp-config.toml');
  const other = `[accounts.other]\nusername = "${username}"\nsecret = "${secret}"\nproject_id = "${projectId}"\nregion = "us"\n`;
  writeFileSync(file, other, { mode: 0o600 });
  return { ...clientEnv(home, simulator), MP_CONFIG_PATH: file };
}

function killEngine(): number {
  const pid = home.engine()?.pid ?? 0;
  process.kill(pid, 'SIGKILL');
  return pid;
}

/** The client names of the calls of one tool, in their order. */
function callersOf(tool: string): string[] {
  const dir = join(home.dir, 'activity');
  const lines = readdirSync(dir).flatMap((name) => readFileSync(join(dir, name), 'utf8').trim().split('\n'));
  const entries = lines.map((text) => JSON.parse(text)).filter(({ kind, entry }) => kind === 'started' && entry.tool === tool);
  return entries.map(({ entry }) => entry.client.name);
}

function lastWeek(): { from_date: string; to_date: string } {
  const day = (back: number): string => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  return { from_date: day(9), to_date: day(3) };
}

describe.each(LINES)('a client of the SDK %s whose engine is killed', (line) => {
  it('goes on with its next call, under its name and with the account it has switched to', async () => {
    const client = await connect(line, envWithTwoAccounts());
    expect((await client.call('switch_account', { name: 'other' })).isError).toBe(false);
    expect((await client.call('workspace_info')).data).toMatchObject({ account: 'other' });
    for (let round = 0; round < 2; round += 1) {
      const killed = killEngine();
      expect((await client.call('workspace_info')).data).toMatchObject({ account: 'other' });
      expect(home.engine()?.pid).not.toBe(killed);
    }
    const name = line === 'v1' ? 'old-client' : 'new-client';
    expect(callersOf('workspace_info')).toEqual([name, name, name]);
    expect(callersOf('switch_account')).toEqual([name]);
    await client.close();
  });

  it('gets the answers of calls under way, which are asked again', async () => {
    const client = await connect(line, clientEnv(home, simulator));
    await client.call('workspace_info');
    const answers = [1, 2, 3, 4].map(() => client.call('sql', { query: SLOW }));
    await expect.poll(() => callersOf('sql').length).toBe(4);
    killEngine();
    for (const { data, isError } of await Promise.all(answers))
      expect([isError, data.rows]).toMatchObject([false, [{ n: expect.anything() }]]);
    await client.close();
  });

  it('is still told of changes it has subscribed to', async () => {
    const client = await connect(line, clientEnv(home, simulator));
    let told = 0;
    await client.watch('workspace://tables', () => {
      told += 1;
    });
    killEngine();
    await client.call('fetch_events', lastWeek());
    await expect.poll(() => told, { timeout: 10_000 }).toBeGreaterThan(0);
    await client.close();
  });
});

describe('a bridge', () => {
  it('answers initialize and tools/list at once while the engine is starting, and tells when the list was an old one', async () => {
    const first = startRaw([], clientEnv(home, simulator));
    first.send(INITIALIZE);
    await first.answer(1);
    first.send({ method: 'notifications/initialized' });
    first.send({ id: 2, method: 'tools/list' });
    const listed = await first.answer(2);
    const dir = join(home.dir, 'known');
    await expect
      .poll(() =>
        knownFiles(dir)
          .map((file) => readFileSync(file, 'utf8'))
          .join(),
      )
      .toContain('tools/list');
    first.child.stdin?.end();
    await first.exited;
    killEngine();
    const [file = ''] = knownFiles(dir);
    const known = JSON.parse(readFileSync(file, 'utf8'));
    known.answers['tools/list 2025-06-18'].tools.pop();
    writeFileSync(file, JSON.stringify(known));

    const second = startRaw([], clientEnv(home, simulator));
    second.send(INITIALIZE);
    second.send({ method: 'notifications/initialized' });
    second.send({ id: 2, method: 'tools/list' });
    expect(await second.answer(2)).toMatchObject({ result: { tools: known.answers['tools/list 2025-06-18'].tools } });
    await expect.poll(() => second.stdout(), { timeout: 10_000 }).toContain('"notifications/tools/list_changed"');
    second.send({ id: 3, method: 'tools/list' });
    expect((await second.answer(3)).result).toEqual(listed.result);
    const ids = second
      .stdout()
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text).id);
    expect(ids).toEqual([1, 2, undefined, 3]);
    second.child.stdin?.end();
    expect(await second.exited).toBe(0);
  });

  it('stays and says why when no engine can be had, and goes on as soon as one can', async () => {
    const env = clientEnv(home, simulator);
    writeFileSync(join(home.dir, 'engine.key'), 'no key\n');
    const server = startRaw([], env);
    server.send(INITIALIZE);
    expect(JSON.stringify(await server.answer(1))).toContain('does not hold a key');
    writeFileSync(join(home.dir, 'engine.key'), `${'ab'.repeat(32)}\n`);
    server.send({ ...INITIALIZE, id: 2 });
    expect(await server.answer(2)).toMatchObject({ result: { serverInfo: { name: 'mixlake' } } });
    server.child.stdin?.end();
    expect(await server.exited).toBe(0);
  });

  it('refuses a message that is too long in words, and goes on', async () => {
    const server = startRaw([], clientEnv(home, simulator));
    server.send(INITIALIZE);
    await server.answer(1);
    server.child.stdin?.write(`${'x'.repeat(11 * 1024 * 1024)}\n`);
    server.send({ id: 2, method: 'ping' });
    expect(await server.answer(2)).toMatchObject({ result: {} });
    expect(server.stdout()).toContain('A message may be at most 10 MB.');
    server.child.stdin?.end();
    await server.exited;
  });
});

describe('negative controls: the bridge with a part left out', () => {
  const afterAKill = async (...args: string[]): Promise<string[]> => {
    const client = await connect('v1', clientEnv(home, simulator), [FAKE_BRIDGE, ...args]);
    await client.call('workspace_info');
    killEngine();
    await client.call('workspace_info');
    await client.close();
    return callersOf('workspace_info');
  };

  it('whole: the next engine knows the client', async () => {
    expect(await afterAKill()).toEqual(['old-client', 'old-client']);
  });

  it('without the replay of the handshake: the next engine does not', async () => {
    expect(await afterAKill('--without-replay')).toEqual(['old-client', 'unknown client']);
  });

  it.each([
    [[], true],
    [['--without-stdin-end'], false],
  ])('goes within two seconds of the end of stdin, given %j: %s', async (args, goes) => {
    const server = startRaw(args, clientEnv(home, simulator), FAKE_BRIDGE);
    server.send(INITIALIZE);
    await server.answer(1);
    server.child.stdin?.end();
    const isGone = await Promise.race([server.exited.then(() => true), new Promise((done) => setTimeout(() => done(false), 2_000))]);
    server.child.kill('SIGKILL');
    expect(isGone).toBe(goes);
  });
});

function knownFiles(dir: string): string[] {
  try {
    return readdirSync(dir).map((name) => join(dir, name));
  } catch {
    return []; // nothing was written yet
  }
}
