// The one window and what stands around it on the desktop: where it opens, the tray, notices, links from outside.
import { join } from 'node:path';
import { app, BrowserWindow, Menu, Notification, nativeTheme, screen, Tray } from 'electron';
import type { Logger } from '#core/log.ts';
import type { WindowCommand } from '#shared/model/window-command.ts';
import type { AppServices } from '../services/app-services.ts';
import { START_URL } from './app-scheme.ts';
import { windowOptions } from './main-window.ts';
import type { Notice } from './notices.ts';
import { followForShell } from './shell-notices.ts';
import { type TrayFacts, trayTemplate, trayTooltip } from './tray.ts';
import { fitToScreens, readWindowState, writeWindowState } from './window-state.ts';

export interface Desk {
  /** Brings the window to the front; opens one when there is none. */
  show(): void;
  /** Shows the window and leads it somewhere. */
  command(command: WindowCommand): void;
  /** The tray and the notices, until the app ends. */
  follow(): void;
}

export interface DeskDeps {
  appRoot: string;
  stateFile: string;
  services: AppServices;
  log: Logger;
}

export function createDesk({ appRoot, stateFile, services, log }: DeskDeps): Desk {
  const icon = join(appRoot, 'resources', 'icon.png');
  let tray: Tray | undefined;
  let isQuitting = false;
  app.on('before-quit', () => {
    isQuitting = true;
  });

  function open(): void {
    const state = readWindowState(stateFile);
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
    const options = windowOptions({
      isDark: nativeTheme.shouldUseDarkColors,
      preload: join(appRoot, 'out', 'preload', 'preload.cjs'),
      icon,
    });
    const window = new BrowserWindow({ ...options, ...fitToScreens(state, areas) });
    if (state?.isMaximized === true) window.maximize();
    window.once('ready-to-show', () => window.show());
    window.on('close', (event) => {
      const bounds = { ...window.getNormalBounds(), isMaximized: window.isMaximized() };
      writeWindowState(stateFile, bounds).catch((err: unknown) => log.warn({ err }, 'the place of the window could not be kept'));
      if (isQuitting || tray === undefined || !services.settings.current().keepInTray) return;
      event.preventDefault();
      window.hide();
    });
    window.loadURL(START_URL).catch((err: unknown) => log.error({ err }, 'the page did not load'));
  }

  function show(): void {
    // macOS tells of the first activation before there can be a window; start-up opens it then.
    if (!app.isReady()) return;
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) {
      open();
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  function command(wanted: WindowCommand): void {
    show();
    services.command(wanted);
  }

  function notify({ title, body, command: wanted }: Notice): void {
    const notification = new Notification({ title, body, icon });
    notification.on('click', () => command(wanted));
    notification.show();
  }

  return {
    show,
    command,
    follow() {
      tray = makeTray(icon, show, log);
      const stop = new AbortController();
      app.once('will-quit', () => stop.abort());
      followForShell({
        changes: services.changes(stop.signal),
        status: services.status,
        isInFront: () => BrowserWindow.getFocusedWindow() !== null,
        areNoticesOn: () => Notification.isSupported() && services.settings.current().notifications,
        show: notify,
        onFacts: (facts) => drawTray(tray, facts, show),
      }).catch((err: unknown) => log.error({ err }, 'the tray no longer follows the app'));
    },
  };
}

/** Some desktops have no place for one. */
function makeTray(icon: string, show: () => void, log: Logger): Tray | undefined {
  try {
    const tray = new Tray(icon);
    tray.on('click', show);
    return tray;
  } catch (err) {
    log.warn({ err }, 'there is no tray here');
    return undefined;
  }
}

function drawTray(tray: Tray | undefined, facts: TrayFacts, show: () => void): void {
  tray?.setToolTip(trayTooltip(facts));
  tray?.setContextMenu(Menu.buildFromTemplate(trayTemplate(facts, { show, quit: () => app.quit() })));
}
