// The test's side of case-worker.ts: starts it, asks it, collects what it writes, kills it.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface CaseReply {
  answer?: unknown;
  error?: { name: string; message: string; hint: string; kind: string };
  /** The worker could not go on: it asked to be replaced, or died. */
  replaced?: string;
  ms: number;
}

interface Message {
  id?: number;
  ready?: boolean;
  emergency?: string;
  answer?: unknown;
  error?: CaseReply['error'];
}

export class CaseProcess {
  private readonly child: ChildProcess;
  private nextId = 1;
  stdout = '';
  private readonly listeners = new Set<(message: Message) => void>();
  readonly ended: Promise<void>;

  constructor(folder: string, options: { fresh: boolean; ceilingMb?: number }) {
    this.child = fork(
      fileURLToPath(new URL('case-worker.ts', import.meta.url)),
      [folder, options.fresh ? 'yes' : 'no', String(options.ceilingMb ?? 0)],
      { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], execArgv: [], env: { PATH: process.env.PATH ?? '' } },
    );
    this.child.stdout?.on('data', (data: Buffer) => {
      this.stdout += data.toString();
    });
    // The worker is our own file; it sends nothing but Message.
    this.child.on('message', (message: Message) => {
      for (const listener of this.listeners) listener(message);
    });
    this.ended = new Promise((resolve) => this.child.once('exit', () => resolve()));
  }

  private async until<T>(pick: (message: Message) => T | undefined): Promise<T | undefined> {
    return new Promise((resolve) => {
      const listener = (message: Message) => {
        const picked = pick(message);
        if (picked === undefined) return;
        this.listeners.delete(listener);
        resolve(picked);
      };
      this.listeners.add(listener);
      void this.ended.then(() => resolve(undefined));
    });
  }

  async ready(): Promise<this> {
    if ((await this.until((message) => message.ready)) === undefined) throw new Error('the worker ended before it was ready');
    return this;
  }

  async ask(request: { sql: string; maxRows?: number; timeoutMs?: number } | { state: true }): Promise<CaseReply> {
    const id = this.nextId++;
    const start = performance.now();
    const reply = this.until<Omit<CaseReply, 'ms'>>((message) => {
      if (message.emergency !== undefined) return { replaced: message.emergency };
      return message.id === id ? { answer: message.answer, ...(message.error === undefined ? {} : { error: message.error }) } : undefined;
    });
    this.child.send({ id, ...request });
    const found = (await reply) ?? { replaced: 'died' };
    return { ...found, ms: performance.now() - start };
  }

  /** As an engine is replaced, or the machine loses power: no last words. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
