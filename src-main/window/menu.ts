// The application menu as data. Without the edit roles copy and paste do not work on macOS.
import type { MenuItemConstructorOptions } from 'electron';
import type { WindowCommand } from '#shared/model/window-command.ts';

export type ThemeSource = 'system' | 'light' | 'dark';

export interface MenuActions {
  readonly isMac: boolean;
  /** Developer tools and reload are for people who work on Mixlake. */
  readonly isPackaged: boolean;
  readonly theme: ThemeSource;
  readonly setTheme: (theme: ThemeSource) => void;
  readonly openLink: (address: string) => void;
  readonly command: (command: WindowCommand) => void;
  readonly openLogs: () => void;
}

const THEMES = [
  { theme: 'system', label: 'Same as System' },
  { theme: 'light', label: 'Light' },
  { theme: 'dark', label: 'Dark' },
] as const;

const SCREENS = [
  { path: '/explorer', label: 'Explorer' },
  { path: '/fetch', label: 'Fetch' },
  { path: '/activity', label: 'Activity' },
  { path: '/assistants', label: 'Assistants' },
  { path: '/accounts', label: 'Accounts' },
] as const;

const LINKS = [
  { label: 'Mixpanel Documentation', address: 'https://docs.mixpanel.com/' },
  { label: 'DuckDB SQL Reference', address: 'https://duckdb.org/docs/stable/sql/introduction' },
] as const;

export function menuTemplate(actions: MenuActions): MenuItemConstructorOptions[] {
  const settings: MenuItemConstructorOptions = {
    label: 'Settings…',
    accelerator: 'CmdOrCtrl+,',
    click: () => actions.command({ kind: 'go', path: '/settings' }),
  };
  return [
    ...(actions.isMac ? [{ label: 'Mixlake', submenu: macAppMenu(settings) }] : []),
    { label: 'File', submenu: fileMenu(actions, settings) },
    { role: 'editMenu' },
    { label: 'View', submenu: viewMenu(actions) },
    { label: 'Go', submenu: SCREENS.map(({ path, label }) => ({ label, click: () => actions.command({ kind: 'go', path }) })) },
    { role: 'windowMenu' },
    { role: 'help', submenu: helpMenu(actions) },
  ];
}

function macAppMenu(settings: MenuItemConstructorOptions): MenuItemConstructorOptions[] {
  const line: MenuItemConstructorOptions = { type: 'separator' };
  return [{ role: 'about' }, line, settings, line, { role: 'services' }, line, { role: 'hide' }, { role: 'hideOthers' }, { role: 'quit' }];
}

function fileMenu(actions: MenuActions, settings: MenuItemConstructorOptions): MenuItemConstructorOptions[] {
  const add: MenuItemConstructorOptions = {
    label: 'Add Account…',
    click: () => actions.command({ kind: 'go', path: '/accounts/add' }),
  };
  if (actions.isMac) return [add, { role: 'close' }];
  return [add, settings, { type: 'separator' }, { role: 'close' }, { role: 'quit' }];
}

function viewMenu(actions: MenuActions): MenuItemConstructorOptions[] {
  const themes: MenuItemConstructorOptions[] = THEMES.map(({ theme, label }) => ({
    label,
    type: 'radio',
    checked: theme === actions.theme,
    click: () => actions.setTheme(theme),
  }));
  const palette: MenuItemConstructorOptions = {
    label: 'Commands…',
    accelerator: 'CmdOrCtrl+K',
    // The page has the key itself; the menu only shows it.
    registerAccelerator: false,
    click: () => actions.command({ kind: 'open', what: 'palette' }),
  };
  const zoom: MenuItemConstructorOptions[] = [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { role: 'togglefullscreen' }];
  const tools: MenuItemConstructorOptions[] = [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }];
  return [
    palette,
    { type: 'separator' },
    { label: 'Theme', submenu: themes },
    { type: 'separator' },
    ...zoom,
    ...(actions.isPackaged ? [] : tools),
  ];
}

function helpMenu(actions: MenuActions): MenuItemConstructorOptions[] {
  return [
    { label: 'Keyboard Shortcuts', click: () => actions.command({ kind: 'open', what: 'shortcuts' }) },
    { label: 'Take the Tour', click: () => actions.command({ kind: 'open', what: 'tour' }) },
    { label: 'Open Logs Folder', click: actions.openLogs },
    { type: 'separator' },
    ...LINKS.map(({ label, address }) => ({ label, click: () => actions.openLink(address) })),
    ...(actions.isMac ? [] : [{ role: 'about' } as const]),
  ];
}
