// Keeps the texts of the Explorer with the app: a moment after each change, one write at a time, and again until it has worked.
// Other windows may keep texts of the same project, so each write tells what this window changed and closed since it last knew.
import type { SqlTab, SqlTabs } from '#shared/model/explorer.ts';
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

/** What the app holds of a project's texts, as far as this window knows. */
type Known = Map<string, { content: string; revision: number | undefined }>;

export function createKeeper(client: Pick<ApiClient, 'tabs'>, onProblem: (problem: string | null) => void): Keeper {
  const writer = crypto.randomUUID().slice(0, 8);
  const knownOf = new Map<string, Known>();
  let waiting: { projectId: string; kept: SqlTabs } | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let line: Promise<void> = Promise.resolve();
  let hasFailed = false;

  async function send({ projectId, kept }: { projectId: string; kept: SqlTabs }): Promise<void> {
    const known = knownOf.get(projectId) ?? new Map();
    const change = changeSince(known, kept);
    const { revisions } = await client.tabs.keep({ projectId, writer, ...change });
    for (const id of change.closed) known.delete(id);
    for (const tab of kept.tabs) {
      if (change.changed.includes(tab.id)) known.set(tab.id, { content: contentOf(tab), revision: revisions[tab.id] });
    }
    knownOf.set(projectId, known);
  }
  async function write(): Promise<void> {
    const mine = waiting;
    waiting = null;
    if (mine === null) return;
    try {
      await send(mine);
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
          const kept = await client.tabs.read({ projectId });
          knownOf.set(projectId, knownFrom(kept));
          return kept;
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

function contentOf({ title, text, values }: SqlTab): string {
  return JSON.stringify([title, text, values]);
}

function knownFrom(kept: SqlTabs | null): Known {
  return new Map((kept?.tabs ?? []).map((tab) => [tab.id, { content: contentOf(tab), revision: tab.revision }]));
}

/** What a window that knew this has done to it, with the revision that each of its texts comes from. */
function changeSince(known: Known, kept: SqlTabs) {
  const tabs = kept.tabs.map(({ revision: _revision, ...tab }) => {
    const revision = known.get(tab.id)?.revision;
    return revision === undefined ? tab : { ...tab, revision };
  });
  return {
    kept: { ...kept, tabs },
    changed: kept.tabs.filter((tab) => known.get(tab.id)?.content !== contentOf(tab)).map(({ id }) => id),
    closed: [...known.keys()].filter((id) => kept.tabs.every((tab) => tab.id !== id)),
  };
}
