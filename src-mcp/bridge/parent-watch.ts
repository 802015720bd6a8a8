// A parent that is killed leaves us behind with open pipes, when somebody else holds their other ends. The number of the parent tells.
// (On Windows it never changes; there the pipes end with the parent.)

const POLL_MS = 500;

/** Calls back once the parent is another one than now. Returns how to stop looking. */
export function watchParent(parentPid: () => number, onGone: () => void): () => void {
  const bornOf = parentPid();
  const timer = setInterval(() => {
    if (parentPid() === bornOf) return;
    clearInterval(timer);
    onGone();
  }, POLL_MS);
  return () => clearInterval(timer);
}
