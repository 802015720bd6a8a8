// The application menu as data. Without the edit roles copy and paste do not work on macOS.
import type { MenuItemConstructorOptions } from 'electron';

export type ThemeSource = 'system' | 'light' | 'dark';

export interface MenuActions {
  readonly isMac: boolean;
  /** Developer tools and reload are for people who work on Mixlake. */
  readonly isPackaged: boolean;
  readonly theme: ThemeSource;
  readonly setTheme: (theme: ThemeSource) => void;
  readonly openLink: (address: string) => void;
}

const THEMES = [
  { theme: 'system', label: 'Same as System' },
  { theme: 'light', label: 'Light' },
  { theme: 'dark', label: 'Dark' },
] as const;

const LINKS = [
  { label: 'Mixpanel Documentation', address: 'https://docs.mixpanel.com/' },
  { label: 'DuckDB SQL Reference', address: 'https://duckdb.org/docs/stable/sql/introduction' },
] as const;

export function menuTemplate(actions: MenuActions): MenuItemConstructorOptions[] {
  return [
    ...(actions.isMac ? [{ role: 'appMenu' } as const] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    { label: 'View', submenu: viewMenu(actions) },
    { role: 'windowMenu' },
    { role: 'help', submenu: LINKS.map(({ label, address }) => ({ label, click: () => actions.openLink(address) })) },
  ];
}

function viewMenu(actions: MenuActions): MenuItemConstructorOptions[] {
  const themes: MenuItemConstructorOptions[] = THEMES.map(({ theme, label }) => ({
    label,
    type: 'radio',
    checked: theme === actions.theme,
    click: () => actions.setTheme(theme),
  }));
  const zoom: MenuItemConstructorOptions[] = [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { role: 'togglefullscreen' }];
  const tools: MenuItemConstructorOptions[] = [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }];
  return [{ label: 'Theme', submenu: themes }, { type: 'separator' }, ...zoom, ...(actions.isPackaged ? [] : tools)];
}
