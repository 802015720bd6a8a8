// How fast an AI client gets its first answer: spawn of the command → answer to `initialize`.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { BenchResult } from './table.ts';
import { median } from './table.ts';

const CLI = resolve(import.meta.dirname, '../out/mcp/cli.js');
const ROUNDS = 15;
const INITIALIZE = `${JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
})}\n`;

async function firstAnswer(args: string[], home: string): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { PATH: process.env.PATH, HOME: home, MIXLAKE_HOME: home },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.write(INITIALIZE);
  await new Promise((done) => child.stdout.once('data', done));
  const ms = performance.now() - started;
  child.stdin.end();
  await new Promise((done) => child.once('exit', done));
  return ms;
}

async function bareNode(): Promise<number> {
  const started = performance.now();
  await new Promise((done) => spawn(process.execPath, ['-e', '0']).once('exit', done));
  return performance.now() - started;
}

function endEngine(home: string): void {
  const { pid }: { pid: number } = JSON.parse(readFileSync(join(home, 'engine.json'), 'utf8'));
  process.kill(pid, 'SIGKILL');
}

export async function benchStart(): Promise<BenchResult> {
  const home = mkdtempSync(join(tmpdir(), 'mixlake-bench-'));
  const bare: number[] = [];
  const warm: number[] = [];
  const cold: number[] = [];
  const alone: number[] = [];
  await firstAnswer([], home);
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await bareNode());
    warm.push(await firstAnswer([], home));
  }
  for (let round = 0; round < 5; round += 1) {
    endEngine(home);
    cold.push(await firstAnswer([], home));
  }
  endEngine(home);
  rmSync(join(home, 'engine.json'), { force: true });
  for (let round = 0; round < 5; round += 1) alone.push(await firstAnswer(['--standalone'], home));
  rmSync(home, { recursive: true, force: true });
  const base = median(bare);
  const row = (what: string, values: number[]) => ({
    what,
    'ms (median)': Math.round(median(values)),
    'times node -e 0': (median(values) / base).toFixed(2),
  });
  return {
    rows: [row('node -e 0', bare), row('bridge, engine up', warm), row('bridge, engine not up', cold), row('--standalone', alone)],
    summary: { bareMs: base, bridgeWarmMs: median(warm), bridgeColdMs: median(cold), standaloneMs: median(alone) },
  };
}
