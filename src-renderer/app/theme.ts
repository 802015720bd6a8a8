// Light, dark, or whatever the system says. The choice is kept per browser; the colours themselves stand in styles.css.
import { createStore, type StoreApi } from 'zustand';

export type Theme = 'system' | 'light' | 'dark';
const KEY = 'mixlake.theme';
const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };

export interface ThemeState {
  readonly theme: Theme;
  choose: (theme: Theme) => void;
  /** The next one in turn. */
  next: () => void;
}

export type ThemeStore = StoreApi<ThemeState>;

export function storedTheme(storage: Storage): Theme {
  const value = storage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
}

export function applyTheme(root: HTMLElement, theme: Theme): void {
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
}

export function createTheme(storage: Storage, root: HTMLElement): ThemeStore {
  const theme = storedTheme(storage);
  applyTheme(root, theme);
  return createStore<ThemeState>()((set, get) => ({
    theme,
    choose(chosen) {
      if (chosen === 'system') storage.removeItem(KEY);
      else storage.setItem(KEY, chosen);
      applyTheme(root, chosen);
      set({ theme: chosen });
    },
    next: () => get().choose(NEXT[get().theme]),
  }));
}
