// How much memory and how many threads DuckDB may use. While something is loaded, or the types of a table are decided, and nobody asks
// anything, as little as that needs, however large it is: two threads with 144 MB (docs/adr/0018: with less they wait for the disk, with
// more they are no faster). A question gets everything before it begins, and keeps it until the next step.
// DuckDB has these two settings for the whole instance only; open.ts leaves exactly them changeable.
import type { LakeDatabase, Resources } from '../open.ts';

const LOADING_MEMORY_MB = 144;
/** Where that is not enough, and twice as much each time after. */
const MORE_MEMORY_MB = 32;
const LOADING_THREADS = 2;

export interface LoadingPace {
  /** Goes down to what loading needs, unless somebody asks; where that is too little the work is begun again with more. */
  withLittle<T>(work: () => Promise<T>): Promise<T>;
  /** DuckDB keeps so much until the file is opened again: what loading needs comes on top of it. */
  hold(bytes: number): Promise<void>;
  /** Before a question, and when there is nothing to load any more: gives everything. */
  giveAll(): Promise<void>;
}

export function createLoadingPace(database: LakeDatabase, isAsked: () => boolean): LoadingPace {
  const all: Resources = { memoryLimitMb: database.memoryLimitMb, threads: database.threads };
  const low: Resources = {
    memoryLimitMb: Math.min(LOADING_MEMORY_MB, all.memoryLimitMb),
    threads: Math.min(LOADING_THREADS, all.threads),
  };
  let isLow = false;
  let moreMb = MORE_MEMORY_MB;
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
  const currentMb = (): number => (isLow ? low.memoryLimitMb : all.memoryLimitMb);
  const goLow = async (): Promise<number> => {
    if (isAsked()) await giveAll();
    else if (!isLow) {
      isLow = true;
      // What is in use does not fit into less (a large question that is just ending): this work gets everything.
      await database.setResources(low).catch(giveAll);
    }
    return currentMb();
  };
  const raise = async (byMb: number): Promise<void> => {
    low.memoryLimitMb = Math.min(low.memoryLimitMb + byMb, all.memoryLimitMb);
    if (isLow) await database.setResources(low);
  };
  const giveMore = async (): Promise<number> => {
    if (isLow) {
      await raise(moreMb);
      moreMb *= 2;
    }
    return currentMb();
  };
  let heldBytes = 0;
  return {
    async hold(bytes) {
      heldBytes += bytes;
      const wholeMb = Math.floor(heldBytes / 2 ** 20);
      heldBytes -= wholeMb * 2 ** 20;
      if (wholeMb > 0) await inTurn(() => raise(wholeMb));
    },
    giveAll: () => (isLow ? inTurn(giveAll) : turn.then(() => undefined)),
    async withLittle(work) {
      for (let hasMb = await inTurn(goLow); ; ) {
        try {
          return await work();
        } catch (error) {
          const hadMb = hasMb;
          if (!isOutOfMemory(error)) throw error;
          hasMb = await inTurn(giveMore);
          if (hasMb <= hadMb) throw error;
        }
      }
    },
  };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Out of Memory');
}
