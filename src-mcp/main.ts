// Entry of the engine process. Nothing is printed; if it cannot start, one line of JSON on stderr says why.

import { ensureEngineKey } from '#core/link/engine-key.ts';
import { toWireError } from '#shared/errors.ts';
import { makeEngineProcess } from './engine-process.ts';
import { findEntries } from './process.ts';
import { removeEngineFile, writeEngineFile } from './server/engine-file.ts';
import { serveSocket } from './server/serve-socket.ts';

/** An engine that nobody is connected to and that has nothing to do ends itself. */
const IDLE_END_MS = 2 * 60_000;
const CLOSE_TIMEOUT_MS = 8_000;

async function main(): Promise<void> {
  const entries = findEntries(import.meta.url);
  const { engine, paths, log } = makeEngineProcess(entries, process.env);
  const ready = Promise.withResolvers<void>();
  const server = await listen();
  if (server === undefined) {
    log.info('another engine listens already');
    process.exit(0);
  }
  async function listen() {
    try {
      const key = ensureEngineKey(paths.engineKeyFile);
      return await serveSocket({ engine, paths, key, version: entries.version, log, ready: ready.promise });
    } catch (error) {
      log.fatal({ err: error }, 'could not listen');
      throw error;
    }
  }
  await writeEngineFile(paths.engineFile, { pid: process.pid, version: entries.version, startedAt: new Date().toISOString() });
  ready.resolve();
  log.info({ version: entries.version, node: process.versions.node }, 'ready');

  let ending = false;
  const end = (why: string): void => {
    if (ending) return;
    ending = true;
    log.info({ why }, 'ending');
    setTimeout(() => process.exit(1), CLOSE_TIMEOUT_MS).unref();
    server.close();
    engine
      .close()
      .catch((error) => log.error({ err: error }, 'the lake could not be closed cleanly'))
      .finally(() => {
        removeEngineFile(paths.engineFile, process.pid);
        process.exit(0);
      });
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  process.on('SIGHUP', () => undefined); // the terminal we were started from may close
  process.stderr.on('error', () => undefined); // whoever started us has let go of the pipe

  const idleMs = Number(process.env.MIXLAKE_ENGINE_IDLE_MS ?? IDLE_END_MS);
  let idle: NodeJS.Timeout | undefined;
  const watchIdle = (): void => {
    clearTimeout(idle);
    if (engine.connections() > 0) return;
    idle = setTimeout(() => {
      const isBusy = engine.jobs.list().some((job) => job.endedAt === null);
      if (isBusy) watchIdle();
      else end('idle');
    }, idleMs);
  };
  engine.onConnectionsChanged(watchIdle);
  watchIdle();
}

main().catch((error) => {
  process.stderr.write(`${JSON.stringify(toWireError(error))}\n`, () => process.exit(1));
});
