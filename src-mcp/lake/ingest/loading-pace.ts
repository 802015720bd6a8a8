// How much memory and how many threads DuckDB may use. While something is loaded, or the types of a table are decided, and nobody asks
// anything, as little as that needs, however large it is (docs/adr/0018: with less it waits for the disk, with more it is no faster). A
// question gets everything before it begins, and keeps it until the next step.
// DuckDB has these two settings for the whole instance only; open.ts leaves exactly them changeable.
import type { LakeDatabase } from '../open.ts';

export type Need = 'loading' | 'typing';

/** Of what loading may use, 102 MB are counted for reading files and hardly touched. */
const LITTLE_MB: Record<Need | 'all', number> = { loading: 144, typing: 64, all: Number.POSITIVE_INFINITY };
/** Where that is not enough, and twice as much each time after. */
const MORE_MB = 32;
const LITTLE_THREADS = 2;
/** So much of what DuckDB keeps finds room in the little it has. */
const HELD_WITHIN_LITTLE = 8 * 2 ** 20;

export interface LoadingPace {
  /** Goes down to what this work needs, unless somebody asks; where that is too little the work is begun again with more. */
  withLittle<T>(need: Need, work: () => Promise<T>): Promise<T>;
  /** Nothing that begins meanwhile goes down. */
  withAll<T>(work: () => Promise<T>): Promise<T>;
  /** DuckDB keeps so much until the file is opened again: what the next work needs comes on top of it. */
  hold(bytes: number): void;
  /** Before a question, and when there is nothing to load any more: gives everything. */
  giveAll(): Promise<void>;
}

interface Little {
  memoryMb: number;
  /** What it gets on top where it was not enough. */
  moreMb: number;
}

export function createLoadingPace(database: LakeDatabase, isAsked: () => boolean): LoadingPace {
  const allMb = database.memoryLimitMb;
  const threads = Math.min(LITTLE_THREADS, database.threads);
  const little = (need: keyof typeof LITTLE_MB): Little => ({ memoryMb: Math.min(LITTLE_MB[need], allMb), moreMb: MORE_MB });
  const needs = { loading: little('loading'), typing: little('typing'), all: little('all') };
  const running: (keyof typeof needs)[] = [];
  /** What DuckDB is set to; undefined: all. */
  let lowMb: number | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const giveAll = async (): Promise<void> => {
    if (lowMb === undefined) return;
    await database.setResources({ memoryLimitMb: allMb, threads: database.threads });
    lowMb = undefined;
  };
  /** As much as the hungriest of what runs needs. */
  const giveLittle = async (): Promise<void> => {
    if (running.includes('all')) return giveAll();
    const memoryLimitMb = Math.max(...running.map((need) => needs[need].memoryMb));
    if (lowMb === memoryLimitMb) return;
    lowMb = memoryLimitMb;
    // What is in use does not fit into less (a large question that is just ending): this work gets everything.
    await database.setResources({ memoryLimitMb, threads }).catch(giveAll);
  };
  const begin = async (): Promise<number> => {
    if (isAsked()) await giveAll();
    else await giveLittle();
    return lowMb ?? allMb;
  };
  const raise = (need: Need, byMb: number): void => {
    needs[need].memoryMb = Math.min(needs[need].memoryMb + byMb, allMb);
  };
  /** Than what was too little, which other work may share. */
  const giveMore = async (need: Need, hadMb: number): Promise<number> => {
    if (lowMb !== undefined && lowMb <= hadMb) {
      raise(need, hadMb - needs[need].memoryMb + needs[need].moreMb);
      needs[need].moreMb *= 2;
      await giveLittle();
    }
    return lowMb ?? allMb;
  };
  const untilItFits = async <T>(need: Need, work: () => Promise<T>): Promise<T> => {
    for (let hasMb = await inTurn(begin); ; ) {
      try {
        return await work();
      } catch (error) {
        const hadMb = hasMb;
        if (!isOutOfMemory(error)) throw error;
        hasMb = await inTurn(() => giveMore(need, hadMb));
        if (hasMb <= hadMb) throw error;
      }
    }
  };
  const during = async <T>(need: keyof typeof needs, work: () => Promise<T>): Promise<T> => {
    running.push(need);
    try {
      return await work();
    } finally {
      running.splice(running.indexOf(need), 1);
    }
  };
  let heldBytes = -HELD_WITHIN_LITTLE;
  return {
    hold(bytes) {
      heldBytes += bytes;
      const wholeMb = Math.max(0, Math.floor(heldBytes / 2 ** 20));
      heldBytes -= wholeMb * 2 ** 20;
      raise('loading', wholeMb);
      raise('typing', wholeMb);
    },
    giveAll: () => (lowMb === undefined ? turn.then(() => undefined) : inTurn(giveAll)),
    withLittle: (need, work) => during(need, () => untilItFits(need, work)),
    withAll: (work) => during('all', () => inTurn(giveAll).then(work)),
  };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Out of Memory');
}
