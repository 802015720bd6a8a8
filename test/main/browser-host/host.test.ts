import { mkdirSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CONNECTION_TIMES, startBrowserHost } from '#main/browser-host/host.ts';
import type { WindowClient } from '#shared/contract/contract.ts';
import { createFakeApp } from '#test/renderer/fakes/fake-app.ts';
import { sampleStatus } from '#test/renderer/fakes/samples.ts';
import { tempDir } from '../../fakes/temp-dir.ts';

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

async function startHost(port = 0, times = CONNECTION_TIMES) {
  const root = tempDir();
  const pageDir = join(root, 'renderer');
  mkdirSync(join(pageDir, 'assets'), { recursive: true });
  writeFileSync(join(pageDir, 'index.html'), '<!doctype html><title>Mixlake</title>');
  writeFileSync(join(pageDir, 'assets', 'main.js'), 'export {};');
  writeFileSync(join(pageDir, 'assets', 'main.js.map'), '{}');
  writeFileSync(join(root, 'secret.json'), '"canary"');
  const app = createFakeApp();
  const newAddresses: string[] = [];
  const host = await startBrowserHost({ services: app, pageDir, port, onNewAddress: (address) => newAddresses.push(address), times });
  onTestFinished(host.close);
  return { app, host, token: tokenOf(host.address), newAddresses };
}

function tokenOf(address = ''): string {
  return address.split('#token=')[1] ?? '';
}

/** Plain HTTP: paths and headers go out as they are given, which fetch would not do. */
function ask(
  port: number,
  path: string,
  options: { method?: string; headers?: OutgoingHttpHeaders; body?: string | Buffer[] } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: options.method ?? 'GET',
        headers: { host: `127.0.0.1:${port}`, ...options.headers },
        agent: false,
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text) => {
          body += text;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      },
    );
    outgoing.on('error', reject);
    if (Array.isArray(options.body)) for (const part of options.body) outgoing.write(part);
    outgoing.end(Array.isArray(options.body) ? undefined : options.body);
  });
}

const JSON_HEADERS = { 'x-mixlake': '1', 'content-type': 'application/json' };

