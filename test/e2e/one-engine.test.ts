// However many start, and of whatever version: one engine.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { findRuntime } from '#core/link/runtime.ts';
import { startEngine } from '#core/link/start-engine.ts';
import { ensureHome, mixlakePaths } from '#core/paths.ts';
import { createEngineLink } from '#main/services/engine-link.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';
import { CLI, clientEnv, INITIALIZE, isRunning, type RawServer, ROOT, requireBuild, startRaw, type TempHome, tempHome } from './built.ts';

const BRIDGES = 12;
const NEWER = '99.0.0';

let simulator: SimulatorProcess;
let home: TempHome;
let newerCli: string;

beforeAll(async () => {
  requireBuild();
  simulator = await startSimulatorProcess({ events: 30_000, quota: false });
  newerCli = installNewer();
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  await simulator.reset();
  home = tempHome();
  return () => home.remove();
});

/** The same build in another folder that calls itself newer. */
function installNewer(): string {
  const dir = mkdtempSync(join(tmpdir(), 'mixlake-newer-'));
  cpSync(join(ROOT, 'out/mcp'), join(dir, 'out/mcp'), { recursive: true });
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ type: 'module', version: NEWER }));
  mkdirSync(join(dir, 'node_modules'));
  for (const name of ['@duckdb', '@napi-rs']) symlinkSync(join(ROOT, 'node_modules', name), join(dir, 'node_modules', name));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  return join(dir, 'out/mcp/cli.js');
}

let lastId = 100;
async function ask(server: RawServer, name: string, args: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  lastId += 1;
  const answer = server.answer(lastId);
  server.send({ id: lastId, method: 'tools/call', params: { name, arguments: args } });
  const { result } = (await answer) as { result?: { structuredContent?: Record<string, unknown>; isError?: boolean } };
  expect(result?.isError).not.toBe(true);
  return result?.structuredContent ?? {};
}

async function begin(command = CLI): Promise<RawServer> {
  const server = startRaw([], clientEnv(home, simulator), command);
  onTestFinished(() => void server.child.kill('SIGKILL'));
  server.send(INITIALIZE);
  await server.answer(1);
  server.send({ method: 'notifications/initialized' });
  return server;
}

function readyLines(): { pid: number; version: string }[] {
  const lines = readFileSync(join(home.dir, 'logs', 'engine.log'), 'utf8')
    .trim()
    .split('\n');
  return lines.map((text) => JSON.parse(text)).filter(({ msg }) => msg === 'ready');
}

it(`ends with one engine when ${BRIDGES} bridges and the app start at the same moment, also over the files of a killed one`, async () => {
  for (const round of [1, 2]) {
    const paths = mixlakePaths({ mixlakeHome: home.dir });
    ensureHome(paths);
    const runtime = findRuntime(ROOT, process.versions, process.execPath);
    const entry = join(ROOT, 'out/mcp/engine.js');
    const start = () => startEngine({ paths, env: process.env, runtime, entry });
    const link = createEngineLink({ paths, version: '0.1.0', startEngine: start });
    const app = link.use({ kind: 'default' });
    const bridges = await Promise.all(Array.from({ length: BRIDGES }, () => begin()));
    await Promise.all(bridges.map((bridge) => ask(bridge, 'workspace_info')));
    await (await app).jobs.list();
    expect(readyLines()).toHaveLength(round);
    link.close();
    for (const bridge of bridges) bridge.child.stdin?.end();
    expect(await Promise.all(bridges.map((bridge) => bridge.exited))).toEqual(Array(BRIDGES).fill(0));
    process.kill(home.engine()?.pid ?? 0, 'SIGKILL');
  }
});

describe('after an update', () => {
  it('a newer bridge replaces the engine of the older version, whose clients go on with the newer one', async () => {
    const older = await begin();
    await ask(older, 'workspace_info');
    const before = home.engine();
    const newer = await begin(newerCli);
    await ask(newer, 'workspace_info');
    const after = home.engine();
    expect(after).toMatchObject({ version: NEWER });
    await ask(older, 'workspace_info');
    await ask(newer, 'workspace_info');
    expect(home.engine()).toEqual(after);
    expect(readyLines().map(({ version }) => version)).toEqual([before?.version, NEWER]);
    await expect.poll(() => isRunning(before?.pid ?? 0), { timeout: 15_000 }).toBe(false);
  });

  it('an older bridge uses the engine of a newer version as it is', async () => {
    const newer = await begin(newerCli);
    await ask(newer, 'workspace_info');
    const older = await begin();
    await ask(older, 'workspace_info');
    expect(readyLines()).toMatchObject([{ version: NEWER }]);
  });

  it('an engine at work stays until its job is done, serves the newer bridge meanwhile, and loses nothing', async () => {
    const day = (back: number): string => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
    await simulator.faults([{ kind: 'stall', ms: 4_000, path: 'export', at: 'body' }]);
    const older = await begin();
    await ask(older, 'workspace_info');
    const before = home.engine();
    const fetching = ask(older, 'fetch_events', { from_date: day(30), to_date: day(2) });
    await expect
      .poll(async () => Object.keys((await simulator.stats()).requests.byPath).some((path) => path.includes('export')), { timeout: 10_000 })
      .toBe(true);
    const newer = await begin(newerCli);
    await ask(newer, 'list_events');
    expect(await fetching).toMatchObject({ status: 'completed', missing_days: [] });
    await expect.poll(() => isRunning(before?.pid ?? 0), { timeout: 15_000 }).toBe(false);
    const counted = await ask(newer, 'sql', { query: 'SELECT count(*) AS n FROM events' });
    expect(counted).toMatchObject({ rows: [{ n: (await simulator.stats()).export.distinctEvents }] });
    expect(home.engine()).toMatchObject({ version: NEWER });
  });
});
