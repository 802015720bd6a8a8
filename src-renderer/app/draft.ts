// The SQL texts of the Explorer, one a tab. They belong to a project, outlive the screen and the app (draft-keeper.ts), and other
// screens may show a statement in them.
import { createStore, type StoreApi } from 'zustand';
import type { SqlTab, SqlTabs } from '#shared/model/explorer.ts';
import type { ApiClient } from './api.ts';
import { createKeeper } from './draft-keeper.ts';
import { words } from './words.ts';

/** The one text of earlier versions. */
const OLD_KEY = 'mixlake.sql';

export interface Draft {
  readonly tabs: readonly SqlTab[];
  readonly activeId: string;
  /** True once there was any text, also on an earlier visit. */
  readonly isTouched: boolean;
  /** What was kept is there. */
  readonly isLoaded: boolean;
  /** Why the texts cannot be kept just now. */
  readonly problem: string | null;
  /** A statement that some other part of the window wants to be seen in the editor; the editor takes it and clears it. */
  readonly wanted: string | null;
  /** Keeps what stands here and takes the texts of this project. */
  useProject: (projectId: string | undefined) => void;
  setText: (text: string) => void;
  /** Of a parameter in the text in front. */
  setValue: (name: string, value: NonNullable<SqlTab['values']>[string]) => void;
  open: (text?: string, title?: string) => string;
  activate: (id: string) => void;
  /** Goes so many tabs to the right, or left, and round. */
  step: (by: number) => void;
  rename: (id: string, title: string) => void;
  move: (id: string, by: number) => void;
  close: (id: string) => void;
  /** Shows the tab that holds the statement, or a new one with it, and asks the editor to select it. */
  show: (statement: string, title?: string) => void;
  taken: () => void;
  /** Keeps at once what waits to be kept. */
  flush: () => Promise<void>;
}

export type DraftStore = StoreApi<Draft>;

type Kept = Pick<Draft, 'tabs' | 'activeId'>;

export function activeText({ tabs, activeId }: Kept): string {
  return activeTab({ tabs, activeId })?.text ?? '';
}

export function activeTab({ tabs, activeId }: Kept): SqlTab | undefined {
  return tabs.find(({ id }) => id === activeId);
}

export function createDraft(client: Pick<ApiClient, 'tabs'>, storage: Pick<Storage, 'getItem' | 'removeItem'>): DraftStore {
  let project: string | undefined;
  return createStore<Draft>()((set, get) => {
    const keeper = createKeeper(client, (problem) => set({ problem }));
    const change = (part: Partial<Kept>, isTouched = get().isTouched) => {
      set({ ...part, isTouched });
      const { tabs, activeId, isLoaded } = get();
      if (project !== undefined && isLoaded) keeper.keep(project, { tabs: [...tabs], activeId });
    };
    const take = (projectId: string, kept: SqlTabs | null) => {
      if (project !== projectId || get().isLoaded) return;
      const old = kept === null ? storage.getItem(OLD_KEY) : null;
      const before = kept ?? (old === null ? null : start(old));
      const isNew = old !== null || get().isTouched;
      set({ ...joined(before, get()), isLoaded: true, isTouched: before !== null || get().isTouched });
      if (!isNew) return;
      change({});
      void keeper.flush().then(() => {
        if (get().problem === null) storage.removeItem(OLD_KEY);
      });
    };
    return {
      ...start(''),
      isTouched: false,
      isLoaded: false,
      problem: null,
      wanted: null,
      useProject: (projectId) => {
        if (projectId === project) return;
        void keeper.flush();
        // What was written before any project was known goes into the first one.
        if (project !== undefined) set({ ...start(''), isTouched: false });
        project = projectId;
        set({ isLoaded: false });
        if (projectId !== undefined) void keeper.read(projectId, () => project === projectId).then((kept) => take(projectId, kept));
      },
      ...tabActions(get, change),
      show: (statement, title) => {
        const wanted = statement.trim();
        const { tabs, open, activate } = get();
        const there = tabs.find(({ text }) => text.includes(wanted));
        if (there === undefined) open(wanted, title);
        else activate(there.id);
        set({ wanted });
      },
      taken: () => set({ wanted: null }),
      flush: keeper.flush,
    };
  });
}

