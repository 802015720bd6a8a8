// The simulator as its users start it: a process with a command line.

import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type SimulatorProcess, type SimulatorProcessOptions, startSimulatorProcess } from '../fakes/simulator-process.ts';

const ENTRY = fileURLToPath(new URL('../../src-simulator/main.ts', import.meta.url));
const SMALL: SimulatorProcessOptions = { events: 5000, users: 100, today: '2026-06-17', quota: false };
const WHOLE = 'from_date=2026-03-20&to_date=2026-06-17';

const running: SimulatorProcess[] = [];
afterAll(async () => {
  await Promise.all(running.map((each) => each.stop()));
});

async function start(options: SimulatorProcessOptions): Promise<SimulatorProcess> {
  const simulator = await startSimulatorProcess(options);
  running.push(simulator);
  return simulator;
}

function openExport(simulator: SimulatorProcess, range: string): Promise<Response> {
  const url = `${simulator.origin}/api/2.0/export?project_id=${simulator.credentials.projectId}&${range}`;
  return fetch(url, { headers: { authorization: simulator.credentials.authorization, 'accept-encoding': 'identity' } });
}

async function fingerprint(options: SimulatorProcessOptions): Promise<string> {
  const simulator = await start(options);
  const digest = createHash('sha256').update(Buffer.from(await (await openExport(simulator, WHOLE)).arrayBuffer()));
  await simulator.stop();
  return digest.digest('hex');
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function collect(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (text) => (stdout += text));
  child.stderr?.on('data', (text) => (stderr += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

function run(...args: string[]): Promise<Ended> {
  return collect(spawn(process.execPath, [ENTRY, ...args], { stdio: ['ignore', 'pipe', 'pipe'] }));
}

describe('the command line', () => {
  it.each<[string[], string]>([
    [['--port', '0', '--colour', 'red'], "Unknown option '--colour'. See --help.\n"],
    [[], 'Say which port to listen on: --port N (0 takes any free one).\n'],
    [['--port', 'x'], '--port must be a whole number from 0 to 65535, not "x".\n'],
    [['--port', '0', '--today', '2026-13-01'], '--today must be a date such as 2026-05-01, not "2026-13-01".\n'],
    [['--port', '0', '--timezone', 'Mars/Olympus'], '--timezone must be a time zone such as Europe/Vienna, not "Mars/Olympus".\n'],
  ])('%j is refused in one sentence with exit code 2', async (args, sentence) => {
    expect(await run(...args)).toEqual({ code: 2, stdout: '', stderr: sentence });
  });

  it('explains itself', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    for (const option of [
      '--events',
      '--seed',
      '--users',
      '--days',
      '--today',
      '--timezone',
      '--wall-clock',
      '--no-quota',
      '--query-limit',
      '--export-limit',
      '--exit-with-stdin',
    ]) {
      expect(stdout).toContain(option);
    }
  });

  it('says that a port is in use, with exit code 1', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const ended = await run('--port', String(port), '--events', '100', '--users', '10');
    server.close();
    expect(ended).toEqual({ code: 1, stdout: '', stderr: `Port ${port} is in use by another program; choose another one with --port.\n` });
  });

  it('prints one line, and ends with SIGTERM or with its standard input', async () => {
    for (const end of [(child: ChildProcess) => child.kill('SIGTERM'), (child: ChildProcess) => child.stdin?.end()]) {
      const child = spawn(process.execPath, [ENTRY, '--port', '0', '--events', '500', '--users', '20', '--exit-with-stdin'], {
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      const ended = collect(child);
      await new Promise((resolve) => child.stdout.once('data', resolve));
      end(child);
      const { code, stdout, stderr } = await ended;
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^Mixpanel simulator is ready at http:\/\/127\.0\.0\.1:\d+\n$/);
    }
  });
});

describe('the same and another seed', () => {
  it('give the same bytes and other bytes', async () => {
    const [first, again, other] = [
      await fingerprint({ ...SMALL, seed: 5 }),
      await fingerprint({ ...SMALL, seed: 5 }),
      await fingerprint({ ...SMALL, seed: 6 }),
    ];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });
});

describe('a million events', () => {
  it('are streamed in bounded memory, and stats know how many there were', async () => {
    const simulator = await start({ events: 1_000_000, today: '2026-06-17', quota: false });
    const answer = await openExport(simulator, WHOLE);
    let bytes = 0;
    let lines = 1;
    let isAfterNewline = false;
    for await (const piece of answer.body ?? []) {
      bytes += piece.length;
      for (const byte of piece) {
        const isNewline = byte === 0x0a;
        if (isNewline && !isAfterNewline) lines += 1;
        isAfterNewline = isNewline;
      }
    }
    const stats = await simulator.stats();
    expect(lines).toBeGreaterThan(950_000);
    expect(stats.export.lines).toBe(lines);
    expect(stats.export.uncompressedBytes).toBe(bytes);
    expect(stats.export.distinctEvents).toBe(lines - stats.export.duplicateLines);
    expect(stats.memory.rss).toBeLessThan(300 * 1024 * 1024);
    await simulator.stop();
  }, 60_000);

  it('are not made any further when the reader is gone', async () => {
    const simulator = await start({ events: 1_000_000, today: '2026-06-17', quota: false });
    const reader = (await openExport(simulator, WHOLE)).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await expect.poll(async () => (await simulator.stats()).quota.export.inFlight, { timeout: 5000 }).toBe(0);
    expect((await simulator.stats()).export.lines).toBeLessThan(200_000);
    await simulator.stop();
  });
});
