// A Mixpanel that answers what a test says, and an engine with a client on it that is new for every test.
import { expect } from 'vitest';
import { type CannedServer, startCannedServer } from '#test/fakes/canned-server.ts';
import { startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';

const NOW = Date.parse('2026-05-20T10:00:00Z');
const ME = { body: { results: { projects: { 12345: { name: 'Shop', timezone: 'Europe/Vienna' } } } } };
const NAMES = { body: ['Sold', 'Returned'] };

export interface CannedRoom {
  server: CannedServer;
  mcp: TestClient;
  /** What Mixpanel answers from now on to all but `/me` and the names of events. */
  say(body: unknown, status?: number): void;
  begin(): Promise<void>;
  end(): Promise<void>;
  stop(): Promise<void>;
}

export async function openCannedRoom(): Promise<CannedRoom> {
  const server = await startCannedServer();
  const startedAt = Date.now();
  let engine: TestEngine | undefined;
  let mcp: TestClient | undefined;
  return {
    server,
    get mcp() {
      if (mcp === undefined) throw new Error('begin() comes first.');
      return mcp;
    },
    say: (body, status = 200) => server.answer({ status, body }),
    async begin() {
      server.always({ '/me': ME, '/events/names': NAMES });
      engine = startTestEngine({ now: () => NOW + (Date.now() - startedAt) });
      const [ours, theirs] = pipePair();
      const account = { kind: 'environment', username: 'anna', secret: 'hush-hush', projectId: '12345', region: 'us' } as const;
      engine.engine.serveMcp(
        { kind: 'assistant', account, mixpanelUrl: server.origin, mpConfigFile: '/nonexistent/config.toml' },
        ours,
        ours,
      );
      mcp = await connectClient('modern', theirs);
    },
    async end() {
      await mcp?.close();
      await engine?.close();
      expect(engine?.faults).toEqual([]);
    },
    stop: () => server.stop(),
  };
}
