// Starts a registered command as a client does, with the poor environment that programs of a desktop have, and speaks with it in both
// eras of the protocol: the handshake of 2025, and the one without a handshake of 2026.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import type { Place } from './clients.ts';
import { isRecord } from './clients.ts';
import type { Launch } from './launch.ts';

/** Clients give up after 60 s; ours must be far below. */
const LIMIT_MS = 30_000;
const KILL_AFTER_MS = 2_000;
const MAX_WORDS = 2_000;
const OLD_PROTOCOL = '2025-11-25';
const NEW_PROTOCOL = '2026-07-28';
const CLIENT_INFO = { name: 'mixlake-check', version: '1' };

export interface HandshakeResult {
  ok: boolean;
  protocols: string[];
  serverVersion: string | null;
  tools: number | null;
  durationMs: number;
  /** What went wrong, in one sentence. */
  problem: string | null;
}

export interface HandshakeInput {
  launch: Launch;
  place: Place;
  signal?: AbortSignal | undefined;
  limitMs?: number;
}

export async function tryHandshake(input: HandshakeInput): Promise<HandshakeResult> {
  const started = performance.now();
  const failed = (problem: string): HandshakeResult => ({ ...NOTHING, durationMs: Math.round(performance.now() - started), problem });
  let server: Server | undefined;
  try {
    server = startServer(input);
    const hello = await server.ask('initialize', { protocolVersion: OLD_PROTOCOL, capabilities: {}, clientInfo: CLIENT_INFO });
    server.tell('notifications/initialized');
    const tools = await countTools(server);
    const durationMs = Math.round(performance.now() - started);
    const info = isRecord(hello.serverInfo) ? hello.serverInfo : {};
    return {
      ok: true,
      protocols: [...(await newProtocols(input)), String(hello.protocolVersion)],
      serverVersion: typeof info.version === 'string' ? info.version : null,
      tools,
      durationMs,
      problem: null,
    };
  } catch (error) {
    return failed(error instanceof HandshakeFault ? error.message : 'The command could not be started.');
  } finally {
    server?.end();
  }
}

const NOTHING = { ok: false, protocols: [], serverVersion: null, tools: null };

class HandshakeFault extends Error {}

async function countTools(server: Server): Promise<number> {
  let count = 0;
  let cursor: unknown;
  do {
    const page = await server.ask('tools/list', cursor === undefined ? {} : { cursor });
    count += Array.isArray(page.tools) ? page.tools.length : 0;
    cursor = page.nextCursor;
  } while (typeof cursor === 'string');
  return count;
}

/** A server that does not know the newer protocol answers with an error, or not at all; both mean no. */
async function newProtocols(input: HandshakeInput): Promise<string[]> {
  const server = startServer(input);
  try {
    const about = {
      'io.modelcontextprotocol/protocolVersion': NEW_PROTOCOL,
      'io.modelcontextprotocol/clientInfo': CLIENT_INFO,
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const { supportedVersions } = await server.ask('server/discover', { _meta: about });
    return Array.isArray(supportedVersions) ? supportedVersions.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  } finally {
    server.end();
  }
}

interface Server {
  ask(method: string, params: object): Promise<Record<string, unknown>>;
  tell(method: string): void;
  end(): void;
}

function startServer({ launch, place, signal, limitMs = LIMIT_MS }: HandshakeInput): Server {
  const child = spawn(launch.command, launch.args, {
    cwd: place.home,
    env: { ...poorEnvironment(place), ...launch.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const failure = failureOf(child, limitMs, signal);
  const answers = readAnswers(child);
  let lastId = 0;
  const send = (message: object): void => void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  return {
    ask(method, params) {
      lastId += 1;
      const answer = answers(lastId);
      send({ id: lastId, method, params });
      return Promise.race([answer, failure.promise]);
    },
    tell: (method) => send({ method }),
    end() {
      failure.stop();
      child.stdin.end();
      setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS).unref();
    },
  };
}

/** What a desktop gives its programs: a home and the system's own folders. */
function poorEnvironment({ platform, env, home }: Place): Record<string, string> {
  if (platform !== 'win32') return { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', HOME: home };
  const names = ['SystemRoot', 'SystemDrive', 'APPDATA', 'LOCALAPPDATA', 'TEMP', 'USERNAME', 'PROCESSOR_ARCHITECTURE'];
  const kept = names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  return { ...Object.fromEntries(kept), USERPROFILE: home, PATH: `${env.SystemRoot ?? 'C:\\Windows'}\\System32` };
}

function failureOf(child: ChildProcessWithoutNullStreams, limitMs: number, signal: AbortSignal | undefined) {
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-MAX_WORDS);
  });
  child.stdin.on('error', () => undefined); // its end is told by 'close'
  let stop = (): void => undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(() => reject(new HandshakeFault(`The command did not answer within ${limitMs / 1000} s.`)), limitMs);
    const onAbort = (): void => reject(new HandshakeFault('The check was cancelled.'));
    signal?.addEventListener('abort', onAbort, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    child.once('error', (error) => reject(new HandshakeFault(`The command cannot be started (${codeOf(error)}).`)));
    child.once('close', (code) => {
      const said = words.trim().split('\n').at(-1)?.trim() ?? '';
      reject(new HandshakeFault(`The command ended with code ${code} before it answered${said === '' ? '.' : `: ${said}`}`));
    });
  });
  promise.catch(() => undefined); // whoever asks next is told
  return { promise, stop: () => stop() };
}

function readAnswers(child: ChildProcessWithoutNullStreams) {
  const waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line, waiting);
  });
  return (id: number): Promise<Record<string, unknown>> => {
    const answer = Promise.withResolvers<Record<string, unknown>>();
    waiting.set(id, answer);
    return answer.promise;
  };
}

function take(line: string, waiting: Map<number, PromiseWithResolvers<Record<string, unknown>>>): void {
  const message = parsed(line);
  const asked = isRecord(message) && typeof message.id === 'number' ? waiting.get(message.id) : undefined;
  if (!isRecord(message) || asked === undefined) return;
  if (isRecord(message.result)) return asked.resolve(message.result);
  const said = isRecord(message.error) && typeof message.error.message === 'string' ? message.error.message : 'an error without words';
  asked.reject(new HandshakeFault(`It answered: ${said}`));
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // no message: a client ignores it too
  }
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
