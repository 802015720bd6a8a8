import { spawn } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client as NewClient, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport as NewTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';
import { CLI, clientEnv, endProcess, INITIALIZE, isRunning, ROOT, requireBuild, startRaw, type TempHome, tempHome } from './built.ts';

let simulator: SimulatorProcess;
let home: TempHome;

beforeAll(async () => {
  requireBuild();
  // The engine has a real clock here, so the simulator has one as well.
  simulator = await startSimulatorProcess({ events: 30_000, users: 1_000 });
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  await simulator.reset();
  home = tempHome();
  return () => home.remove();
});

function lastThirtyDays(): { from_date: string; to_date: string } {
  const day = (back: number): string => {
    const zoned = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Vienna' });
    return zoned.format(new Date(Date.now() - back * 86_400_000));
  };
  return { from_date: day(29), to_date: day(0) };
}

interface AnyClient {
  listTools(): Promise<{ tools: { name: string }[] }>;
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

async function connect(line: 'v1' | 'v2' | 'v2 with the new era', env: Record<string, string>): Promise<AnyClient> {
  const server = { command: process.execPath, args: [CLI], env, stderr: 'inherit' as const };
  if (line === 'v1') {
    const client = new OldClient({ name: 'old', version: '1' });
    await client.connect(new OldTransport(server));
    return { listTools: () => client.listTools(), callTool: (call) => client.callTool(call), close: () => client.close() };
  }
  const options = line === 'v2' ? {} : { versionNegotiation: { mode: { pin: '2026-07-28' } } };
  const client = new NewClient({ name: 'new', version: '2' }, options);
  await client.connect(new NewTransport(server));
  return { listTools: () => client.listTools(), callTool: (call) => client.callTool(call), close: () => client.close() };
}

/** A thread that stored downloads stays for ten seconds. */
function threadsOf(pid: number | undefined): string[] {
  const dir = `/proc/${pid}/task`;
  return readdirSync(dir).map((id) => readFileSync(`${dir}/${id}/comm`, 'utf8').trim());
}

describe.each(['v1', 'v2', 'v2 with the new era'] as const)('the built server, driven by a client of the SDK %s', (line) => {
  it('lists the tools, fetches 30 days, and counts what was sent', async () => {
    const client = await connect(line, clientEnv(home, simulator));
    expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual(
      expect.arrayContaining(['fetch_events', 'sql', 'job_status']),
    );
    let fetched = await client.callTool({ name: 'fetch_events', arguments: lastThirtyDays() });
    let job = fetched.structuredContent as { status: string; job_id: string };
    while (job.status === 'running' || job.status === 'waiting') {
      fetched = await client.callTool({ name: 'job_status', arguments: { job_id: job.job_id, wait_seconds: 10 } });
      job = fetched.structuredContent as { status: string; job_id: string };
    }
    expect(job).toMatchObject({ status: 'completed', missing_days: [] });
    if (process.platform === 'linux') expect(threadsOf(home.engine()?.pid)).toContain('spool');
    const counted = await client.callTool({ name: 'sql', arguments: { query: 'SELECT count(*) AS n FROM events' } });
    expect(counted.structuredContent).toMatchObject({ rows: [{ n: (await simulator.stats()).export.distinctEvents }] });
    await client.close();
  });
});

describe('the bridge', () => {
  it('writes protocol lines to stdout and nothing else, and names the engine in engine.json', async () => {
    const server = startRaw([], clientEnv(home, simulator));
    server.send(INITIALIZE);
    const hello = await server.answer(1);
    expect(hello.result).toMatchObject({ serverInfo: { name: 'mixlake' }, protocolVersion: '2025-06-18' });
    server.send({ method: 'notifications/initialized' });
    server.send({ id: 2, method: 'tools/call', params: { name: 'workspace_info', arguments: {} } });
    await server.answer(2);
    for (const line of server.stdout().trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
    expect(home.engine()).toMatchObject({ pid: expect.any(Number), version: expect.any(String), startedAt: expect.stringMatching(/Z$/) });
    server.child.stdin?.end();
    expect(await server.exited).toBe(0);
    expect(server.stderr()).toBe('');
  });

  it('answers what was asked just before its stdin ended', async () => {
    const warm = startRaw([], clientEnv(home, simulator));
    warm.send(INITIALIZE);
    await warm.answer(1);
    const server = startRaw([], clientEnv(home, simulator));
    server.send(INITIALIZE);
    server.send({ id: 2, method: 'tools/list' });
    server.child.stdin?.end();
    await server.exited;
    expect(server.stdout()).toContain('"id":2');
    warm.child.stdin?.end();
    await warm.exited;
  });

  it('goes within two seconds of the end of stdin, of SIGTERM, and of a closed stdout', async () => {
    for (const end of [
      (server: ReturnType<typeof startRaw>) => server.child.stdin?.end(),
      (server: ReturnType<typeof startRaw>) => server.child.kill('SIGTERM'),
      (server: ReturnType<typeof startRaw>) => {
        server.child.stdout?.destroy();
        server.send({ id: 3, method: 'tools/list' });
      },
    ]) {
      const server = startRaw([], clientEnv(home, simulator));
      server.send(INITIALIZE);
      await server.answer(1);
      const started = Date.now();
      end(server);
      await server.exited;
      expect(Date.now() - started).toBeLessThan(2_000);
    }
  });

  it('ends with one engine, however many start at the same moment', async () => {
    const servers = Array.from({ length: 6 }, () => startRaw([], clientEnv(home, simulator)));
    await Promise.all(
      servers.map((server) => {
        server.send(INITIALIZE);
        return server.answer(1);
      }),
    );
    const ready = readFileSync(join(home.dir, 'logs', 'engine.log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"msg":"ready"'));
    expect(ready).toHaveLength(1);
    for (const server of servers) server.child.stdin?.end();
    await Promise.all(servers.map((server) => server.exited));
  });

  it('tells a client without any account what to do, instead of failing to start', async () => {
    const server = startRaw([], clientEnv(home));
    server.send(INITIALIZE);
    await server.answer(1);
    server.send({ method: 'notifications/initialized' });
    server.send({ id: 2, method: 'tools/call', params: { name: 'list_events', arguments: {} } });
    const answer = JSON.stringify(await server.answer(2));
    expect(answer).toContain('No Mixpanel account is configured.');
    expect(answer).toContain('MP_USERNAME');
    server.child.stdin?.end();
    await server.exited;
  });

  it('answers with the missing variable when the account of the environment is not complete', async () => {
    const { MP_PROJECT_ID: _missing, ...env } = clientEnv(home, simulator);
    const server = startRaw([], env);
    server.send(INITIALIZE);
    expect(JSON.stringify(await server.answer(1))).toContain('MP_PROJECT_ID is missing.');
    server.child.stdin?.end();
    await server.exited;
  });

  it.each([
    [['--nonsense'], "Unknown option '--nonsense'"],
    [['--transport', 'sse'], '--transport sse is not known. Use stdio or http.'],
    [['--host', '0.0.0.0', '--transport', 'http'], 'is not this computer'],
  ])('refuses %j in one sentence', async (args, sentence) => {
    const server = startRaw(args, clientEnv(home));
    expect(await server.exited).toBe(2);
    expect(server.stderr()).toContain(sentence);
    expect(server.stderr().trim().split('\n')).toHaveLength(1);
    expect(server.stdout()).toBe('');
  });

  it('says so when its folder cannot be used, as an answer to the client', async () => {
    writeFileSync(join(home.dir, 'file'), '');
    const server = startRaw([], { ...clientEnv(home), MIXLAKE_HOME: join(home.dir, 'file', 'below') });
    server.send(INITIALIZE);
    expect(JSON.stringify(await server.answer(1))).toMatch(/Mixlake cannot write to its folder .* set MIXLAKE_HOME/);
    server.child.stdin?.end();
    await server.exited;
  });
});

describe('an engine that is asked to stop', () => {
  it('removes engine.json, closes the lake, and leaves no process', async () => {
    const client = await connect('v1', clientEnv(home, simulator));
    await client.callTool({ name: 'workspace_info', arguments: {} });
    const pid = home.engine()?.pid ?? 0;
    await endProcess(pid, 'SIGTERM');
    expect(isRunning(pid)).toBe(false);
    expect(home.engine()).toBeUndefined();
    expect(existsSync(join(home.dir, 'projects/4242/lake.duckdb.wal'))).toBe(false);
    await client.close();
  });
});

describe('--standalone', () => {
  it('runs without a socket, whoever has the number of a killed engine by now', async () => {
    const stale = { pid: process.pid, version: '0.1.0', startedAt: '2026-01-01T00:00:00.000Z' };
    writeFileSync(join(home.dir, 'engine.json'), JSON.stringify(stale));
    const alone = startRaw(['--standalone'], clientEnv(home, simulator));
    alone.send(INITIALIZE);
    await alone.answer(1);
    alone.send({ method: 'notifications/initialized' });
    alone.send({ id: 2, method: 'tools/call', params: { name: 'list_events', arguments: {} } });
    expect(JSON.stringify(await alone.answer(2))).toContain('Tour Viewed');
    alone.child.stdin?.end();
    await alone.exited;
    for (const line of alone.stdout().trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
  });
});

describe.skipIf(process.platform !== 'linux')('DuckDB', () => {
  it('is loaded by the first call that needs it', async () => {
    const hasLoaded = () => /duckdb[^\s]*\.(?:node|so)/.test(readFileSync(`/proc/${alone.child.pid}/maps`, 'utf8'));
    const alone = startRaw(['--standalone'], clientEnv(home, simulator));
    alone.send(INITIALIZE);
    await alone.answer(1);
    alone.send({ method: 'notifications/initialized' });
    alone.send({ id: 2, method: 'tools/call', params: { name: 'list_accounts', arguments: {} } });
    await alone.answer(2);
    expect(hasLoaded()).toBe(false);
    alone.send({ id: 3, method: 'tools/call', params: { name: 'sql', arguments: { query: 'SELECT 42 AS answer' } } });
    await alone.answer(3);
    expect(hasLoaded()).toBe(true);
    alone.child.stdin?.end();
    await alone.exited;
  });
});

describe('--standalone beside an engine', () => {
  it('refuses the folder that the engine owns', async () => {
    const first = startRaw([], clientEnv(home, simulator));
    first.send(INITIALIZE);
    await first.answer(1);
    const second = startRaw(['--standalone'], clientEnv(home, simulator));
    expect(await second.exited).toBe(2);
    expect(second.stderr()).toContain(`already runs (process ${home.engine()?.pid})`);
    first.child.stdin?.end();
    await first.exited;
  });
});

describe('--transport http', () => {
  it('serves both eras to who knows the token, and nobody else', async () => {
    const env = { ...clientEnv(home, simulator), MIXLAKE_HTTP_TOKEN: 'token-of-this-test' };
    const server = startRaw(['--transport', 'http', '--port', '0'], env);
    await expect.poll(() => server.stderr(), { timeout: 10_000 }).toContain('ready at');
    const url = new URL(/http:\S+/.exec(server.stderr())?.[0] ?? '');
    const ask = (headers: Record<string, string>) =>
      fetch(url, { method: 'POST', headers, body: JSON.stringify({ jsonrpc: '2.0', ...INITIALIZE }) });
    const json = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    const bearer = { authorization: 'Bearer token-of-this-test' };
    expect((await ask(json)).status).toBe(401);
    expect((await ask({ ...json, authorization: 'Bearer other' })).status).toBe(401);
    expect((await ask({ ...json, ...bearer, origin: 'https://evil.example' })).status).toBe(403);
    const good = await ask({ ...json, ...bearer });
    expect(good.status).toBe(200);
    expect(await good.text()).toContain('"serverInfo"');
    for (const options of [{}, { versionNegotiation: { mode: { pin: '2026-07-28' } } }]) {
      const client = new NewClient({ name: 'http', version: '1' }, options);
      await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers: bearer } }));
      expect((await client.callTool({ name: 'list_events', arguments: {} })).isError).not.toBe(true);
      await client.close();
    }
    server.child.kill('SIGTERM');
    expect(await server.exited).toBe(0);
  });
});

describe('the MCP entries', () => {
  it('run from a copy outside the checkout, with nothing but the native packages beside them', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'mixlake-copy-'));
    cpSync(join(ROOT, 'out/mcp'), join(copy, 'out/mcp'), { recursive: true });
    copyFileSync(join(ROOT, 'package.json'), join(copy, 'package.json'));
    mkdirSync(join(copy, 'node_modules/@duckdb'), { recursive: true });
    for (const name of ['node-api', 'node-bindings', `node-bindings-${process.platform}-${process.arch}`]) {
      symlinkSync(join(ROOT, 'node_modules/@duckdb', name), join(copy, 'node_modules/@duckdb', name));
    }
    const child = spawn(process.execPath, [join(copy, 'out/mcp/cli.js'), '--standalone'], {
      env: clientEnv(home, simulator),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...INITIALIZE })}\n`);
    child.stdin.write(
      `${JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'list_tables', arguments: {} } })}\n`,
    );
    await expect.poll(() => out, { timeout: 15_000 }).toContain('no local tables yet');
    child.stdin.end();
    await new Promise((done) => child.once('exit', done));
    rmSync(copy, { recursive: true, force: true });
  });
});
