// What an AI client waits for: spawn of the command → `tools/list` answered, and → the first answer that only the engine itself can give
// (`ping`). And what the bridge costs a call afterwards.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureEngine } from '#core/link/connect.ts';
import { mixlakePaths } from '#core/paths.ts';
import { CLI, connectMcp, enginePid, INITIALIZE, startMcp } from './mcp-process.ts';
import type { BenchResult } from './table.ts';
import { median } from './table.ts';

const ROUNDS = 15;
const COLD_ROUNDS = 7;
const HOPS = 2_000;

interface Start {
  listMs: number;
  engineMs: number;
}

function envOf(home: string) {
  return { PATH: process.env.PATH, HOME: home, MIXLAKE_HOME: home };
}

async function start(home: string, args: string[] = []): Promise<Start> {
  const started = performance.now();
  const server = startMcp(envOf(home), [CLI, ...args]);
  const [hello, list, ping] = [server.answer(1), server.answer(2), server.answer(3)];
  server.send(INITIALIZE);
  await hello;
  server.send({ method: 'notifications/initialized' });
  server.send({ id: 2, method: 'tools/list' });
  server.send({ id: 3, method: 'ping' });
  await list;
  const listMs = performance.now() - started;
  await ping;
  const engineMs = performance.now() - started;
  await server.end();
  return { listMs, engineMs };
}

async function bareNode(): Promise<number> {
  const started = performance.now();
  await new Promise((done) => spawn(process.execPath, ['-e', '0']).once('exit', done));
  return performance.now() - started;
}

async function killEngine(home: string): Promise<void> {
  process.kill(enginePid(home), 'SIGKILL');
  await new Promise((done) => setTimeout(done, 100));
}

/** The same request through the bridge and straight to the engine's socket, by turns. */
async function hop(home: string): Promise<number> {
  const server = await connectMcp(envOf(home));
  const { socket } = await ensureEngine({
    paths: mixlakePaths({ mixlakeHome: home }),
    hello: { role: 'mcp', account: { kind: 'default' }, version: '0.0.0' },
    startEngine: () => {
      throw new Error('the engine is up');
    },
  });
  let answered: () => void = () => undefined;
  socket.setNoDelay(true).on('data', () => answered());
  const direct = (message: object): Promise<void> =>
    new Promise((done) => {
      answered = done;
      socket.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    });
  await direct(INITIALIZE);
  const through: number[] = [];
  const straight: number[] = [];
  for (let n = 0; n < HOPS; n += 1) {
    const first = performance.now();
    await direct({ id: n + 10, method: 'ping' });
    const second = performance.now();
    await server.request('ping');
    straight.push(second - first);
    through.push(performance.now() - second);
  }
  socket.destroy();
  await server.end();
  return median(through) - median(straight);
}

export async function benchStart(): Promise<BenchResult> {
  const home = mkdtempSync(join(tmpdir(), 'mixlake-bench-'));
  const bare: number[] = [];
  const warm: Start[] = [];
  const cold: Start[] = [];
  const alone: Start[] = [];
  const first = await start(home);
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await bareNode());
    warm.push(await start(home));
  }
  const hopMs = await hop(home);
  for (let round = 0; round < COLD_ROUNDS; round += 1) {
    await killEngine(home);
    cold.push(await start(home));
  }
  await killEngine(home);
  for (let round = 0; round < COLD_ROUNDS; round += 1) {
    bare.push(await bareNode());
    alone.push(await start(home, ['--standalone']));
  }
  rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  const base = median(bare);
  const row = (what: string, ms: number) => ({ what, 'ms (median)': Math.round(ms), 'times node -e 0': (ms / base).toFixed(2) });
  const of = (starts: Start[], which: keyof Start): number => median(starts.map((each) => each[which]));
  return {
    rows: [
      row('node -e 0', base),
      row('tools/list, engine up', of(warm, 'listMs')),
      row('answer of the engine, engine up', of(warm, 'engineMs')),
      row('tools/list, engine not up', of(cold, 'listMs')),
      row('answer of the engine, engine not up', of(cold, 'engineMs')),
      row('tools/list, the very first start', first.listMs),
      row('tools/list, --standalone', of(alone, 'listMs')),
      { what: 'hop through the bridge', 'ms (median)': Number(hopMs.toFixed(3)), 'times node -e 0': '' },
    ],
    summary: {
      bareMs: base,
      warmListMs: of(warm, 'listMs'),
      warmEngineMs: of(warm, 'engineMs'),
      coldListMs: of(cold, 'listMs'),
      coldEngineMs: of(cold, 'engineMs'),
      firstListMs: first.listMs,
      standaloneMs: of(alone, 'listMs'),
      hopMs,
    },
  };
}
