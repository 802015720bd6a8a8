import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tryConnect } from '#core/link/connect.ts';
import { isAlive, listenAsEngine } from '#core/link/listen.ts';
import { type MixlakePaths, mixlakePaths } from '#core/paths.ts';
import { tempDir, tempHome } from '#test/fakes/temp-dir.ts';

const STARTER = join(import.meta.dirname, '../../fakes/start-listening.ts');

async function listen(paths: MixlakePaths): Promise<net.Server | undefined> {
  const server = await listenAsEngine(paths, (socket) => socket.end());
  onTestFinished(() => void server?.close());
  return server;
}

/** Leaves the socket file that an engine leaves when it is killed. */
async function leaveStaleSocket(paths: MixlakePaths): Promise<void> {
  const killed = spawn(process.execPath, [
    '-e',
    `require('net').createServer().listen(${JSON.stringify(paths.engineSocket)}, () => process.kill(process.pid, 'SIGKILL'))`,
  ]);
  await new Promise((resolve) => killed.once('exit', resolve));
  expect(existsSync(paths.engineSocket)).toBe(true);
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid ?? 0;
}

/** Starts that many processes that all try at the same instant; answers what each of them said. */
async function startTogether(paths: MixlakePaths, count: number): Promise<string[]> {
  const at = Date.now() + 1_000;
  return Promise.all(
    Array.from({ length: count }, () => {
      const child = spawn(process.execPath, [STARTER, paths.home, String(at)], { stdio: ['pipe', 'pipe', 'inherit'] });
      onTestFinished(() => void child.kill('SIGKILL'));
      return new Promise<string>((resolve) => child.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim())));
    }),
  );
}

async function askWhoListens(paths: MixlakePaths): Promise<string> {
  const socket = await tryConnect(paths.engineSocket);
  return socket === undefined
    ? 'nobody'
    : Buffer.concat(await socket.toArray())
        .toString('utf8')
        .trim();
}

describe.skipIf(process.platform === 'win32')('becoming the engine', () => {
  it('is for one: the second finds that another listens', async () => {
    const paths = tempHome();
    expect(await listen(paths)).toBeInstanceOf(net.Server);
    expect(await listen(paths)).toBeUndefined();
    expect(statSync(paths.engineSocket).mode & 0o777).toBe(0o600);
    expect(existsSync(paths.engineStartLock)).toBe(false);
  });

  it('is for one of several that try in one process', async () => {
    const paths = tempHome();
    const servers = await Promise.all([listen(paths), listen(paths), listen(paths)]);
    expect(servers.filter((server) => server !== undefined)).toHaveLength(1);
  });

  it('is for one of several processes that start at the same instant, and that one can be reached', async () => {
    const paths = tempHome();
    const said = await startTogether(paths, 4);
    expect(said.filter((line) => line === 'other')).toHaveLength(3);
    expect(`listening ${await askWhoListens(paths)}`).toBe(said.find((line) => line !== 'other'));
  });

  it('is for one also when a killed engine and a killed starter have left their files', async () => {
    const paths = tempHome();
    await leaveStaleSocket(paths);
    writeFileSync(paths.engineStartLock, String(await deadPid()));
    const said = await startTogether(paths, 4);
    expect(said.filter((line) => line === 'other')).toHaveLength(3);
    expect(`listening ${await askWhoListens(paths)}`).toBe(said.find((line) => line !== 'other'));
    expect(readdirSync(paths.home).filter((name) => name.startsWith('engine.starting'))).toEqual([]);
  });

  it('replaces the socket file of a killed engine', async () => {
    const paths = tempHome();
    await leaveStaleSocket(paths);
    expect(await listen(paths)).toBeInstanceOf(net.Server);
    expect(await askWhoListens(paths)).toBe('');
  });

  it('replaces a plain file that stands where the socket belongs', async () => {
    const paths = tempHome();
    writeFileSync(paths.engineSocket, 'not a socket');
    expect(await listen(paths)).toBeInstanceOf(net.Server);
  });

  it('takes over the start lock of a process that is dead', async () => {
    const paths = tempHome();
    writeFileSync(paths.engineStartLock, String(await deadPid()));
    expect(await listen(paths)).toBeInstanceOf(net.Server);
  });

  it('waits for a starter that is alive', async () => {
    const paths = tempHome();
    writeFileSync(paths.engineStartLock, String(process.pid));
    let server: net.Server | undefined;
    const listening = listen(paths).then((made) => {
      server = made;
    });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(server).toBeUndefined();
    utimesSync(paths.engineStartLock, new Date(), new Date(Date.now() - 11_000)); // it has hung for 11 s
    await listening;
    expect(server).toBeInstanceOf(net.Server);
  });

  it('refuses a folder that others can write to', async () => {
    const paths = tempHome();
    chmodSync(paths.home, 0o777);
    await expect(listen(paths)).rejects.toMatchObject({ kind: 'input', message: expect.stringContaining('Others can write') });
    expect(existsSync(paths.engineSocket)).toBe(false);
  });

  it('refuses the short folder of a long home when somebody made it first for all to write', async () => {
    const root = tempDir();
    const paths = mixlakePaths({ mixlakeHome: join(root, 'x'.repeat(120)), tempDir: root });
    mkdirSync(dirname(paths.engineSocket), { mode: 0o777 });
    chmodSync(dirname(paths.engineSocket), 0o777);
    mkdirSync(paths.home);
    await expect(listen(paths)).rejects.toThrow(/Others can write/);
    chmodSync(dirname(paths.engineSocket), 0o700);
    expect(await listen(paths)).toBeInstanceOf(net.Server);
  });
});

describe('a process', () => {
  it('is alive as long as it runs', async () => {
    expect(isAlive(process.pid)).toBe(true);
    expect(isAlive(await deadPid())).toBe(false);
  });
});
