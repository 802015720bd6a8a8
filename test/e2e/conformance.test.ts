// The official MCP conformance suite against the built server: every scenario it has for servers, none expected to fail. The suite's
// fixtures stand beside our own tools, on the same server, behind the same token and Host checks.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTokenProxy, type TokenProxy } from '#test/fakes/token-proxy.ts';
import { clientEnv, type RawServer, ROOT, requireBuild, startRaw, type TempHome, tempHome, until } from './built.ts';

const TOKEN = 'token-of-the-conformance-run';
const SUITE = join(ROOT, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');
const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
const run = promisify(execFile);

async function startHttp(home: TempHome, env: Record<string, string>): Promise<{ server: RawServer; url: URL }> {
  const server = startRaw(['--transport', 'http', '--port', '0'], { ...clientEnv(home), MIXLAKE_HTTP_TOKEN: TOKEN, ...env });
  await until(() => server.stderr().includes('ready at'), 'the server is ready');
  return { server, url: new URL(/http:\S+/.exec(server.stderr())?.[0] ?? '') };
}

async function serverScenarios(): Promise<string[]> {
  const { stdout } = await run(process.execPath, [SUITE, 'list', '--server']);
  return [...stdout.matchAll(/^ {2}- (\S+)/gm)].map((match) => match[1] ?? '');
}

describe('the official conformance suite', () => {
  let home: TempHome;
  let server: RawServer;
  let proxy: TokenProxy;
  let results: string;
  beforeAll(async () => {
    requireBuild();
    home = tempHome();
    results = mkdtempSync(join(tmpdir(), 'mixlake-conformance-'));
    const started = await startHttp(home, { MIXLAKE_TEST_FIXTURES: '1' });
    server = started.server;
    proxy = await startTokenProxy(started.url, TOKEN);
  });
  afterAll(async () => {
    await proxy.stop();
    server.child.kill('SIGTERM');
    await server.exited;
    await home.remove();
    rmSync(results, { recursive: true, force: true });
  });

  it('finds nothing to complain of in any of its scenarios', async () => {
    const { stdout } = await run(process.execPath, [SUITE, 'server', '--url', proxy.url, '--suite', 'all', '-o', results]);
    const ran = readdirSync(results);
    const failures = ran.flatMap((scenario) => {
      const checks: { id: string; status: string; errorMessage?: string }[] = JSON.parse(
        readFileSync(join(results, scenario, 'checks.json'), 'utf8'),
      );
      return checks.filter((check) => check.status === 'FAILURE').map((check) => `${scenario}: ${check.id}: ${check.errorMessage}`);
    });
    expect(failures).toEqual([]);
    const expected = await serverScenarios();
    expect(expected.length).toBeGreaterThanOrEqual(32);
    expect(expected.filter((name) => !ran.some((folder) => folder.startsWith(`server-${name}-`)))).toEqual([]);
    expect(Number(/Total: (\d+) passed, 0 failed/.exec(stdout)?.[1])).toBeGreaterThanOrEqual(44);
  });
});

describe('a normal run', () => {
  it('has none of the fixtures', async () => {
    const home = tempHome();
    const { server, url } = await startHttp(home, {});
    const headers = { ...JSON_HEADERS, authorization: `Bearer ${TOKEN}` };
    const initialize = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'conformance-test', version: '1' },
    };
    const post = (method: string, params: object, session: Record<string, string> = {}) =>
      fetch(url, {
        method: 'POST',
        headers: { ...headers, ...session },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      });
    const begun = await post('initialize', initialize);
    expect(await begun.text()).not.toContain('"logging"');
    const session = { 'mcp-session-id': begun.headers.get('mcp-session-id') ?? '' };
    for (const list of ['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list']) {
      const listed = await (await post(list, {}, session)).text();
      expect(listed).toContain('"result"');
      expect(listed).not.toMatch(/test_simple|test:\/\/|json_schema_2020/);
    }
    server.child.kill('SIGTERM');
    await server.exited;
    await home.remove();
  });

  it('does not even load them: they are a file of their own', () => {
    const loaded = loadedAtStart(['cli.js', 'engine.js', 'in-process.js']);
    expect(loaded.size).toBeGreaterThanOrEqual(3);
    for (const [file, text] of loaded) expect(text.includes('test_simple_text'), file).toBe(false);
  });
});

/** The entries of out/mcp with everything that they import by a statement, which is what a run loads before it decides anything. */
function loadedAtStart(entries: string[]): Map<string, string> {
  const loaded = new Map<string, string>();
  const load = (file: string): void => {
    if (loaded.has(file)) return;
    const text = readFileSync(file, 'utf8');
    loaded.set(file, text);
    for (const match of text.matchAll(/^\s*(?:import|export)\b[^'"\n]*['"](\.[^'"]+)['"]/gm)) load(join(file, '..', match[1] ?? ''));
  };
  for (const entry of entries) load(join(ROOT, 'out/mcp', entry));
  return loaded;
}
