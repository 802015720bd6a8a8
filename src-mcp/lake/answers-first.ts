// On Linux every thread has a priority of its own. Those that help step back, so that the thread that answers does not wait for them: Node's
// helper threads, on which DuckDB loads and computes, V8's, which compile and collect garbage, and the one that stores downloads. While something was loaded on two processors
// the slowest hundredth of the answers took 8 to 10 ms instead of 13, and no load took longer. Idle processors are used as before. Elsewhere
// nothing happens.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { join } from 'node:path';

/** Of the thread that stores downloads. */
export const SPOOL_THREAD = 'spool';
/**
 * By the name that Node gives them; as `nice` counts: with 10 a thread has a ninth of the weight of one that did not step back, with 5 a third.
 * DuckDB's own threads are begun by one of Node's helpers and inherit both its name and its priority.
 * V8's do not go as far: whoever answers may have to wait for them at the end of a collection, and they in turn for DuckDB.
 */
export const STEP_BACK = { 'libuv-worker': 10, V8Worker: 5, [SPOOL_THREAD]: 4 } as const;
const LAST = 19;
const OUR_THREADS = '/proc/self/task';

/** Once DuckDB is open: then all of them run. A thread that stepped back cannot come forward again without a privilege. */
export function letAnswersGoFirst(): void {
  stepBack('libuv-worker');
  stepBack('V8Worker');
}

/** All threads of this name, from where the one that calls stands. */
export function stepBack(name: keyof typeof STEP_BACK): void {
  const to = Math.min(LAST, getPriority() + STEP_BACK[name]);
  for (const thread of threadsNamed(name)) {
    try {
      setPriority(thread, to);
    } catch {
      // It has ended, or is even further back: as good.
    }
  }
}

/** Numbers that the operating system knows them by; none where it does not tell. */
export function threadsNamed(name: string): number[] {
  return existsSync(OUR_THREADS)
    ? readdirSync(OUR_THREADS)
        .filter((thread) => nameOf(thread) === name)
        .map(Number)
    : [];
}

function nameOf(thread: string): string {
  try {
    return readFileSync(join(OUR_THREADS, thread, 'comm'), 'utf8').trim();
  } catch {
    // It has ended.
    return '';
  }
}
