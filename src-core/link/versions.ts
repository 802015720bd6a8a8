// Which of two versions of Mixlake is newer, for the hand-over of an engine after an update.

/** What a copy without its package.json calls itself: nobody knows how old it is. */
const UNKNOWN = '0.0.0';

/** Compares the numbers only; a version that is not known is never newer and never older. */
export function isNewer(version: string, than: string): boolean {
  const [mine, theirs] = [numbersOf(version), numbersOf(than)];
  if (mine === undefined || theirs === undefined) return false;
  const differing = mine.findIndex((number, index) => number !== theirs[index]);
  return differing >= 0 && (mine[differing] ?? 0) > (theirs[differing] ?? 0);
}

function numbersOf(version: string): number[] | undefined {
  const found = /^(\d+)\.(\d+)\.(\d+)/.exec(version);
  return found === null || found[0] === UNKNOWN ? undefined : found.slice(1).map(Number);
}
