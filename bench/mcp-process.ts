// A server process as an AI client starts it, spoken to by hand: nothing of a client's own is in the figures.
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const CLI = resolve(import.meta.dirname, '../out/mcp/cli.js');

export const INITIALIZE = {
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
};

export interface McpProcess {
  child: ChildProcess;
  send(message: object): void;
  /** The answer with this id. */
  answer(id: number): Promise<Record<string, unknown>>;
  request(method: string, params?: object): Promise<Record<string, unknown>>;
  /** Milliseconds, and whether it was answered well. */
  call(name: string, args?: object): Promise<{ ms: number; isOk: boolean; text: string }>;
  end(): Promise<void>;
}

/** `command`: what Node is given, the file and what follows it. */
export function startMcp(env: Record<string, string | undefined>, command: readonly string[] = [CLI]): McpProcess {
  const child = spawn(process.execPath, command, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<unknown, (message: Record<string, unknown>) => void>();
  let rest = '';
  let lastId = 100;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const message: Record<string, unknown> = JSON.parse(line);
      waiting.get(message.id)?.(message);
      waiting.delete(message.id);
    }
  });
  const server: McpProcess = {
    child,
    send: (message) => void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`),
    answer: (id) => new Promise((done) => waiting.set(id, done)),
    request(method, params) {
      lastId += 1;
      const answer = server.answer(lastId);
      server.send({ id: lastId, method, ...(params === undefined ? {} : { params }) });
      return answer;
    },
    async call(name, given = {}) {
      const started = performance.now();
      const answer = await server.request('tools/call', { name, arguments: given });
      const text = JSON.stringify(answer);
      return { ms: performance.now() - started, isOk: answer.error === undefined && !text.includes('"isError":true'), text };
    },
    async end() {
      child.stdin.end();
      await new Promise((done) => (child.exitCode === null ? child.once('exit', done) : done(0)));
    },
  };
  return server;
}

/** Connected and initialised. */
export async function connectMcp(env: Record<string, string | undefined>, command?: readonly string[]): Promise<McpProcess> {
  const server = startMcp(env, command);
  const hello = server.answer(1);
  server.send(INITIALIZE);
  await hello;
  server.send({ method: 'notifications/initialized' });
  return server;
}

export function enginePid(home: string): number {
  const { pid }: { pid: number } = JSON.parse(readFileSync(join(home, 'engine.json'), 'utf8'));
  return pid;
}

/** Of a process, where the system tells (Linux); else nothing. */
export function usageOf(pid: number): { rssMb: number; handles: number } {
  try {
    const kb = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    return { rssMb: kb / 1024, handles: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return { rssMb: Number.NaN, handles: Number.NaN };
  }
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
