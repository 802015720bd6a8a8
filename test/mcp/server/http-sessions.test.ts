// MCP over HTTP: who gets in, sessions of the older line, and what one client may ask of the server.
import { writeFileSync } from 'node:fs';
import { request as rawRequest } from 'node:http';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { conformanceFixtures } from '#mcp/fixtures/index.ts';
import { createCallRate } from '#mcp/server/http-call-rate.ts';
import { createEventStore } from '#mcp/server/http-event-store.ts';
import { createHttpSessions, IDLE_END_MS, MAX_SESSIONS } from '#mcp/server/http-sessions.ts';
import { createMcpServer } from '#mcp/server/mcp-server.ts';
import { type HttpServing, serveHttp } from '#mcp/server/serve-http.ts';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { connectHttpClient } from '#test/fakes/mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

const TOKEN = 'token-of-these-tests';
const TODAY = '2026-05-20';
const INITIALIZE = {
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
};
const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  authorization: `Bearer ${TOKEN}`,
};
const noon = Date.parse(`${TODAY}T10:00:00Z`);

let simulator: SimulatorProcess;
let test: TestEngine;
let serving: HttpServing;
let url: URL;
/** The clock of sessions and rates: it stands unless a test moves it. */
let clockMs = 0;

beforeAll(async () => {
  const startedAt = Date.now();
  simulator = await startSimulatorProcess({ events: 2_000, users: 100, today: TODAY, quota: false });
  test = startTestEngine({ now: () => noon + (Date.now() - startedAt) });
  const mpConfigFile = join(test.paths.home, 'mp-config.toml');
  const { username, secret, projectId } = simulator.credentials;
  const account = (name: string, region: string): string =>
    `[accounts.${name}]\nusername = "${username}"\nsecret = "${secret}"\nproject_id = "${projectId}"\nregion = "${region}"\n`;
  writeFileSync(mpConfigFile, ['default = "first"', account('first', 'us'), account('second', 'eu')].join('\n'));
  serving = await serveHttp({
    engine: test.engine,
    hello: { role: 'mcp', account: { kind: 'default' }, mixpanelUrl: simulator.origin, mpConfigFile, version: '0.0.0-test' },
    host: '127.0.0.1',
    port: 0,
    token: TOKEN,
    log: pino({ level: 'error' }, { write: (line: string) => void process.stderr.write(line) }),
    extras: conformanceFixtures,
    now: () => clockMs,
  });
  url = new URL(`http://127.0.0.1:${serving.port}/mcp`);
});
afterAll(async () => {
  await serving.close();
  await test.close();
  await simulator.stop();
});
/** Time passes until nobody has a session, and rates are full again; the server hears of a client's end a little later. */
async function nobodyLeft(): Promise<void> {
  await vi.waitFor(() => {
    clockMs += IDLE_END_MS;
    serving.sweep();
    expect(serving.sessions()).toBe(0);
  });
}
beforeEach(nobodyLeft);

function post(body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { ...HEADERS, ...headers }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...body }) });
}

async function begin(): Promise<Record<string, string>> {
  const answer = await post(INITIALIZE);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('"serverInfo"');
  return { 'mcp-session-id': answer.headers.get('mcp-session-id') ?? '', 'mcp-protocol-version': '2025-11-25' };
}

async function words(answer: Response): Promise<string> {
  const body: { error: { message: string } } = await answer.json();
  return body.error.message;
}

describe('who gets in', () => {
  it.each([
    ['no token', { authorization: '' }, 401, /token is missing or wrong/],
    ['a wrong token', { authorization: 'Bearer other' }, 401, /token is missing or wrong/],
    ['a foreign Origin', { origin: 'https://evil.example' }, 403, /Origin is not served/],
    ['another port of this computer as Origin', { origin: 'http://127.0.0.1:1' }, 403, /Origin is not served/],
    ['another form of content', { 'content-type': 'text/plain' }, 415, /application\/json/],
  ])('%s is refused', async (_what, headers, status, message) => {
    const answer = await post(INITIALIZE, headers);
    expect(answer.status).toBe(status);
    expect(await words(answer)).toMatch(message);
    expect(serving.sessions()).toBe(0);
  });

  it('a foreign Host is refused, with the right token too', async () => {
    const status = await new Promise((done, fail) => {
      const asked = rawRequest(url, { method: 'POST', headers: { ...HEADERS, host: 'evil.example' } }, (answer) => {
        answer.resume();
        done(answer.statusCode);
      });
      asked.once('error', fail).end('{}');
    });
    expect(status).toBe(403);
  });

  it('our own Origin is served', async () => {
    expect((await post(INITIALIZE, { origin: url.origin })).status).toBe(200);
  });

  it('other paths, too much, and what is not JSON are refused in words', async () => {
    expect((await fetch(new URL('/other', url), { headers: HEADERS })).status).toBe(404);
    const large = await post({ ...INITIALIZE, padding: 'x'.repeat(1024 * 1024) });
    expect(large.status).toBe(413);
    expect(await words(large)).toMatch(/larger than 1 MB/);
    const broken = await fetch(url, { method: 'POST', headers: HEADERS, body: '{' });
    expect(broken.status).toBe(400);
    expect(await words(broken)).toMatch(/not JSON/);
  });

  it('a session id is no proof of who asks', async () => {
    const session = await begin();
    expect((await post({ method: 'tools/list' }, { ...session, authorization: 'Bearer other' })).status).toBe(401);
  });
});

