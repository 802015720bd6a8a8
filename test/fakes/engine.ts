// A real engine in this process: temp home, real DuckDB, real HTTP to a simulator; only the process around it is missing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { ensureHome, type MixlakePaths, mixlakePaths } from '#core/paths.ts';
import { createMemorySecrets, type SecretStore } from '#core/secrets/secret-store.ts';
import { lazyDispatcher } from '#mcp/mixpanel/dispatcher.ts';
import type { UndiciRoad } from '#mcp/mixpanel/send.ts';
import { createEngine, type Engine } from '#mcp/server/engine.ts';
import type { SessionRequest } from '#mcp/server/sessions.ts';
import type { SimulatorProcess } from './simulator-process.ts';

export interface TestEngine {
  engine: Engine;
  paths: MixlakePaths;
  faults: unknown[];
  close(): Promise<void>;
}

export interface TestEngineOptions {
  now?: () => number;
  home?: string;
  /** How requests travel; left out: as in the product. */
  road?: UndiciRoad;
  secrets?: SecretStore;
}

export function startTestEngine(options: TestEngineOptions = {}): TestEngine {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'mixlake-engine-'));
  const paths = mixlakePaths({ mixlakeHome: home });
  ensureHome(paths);
  const faults: unknown[] = [];
  const engine = createEngine({
    paths,
    version: '0.0.0-test',
    secrets: options.secrets ?? createMemorySecrets(),
    // A fault of ours is shown where it happens; a test must not pass over one.
    log: pino({ level: 'error' }, { write: (line: string) => void process.stderr.write(line) }),
    road: options.road ?? lazyDispatcher({}),
    demo: { account: () => Promise.reject(new Error('no demo in this test')), close: () => undefined },
    onMemoryEmergency: () => faults.push('memory'),
    ...(options.now === undefined ? {} : { now: options.now }),
  });
  return {
    engine,
    paths,
    faults,
    async close() {
      await engine.close();
      if (options.home === undefined) rmSync(home, { recursive: true, force: true });
    },
  };
}

/** What a bridge with MP_* and MIXLAKE_MIXPANEL_URL in its environment asks for. */
export function simulatorSession(
  simulator: SimulatorProcess,
  changes: { secret?: string; projectId?: string; region?: string } = {},
): SessionRequest {
  const { username, secret, projectId } = simulator.credentials;
  return {
    kind: 'assistant',
    account: { kind: 'environment', username, secret, projectId: String(projectId), region: 'us', ...changes },
    mixpanelUrl: simulator.origin,
    mpConfigFile: '/nonexistent/config.toml',
  };
}
