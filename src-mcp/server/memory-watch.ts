// An engine that holds far more memory than it needs is exchanged for a fresh one, at a moment when nothing is lost: no job is at work, and
// no call runs (or none ends for a while: what is under way is asked again of the next engine). Clients do not notice.

const EVERY_MS = 5_000;
/** What Node and the C library hold beside DuckDB's own memory, and some to spare. */
const BESIDE_DUCKDB_MB = 976;

export function maxRssMb(duckDbMb: number): number {
  return duckDbMb + BESIDE_DUCKDB_MB;
}
/** So many looks in a row; a peak is no leak. */
const LOOKS = 3;
/** After so many, running calls are not waited for any more. */
const PATIENT_LOOKS = 24;
const BYTES_PER_MB = 1024 * 1024;

export interface MemoryWatchDeps {
  rssBytes: () => number;
  maxRssMb: number;
  /** A job is at work: it is never cut off. */
  isBusy(): boolean;
  runningCalls(): number;
  end(rssMb: number): void;
}

/** To be called every few seconds. */
export function createMemoryWatch(deps: MemoryWatchDeps): () => void {
  let looks = 0;
  return () => {
    const rssMb = deps.rssBytes() / BYTES_PER_MB;
    looks = rssMb > deps.maxRssMb ? looks + 1 : 0;
    if (looks < LOOKS || deps.isBusy()) return;
    if (deps.runningCalls() === 0 || looks >= PATIENT_LOOKS) deps.end(Math.round(rssMb));
  };
}

export function watchMemory(deps: MemoryWatchDeps): void {
  setInterval(createMemoryWatch(deps), EVERY_MS).unref();
}
