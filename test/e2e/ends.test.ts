// However a client goes, nothing of ours stays behind: two seconds later neither bridge nor standalone engine runs.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';
import { CLI, clientEnv, endProcess, INITIALIZE, isRunning, requireBuild, startRaw, tempHome, until } from './built.ts';

const GONE_MS = 2_000;
/** Runs until it is interrupted. */
const ENDLESS = 'SELECT sum(a.range * b.range) AS n FROM range(1000000) a, range(1000000) b';

let simulator: SimulatorProcess;
beforeAll(async () => {
  requireBuild();
  simulator = await startSimulatorProcess({ events: 500, quota: false });
});
afterAll(() => simulator.stop());

/** The server as the child of a shell, so that its parent can be killed while the test still holds the other ends of its pipes. */
function startUnderShell(args: string[], env: Record<string, string>) {
  const command = `exec 3<&0; "${process.execPath}" "${CLI}" ${args.join(' ')} <&3 & echo $! >&2; wait`;
  const shell = spawn('/bin/sh', ['-c', command], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let pid = 0;
  let out = '';
  shell.stderr.setEncoding('utf8').on('data', (text: string) => {
    pid ||= Number(text.trim());
  });
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  return { shell, pid: () => pid, stdout: () => out };
}

describe.each([
  ['the bridge', []],
  ['--standalone', ['--standalone']],
])('%s', (_, args) => {
  it.each([
    ['the end of stdin', (server: ReturnType<typeof startRaw>) => server.child.stdin?.end()],
    ['SIGTERM', (server: ReturnType<typeof startRaw>) => server.child.kill('SIGTERM')],
    ['SIGINT', (server: ReturnType<typeof startRaw>) => server.child.kill('SIGINT')],
    [
      'a broken stdout',
      (server: ReturnType<typeof startRaw>) => {
        server.child.stdout?.destroy();
        server.send({ id: 3, method: 'tools/list' });
      },
    ],
  ])('goes within two seconds of %s, in the middle of a query', async (_how, end) => {
    const home = tempHome();
    const server = startRaw(args, clientEnv(home, simulator));
    onTestFinished(async () => {
      server.child.kill('SIGKILL');
      await home.remove();
    });
    server.send(INITIALIZE);
    await server.answer(1);
    server.send({ method: 'notifications/initialized' });
    server.send({ id: 2, method: 'tools/call', params: { name: 'sql', arguments: { query: ENDLESS } } });
    await new Promise((done) => setTimeout(done, 500));
    const started = performance.now();
    end(server);
    await server.exited;
    expect(performance.now() - started).toBeLessThan(GONE_MS);
    for (const line of server.stdout().trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
  });

  it('goes within two seconds of the death of its parent, also when somebody still holds its pipes', async () => {
    const home = tempHome();
    const server = startUnderShell(args, clientEnv(home, simulator));
    onTestFinished(async () => {
      await endProcess(server.pid(), 'SIGKILL');
      await home.remove();
    });
    server.shell.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...INITIALIZE })}\n`);
    await expect.poll(server.stdout, { timeout: 15_000 }).toContain('"id":1');
    server.shell.kill('SIGKILL');
    await until(() => !isRunning(server.pid()), 'the end', GONE_MS);
  });
});

describe('an engine', () => {
  it('ends on SIGTERM in the middle of a query, and leaves neither its file nor its socket', async () => {
    const home = tempHome();
    onTestFinished(() => home.remove());
    const server = startRaw([], clientEnv(home, simulator));
    server.send(INITIALIZE);
    await server.answer(1);
    server.send({ method: 'notifications/initialized' });
    server.send({ id: 2, method: 'tools/call', params: { name: 'sql', arguments: { query: ENDLESS } } });
    await new Promise((done) => setTimeout(done, 500));
    // Alone from here on: the bridge would start the next engine for the same query.
    server.child.kill('SIGSTOP');
    const pid = home.engine()?.pid ?? 0;
    process.kill(pid, 'SIGTERM');
    await until(() => !isRunning(pid), 'the end of the engine', 5_000);
    expect(readdirSync(home.dir)).not.toEqual(expect.arrayContaining(['engine.json']));
    expect(readdirSync(home.dir)).not.toEqual(expect.arrayContaining(['engine.sock']));
    server.child.kill('SIGKILL');
  });

  it('ends by itself when nobody has been connected for a while, and not while a bridge is', async () => {
    const home = tempHome();
    onTestFinished(() => home.remove());
    const server = startRaw([], { ...clientEnv(home, simulator), MIXLAKE_ENGINE_IDLE_MS: '300' });
    server.send(INITIALIZE);
    await server.answer(1);
    await new Promise((done) => setTimeout(done, 1_000));
    const pid = home.engine()?.pid ?? 0;
    expect(isRunning(pid)).toBe(true);
    server.child.stdin?.end();
    await server.exited;
    await until(() => !isRunning(pid), 'the end of the engine');
    expect(home.engine()).toBeUndefined();
  });
});