type TabActions = Pick<Draft, 'setText' | 'setValue' | 'open' | 'activate' | 'step' | 'rename' | 'move' | 'close'>;

function tabActions(get: () => Draft, change: (part: Partial<Kept>, isTouched?: boolean) => void): TabActions {
  const at = (id: string) => get().tabs.findIndex((tab) => tab.id === id);
  const activate = (id: string) => {
    if (at(id) >= 0 && id !== get().activeId) change({ activeId: id });
  };
  return {
    setText: (text) => {
      const { tabs, activeId } = get();
      change({ tabs: tabs.map((tab) => (tab.id === activeId ? { ...tab, text } : tab)) }, true);
    },
    setValue: (name, value) => {
      const { tabs, activeId } = get();
      change({ tabs: tabs.map((tab) => (tab.id === activeId ? { ...tab, values: { ...tab.values, [name]: value } } : tab)) });
    },
    open: (text = '', title) => {
      const { tabs, activeId } = get();
      const only = tabs.find(({ id }) => id === activeId);
      // An empty tab that still has its first name is as good as a new one.
      if (text !== '' && only !== undefined && only.text.trim() === '' && words.draft.isFirstTitle(only.title)) {
        change({ tabs: tabs.map((tab) => (tab === only ? { ...tab, text, title: title ?? tab.title } : tab)) }, true);
        return only.id;
      }
      const tab = newTab(tabs, text, title);
      change({ tabs: [...tabs, tab], activeId: tab.id }, true);
      return tab.id;
    },
    activate,
    step: (by) => {
      const { tabs, activeId } = get();
      const next = tabs[(at(activeId) + by + tabs.length) % tabs.length];
      if (next !== undefined) activate(next.id);
    },
    rename: (id, title) => {
      const name = title.trim().slice(0, 200);
      if (name !== '') change({ tabs: get().tabs.map((tab) => (tab.id === id ? { ...tab, title: name } : tab)) });
    },
    move: (id, by) => {
      const from = at(id);
      const tab = get().tabs[from];
      const to = from + by;
      if (tab === undefined || to < 0 || to >= get().tabs.length) return;
      change({ tabs: get().tabs.toSpliced(from, 1).toSpliced(to, 0, tab) });
    },
    close: (id) => {
      const from = at(id);
      if (from < 0) return;
      const left = get().tabs.toSpliced(from, 1);
      const tabs = left.length === 0 ? [newTab([], '')] : left;
      const next = tabs[Math.min(from, tabs.length - 1)];
      change({ tabs, activeId: id === get().activeId ? (next?.id ?? '') : get().activeId }, true);
    },
  };
}

function start(text: string): SqlTabs {
  const tab = newTab([], text);
  return { tabs: [tab], activeId: tab.id };
}

/** "Query 3": the least number that no tab has. */
function newTab(tabs: readonly SqlTab[], text: string, title?: string): SqlTab {
  const taken = new Set(tabs.map((tab) => tab.title));
  let number = 1;
  while (taken.has(words.draft.title(number))) number += 1;
  return { id: crypto.randomUUID(), title: title ?? words.draft.title(number), text };
}

/** What was kept, and behind it what was written before that was read. */
function joined(kept: SqlTabs | null, now: Kept): Kept {
  if (kept === null || kept.tabs.length === 0) return now;
  const written = now.tabs.filter(({ text }) => text.trim() !== '');
  const activeId = written.length > 0 ? now.activeId : kept.activeId;
  const tabs = [...kept.tabs, ...written];
  return { tabs, activeId: tabs.some(({ id }) => id === activeId) ? activeId : (tabs[0]?.id ?? '') };
}
