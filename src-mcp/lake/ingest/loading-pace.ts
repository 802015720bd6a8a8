// How much memory and how many threads DuckDB may use. While something is loaded and nobody asks anything, as little as loading
// needs, however large the fetch is: two threads with 144 MB (docs/adr/0018: with less they wait for the disk, with more they are no
// faster). A question gets everything before it begins, and keeps it until the next chunk.
// DuckDB has these two settings for the whole instance only; open.ts leaves exactly them changeable.
import type { LakeDatabase, Resources } from '../open.ts';

const LOADING_MEMORY_MB = 144;
/**
 * Where that is not enough, and twice as much each time after. What DuckDB holds for rows that were removed as repeats grows with the
 * table (some 15 bytes a row).
 */
const MORE_MEMORY_MB = 32;
const LOADING_THREADS = 2;

export interface LoadingPace {
  /** Before each chunk: goes down to what loading needs, unless somebody asks. */
  beforeLoad(): Promise<void>;
  /** Before a question: gives everything. */
  giveAll(): Promise<void>;
  /** The chunk did not come through with what it had, which this and the next ones get more of. False: it had everything. */
  needMore(): Promise<boolean>;
}

export function createLoadingPace(database: LakeDatabase, isAsked: () => boolean): LoadingPace {
  const all: Resources = { memoryLimitMb: database.memoryLimitMb, threads: database.threads };
  const low: Resources = {
    memoryLimitMb: Math.min(LOADING_MEMORY_MB, all.memoryLimitMb),
    threads: Math.min(LOADING_THREADS, all.threads),
  };
  let isLow = false;
  let moreMb = MORE_MEMORY_MB;
  /** What the chunk under way has been given. */
  let chunkMb = all.memoryLimitMb;
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const giveAll = async (): Promise<void> => {
    if (!isLow) return;
    await database.setResources(all);
    isLow = false;
  };
  const goLow = async (): Promise<void> => {
    if (isAsked()) return giveAll();
    if (isLow) return;
    isLow = true;
    // What is in use does not fit into less (a large question that is just ending): this chunk loads with everything.
    await database.setResources(low).catch(giveAll);
  };
  const currentMb = (): number => (isLow ? low.memoryLimitMb : all.memoryLimitMb);
  return {
    giveAll: () => (isLow ? inTurn(giveAll) : turn.then(() => undefined)),
    beforeLoad: () =>
      inTurn(async () => {
        await goLow();
        chunkMb = currentMb();
      }),
    needMore: () =>
      inTurn(async () => {
        if (isLow) {
          low.memoryLimitMb = Math.min(low.memoryLimitMb + moreMb, all.memoryLimitMb);
          moreMb *= 2;
          await database.setResources(low);
        }
        const hadMb = chunkMb;
        chunkMb = currentMb();
        return chunkMb > hadMb;
      }),
  };
}
