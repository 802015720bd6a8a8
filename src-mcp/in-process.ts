// --standalone: the engine inside the stdio process, without a socket. stdout carries protocol lines only.
import { tryConnect } from '#core/link/connect.ts';
import type { Hello } from '#core/link/hello.ts';
import type { MixlakePaths } from '#core/paths.ts';
import { AppError } from '#shared/errors.ts';
import type { Arguments } from './bridge/arguments.ts';
import { complain } from './bridge/complain.ts';
import { watchParent } from './bridge/parent-watch.ts';
import { makeEngineProcess } from './engine-process.ts';
import { findEntries, killOurselves } from './process.ts';
import { sessionRequest } from './server/engine.ts';
import { readEngineFile, removeEngineFile, writeEngineFile } from './server/engine-file.ts';
import type { ServerExtras } from './server/server-extras.ts';

const LAST_ANSWERS_MS = 500;
const CLOSE_TIMEOUT_MS = 1_200;
const EXIT_REFUSED = 2;

/** Errors are told here: this file is a bundle of its own, and an error class does not cross from one bundle to another. */
export async function runInProcess(args: Arguments, hello: Hello): Promise<number> {
  try {
    return await run(args, hello);
  } catch (error) {
    await complain(error);
    return EXIT_REFUSED;
  }
}

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

async function run(args: Arguments, hello: Hello): Promise<number> {
  const entries = findEntries(import.meta.url);
  const { engine, paths, log } = makeEngineProcess(entries, process.env);
  await refuseBesideEngine(paths);
  await writeEngineFile(paths.engineFile, { pid: process.pid, version: entries.version, startedAt: new Date().toISOString() });
  const done = Promise.withResolvers<number>();
  process.removeAllListeners('SIGTERM');
  process.on('SIGTERM', () => done.resolve(0));
  process.on('SIGINT', () => done.resolve(0));
  if (args.transport === 'http') {
    const { serveHttp } = await import('./server/serve-http.ts');
    const extras = await fixtures();
    await serveHttp({ engine, hello, host: args.host, port: args.port, token: process.env.MIXLAKE_HTTP_TOKEN, log, extras });
  } else {
    process.stdout.on('error', () => done.resolve(0));
    process.stdin.once('end', () => setTimeout(() => done.resolve(0), LAST_ANSWERS_MS).unref());
    const { closed } = engine.serveMcp(sessionRequest(hello), process.stdin, process.stdout);
    closed.then(() => done.resolve(0)).catch(() => done.resolve(1));
    watchParent(
      () => process.ppid,
      () => done.resolve(0),
    );
  }
  const code = await done.promise;
  setTimeout(killOurselves, CLOSE_TIMEOUT_MS).unref();
  process.stdin.destroy(); // what is under way is given up, so that the databases can be closed
  await engine.close();
  removeEngineFile(paths.engineFile, process.pid);
  return code;
}
