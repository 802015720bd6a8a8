// The app's first file: reads the environment and the arguments, and puts window and services together.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, protocol, session, shell } from 'electron';
import { createLog, type Logger } from '#core/log.ts';
import { ensureHome, mixlakePaths } from '#core/paths.ts';
import { createRedactor } from '#core/redact.ts';
import { toWireError } from '#shared/errors.ts';
import { type AppServices, createAppServices } from './services/app-services.ts';
import { APP_SCHEME, SCHEME, START_URL } from './window/app-scheme.ts';
import { connectWindows } from './window/connect-windows.ts';
import { endBeforeQuit } from './window/end-before-quit.ts';
import { externalLink } from './window/external-link.ts';
import { guardContents } from './window/guard-contents.ts';
import { windowOptions } from './window/main-window.ts';
import { menuTemplate } from './window/menu.ts';
import { limitPermissions } from './window/permissions.ts';
import { rendererServer } from './window/serve-renderer.ts';

/** More than a clean stop of the services takes; after it the app goes anyway. */
const END_LIMIT_MS = 5000;
/** out/main/main.js → the folder that holds out/ and resources/. */
const APP_ROOT = resolve(import.meta.dirname, '../..');

const isMac = process.platform === 'darwin';
const paths = mixlakePaths({ mixlakeHome: process.env.MIXLAKE_HOME });

if (prepareHome()) {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([APP_SCHEME]);
  // The lock belongs to the profile folder: one app for each MIXLAKE_HOME.
  if (app.requestSingleInstanceLock()) runApp();
  else app.quit();
} else {
  app.exit(1);
}

function prepareHome(): boolean {
  try {
    ensureHome(paths);
    const profile = join(paths.home, 'window');
    mkdirSync(profile, { recursive: true, mode: 0o700 });
    app.setPath('userData', profile);
    return true;
  } catch (error) {
    const { message, hint } = toWireError(error);
    dialog.showErrorBox('Mixlake cannot start', hint === undefined ? message : `${message}\n\n${hint}`);
    return false;
  }
}

function runApp(): void {
  const log = createLog(paths.logsDir, 'window', createRedactor());
  const { argv, env, execPath, versions } = process;
  const services = createAppServices({ appRoot: APP_ROOT, env, execPath, versions, version: app.getVersion() });
  const startDemo = (): void => {
    services.startDemo().catch((err: unknown) => log.error({ err }, 'the demo did not start'));
  };

  app.on('web-contents-created', (_event, contents) => guardContents(contents, openLink));
  connectWindows({
    channel: ipcMain,
    connect: (port) => services.connectWindow(port),
    onRefused: (sender) => log.warn({ sender }, 'refused a connection'),
  });
  app.on('second-instance', (_event, secondArgv) => {
    focusWindow(log);
    if (secondArgv.includes('--demo')) startDemo();
  });
  app.on('activate', () => focusWindow(log));
  app.on('window-all-closed', () => {
    if (!isMac) app.quit();
  });
  endOnQuit(log, services);

  void app.whenReady().then(() => {
    limitPermissions(session.defaultSession);
    protocol.handle(SCHEME, rendererServer(join(APP_ROOT, 'out', 'renderer')));
    Menu.setApplicationMenu(Menu.buildFromTemplate(menu()));
    openWindow(log);
    if (argv.includes('--demo')) startDemo();
  });
}

function endOnQuit(log: Logger, services: AppServices): void {
  endBeforeQuit({
    app,
    end: () => services.close(),
    limitMs: END_LIMIT_MS,
    onProblem: (err) => log.error({ err }, 'the services did not end cleanly'),
  });
}

function openWindow(log: Logger): void {
  const window = new BrowserWindow(
    windowOptions({
      isDark: nativeTheme.shouldUseDarkColors,
      preload: join(APP_ROOT, 'out', 'preload', 'preload.cjs'),
      icon: join(APP_ROOT, 'resources', 'icon.png'),
    }),
  );
  window.once('ready-to-show', () => window.show());
  window.loadURL(START_URL).catch((err: unknown) => log.error({ err }, 'the page did not load'));
}

function focusWindow(log: Logger): void {
  // macOS tells of the first activation before there can be a window; start-up opens it then.
  if (!app.isReady()) return;
  const [window] = BrowserWindow.getAllWindows();
  if (window === undefined) {
    openWindow(log);
    return;
  }
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function openLink(address: string): void {
  const link = externalLink(address);
  if (link !== undefined) void shell.openExternal(link);
}

function menu() {
  return menuTemplate({
    isMac,
    isPackaged: app.isPackaged,
    theme: nativeTheme.themeSource,
    setTheme: (theme) => {
      nativeTheme.themeSource = theme;
    },
    openLink,
  });
}
