// Values that many callers ask for at once: made once, shared while they are being made, and kept for a while. A caller that
// cancels must not cancel the others, so whoever was waiting on a cancelled making makes it again.
import { LRUCache } from 'lru-cache';
import { isAbort } from '#shared/errors.ts';

export interface Kept<T> {
  value: T;
  /** 0 for a value that was made for this very call. */
  ageMs: number;
}

export interface OnceCache<T> {
  /** `ttlMs` 0: shared while it is being made, then forgotten. */
  get(key: string, ttlMs: number, signal: AbortSignal | undefined, make: () => Promise<T>): Promise<Kept<T>>;
  clear(): void;
}

interface Entry<T> {
  atMs: number;
  isDone: boolean;
  value: Promise<T>;
}

export function createOnceCache<T>(deps: { max: number; now: () => number }): OnceCache<T> {
  const entries = new LRUCache<string, Entry<T>>({ max: deps.max });

  return {
    async get(key, ttlMs, signal, make) {
      const known = entries.get(key);
      if (known !== undefined && (!known.isDone || deps.now() - known.atMs < ttlMs)) {
        try {
          const value = await known.value;
          return { value, ageMs: known.isDone ? deps.now() - known.atMs : 0 };
        } catch (error) {
          if (!isAbort(error) || signal?.aborted === true) throw error;
        }
      }
      const entry: Entry<T> = { atMs: deps.now(), isDone: false, value: make() };
      entries.set(key, entry);
      try {
        const value = await entry.value;
        entry.isDone = true;
        if (ttlMs === 0 && entries.peek(key) === entry) entries.delete(key);
        return { value, ageMs: 0 };
      } catch (error) {
        if (entries.peek(key) === entry) entries.delete(key);
        throw error;
      }
    },
    clear: () => entries.clear(),
  };
}
