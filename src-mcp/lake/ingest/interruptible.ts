// A statement that loads a large chunk takes seconds; a cancelled load must not. Only what can still be undone is interrupted:
// from the commit on, a chunk is finished.
import { setTimeout as sleep } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';

const AGAIN_MS = 20;

export async function interruptible<T>(connection: DuckDBConnection, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let isOver = false;
  const onAbort = async (): Promise<void> => {
    // Again and again: an interrupt that falls between two statements is lost.
    while (!isOver) {
      connection.interrupt();
      await sleep(AGAIN_MS);
    }
  };
  const listener = (): void => void onAbort();
  signal.addEventListener('abort', listener, { once: true });
  try {
    const value = await work();
    signal.throwIfAborted();
    return value;
  } catch (error) {
    // The interrupted statement's own words say nothing about who wanted it to end.
    signal.throwIfAborted();
    throw error;
  } finally {
    isOver = true;
    signal.removeEventListener('abort', listener);
  }
}
