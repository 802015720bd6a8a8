// A Mixpanel that answers what a test says, and an engine with a client on it that is new for every test: what one has asked must
// not be known to the next.
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { type CannedAnswer, type CannedServer, startCannedServer } from './canned-server.ts';
import { startTestEngine } from './engine.ts';
import { connectClient, pipePair, type TestClient } from './mcp-clients.ts';

export interface CannedRoom {
  server: CannedServer;
  /** The client of this test. */
  mcp: TestClient;
  /** What Mixpanel answers from now on to all but what is asked on the side. */
  say(body: unknown, status?: number): void;
}

/** What is asked on the side: the project, and the names of its events. */
export const ME: CannedAnswer = { body: { results: { projects: { 12345: { name: 'Shop', timezone: 'Europe/Vienna' } } } } };
export const NAMES: CannedAnswer = { body: ['Sold', 'Returned'] };

/** Opens and closes it with the tests of the file that calls this; `now` is the instant at which they begin. */
export function cannedRoom(now = Date.parse('2026-05-20T10:00:00Z')): CannedRoom {
  let server: CannedServer | undefined;
  let mcp: TestClient | undefined;
  const startedAt = Date.now();
  beforeAll(async () => {
    server = await startCannedServer();
  });
  afterAll(() => server?.stop());
  const room: CannedRoom = {
    get server() {
      return opened(server);
    },
    get mcp() {
      return opened(mcp);
    },
    say: (body, status = 200) => room.server.answer({ status, body }),
  };
  beforeEach(async () => {
    room.server.always({ '/me': ME, '/events/names': NAMES });
    const test = startTestEngine({ now: () => now + (Date.now() - startedAt) });
    const [ours, theirs] = pipePair();
    const account = { kind: 'environment', username: 'anna', secret: 'hush-hush', projectId: '12345', region: 'us' } as const;
    const mixpanelUrl = room.server.origin;
    test.engine.serveMcp({ kind: 'assistant', account, mixpanelUrl, mpConfigFile: '/nonexistent/config.toml' }, ours, ours);
    const client = await connectClient('modern', theirs);
    mcp = client;
    return async () => {
      await client.close();
      await test.close();
      expect(test.faults).toEqual([]);
    };
  });
  return room;
}

function opened<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('The room is open only while a test runs.');
  return part;
}
