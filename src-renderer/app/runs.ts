// The statements that run, and their results, tab by tab. Several statements of one text run one after the other, each with a
// result of its own; the first that fails, or a Cancel, ends the row.
import { createStore, type StoreApi } from 'zustand';
import type { ApiClient } from './api.ts';
import { createQueryRun, type QueryRunStore, type Statement } from './query-run.ts';

export interface TabRuns {
  /** One a statement, in their order. */
  readonly runs: readonly QueryRunStore[];
  /** Which of them is shown. */
  readonly shown: number;
  /** Statements are under way or still to come. */
  readonly isBusy: boolean;
  /** The one that runs is shown, until somebody chooses another. */
  readonly isFollowing: boolean;
}

export interface Runs {
  readonly byTab: Readonly<Record<string, TabRuns>>;
  run: (tabId: string, statements: readonly Statement[]) => Promise<void>;
  show: (tabId: string, index: number) => void;
  cancel: (tabId: string) => void;
  /** Lets go of the results of tabs that are not among these. */
  keepOnly: (tabIds: readonly string[]) => void;
  clear: () => void;
  /** The run that is shown in this tab; one that has not run yet where nothing has. */
  shownOf: (tabId: string) => QueryRunStore;
}

export type RunsStore = StoreApi<Runs>;

export function createRuns(client: Pick<ApiClient, 'query'>): RunsStore {
  const unused = new Map<string, QueryRunStore>();
  /** Who runs in which tab: a later run takes the place of an earlier one. */
  const turns = new Map<string, symbol>();
  return createStore<Runs>()((set, get) => {
    const put = (tabId: string, part: Partial<TabRuns>) => {
      const before = get().byTab[tabId] ?? { runs: [], shown: 0, isBusy: false, isFollowing: true };
      set({ byTab: { ...get().byTab, [tabId]: { ...before, ...part } } });
    };
    const shownOf = (tabId: string): QueryRunStore => {
      const { runs, shown } = get().byTab[tabId] ?? { runs: [], shown: 0 };
      const there = runs[shown] ?? unused.get(tabId) ?? createQueryRun(client);
      if (runs.length === 0) unused.set(tabId, there);
      return there;
    };
    /** The result that is shown stays until the next one is there; the others go. */
    const storesFor = (tabId: string, count: number): QueryRunStore[] => {
      const kept = shownOf(tabId);
      for (const each of get().byTab[tabId]?.runs ?? []) if (each !== kept || count > 1) each.getState().clear();
      unused.delete(tabId);
      return count === 1 ? [kept] : Array.from({ length: count }, () => createQueryRun(client));
    };
    const forget = (tabId: string) => {
      turns.delete(tabId);
      for (const each of get().byTab[tabId]?.runs ?? []) each.getState().clear();
      unused.delete(tabId);
    };
    return {
      byTab: {},
      shownOf,
      run: async (tabId, statements) => {
        if (statements.length === 0) return;
        const mine = Symbol(tabId);
        turns.set(tabId, mine);
        const isMine = () => turns.get(tabId) === mine;
        const runs = storesFor(tabId, statements.length);
        put(tabId, { runs, shown: 0, isBusy: true, isFollowing: true });
        for (const [index, statement] of statements.entries()) {
          const run = runs[index];
          if (run === undefined || !isMine()) return;
          if (index > 0 && get().byTab[tabId]?.isFollowing === true) put(tabId, { shown: index });
          await run.getState().run(statement);
          if (run.getState().failure !== null || run.getState().result?.status.state === 'failed') break;
        }
        if (isMine()) put(tabId, { isBusy: false });
      },
      show: (tabId, index) => put(tabId, { shown: index, isFollowing: false }),
      cancel: (tabId) => {
        turns.delete(tabId);
        for (const each of get().byTab[tabId]?.runs ?? []) each.getState().cancel();
        if (get().byTab[tabId] !== undefined) put(tabId, { isBusy: false });
      },
      keepOnly: (tabIds) => {
        const gone = Object.keys(get().byTab).filter((tabId) => !tabIds.includes(tabId));
        if (gone.length === 0) return;
        for (const tabId of gone) forget(tabId);
        set({ byTab: Object.fromEntries(Object.entries(get().byTab).filter(([tabId]) => !gone.includes(tabId))) });
      },
      clear: () => {
        for (const tabId of Object.keys(get().byTab)) forget(tabId);
        set({ byTab: {} });
      },
    };
  });
}
