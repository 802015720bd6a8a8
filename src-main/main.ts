// The app's first file: reads the environment and the arguments, and puts window and services together.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { app, dialog, ipcMain, Menu, nativeTheme, protocol, session, shell } from 'electron';
import { createLog, type Logger } from '#core/log.ts';
import { ensureHome, mixlakePaths } from '#core/paths.ts';
import { createRedactor } from '#core/redact.ts';
import { toWireError } from '#shared/errors.ts';
import type { WindowCommand } from '#shared/model/window-command.ts';
import { type AppServices, createAppServices } from './services/app-services.ts';
import { checkUnpackedFiles } from './services/unpacked-files.ts';
import { APP_SCHEME, SCHEME } from './window/app-scheme.ts';
import { connectWindows } from './window/connect-windows.ts';
import { commandOfArguments, commandOfLink, LINK_SCHEME } from './window/deep-link.ts';
import { createDesk, type Desk } from './window/desk.ts';
import { endBeforeQuit } from './window/end-before-quit.ts';
import { externalLink } from './window/external-link.ts';
import { guardContents } from './window/guard-contents.ts';
import { menuTemplate } from './window/menu.ts';
import { limitPermissions } from './window/permissions.ts';
import { rendererServer } from './window/serve-renderer.ts';
import { checkForUpdates } from './window/updates.ts';

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
    if (app.isPackaged) checkUnpackedFiles(APP_ROOT);
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
  const services = createAppServices({ appRoot: APP_ROOT, env, execPath, versions, version: app.getVersion(), showFile });
  const desk = createDesk({ appRoot: APP_ROOT, stateFile: join(paths.home, 'window', 'bounds.json'), services, log });
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
    desk.show();
    follow(commandOfArguments(secondArgv));
    if (secondArgv.includes('--demo')) startDemo();
  });
  app.on('open-url', (event, address) => {
    event.preventDefault();
    follow(commandOfLink(address));
  });
  app.on('activate', () => desk.show());
  app.on('window-all-closed', () => {
    if (!isMac) app.quit();
  });
  endOnQuit(log, services);
  // Only an installed app may claim the links of the whole desktop.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);

  void app.whenReady().then(() => {
    limitPermissions(session.defaultSession);
    protocol.handle(SCHEME, rendererServer(join(APP_ROOT, 'out', 'renderer')));
    Menu.setApplicationMenu(Menu.buildFromTemplate(menu(desk)));
    desk.show();
    desk.follow();
    follow(commandOfArguments(argv));
    if (argv.includes('--demo')) startDemo();
    checkForUpdates({ feed: services.settings.current().updateFeed, isPackaged: app.isPackaged, log });
  });

  function follow(command: WindowCommand | undefined): void {
    if (command !== undefined) desk.command(command);
  }
}

function endOnQuit(log: Logger, services: AppServices): void {
  endBeforeQuit({
    app,
    end: () => services.close(),
    limitMs: END_LIMIT_MS,
    onProblem: (err) => log.error({ err }, 'the services did not end cleanly'),
  });
}

function showFile(path: string): void {
  shell.showItemInFolder(path);
}

function openLink(address: string): void {
  const link = externalLink(address);
  if (link !== undefined) void shell.openExternal(link);
}

function menu(desk: Desk) {
  return menuTemplate({
    isMac,
    isPackaged: app.isPackaged,
    theme: nativeTheme.themeSource,
    setTheme: (theme) => {
      nativeTheme.themeSource = theme;
    },
    openLink,
    command: desk.command,
    openLogs: () => void shell.openPath(paths.logsDir),
  });
}
