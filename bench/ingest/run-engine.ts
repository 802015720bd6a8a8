// Starts the engine that is measured, built into one folder of its own so that neither type stripping nor an old build counts,
// and asks it things while it loads.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'vite';
import { ENGINE_PROCESS } from '#core/link/start-engine.ts';
import { connectMcp, percentile } from '../mcp-process.ts';
import type { EngineReport } from './engine-host.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const BUILT = join(ROOT, 'out/bench');
const ASK_EVERY_MS = 5;
const LONGEST_WAIT_SECONDS = 15;

export async function buildEngineHost(): Promise<string> {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    define: { __filename: 'import.meta.filename', __dirname: 'import.meta.dirname' },
    build: {
      ssr: true,
      outDir: BUILT,
      target: 'node22',
      minify: false,
      rolldownOptions: {
        input: {
          'engine-host': join(ROOT, 'bench/ingest/engine-host.ts'),
          'spool-thread': join(ROOT, 'src-mcp/lake/ingest/spool-thread.ts'),
        },
        external: [/^node:/, /^@duckdb\//, /^@napi-rs\/keyring/],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
  return join(BUILT, 'engine-host.js');
}

export interface EngineClient {
  call(name: string, args?: Record<string, unknown>): Promise<Record<string, unknown>>;
  databaseBytes(): number;
  /** Ends the engine and tells what it saw of itself. */
  end(): Promise<EngineReport>;
}

export async function startEngineHost(entry: string, origin: string): Promise<EngineClient> {
  const home = mkdtempSync(join(tmpdir(), 'mixlake-bench-'));
  const report = join(home, 'report.json');
  const env = { PATH: process.env.PATH, HOME: home, MIXLAKE_HOME: home, ...ENGINE_PROCESS.env };
  const command = [...ENGINE_PROCESS.flags, entry, '--home', home, '--origin', origin, '--report', report];
  const server = await connectMcp(env, command);
  return {
    async call(name, args = {}) {
      const { result } = await server.request('tools/call', { name, arguments: args });
      const { structuredContent, isError, content } = (result ?? {}) as Record<string, unknown>;
      if (result === undefined || isError === true) throw new Error(`${name}: ${JSON.stringify(content)}`);
      return { ...(structuredContent as object) };
    },
    databaseBytes() {
      const file = join(home, 'projects', '7', 'lake.duckdb');
      return existsSync(file) ? statSync(file).size : 0;
    },
    async end() {
      await server.end();
      const seen: EngineReport = JSON.parse(readFileSync(report, 'utf8'));
      rmSync(home, { recursive: true, force: true });
      return seen;
    },
  };
}

export interface AnswerTimes {
  /** The one before the loading begins: code that runs for the first time. It is none of the others. */
  first: number;
  count: number;
  p50: number;
  p99: number;
  max: number;
}

/** How long answers take while the engine works: a call that needs nothing but the engine, every few milliseconds. */
export async function askAllTheTime(client: EngineClient): Promise<{ stop(): Promise<AnswerTimes> }> {
  const ask = async (): Promise<number> => {
    const startedMs = performance.now();
    await client.call('find_tools', { query: 'saved report' });
    return performance.now() - startedMs;
  };
  const first = await ask();
  const times: number[] = [];
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      times.push(await ask());
      await sleep(ASK_EVERY_MS);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await asking;
      return { first, count: times.length, p50: percentile(times, 0.5), p99: percentile(times, 0.99), max: percentile(times, 1) };
    },
  };
}

export interface Fetched {
  seconds: number;
  rows: number;
  status: string;
}

export async function fetchAll(client: EngineClient, from: string, to: string): Promise<Fetched> {
  const startedMs = performance.now();
  let job = await client.call('fetch_events', { from_date: from, to_date: to });
  while (job.status === 'running' || job.status === 'waiting' || job.status === 'queued') {
    job = await client.call('job_status', { job_id: job.job_id, wait_seconds: LONGEST_WAIT_SECONDS });
  }
  return { seconds: (performance.now() - startedMs) / 1_000, rows: Number(job.table_rows), status: String(job.status) };
}
