// What stays when the screen changes: the SQL text and the running statement with its result.
import { createContext, type ReactNode, useContext, useState } from 'react';
import { useApi } from './api-context.tsx';
import { createDraft, type DraftStore } from './draft.ts';
import { createQueryRun, type QueryRunStore } from './query-run.ts';
import { createTheme, type ThemeStore } from './theme.ts';
import { createTour, type TourStore } from './tour-state.ts';

interface Stores {
  readonly draft: DraftStore;
  readonly queryRun: QueryRunStore;
  readonly theme: ThemeStore;
  readonly tour: TourStore;
}

const StoresContext = createContext<Stores | null>(null);

export function StoresProvider(props: { children: ReactNode }) {
  const { client } = useApi();
  const [stores] = useState(() => ({
    draft: createDraft(localStorage),
    queryRun: createQueryRun(client),
    theme: createTheme(localStorage, document.documentElement),
    tour: createTour(localStorage),
  }));
  return <StoresContext value={stores}>{props.children}</StoresContext>;
}

export function useStores(): Stores {
  const stores = useContext(StoresContext);
  if (stores === null) throw new Error('useStores needs a StoresProvider above it.');
  return stores;
}