async function openSession(port: number, token: string): Promise<string> {
  const answer = await ask(port, '/session', { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify({ token }) });
  expect(answer.status).toBe(204);
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

describe('the page of the browser host', () => {
  it('is served with headers that let it load nothing from elsewhere', async () => {
    const { host } = await startHost();
    const page = await ask(host.port, '/');
    expect(page).toMatchObject({ status: 200, body: '<!doctype html><title>Mixlake</title>' });
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
    });
    const csp = String(page.headers['content-security-policy']);
    for (const rule of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "form-action 'none'"]) {
      expect(csp.split('; ')).toContain(rule);
    }
    expect(csp).not.toContain('unsafe');
    expect(page.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('comes with its files, and with a query too', async () => {
    const { host } = await startHost();
    expect(await ask(host.port, '/assets/main.js')).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/javascript; charset=utf-8' },
    });
    expect((await ask(host.port, '/?x=1')).status).toBe(200);
    expect(await ask(host.port, '/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });

  it.each([
    '/nothing.html',
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/..\\..\\secret.json',
    '/assets/main.js.map',
    '/assets',
    '//',
    '//evil.example/',
    'http://[/',
  ])('has no %s', async (path) => {
    const { host } = await startHost();
    const answer = await ask(host.port, path);
    expect(answer.status).toBe(404);
    expect(answer.headers['content-security-policy']).toBeDefined();
    expect(answer.body).not.toContain('canary');
  });

  it('is only read', async () => {
    const { host } = await startHost();
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await ask(host.port, '/', { method })).status).toBe(405);
  });

  it('is refused to another Host or Origin, whatever is asked', async () => {
    const { host } = await startHost();
    for (const path of ['/', '/session', '/rpc/app/status']) {
      expect((await ask(host.port, path, { headers: { host: `evil.example:${host.port}` } })).status).toBe(403);
      expect((await ask(host.port, path, { headers: { origin: 'https://evil.example' } })).status).toBe(403);
    }
  });

  it('listens on this computer only', async () => {
    const { host } = await startHost();
    expect(host.address).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${host.port}/#token=[\\w-]{43}$`));
  });

  it('says in words that its port is in use', async () => {
    const taken = net.createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => {
        const address = taken.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    onTestFinished(() => void taken.close());
    await expect(startHost(port)).rejects.toMatchObject({
      kind: 'input',
      message: `Port ${port} is in use.`,
      hint: expect.stringContaining('--port'),
    });
  });

  it('says in words that it was not built', async () => {
    await expect(
      startBrowserHost({ services: createFakeApp(), pageDir: join(tempDir(), 'none'), port: 0, onNewAddress: () => {} }),
    ).rejects.toMatchObject({
      message: 'The built window is missing.',
      hint: 'Run `npm run build`.',
    });
  });
});

describe('the session of a page', () => {
  it('is opened once with the launch code, and kept in a cookie that scripts and other sites cannot use', async () => {
    const { host, token } = await startHost();
    const body = JSON.stringify({ token });
    const first = await ask(host.port, '/session', { method: 'POST', headers: JSON_HEADERS, body });
    expect(first.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^mixlake_session_${host.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
    );
    expect(first.body).toBe('');
    const second = await ask(host.port, '/session', { method: 'POST', headers: JSON_HEADERS, body });
    expect(second.status).toBe(401);
    expect(second.headers).not.toHaveProperty('set-cookie');
  });

  it.each([
    ['GET', JSON_HEADERS, '', 405],
    ['POST', { 'content-type': 'application/json' }, '{}', 403],
    ['POST', { 'x-mixlake': '1', 'content-type': 'text/plain' }, '{}', 415],
    ['POST', JSON_HEADERS, 'not json', 401],
    ['POST', JSON_HEADERS, '{"token":7}', 401],
    ['POST', JSON_HEADERS, '{"token":"wrong"}', 401],
  ])('is not opened by %s with %j and %j', async (method, headers, body, status) => {
    const { host, token } = await startHost();
    expect((await ask(host.port, '/session', { method, headers, body })).status).toBe(status);
    expect(await openSession(host.port, token)).toMatch(/^mixlake_session_\d+=/);
  });
});

describe('another window', () => {
  it('is opened by the address that is told when one was used, and by no wrong code', async () => {
    const { host, token, newAddresses } = await startHost();
    await ask(host.port, '/session', { method: 'POST', headers: JSON_HEADERS, body: '{"token":"wrong"}' });
    expect(newAddresses).toEqual([]);
    const first = await openSession(host.port, token);
    expect(newAddresses).toEqual([expect.stringMatching(new RegExp(`^http://127\\.0\\.0\\.1:${host.port}/#token=[\\w-]{43}$`))]);
    expect(await openSession(host.port, tokenOf(newAddresses[0]))).toBe(first);
    expect(new Set([host.address, ...newAddresses]).size).toBe(3);
    const call = { method: 'POST', headers: { ...JSON_HEADERS, cookie: first }, body: '{}' };
    expect((await ask(host.port, '/rpc/app/status', call)).status).toBe(200);
  });

  it('of another host in the same browser leaves this one its session', async () => {
    const [one, two] = [await startHost(), await startHost()];
    const cookie = `${await openSession(one.host.port, one.token)}; ${await openSession(two.host.port, two.token)}`;
    expect(new Set(cookie.split('; ').map((each) => each.split('=')[0])).size).toBe(2);
    for (const { host } of [one, two]) {
      const call = { method: 'POST', headers: { ...JSON_HEADERS, cookie }, body: '{}' };
      expect((await ask(host.port, '/rpc/app/status', call)).status).toBe(200);
    }
  });
});

describe('the calls of a page', () => {
  it('are answered with the cookie, and the stream lasts as long as the page', async () => {
    const { app, host, token } = await startHost();
    const cookie = await openSession(host.port, token);
    const client: WindowClient = createORPCClient(
      new RPCLink({ url: `http://127.0.0.1:${host.port}/rpc`, headers: { 'x-mixlake': '1', cookie } }),
    );
    expect(await client.app.status()).toEqual(sampleStatus());
    const page = new AbortController();
    const changes = await client.app.changes(undefined, { signal: page.signal });
    expect((await changes.next()).value).toEqual({ kind: 'status', status: sampleStatus() });
    expect(app.openStreams()).toBe(1);
    page.abort();
    await expect.poll(app.openStreams).toBe(0);
  });

  it('are refused without it, also for a page that knows the header', async () => {
    const { host } = await startHost();
    const answer = await ask(host.port, '/rpc/app/status', { method: 'POST', headers: JSON_HEADERS, body: '{}' });
    expect(answer.status).toBe(401);
    expect(answer.headers['content-security-policy']).toBeDefined();
  });

  it('are refused above 1 MB, told or not', async () => {
    const { host, token } = await startHost();
    const headers = { ...JSON_HEADERS, cookie: await openSession(host.port, token) };
    const path = '/rpc/query/open';
    const call = (sql: string) => Buffer.from(JSON.stringify({ json: { sql } }));
    expect((await ask(host.port, path, { method: 'POST', headers, body: [call('SELECT 1')] })).status).toBe(200);
    const told = { ...headers, 'content-length': String(1024 * 1024 + 1) };
    expect((await refusalOf(host.port, path, told)).status).toBe(413);
    const parts = Array.from({ length: 20 }, () => Buffer.alloc(64 * 1024, ' '));
    expect((await ask(host.port, path, { method: 'POST', headers, body: [...parts, call('SELECT 1')] })).status).toBe(413);
  });

  it('that do not exist are not found', async () => {
    const { host, token } = await startHost();
    const headers = { ...JSON_HEADERS, cookie: await openSession(host.port, token) };
    expect((await ask(host.port, '/rpc/app/nothing', { method: 'POST', headers, body: '{}' })).status).toBe(404);
  });
});

describe('connections that ask for nothing', () => {
  it('lose their place within 15 seconds', () => {
    const { headersTimeout, keepAliveTimeout, connectionsCheckingInterval } = CONNECTION_TIMES;
    expect(Math.max(headersTimeout, keepAliveTimeout) + connectionsCheckingInterval).toBeLessThanOrEqual(15_000);
  });

  it('are closed, also when there are more than the host takes, and the page is served again', async () => {
    const { host } = await startHost(0, { ...CONNECTION_TIMES, headersTimeout: 200, connectionsCheckingInterval: 50 });
    const closed = Array.from({ length: 80 }, () => idleConnection(host.port));
    await Promise.all(closed);
    expect((await ask(host.port, '/')).status).toBe(200);
  });
});

/** Says nothing, and is done when the host has closed it. */
function idleConnection(port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => undefined); // a refused one ends like a closed one
    socket.on('close', () => resolve());
    socket.resume();
  });
}

/** What is said to a request whose body never comes. */
function refusalOf(port: number, path: string, headers: OutgoingHttpHeaders): Promise<{ status: number }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port,
      path,
      method: 'POST',
      headers: { host: `127.0.0.1:${port}`, ...headers },
      agent: false,
    });
    outgoing.on('response', (response) => {
      resolve({ status: response.statusCode ?? 0 });
      outgoing.destroy();
    });
    outgoing.on('error', reject);
    outgoing.flushHeaders();
  });
}
