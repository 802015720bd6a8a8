// The engine inside the process of the command (--standalone, --transport http), without a socket. A bundle of its own.
import { duplexPair } from 'node:stream';
import { tryConnect } from '#core/link/connect.ts';
import type { Hello } from '#core/link/hello.ts';
import type { MixlakePaths } from '#core/paths.ts';
import { AppError, toWireError } from '#shared/errors.ts';
import type { Arguments } from './bridge/arguments.ts';
import { complain } from './bridge/complain.ts';
import type { OpenedEngine } from './bridge/standalone.ts';
import { type EngineProcess, makeEngineProcess } from './engine-process.ts';
import { findEntries, killOurselves } from './process.ts';
import { sessionRequest } from './server/engine.ts';
import { readEngineFile, removeEngineFile, writeEngineFile } from './server/engine-file.ts';
import type { ServerExtras } from './server/server-extras.ts';
import { REPEATABLE_TOOLS } from './tools/repeatable.ts';

const CLOSE_TIMEOUT_MS = 1_200;
const EXIT_REFUSED = 2;

/**
 * Whether an engine runs is asked of its socket, not of the process number in engine.json: in a container a killed engine's number
 * soon belongs to somebody else. Another --standalone has no socket; the lock of the database file stands between the two.
 */
async function refuseBesideEngine(paths: MixlakePaths): Promise<void> {
  const engine = await tryConnect(paths.engineSocket);
  if (engine === undefined) return;
  engine.on('error', () => undefined).destroy();
  const pid = readEngineFile(paths.engineFile)?.pid;
  throw new AppError(
    'lake-busy',
    `A Mixlake engine already runs${pid === undefined ? '' : ` (process ${pid})`} and owns the local databases.`,
    {
      hint: 'Leave --standalone out to use it, end it, or set MIXLAKE_HOME to another folder.',
    },
  );
}

/** The conformance suite's fixtures, and their code, are there only when a test asks for them. */
async function fixtures(): Promise<ServerExtras | undefined> {
  if (process.env.MIXLAKE_TEST_FIXTURES !== '1') return undefined;
  return (await import('./fixtures/index.ts')).conformanceFixtures;
}

interface Running {
  made: EngineProcess;
  close(): Promise<void>;
}

async function start(): Promise<Running> {
  const entries = findEntries(import.meta.url);
  const made = makeEngineProcess(entries, process.env);
  const { engine, paths } = made;
  await refuseBesideEngine(paths);
  await writeEngineFile(paths.engineFile, { pid: process.pid, version: entries.version, startedAt: new Date().toISOString() });
  return {
    made,
    async close() {
      await engine.close();
      removeEngineFile(paths.engineFile, process.pid);
    },
  };
}

/** For --standalone: what a client writes on one end of a pair of streams, the engine reads on the other. */
export async function openEngine(): Promise<OpenedEngine> {
  try {
    const { made, close } = await start();
    const { engine } = made;
    return {
      ok: true,
      engine: {
        connect(hello) {
          engine.clients.refuseDisconnected(hello.bridgeId);
          const [near, far] = duplexPair();
          far.once('close', () => near.destroy());
          near.once('close', () => far.destroy());
          const { closed } = engine.serveMcp(sessionRequest(hello), far, far);
          closed.catch(() => undefined).finally(() => near.destroy());
          return { socket: near, repeatable: REPEATABLE_TOOLS };
        },
        close,
      },
    };
  } catch (error) {
    return { ok: false, error: toWireError(error) };
  }
}

/** For --transport http. */
export async function runHttp(args: Arguments, hello: Hello): Promise<number> {
  try {
    const { made, close } = await start();
    const { engine, log } = made;
    const stopped = Promise.withResolvers<number>();
    process.removeAllListeners('SIGTERM');
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopped.resolve(0));
    const { serveHttp } = await import('./server/serve-http.ts');
    const extras = await fixtures();
    await serveHttp({ engine, hello, host: args.host, port: args.port, token: process.env.MIXLAKE_HTTP_TOKEN, log, extras });
    const code = await stopped.promise;
    setTimeout(killOurselves, CLOSE_TIMEOUT_MS).unref();
    await close();
    return code;
  } catch (error) {
    await complain(error);
    return EXIT_REFUSED;
  }
}
