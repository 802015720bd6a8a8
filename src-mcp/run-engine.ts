// The life of the engine process once it has the socket: serving, and its end, whoever wants it.

import { ensureEngineKey } from '#core/link/engine-key.ts';
import type { Listening } from '#core/link/listen-early.ts';
import { readLimits } from '#core/settings.ts';
import { type EngineProcess, makeEngineProcess } from './engine-process.ts';
import { type Entries, killOurselves } from './process.ts';
import { removeEngineFile, writeEngineFile } from './server/engine-file.ts';
import { createHandOver } from './server/hand-over.ts';
import { maxRssMb, watchMemory } from './server/memory-watch.ts';
import { type SocketServing, serveSocket } from './server/serve-socket.ts';

/** An engine that nobody is connected to and that has nothing to do ends itself. */
const IDLE_END_MS = 2 * 60_000;
const CLOSE_TIMEOUT_MS = 8_000;
/** What came with the start has been answered by then. */
const WARM_UP_AFTER_MS = 2_000;

export async function runEngine(entries: Entries, listening: Listening): Promise<void> {
  const { version } = entries;
  const made = makeEngineProcess(entries, process.env);
  const { engine, paths, log } = made;
  const isBusy = (): boolean => engine.jobs.list().some((job) => job.endedAt === null);
  const handOver = createHandOver({ paths, version, isBusy, end: () => end('hand-over to a newer version') });
  const ready = Promise.withResolvers<void>();
  const key = ensureEngineKey(paths.engineKeyFile);
  const serving = serveSocket({ engine, key, version, log, ready: ready.promise, onHandOver: handOver.ask }, listening);
  const end = ending(made, serving);
  endAtSignals(end);
  engine.jobs.onChange(handOver.lookAgain);
  await writeEngineFile(paths.engineFile, { pid: process.pid, version, startedAt: new Date().toISOString() });
  ready.resolve();
  log.info({ version, node: process.versions.node }, 'ready');
  endWhenIdle(made, isBusy, end);
  setTimeout(() => {
    made.warmUp().catch((error) => log.warn({ err: error }, 'not all could be made ready ahead'));
  }, WARM_UP_AFTER_MS).unref();
  watchMemory({
    rssBytes: () => process.memoryUsage.rss(),
    maxRssMb: Number(process.env.MIXLAKE_ENGINE_MAX_RSS_MB ?? maxRssMb(readLimits(paths.settingsFile).memoryMb)),
    isBusy,
    runningCalls: () => engine.clients.list().reduce((sum, { running }) => sum + running, 0),
    end: (rssMb) => end(`memory: ${rssMb} MB`),
  });
}

/** The socket is given back last: until then it keeps the next engine from the databases. */
function ending({ engine, paths, log }: EngineProcess, serving: SocketServing): (why: string) => void {
  let isEnding = false;
  return (why) => {
    if (isEnding) return;
    isEnding = true;
    log.info({ why }, 'ending');
    setTimeout(killOurselves, CLOSE_TIMEOUT_MS).unref();
    // After this turn: whoever asked for the end still gets its answer.
    setImmediate(() => serving.stop());
    engine
      .close()
      .catch((error) => log.error({ err: error }, 'the lake could not be closed cleanly'))
      .finally(() => {
        removeEngineFile(paths.engineFile, process.pid);
        serving.close();
        process.exit(0);
      });
  };
}

function endAtSignals(end: (why: string) => void): void {
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  process.on('SIGHUP', () => undefined); // the terminal we were started from may close
  process.stderr.on('error', () => undefined); // whoever started us has let go of the pipe
}

function endWhenIdle({ engine }: EngineProcess, isBusy: () => boolean, end: (why: string) => void): void {
  const idleMs = Number(process.env.MIXLAKE_ENGINE_IDLE_MS ?? IDLE_END_MS);
  let idle: NodeJS.Timeout | undefined;
  const watchIdle = (): void => {
    clearTimeout(idle);
    if (engine.connections() > 0) return;
    idle = setTimeout(() => {
      if (isBusy()) watchIdle();
      else end('idle');
    }, idleMs);
  };
  engine.onConnectionsChanged(watchIdle);
  watchIdle();
}
