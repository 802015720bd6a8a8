// How fast events get into the lake, beside the limit of this machine in the same run: the same export, downloaded and gunzipped
// to nowhere.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createGunzip } from 'node:zlib';
import { request } from 'undici';
import { createLog } from '#core/log.ts';
import { ensureHome, mixlakePaths } from '#core/paths.ts';
import { createRedactor } from '#core/redact.ts';
import { createMemorySecrets } from '#core/secrets/secret-store.ts';
import { startFetchEvents } from '#mcp/jobs/start-fetch.ts';
import { lazyDispatcher } from '#mcp/mixpanel/dispatcher.ts';
import { createEngine } from '#mcp/server/engine.ts';
import { DEMO_PROJECT } from '#shared/model/demo-project.ts';
import type { BenchResult } from './table.ts';

const DEFAULT_EVENTS = 300_000;
const DAYS = 10;

async function startSimulator(events: number): Promise<{ origin: string; stop(): void }> {
  const child = spawn(
    process.execPath,
    [
      resolve(import.meta.dirname, '../src-simulator/main.ts'),
      '--port',
      '0',
      '--no-quota',
      '--exit-with-stdin',
      '--events',
      String(events * 9),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const origin = await new Promise<string>((done) => {
    child.stdout.on('data', (chunk) => {
      const found = /http:\S+/.exec(String(chunk))?.[0];
      if (found !== undefined) done(found);
    });
  });
  return { origin, stop: () => void child.kill() };
}

function day(back: number): string {
  return new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
}

async function downloadToNowhere(origin: string): Promise<number> {
  const started = performance.now();
  const basic = Buffer.from(`${DEMO_PROJECT.username}:${DEMO_PROJECT.secret}`).toString('base64');
  for (let back = DAYS + 1; back >= 2; back -= 1) {
    const url = `${origin}/api/2.0/export?project_id=${DEMO_PROJECT.projectId}&from_date=${day(back)}&to_date=${day(back)}`;
    const answer = await request(url, { headers: { authorization: `Basic ${basic}`, 'accept-encoding': 'gzip' } });
    for await (const _chunk of answer.body.pipe(createGunzip({ chunkSize: 256 * 1024 }))) {
      // To nowhere.
    }
  }
  return (performance.now() - started) / 1000;
}

export async function benchIngest(args: string[]): Promise<BenchResult> {
  const events = Number(args[0] ?? DEFAULT_EVENTS);
  const simulator = await startSimulator(events);
  const limitSeconds = await downloadToNowhere(simulator.origin);
  const home = mkdtempSync(join(tmpdir(), 'mixlake-bench-'));
  const paths = mixlakePaths({ mixlakeHome: home });
  ensureHome(paths);
  const engine = createEngine({
    paths,
    version: 'bench',
    secrets: createMemorySecrets(),
    log: createLog(paths.logsDir, 'bench', createRedactor()),
    road: lazyDispatcher({}),
    demo: { account: () => Promise.reject(new Error('unused')), close: () => undefined },
    onMemoryEmergency: () => process.exit(75),
  });
  const session = engine.openSession({
    kind: 'assistant',
    account: {
      kind: 'environment',
      username: DEMO_PROJECT.username,
      secret: DEMO_PROJECT.secret,
      projectId: DEMO_PROJECT.projectId,
      region: 'us',
    },
    mixpanelUrl: simulator.origin,
  });
  const workspace = await session.workspace();
  await workspace.lake();
  const started = performance.now();
  const { job } = await startFetchEvents({
    room: workspace,
    jobs: engine.jobs,
    table: 'events',
    from: day(DAYS + 1),
    to: day(2),
    timezone: 'UTC',
    selection: {},
    append: false,
    startedBy: 'bench',
    now: Date.now,
  });
  const ended = await engine.jobs.wait(job.jobId, 600_000);
  const seconds = (performance.now() - started) / 1000;
  const rows = ended.progress.rows;
  const peakRssMb = process.resourceUsage().maxRSS / 1024;
  await engine.close();
  simulator.stop();
  rmSync(home, { recursive: true, force: true });
  const row = (what: string, took: number) => ({
    what,
    seconds: took.toFixed(1),
    'events/s': Math.round(rows / took),
    'share of the limit': (limitSeconds / took).toFixed(2),
  });
  return {
    rows: [row('limit: download + gunzip to nowhere', limitSeconds), row(`fetch_events of ${DAYS} days (${ended.status})`, seconds)],
    summary: { rows, limitSeconds, fetchSeconds: seconds, ratio: limitSeconds / seconds, peakRssMb },
  };
}
