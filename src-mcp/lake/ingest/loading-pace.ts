// How much memory and how many threads DuckDB may use. While something is loaded and nobody asks anything, as little as loading
// needs, however large the fetch is: two threads with 192 MB. With 128 MB two threads get into each other's way (half as much
// processor time again), with more memory they are no faster. A question gets everything before it begins, and keeps it until the
// next chunk.
// DuckDB has these two settings for the whole instance only; open.ts leaves exactly them changeable.
import type { LakeDatabase } from '../open.ts';

const LOADING_MEMORY_MB = 192;
/** Where that is not enough. What DuckDB holds for rows that were removed as repeats grows with the table (some 15 bytes a row). */
const MORE_MEMORY_MB = 64;
const LOADING_THREADS = 2;

export interface LoadingPace {
  /** Before each chunk: goes down to what loading needs, unless somebody asks. */
  beforeLoad(): Promise<void>;
  /** Before a question: gives everything. */
  giveAll(): Promise<void>;
  /** A chunk did not come through with little: gives everything for it, and the next ones begin with more. */
  needMore(): Promise<void>;
}

export function createLoadingPace(database: LakeDatabase, isAsked: () => boolean): LoadingPace {
  let isLow = false;
  let lowMemoryMb = LOADING_MEMORY_MB;
  let turn: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const giveAll = async (): Promise<void> => {
    if (!isLow) return;
    await database.setResources({ memoryLimitMb: database.memoryLimitMb, threads: database.threads });
    isLow = false;
  };
  return {
    giveAll: () => (isLow ? inTurn(giveAll) : turn),
    needMore() {
      if (isLow) lowMemoryMb = Math.min(lowMemoryMb + MORE_MEMORY_MB, database.memoryLimitMb);
      return isLow ? inTurn(giveAll) : turn;
    },
    beforeLoad: () =>
      inTurn(async () => {
        if (isAsked()) return giveAll();
        if (isLow) return;
        isLow = true;
        const low = {
          memoryLimitMb: Math.min(lowMemoryMb, database.memoryLimitMb),
          threads: Math.min(LOADING_THREADS, database.threads),
        };
        await database.setResources(low).catch(async () => {
          // What is in use does not fit into less (a large question that is just ending): this chunk loads with everything.
          await giveAll();
        });
      }),
  };
}
