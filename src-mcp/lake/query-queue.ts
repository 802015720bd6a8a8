// Rule: at most two queries of people and assistants run at once (more starve the loader and the process's thread pool), and
// nobody waits behind another's pile: each client has a line of its own, and the lines take turns.
import { cancelledError } from '#shared/errors.ts';

export const MAX_QUERIES_AT_ONCE = 2;

interface Waiter {
  start: () => void;
}

export interface QueryQueue {
  /** Resolves when it is this caller's turn, with the function that gives the place back. Rejects when the signal fires first. */
  enter(client: string, signal?: AbortSignal): Promise<() => void>;
  readonly running: number;
  readonly waiting: number;
}

export function createQueryQueue(places = MAX_QUERIES_AT_ONCE): QueryQueue {
  // A Map keeps the order in which clients arrived; the served client goes to the end.
  const lines = new Map<string, Waiter[]>();
  let running = 0;

  function startNext(): void {
    while (running < places) {
      const first = lines.entries().next().value;
      if (first === undefined) return;
      const [client, line] = first;
      const waiter = line.shift();
      lines.delete(client);
      if (line.length > 0) lines.set(client, line);
      if (waiter === undefined) continue;
      running += 1;
      waiter.start();
    }
  }

  function leaveOnce(): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      running -= 1;
      startNext();
    };
  }

  function forget(client: string, waiter: Waiter): void {
    const line = (lines.get(client) ?? []).filter((other) => other !== waiter);
    if (line.length === 0) lines.delete(client);
    else lines.set(client, line);
  }

  return {
    enter(client, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(cancelledError('The query was cancelled before it started.'));
        const waiter: Waiter = {
          start() {
            signal?.removeEventListener('abort', onAbort);
            resolve(leaveOnce());
          },
        };
        function onAbort(): void {
          forget(client, waiter);
          reject(cancelledError('The query was cancelled before it started.'));
        }
        signal?.addEventListener('abort', onAbort, { once: true });
        const line = lines.get(client);
        if (line === undefined) lines.set(client, [waiter]);
        else line.push(waiter);
        startNext();
      });
    },
    get running() {
      return running;
    },
    get waiting() {
      return [...lines.values()].reduce((sum, line) => sum + line.length, 0);
    },
  };
}
