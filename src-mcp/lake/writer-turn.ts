// Whose turn it is to write: one at a time, because the writer's connection runs one transaction. Work of our own accord (typed
// views) takes its turn only while nobody waits, and gives it back at once when somebody comes.
import PQueue from 'p-queue';
import { cancelledError } from '#shared/errors.ts';

export interface WriterTurn {
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** The signal fires when somebody else wants to write; the work must then end soon, and undo what it has begun. */
  whenIdle<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Stays the same for as long as nothing is written; undefined while something is. */
  revision(): number | undefined;
  /** Resolves when nothing is left to be written. */
  onIdle(): Promise<void>;
}

export function createWriterTurn(): WriterTurn {
  const queue = new PQueue({ concurrency: 1 });
  let background: AbortController | undefined;
  let revision = 0;
  let isWriting = false;
  const counted = async <T>(work: () => Promise<T>): Promise<T> => {
    isWriting = true;
    try {
      return await work();
    } finally {
      isWriting = false;
      revision += 1;
    }
  };
  return {
    inTurn(work) {
      background?.abort(cancelledError('Something more urgent is to be written.'));
      return queue.add(() => counted(work), { priority: 1 });
    },
    whenIdle: (work) =>
      queue.add(async () => {
        const stop = new AbortController();
        background = stop;
        try {
          return await counted(() => work(stop.signal));
        } finally {
          background = undefined;
        }
      }),
    revision: () => (isWriting ? undefined : revision),
    onIdle: () => queue.onIdle(),
  };
}
