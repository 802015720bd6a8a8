// On Linux every thread has a priority of its own. Node's helper threads, on which DuckDB loads and computes, step back, so that the thread
// that answers does not wait for them: while something was loaded on two processors the slowest hundredth of the answers took 8 to 10 ms
// instead of 13, and no load took longer. Idle processors are used as before. Elsewhere nothing happens.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { join } from 'node:path';

/** As `nice` counts: a ninth of the weight of a thread that did not step back. */
export const STEP_BACK = 10;
const LAST = 19;
const OUR_THREADS = '/proc/self/task';
/** Node's name for them. DuckDB's own threads are begun by one of these and inherit both its name and its priority. */
const HELPER_NAME = 'libuv-worker';

/** Once DuckDB is open: then all of them run. A thread that stepped back cannot come forward again without a privilege. */
export function letAnswersGoFirst(): void {
  const niceness = Math.min(LAST, getPriority() + STEP_BACK);
  for (const thread of helperThreads()) {
    try {
      setPriority(thread, niceness);
    } catch {
      // It has ended, or is even further back: as good.
    }
  }
}

/** Numbers that the operating system knows them by; none where it does not tell. */
export function helperThreads(): number[] {
  return existsSync(OUR_THREADS)
    ? readdirSync(OUR_THREADS)
        .filter((thread) => nameOf(thread) === HELPER_NAME)
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