describe('sessions', () => {
  it('are each their own: a switch of account in one is not seen in the other', async () => {
    const one = await connectHttpClient('legacy', url, TOKEN);
    const other = await connectHttpClient('legacy', url, TOKEN);
    expect(one.sessionId()).not.toBe(other.sessionId());
    expect(one.sessionId()?.length).toBeGreaterThanOrEqual(32);
    expect((await one.call('switch_account', { name: 'second' })).isError).toBe(false);
    expect((await one.call('workspace_info')).data.account).toBe('second');
    expect((await other.call('workspace_info')).data.account).toBe('first');
    const newer = await connectHttpClient('modern', url, TOKEN);
    expect((await newer.call('workspace_info')).data.account).toBe('first');
    await Promise.all([one.close(), other.close(), newer.close()]);
  });

  it('end with DELETE, and are then not found', async () => {
    const session = await begin();
    expect((await post({ method: 'ping' }, session)).status).toBe(200);
    expect((await fetch(url, { method: 'DELETE', headers: { ...HEADERS, ...session } })).status).toBe(200);
    expect(serving.sessions()).toBe(0);
    const gone = await post({ method: 'ping' }, session);
    expect(gone.status).toBe(404);
    expect(await words(gone)).toMatch(/Begin a new one with initialize/);
  });

  it('are not found under an unknown id, and needed for everything but initialize', async () => {
    expect((await post({ method: 'tools/list' }, { 'mcp-session-id': 'guessed' })).status).toBe(404);
    const without = await post({ method: 'tools/list' });
    expect(without.status).toBe(400);
    expect(await words(without)).toMatch(/no Mcp-Session-Id header/);
    expect(serving.sessions()).toBe(0);
  });

  it('end when they have been idle for half an hour, unless their stream stands', async () => {
    const idle = await begin();
    const standing = await begin();
    const end = new AbortController();
    const stream = await fetch(url, { headers: { ...HEADERS, ...standing }, signal: end.signal });
    expect(stream.status).toBe(200);
    clockMs += IDLE_END_MS - 1;
    serving.sweep();
    expect(serving.sessions()).toBe(2);
    clockMs += 1;
    serving.sweep();
    expect((await post({ method: 'ping' }, idle)).status).toBe(404);
    expect((await post({ method: 'ping' }, standing)).status).toBe(200);
    end.abort();
    await nobodyLeft();
  });

  it('give the rest of an answer to a client whose stream broke', async () => {
    const session = await begin();
    const call = await post({ method: 'tools/call', params: { name: 'test_reconnection', arguments: {} } }, session);
    const first = await call.text();
    expect(first).toMatch(/retry: \d+/);
    expect(first).not.toContain('Reconnection test completed');
    const lastEventId = /^id: (.+)$/m.exec(first)?.[1] ?? '';
    const end = new AbortController();
    const resumed = await fetch(url, { headers: { ...HEADERS, ...session, 'last-event-id': lastEventId }, signal: end.signal });
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of resumed.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.includes('Reconnection test completed')) break;
    }
    expect(text).toContain('Reconnection test completed');
    end.abort();
  });
});

describe('the number of sessions', () => {
  const mcpDeps = () => test.engine.mcpDeps(test.engine.openSession(simulatorSession(simulator)));
  const asked = (init: RequestInit = {}) => new Request(url, { method: 'POST', headers: HEADERS, ...init });
  const message = { jsonrpc: '2.0', id: 1, ...INITIALIZE };

  it('is bounded: the one that has been idle longest makes room, one that is in use does not', async () => {
    let now = 0;
    const sessions = createHttpSessions({ createServer: () => createMcpServer(mcpDeps()), now: () => now, onFault: () => undefined });
    const ids: string[] = [];
    for (let index = 0; index < MAX_SESSIONS; index += 1) {
      now += 1;
      const answer = await sessions.serve(asked(), message);
      await answer.text();
      ids.push(answer.headers.get('mcp-session-id') ?? '');
    }
    expect(sessions.count()).toBe(MAX_SESSIONS);
    const ping = (id: string) =>
      sessions.serve(asked({ headers: { ...HEADERS, 'mcp-session-id': id } }), { jsonrpc: '2.0', id: 2, method: 'ping' });
    const stand = (id: string) => sessions.serve(asked({ method: 'GET', headers: { ...HEADERS, 'mcp-session-id': id } }), undefined);
    const [first = '', second = '', ...others] = ids;
    await stand(first);
    await (await sessions.serve(asked(), message)).text();
    expect(sessions.count()).toBe(MAX_SESSIONS);
    expect((await ping(second)).status).toBe(404);
    expect((await ping(first)).status).toBe(200);
    for (const id of others) expect((await stand(id)).status).toBe(200);
    // One more is idle: the one that came instead of the second.
    await (await sessions.serve(asked(), message)).text();
    const last = await sessions.serve(asked(), message);
    const lastId = last.headers.get('mcp-session-id') ?? '';
    await last.text();
    await stand(lastId);
    const full = await sessions.serve(asked(), message);
    expect(full.status).toBe(503);
    expect(await words(full)).toMatch(/All 64 sessions are in use/);
    await sessions.close();
    expect(sessions.count()).toBe(0);
  });
});

