// Finds the lines of a body that begin as an earlier one does: nearly all repeats of an event, and a few others. They are stored behind all
// others, so that the rows that are removed later stand side by side: DuckDB keeps 256 kB for every row group in which a row was removed
// (docs/adr/0018). A guess is enough here; what is a repeat is decided by deduplicate.ts.
// Nothing is parsed. An export begins a line with event, time and distinct_id, which repeats have in common.

const LF = 0x0a;
/** So much of a line is looked at, of the following lines as well where it is shorter. */
const HEAD_BYTES = 128;
/** A later head takes the place of an earlier one, so two megabytes are enough for a body of any size. A power of two. */
const SLOTS = 2 ** 19;
/** Of a body, whose places are kept in memory. Where more lines begin alike (an import with one time and one person) it is no sign of a repeat. */
const MOST_LOOKALIKES = 100_000;

/** Whole or partial lines that follow one another in a body. */
export interface Run {
  bytes: Uint8Array;
  isLookalike: boolean;
}

export interface LineSorter {
  /** The runs stand in the memory of the chunk or in one of ours, until the next call. */
  take(chunk: Uint8Array): Run[];
  /** What had to wait; nothing more is taken after it. */
  end(): Run[];
  /** That are not empty; the last one needs no newline. */
  readonly lines: number;
  /** Where lookalikes begin in the body, in its order. */
  readonly offsets: number[];
  /** The last line that is not empty is a lookalike. */
  readonly endsWithLookalike: boolean;
}

interface Line {
  offset: number;
  isLookalike: boolean;
}

export function createLineSorter(): LineSorter {
  const heads = new Int32Array(SLOTS);
  const offsets: number[] = [];
  let lines = 0;
  let endsWithLookalike = false;
  let waiting = new Uint8Array();
  /** Of the body, before what waits. */
  let offset = 0;
  let line: Line | undefined;

  const begin = (view: DataView, from: number): Line => {
    const mayBe = view.getUint8(from) !== LF && view.byteLength - from >= HEAD_BYTES && offsets.length < MOST_LOOKALIKES;
    const isLookalike = mayBe && wasSeen(heads, view, from);
    if (isLookalike) offsets.push(offset + from);
    return { offset: offset + from, isLookalike };
  };
  const finish = (ended: Line, end: number): void => {
    line = undefined;
    if (offset + end === ended.offset) return;
    lines += 1;
    endsWithLookalike = ended.isLookalike;
  };

  const sort = (bytes: Uint8Array, { isEnd = false, before = bytes.length }: SortHow = {}): Sorted => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const runs: Run[] = [];
    const mayBegin = (from: number): boolean => from < before && (isEnd || from + HEAD_BYTES <= bytes.length);
    let [from, at] = [0, 0];
    let isLookalike = line?.isLookalike ?? false;
    const cut = (): void => {
      if (at > from) runs.push({ bytes: bytes.subarray(from, at), isLookalike });
      from = at;
    };
    while (line !== undefined || mayBegin(at)) {
      line ??= begin(view, at);
      if (line.isLookalike !== isLookalike) cut();
      ({ isLookalike } = line);
      const end = bytes.indexOf(LF, at);
      at = end < 0 ? bytes.length : end + 1;
      if (end < 0) break;
      finish(line, end);
    }
    cut();
    offset += at;
    return { runs, at };
  };
  const sortAndWait = (bytes: Uint8Array): Run[] => {
    const { runs, at } = sort(bytes);
    // A copy: what comes next may stand in the same memory.
    waiting = new Uint8Array(bytes.subarray(at));
    return runs;
  };

  return {
    offsets,
    get lines() {
      return lines;
    },
    get endsWithLookalike() {
      return endsWithLookalike;
    },
    take(chunk) {
      const before = waiting.length;
      // The lines that begin in what waits need the next few bytes to be told apart; joining all of the chunk would copy every fifth one.
      const both = join(waiting, chunk.subarray(0, HEAD_BYTES));
      const { runs, at } = sort(both, { before });
      // The chunk was shorter than a head.
      if (at < before) {
        waiting = both.subarray(at);
        return runs;
      }
      return [...runs, ...sortAndWait(chunk.subarray(at - before))];
    },
    end() {
      const { runs } = sort(waiting, { isEnd: true });
      if (line !== undefined) finish(line, 0);
      // At once: a collection of garbage would come many megabytes later.
      heads.buffer.transfer(0);
      return runs;
    },
  };
}

interface SortHow {
  /** Nothing follows: short heads will not get longer. */
  isEnd?: boolean;
  /** No line that begins here or later is begun. */
  before?: number;
}

interface Sorted {
  runs: Run[];
  /** So many bytes were sorted. */
  at: number;
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/**
 * Whether this head is known; it is then, in place of another one if need be. Two hashes, of its even and its odd words, each FNV-1a of 32 bits over
 * words of four bytes, folded once more: a processor works on both at the same time, and what tells the place tells nothing of the head.
 * Source: Fowler, Noll and Vo, http://www.isthe.com/chongo/tech/comp/fnv/.
 */
function wasSeen(heads: Int32Array, view: DataView, from: number): boolean {
  let [even, odd] = [0x811c9dc5, 0x811c9dc5];
  for (let at = from; at < from + HEAD_BYTES; at += 8) {
    even = Math.imul(even ^ view.getInt32(at, true), 0x01000193);
    even ^= even >>> 15;
    odd = Math.imul(odd ^ view.getInt32(at + 4, true), 0x01000193);
    odd ^= odd >>> 15;
  }
  const place = (even ^ (odd >>> 7)) & (SLOTS - 1);
  const head = Math.imul(even, 0x01000193) ^ odd;
  if (heads[place] === head) return true;
  heads[place] = head;
  return false;
}
