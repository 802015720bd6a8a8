import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { ensureEngine } from '#core/link/connect.ts';
import { ensureEngineKey } from '#core/link/engine-key.ts';
import { listenEarly } from '#core/link/listen-early.ts';
import { mixlakePaths } from '#core/paths.ts';
import { serveSocket } from '#mcp/server/serve-socket.ts';
import { startTestEngine } from '#test/fakes/engine.ts';

it('nobody is served before the engine has named itself in engine.json', async () => {
  const home = mkdtempSync(join(tmpdir(), 'mixlake-socket-'));
  const paths = mixlakePaths({ mixlakeHome: home });
  const { engine, close } = startTestEngine({ home });
  const ready = Promise.withResolvers<void>();
  const key = ensureEngineKey(paths.engineKeyFile);
  const listening = await listenEarly(paths);
  if (listening === undefined) throw new Error('another engine listens');
  const log = pino({ level: 'silent' });
  const server = serveSocket({ engine, key, version: '1', log, ready: ready.promise, onHandOver: () => undefined }, listening);
  let isServed = false;
  const connecting = ensureEngine({
    paths,
    hello: { role: 'mcp', account: { kind: 'default' }, version: '1' },
    startEngine: () => {
      throw new Error('an engine listens already');
    },
  }).then((connection) => {
    isServed = true;
    return connection;
  });
  await new Promise((done) => setTimeout(done, 100));
  expect(isServed).toBe(false);
  ready.resolve();
  const { socket } = await connecting;
  socket.destroy();
  server.close();
  await close();
  rmSync(home, { recursive: true, force: true });
});
