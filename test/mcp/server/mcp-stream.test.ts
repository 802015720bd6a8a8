import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureHome, mixlakePaths } from '#core/paths.ts';
import { createMemorySecrets } from '#core/secrets/secret-store.ts';
import { lazyDispatcher } from '#mcp/mixpanel/dispatcher.ts';
import { createEngine, type Engine } from '#mcp/server/engine.ts';

let home: string;
let engine: Engine;
let server: net.Server;
const served: Promise<void>[] = [];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'mixlake-stream-'));
  const paths = mixlakePaths({ mixlakeHome: home });
  ensureHome(paths);
  engine = createEngine({
    paths,
    version: '0.0.0-test',
    secrets: createMemorySecrets(),
    log: pino({ level: 'silent' }),
    road: lazyDispatcher({}),
    demo: { account: () => Promise.reject(new Error('no demo in this test')), close: () => undefined },
    onMemoryEmergency: () => undefined,
  });
  server = net.createServer((socket) => {
    served.push(engine.serveMcp({ kind: 'assistant', account: { kind: 'default' } }, socket, socket).closed);
  });
  await new Promise<void>((done) => server.listen(join(home, 's'), done));
});
afterAll(async () => {
  server.close();
  await engine.close();
  rmSync(home, { recursive: true, force: true });
});

function connect() {
  const socket = net.connect(join(home, 's'));
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const send = (message: object) => socket.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  return { socket, send, text: () => text };
}

const INITIALIZE = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } };

describe('a stream of messages', () => {
  it('ends with words after a message that is too long, instead of falling silent', async () => {
    const { socket, send, text } = connect();
    const ended = new Promise((done) => socket.once('close', done));
    send({ id: 1, method: 'initialize', params: INITIALIZE });
    await expect.poll(text).toContain('"id":1');
    socket.write(`{"jsonrpc":"2.0","id":2,"method":"tools/list","params":{"x":"${'x'.repeat(11 * 1024 * 1024)}"}}\n`);
    await ended;
    expect(JSON.parse(text().trim().split('\n').at(-1) ?? '')).toEqual({
      jsonrpc: '2.0',
      id: null,
      error: { code: -32600, message: 'A message may be at most 10 MB.' },
    });
    await Promise.all(served);
    expect(engine.connections()).toBe(0);
  });

  it('may say null where a tool takes no arguments', async () => {
    const { socket, send, text } = connect();
    send({ id: 1, method: 'initialize', params: INITIALIZE });
    await expect.poll(text).toContain('"id":1');
    send({ id: 2, method: 'tools/call', params: { name: 'sql', arguments: null } });
    await expect.poll(text).toContain('"id":2');
    expect(text()).toContain('The argument query is missing.');
    socket.end();
  });
});
