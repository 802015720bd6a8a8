// What stays when the screen changes: the SQL texts, and the running statements with their results.
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useApi } from './api-context.tsx';
import { createDraft, type DraftStore } from './draft.ts';
import type { QueryRunStore } from './query-run.ts';
import { createRuns, type RunsStore } from './runs.ts';
import { createTheme, type ThemeStore } from './theme.ts';
import { createTour, type TourStore } from './tour-state.ts';
import { useStatus } from './use-status.ts';

interface KeptStores {
  readonly draft: DraftStore;
  readonly runs: RunsStore;
  readonly theme: ThemeStore;
  readonly tour: TourStore;
}

interface Stores extends KeptStores {
  /** The statement, with its result, that is shown in the tab in front. */
  readonly queryRun: QueryRunStore;
}

const StoresContext = createContext<KeptStores | null>(null);

export function StoresProvider(props: { children: ReactNode }) {
  const { client } = useApi();
  const [stores] = useState(() => ({
    draft: createDraft(client, localStorage),
    runs: createRuns(client),
    theme: createTheme(localStorage, document.documentElement),
    tour: createTour(localStorage),
  }));
  useProject(stores);
  useEffect(
    () =>
      stores.draft.subscribe(({ tabs }, before) => {
        if (tabs.length !== before.tabs.length) stores.runs.getState().keepOnly(tabs.map(({ id }) => id));
      }),
    [stores],
  );
  return <StoresContext value={stores}>{props.children}</StoresContext>;
}

/** Texts and results belong to a project. */
function useProject({ draft, runs }: KeptStores): void {
  const projectId = useStatus()?.account?.projectId;
  useEffect(() => {
    draft.getState().useProject(projectId);
    return () => {
      if (projectId !== undefined) runs.getState().clear();
    };
  }, [projectId, draft, runs]);
  useEffect(() => {
    const onHide = () => {
      if (document.hidden) void draft.getState().flush();
    };
    document.addEventListener('visibilitychange', onHide);
    return () => document.removeEventListener('visibilitychange', onHide);
  }, [draft]);
}

export function useStores(): Stores {
  const stores = useContext(StoresContext);
  if (stores === null) throw new Error('useStores needs a StoresProvider above it.');
  const activeId = useStore(stores.draft, (state) => state.activeId);
  const queryRun = useStore(stores.runs, (state) => state.shownOf(activeId));
  return { ...stores, queryRun };
}
