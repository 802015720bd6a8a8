// The product's HTTP client in front of a canned server, with a quota of its own for every test.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { lazyDispatcher } from '#mcp/mixpanel/dispatcher.ts';
import { createMixpanelHttp, type MixpanelHttp } from '#mcp/mixpanel/http.ts';
import { createQuota } from '#mcp/mixpanel/quota.ts';
import type { MixpanelAccount } from '#mcp/mixpanel/send.ts';
import { type CannedServer, startCannedServer } from '#test/fakes/canned-server.ts';

export const CALL = { maxWaitMs: 2_000 };

export interface Canned {
  readonly server: CannedServer;
  /** A client that has asked nothing yet. */
  client(changes?: Partial<MixpanelAccount>): MixpanelHttp;
}

/** For the top of a test file; the server runs for all of its tests. */
export function cannedServer(): Canned {
  const road = lazyDispatcher({});
  let dir = '';
  let running: CannedServer | undefined;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'mixlake-canned-'));
    running = await startCannedServer();
  });
  afterAll(async () => {
    await running?.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  const canned: Canned = {
    get server() {
      if (running === undefined) throw new Error('The canned server runs only while tests run.');
      return running;
    },
    client: (changes = {}) =>
      createMixpanelHttp({
        account: { username: 'anna', secret: 'hush', projectId: '12345', region: 'us', baseUrl: canned.server.origin, ...changes },
        quota: createQuota({ file: join(mkdtempSync(join(dir, 'quota-')), 'quota.json') }),
        road,
        // Retries go at once.
        random: () => 0,
      }),
  };
  return canned;
}
