// The module `electron` of the main process, as far as the app uses it. A name that is missing here fails when the app is linked.
import { EventEmitter } from 'node:events';
import { App } from './app.ts';
import { browserWindowOn } from './browser-window.ts';
import { Chromium, type SchemeHandler } from './chromium.ts';
import { DesktopNotification, DIALOG, NativeTheme, SCREEN, SHELL } from './desktop.ts';
import { note } from './journal.ts';
import { Menu as StandinMenu } from './menu.ts';
import { Session } from './permissions.ts';
import { serveTest } from './test-channel.ts';
import { Tray as StandinTray } from './tray.ts';

const chromium = new Chromium();

export const app = new App(process.cwd(), () => chromium.close());
export const ipcMain = new EventEmitter();
export const session = { defaultSession: new Session() };
export const nativeTheme = new NativeTheme(process.env.STANDIN_COLOR_SCHEME === 'dark');
export const shell = SHELL;
export const dialog = DIALOG;
export const Menu = StandinMenu;
export const Notification = DesktopNotification;
export const screen = SCREEN;
export const Tray = StandinTray;
export const BrowserWindow = browserWindowOn({ app, chromium, ipcMain, nativeTheme, session: session.defaultSession });

export const protocol = {
  registerSchemesAsPrivileged(schemes: readonly unknown[]): void {
    if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    note('protocol.registerSchemesAsPrivileged', schemes);
  },
  handle(scheme: string, handler: SchemeHandler): void {
    chromium.schemes.set(scheme, handler);
  },
};

serveTest({ app, ipcMain, windows: () => BrowserWindow.getAllWindows() });
