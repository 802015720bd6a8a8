// Keeps the texts of the Explorer with the app: a moment after each change, one write at a time, and again until it has worked.
import type { SqlTabs } from '#shared/model/explorer.ts';
import type { ApiClient } from './api.ts';
import { words } from './words.ts';

/** Longest time a typed word is only in the window. */
const KEEP_AFTER_MS = 300;
const AGAIN_MS = 2_000;

export interface Keeper {
  /** Asks until there is an answer; null when nothing was kept, or when it is no longer wanted. */
  read(projectId: string, isWanted: () => boolean): Promise<SqlTabs | null>;
  keep(projectId: string, kept: SqlTabs): void;
  flush(): Promise<void>;
}

export function createKeeper(client: Pick<ApiClient, 'tabs'>, onProblem: (problem: string | null) => void): Keeper {
  let waiting: { projectId: string; kept: SqlTabs } | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let line: Promise<void> = Promise.resolve();
  let hasFailed = false;

  async function write(): Promise<void> {
    const mine = waiting;
    waiting = null;
    if (mine === null) return;
    try {
      await client.tabs.keep(mine);
      if (hasFailed) onProblem(null);
      hasFailed = false;
    } catch {
      hasFailed = true;
      onProblem(words.draft.notKept);
      waiting ??= mine;
      timer ??= setTimeout(flush, AGAIN_MS);
    }
  }
  function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    line = line.then(write);
    return line;
  }
  return {
    async read(projectId, isWanted) {
      while (isWanted()) {
        try {
          return await client.tabs.read({ projectId });
        } catch {
          // The app is just coming up, or was closed: what it keeps must be known before anything is written over it.
          await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
        }
      }
      return null;
    },
    keep(projectId, kept) {
      waiting = { projectId, kept };
      timer ??= setTimeout(flush, KEEP_AFTER_MS);
    },
    flush,
  };
}
