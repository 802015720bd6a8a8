// Puts an engine together from the process it runs in. Used by the engine's own entry and by --standalone.
import { setFlagsFromString } from 'node:v8';
import { engineEnvironment } from '#core/link/start-engine.ts';
import { createLog } from '#core/log.ts';
import { ensureHome, type MixlakePaths, mixlakePaths } from '#core/paths.ts';
import { createRedactor } from '#core/redact.ts';
import { createStoredSecrets } from '#core/secrets/stored-secrets.ts';
import { lazyDispatcher } from './mixpanel/dispatcher.ts';
import { type Entries, killOurselves } from './process.ts';
import { createDemo } from './server/demo.ts';
import { createEngine, type Engine } from './server/engine.ts';

export interface EngineProcess {
  engine: Engine;
  paths: MixlakePaths;
  log: ReturnType<typeof createLog>;
  /** Does ahead what takes some tens of milliseconds, in which nobody would be answered: the sockets of the HTTP client, the list of all tools. */
  warmUp(): Promise<unknown>;
}

/**
 * On a computer with much memory V8 lets garbage grow to many times what is in use: 320 MB resident after a minute of calls, 500 after twenty.
 * An engine runs all day beside other programs. With these it stays at 200 MB and answers as fast (measured).
 */
const V8_FLAGS = ['--semi-space-growth-factor=1', '--heap-growing-percent=50'];

export function keepHeapSmall(): void {
  for (const flag of V8_FLAGS) setFlagsFromString(flag);
}

export function makeEngineProcess(entries: Entries, env: NodeJS.ProcessEnv): EngineProcess {
  keepHeapSmall();
  const paths = mixlakePaths({ mixlakeHome: env.MIXLAKE_HOME });
  ensureHome(paths);
  const redactor = createRedactor();
  const log = createLog(paths.logsDir, 'engine', redactor);
  const road = lazyDispatcher({
    httpProxy: env.http_proxy ?? env.HTTP_PROXY,
    httpsProxy: env.https_proxy ?? env.HTTPS_PROXY,
    noProxy: env.no_proxy ?? env.NO_PROXY,
  });
  const engine = createEngine({
    paths,
    version: entries.version,
    spoolThread: entries.spoolThread,
    secrets: createStoredSecrets(paths.secretsFile),
    redactor,
    log,
    road,
    demo: createDemo({
      entry: entries.simulator,
      execPath: process.execPath,
      env: { ...engineEnvironment(env, paths), ...electronAsNode() },
    }),
    onMemoryEmergency: () => {
      log.fatal('memory ran out during a query; the engine ends and is started again');
      killOurselves();
    },
  });
  return { engine, paths, log, warmUp: () => Promise.all([road(), engine.warmUp()]) };
}

function electronAsNode(): Record<string, string> {
  return process.versions.electron === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' };
}
