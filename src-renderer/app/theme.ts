// Light, dark, or whatever the system says. The choice is kept per browser; the colours themselves stand in styles.css.
import { useEffect, useState } from 'react';

export type Theme = 'system' | 'light' | 'dark';
const KEY = 'mixlake.theme';
const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };

export function storedTheme(storage: Storage): Theme {
  const value = storage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
}

export function applyTheme(root: HTMLElement, theme: Theme): void {
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
}

export function useTheme(): { theme: Theme; next: () => void } {
  const [theme, setTheme] = useState(() => storedTheme(localStorage));
  useEffect(() => applyTheme(document.documentElement, theme), [theme]);
  const next = () => {
    const chosen = NEXT[theme];
    if (chosen === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, chosen);
    setTheme(chosen);
  };
  return { theme, next };
}
