import { useStore } from 'zustand';
import { useStores } from './stores.tsx';
import type { ThemeState } from './theme.ts';

export function useTheme(): ThemeState {
  return useStore(useStores().theme);
}
