/** How long the window may stay busy before it is asked again at all. */
const LATEST_MS = 5_000;

/** Fetches one part after the other while the window has nothing else to do. */
export function loadWhenIdle(parts: readonly (() => Promise<unknown>)[], page: Pick<Window, 'requestIdleCallback'>): void {
  const [next, ...rest] = parts;
  if (next === undefined) return;
  page.requestIdleCallback(
    () => {
      // A part that cannot be fetched now is asked for again, and its problem told, when somebody wants it.
      next()
        .catch(() => undefined)
        .finally(() => loadWhenIdle(rest, page));
    },
    { timeout: LATEST_MS },
  );
}
