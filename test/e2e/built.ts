// The built product, as the tests of this folder start it.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { SimulatorProcess } from '#test/fakes/simulator-process.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
export const CLI = join(ROOT, 'out/mcp/cli.js');

export function requireBuild(): void {
  for (const file of [
    'out/mcp/cli.js',
    'out/mcp/engine.js',
    'out/browser-host/main.js',
    'out/renderer/index.html',
    'out/simulator/main.js',
  ]) {
    if (!existsSync(join(ROOT, file))) throw new Error(`${file} is missing: run \`npm run build\` first (npm test does).`);
  }
}

export interface TempHome {
  dir: string;
  engine(): { pid: number; version: string; startedAt: string } | undefined;
  /** Ends the engine of this home, if one runs, and removes the folder. */
  remove(): Promise<void>;
}

export function tempHome(): TempHome {
  const dir = mkdtempSync(join(tmpdir(), 'mixlake-e2e-'));
  const home: TempHome = {
    dir,
    engine() {
      const file = join(dir, 'engine.json');
      return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    },
    async remove() {
      const pid = home.engine()?.pid;
      if (pid !== undefined) await endProcess(pid);
      // An engine that found another one already there may still be writing its last line.
      rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
  return home;
}

/** Like expect.poll, for hooks, where that is not allowed. */
export async function until(isSo: () => boolean, what: string, timeoutMs = 20_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${timeoutMs / 1000} s`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch {
    return false;
  }
}

/** A process that has ended but whose end nobody has taken note of: in a container there may be nobody who does. */
function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false; // no /proc here
  }
}

export async function endProcess(pid: number, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (isRunning(pid)) process.kill(pid, signal);
  for (let i = 0; i < 200 && isRunning(pid); i += 1) await new Promise((done) => setTimeout(done, 25));
}

/** The environment that an AI client gives a server: nothing but what is needed. */
export function clientEnv(home: TempHome, simulator?: SimulatorProcess): Record<string, string> {
  return {
    PATH: '/usr/bin:/bin',
    HOME: home.dir,
    MIXLAKE_HOME: home.dir,
    ...(simulator === undefined
      ? {}
      : {
          MP_USERNAME: simulator.credentials.username,
          MP_SECRET: simulator.credentials.secret,
          MP_PROJECT_ID: String(simulator.credentials.projectId),
          MIXLAKE_MIXPANEL_URL: simulator.origin,
        }),
  };
}

export interface RawServer {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  send(message: object): void;
  /** The next answer with this id. */
  answer(id: number): Promise<Record<string, unknown>>;
  exited: Promise<number | null>;
}

/** Speaks the protocol by hand, so that every byte of stdout can be looked at. */
export function startRaw(args: string[], env: Record<string, string>, command = CLI): RawServer {
  const child = spawn(process.execPath, [command, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  const waiting = new Map<number, (message: Record<string, unknown>) => void>();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    for (const line of out.split('\n').slice(0, -1)) {
      const message: Record<string, unknown> = JSON.parse(line);
      const id = message.id;
      if (typeof id !== 'number') continue;
      waiting.get(id)?.(message);
      waiting.delete(id);
    }
  });
  return {
    child,
    stdout: () => out,
    stderr: () => err,
    send: (message) => void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`),
    answer: (id) => new Promise((done) => waiting.set(id, done)),
    exited: new Promise((done) => child.once('exit', done)),
  };
}

export const INITIALIZE = {
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw-client', version: '9' } },
};