describe('an initialize that is refused', () => {
  it('leaves neither a session nor a server behind', async () => {
    const made: ReturnType<typeof createMcpServer>[] = [];
    const createServer = () => {
      const server = createMcpServer(test.engine.mcpDeps(test.engine.openSession(simulatorSession(simulator))));
      made.push(server);
      return server;
    };
    const sessions = createHttpSessions({ createServer, now: () => 0, onFault: () => undefined });
    const asked = new Request(url, { method: 'POST', headers: { ...HEADERS, accept: 'application/json' } });
    const refused = await sessions.serve(asked, { jsonrpc: '2.0', id: 1, ...INITIALIZE });
    expect(refused.status).toBe(406);
    expect(sessions.count()).toBe(0);
    expect(made.map((server) => server.transport)).toEqual([undefined]);
    await sessions.close();
  });
});

describe('the rate of tool calls', () => {
  const call = { method: 'tools/call', params: { name: 'test_simple_text', arguments: {} } };

  it('lets a burst through, then answers 429 in words, for this client alone', async () => {
    const session = await begin();
    const other = await begin();
    for (let index = 0; index < 60; index += 1) expect((await post(call, session)).status).toBe(200);
    const refused = await post(call, session);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await words(refused)).toMatch(/Too many tool calls at once\. Try again in 1 s/);
    expect((await post({ method: 'tools/list' }, session)).status).toBe(200);
    expect((await post(call, other)).status).toBe(200);
    clockMs += 1_000;
    expect((await post(call, session)).status).toBe(200);
  });

  it('fills again by 20 a second and never above the burst', () => {
    let now = 0;
    const rate = createCallRate(() => now);
    expect(rate.take('a', 60)).toBe(0);
    expect(rate.take('a', 1)).toBe(1);
    now += 500;
    expect(rate.take('a', 10)).toBe(0);
    expect(rate.take('a', 1)).toBe(1);
    now += 3_600_000;
    expect(rate.take('a', 61)).toBeGreaterThan(0);
    expect(rate.take('a', 60)).toBe(0);
    expect(rate.take('b', 0)).toBe(0);
  });
});

describe('what a session keeps for a broken stream', () => {
  const note = (text: string) => ({ jsonrpc: '2.0' as const, method: 'notifications/message', params: { text } });

  it('is bounded by number and by size, and told apart by stream', async () => {
    const store = createEventStore({ events: 3, chars: 1_000 });
    const first = await store.storeEvent('a', note('1'));
    const second = await store.storeEvent('a', note('2'));
    await store.storeEvent('b', note('other'));
    await store.storeEvent('a', note('3'));
    const sent: object[] = [];
    const send = async (_id: string, message: object) => void sent.push(message);
    await expect(store.replayEventsAfter(first, { send })).rejects.toThrow(/not kept/);
    expect(await store.replayEventsAfter(second, { send })).toBe('a');
    expect(sent).toEqual([note('3')]);
    const large = await store.storeEvent('a', note('x'.repeat(5_000)));
    expect(await store.getStreamIdForEventId?.(large)).toBe('a');
    expect(await store.getStreamIdForEventId?.(second)).toBeUndefined();
  });
});

describe.each(['legacy', 'modern'] as const)('a notice of changed tables over HTTP, for the %s era', (era) => {
  it('arrives after a fetch of another client', async () => {
    const watcher = await connectHttpClient(era, url, TOKEN);
    const told: string[] = [];
    await watcher.watch(['workspace://tables'], (uri) => told.push(uri));
    const fetcher = await connectHttpClient('legacy', url, TOKEN);
    const fetched = await fetcher.call('fetch_events', { from_date: '2026-05-18', to_date: '2026-05-19', table: `of_${era}` });
    expect(fetched.isError).toBe(false);
    await expect.poll(() => told.includes('workspace://tables'), { timeout: 10_000 }).toBe(true);
    expect(new Set(told)).toEqual(new Set(['workspace://tables']));
    await Promise.all([watcher.close(), fetcher.close()]);
  });
});
