// Rule: at most two queries of people and assistants run at once (more starve the loader and the process's thread pool), and
// nobody waits behind another's pile: each client has a line of its own, and the lines take turns.
import { cancelledError } from '#shared/errors.ts';

export const MAX_QUERIES_AT_ONCE = 2;

export interface EnterOptions {
  /** Whose line. */
  client: string;
  signal?: AbortSignal | undefined;
  /** Nobody looks at it yet (a kept result being made): it never takes the last place, so that a question is answered at once. */
  isBackground?: boolean | undefined;
}

export interface QueryQueue {
  /** Resolves when it is this caller's turn, with the function that gives the place back. Rejects when the signal fires first. */
  enter(options: EnterOptions): Promise<() => void>;
  readonly running: number;
  readonly waiting: number;
}

interface Waiter {
  start: () => void;
}

/** Lines by client. A Map keeps the order in which clients arrived; the served client goes to the end. */
class Lines {
  private readonly lines = new Map<string, Waiter[]>();

  add(client: string, waiter: Waiter): void {
    const line = this.lines.get(client);
    if (line === undefined) this.lines.set(client, [waiter]);
    else line.push(waiter);
  }

  remove(client: string, waiter: Waiter): void {
    const line = (this.lines.get(client) ?? []).filter((other) => other !== waiter);
    if (line.length === 0) this.lines.delete(client);
    else this.lines.set(client, line);
  }

  next(): Waiter | undefined {
    const [client, line] = this.lines.entries().next().value ?? [];
    if (client === undefined || line === undefined) return undefined;
    this.lines.delete(client);
    const waiter = line.shift();
    if (line.length > 0) this.lines.set(client, line);
    return waiter;
  }

  get length(): number {
    return [...this.lines.values()].reduce((sum, line) => sum + line.length, 0);
  }
}

export function createQueryQueue(places = MAX_QUERIES_AT_ONCE): QueryQueue {
  const questions = new Lines();
  const background = new Lines();
  const backgroundPlaces = Math.max(1, places - 1);
  let running = 0;
  let inBackground = 0;

  function leaveOnce(isBackground: boolean): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      running -= 1;
      if (isBackground) inBackground -= 1;
      startNext();
    };
  }

  function startNext(): void {
    while (running < places) {
      const waiter = questions.next() ?? (inBackground < backgroundPlaces ? background.next() : undefined);
      if (waiter === undefined) return;
      running += 1;
      waiter.start();
    }
  }

  return {
    enter({ client, signal, isBackground = false }) {
      const lines = isBackground ? background : questions;
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(cancelledError('The query was cancelled before it started.'));
        const waiter: Waiter = {
          start() {
            signal?.removeEventListener('abort', onAbort);
            if (isBackground) inBackground += 1;
            resolve(leaveOnce(isBackground));
          },
        };
        function onAbort(): void {
          lines.remove(client, waiter);
          reject(cancelledError('The query was cancelled before it started.'));
        }
        signal?.addEventListener('abort', onAbort, { once: true });
        lines.add(client, waiter);
        startNext();
      });
    },
    get running() {
      return running;
    },
    get waiting() {
      return questions.length + background.length;
    },
  };
}
