// Starts the engine as a process of its own that outlives us. Its environment is built from an allow-list, so no MP_SECRET of
// ours reaches it (credentials travel in the hello); its working directory is an empty private folder.
import { spawn } from 'node:child_process';
import { AppError, fromWireError } from '#shared/errors.ts';
import type { MixlakePaths } from '../paths.ts';
import type { StartingEngine } from './connect.ts';
import type { Runtime } from './runtime.ts';

/** What an engine needs to take little memory and to answer at once, however it is started. */
export const ENGINE_PROCESS = {
  /**
   * Of V8. New objects are collected often and in short steps: 10 MB less, and nobody is held up for long while a download passes
   * through (measured: docs/adr/0018). Steps this short are done sooner by one thread than by several that wait for a free processor.
   */
  flags: ['--max-semi-space-size=1', '--no-parallel-scavenge'],
  env: {
    // DuckDB queries run on libuv's threads; with the default of 4, four long queries block every file read.
    UV_THREADPOOL_SIZE: '16',
    // Of glibc, elsewhere without effect: with an arena for each of our many threads what is freed stays scattered, and memory creeps up for
    // hours. Large blocks, those into which a socket reads among them, go back as soon as they are freed; left alone, glibc keeps larger and larger
    // ones.
    MALLOC_ARENA_MAX: '2',
    MALLOC_MMAP_THRESHOLD_: String(64 * 1024),
  },
} as const;

const ALLOWED_ENV =
  /^(PATH|HOME|USER|LOGNAME|USERPROFILE|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA|PROGRAMDATA|SYSTEMROOT|WINDIR|COMSPEC|TMPDIR|TEMP|TMP|LANG|LC_\w+|TZ|DBUS_SESSION_BUS_ADDRESS|XDG_\w+|SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|https?_proxy|no_proxy|MIXLAKE_HOME|MIXLAKE_TEST_FIXTURES|MIXLAKE_ENGINE_\w+)$/i;

export function engineEnvironment(env: NodeJS.ProcessEnv, paths: MixlakePaths): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined && ALLOWED_ENV.test(name)) out[name] = value;
  return { ...out, MIXLAKE_HOME: paths.home, ...ENGINE_PROCESS.env };
}

export interface StartEngineOptions {
  paths: MixlakePaths;
  env: NodeJS.ProcessEnv;
  runtime: Runtime;
  /** Absolute path of engine.js. */
  entry: string;
}

export function startEngine(options: StartEngineOptions): StartingEngine {
  const child = spawn(options.runtime.command, [...ENGINE_PROCESS.flags, options.entry], {
    cwd: options.paths.runDir,
    env: { ...engineEnvironment(options.env, options.paths), ...options.runtime.env },
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    windowsHide: true,
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-4096);
  });
  const failed = new Promise<AppError | undefined>((resolve) => {
    child.once('error', (cause) => resolve(new AppError('internal', 'The Mixlake engine could not be started.', { cause })));
    child.once('close', (code) => resolve(code === 0 ? undefined : failureOf(words, options.paths)));
  });
  return {
    failed,
    release() {
      child.stderr.destroy();
      child.unref();
    },
  };
}

/** The engine's last words, when it could not start, are one line: a WireError as JSON. */
function failureOf(words: string, paths: MixlakePaths): AppError {
  const last = words.trim().split('\n').at(-1) ?? '';
  try {
    const wire: unknown = JSON.parse(last);
    if (typeof wire === 'object' && wire !== null && 'message' in wire && typeof wire.message === 'string') {
      const hint = 'hint' in wire && typeof wire.hint === 'string' ? wire.hint : undefined;
      return fromWireError({ kind: 'internal', message: wire.message, ...(hint === undefined ? {} : { hint }) });
    }
  } catch {
    // Not a sentence of ours: a crash of the runtime. The log has the rest.
  }
  return new AppError('internal', 'The Mixlake engine ended while starting.', { hint: `Its log is in ${paths.logsDir}.` });
}
