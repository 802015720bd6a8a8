// What the test may do to the running app besides using its window: questions over Node's own channel to the parent process.
import type { EventEmitter } from 'node:events';
import type { App } from './app.ts';
import type { WindowState } from './browser-window.ts';
import { clickNotice } from './desktop.ts';
import { clickMenu } from './menu.ts';
import { MessagePortMain } from './message-port-main.ts';
import { theTray } from './tray.ts';

export interface ForeignSender {
  readonly channel: string;
  readonly url: string;
  readonly isMainFrame: boolean;
}

export type TestQuestion =
  | { op: 'quit' }
  | { op: 'click-menu'; path: string[] }
  | { op: 'windows' }
  | { op: 'minimize' }
  | { op: 'close-window' }
  | { op: 'tray' }
  | { op: 'click-tray'; label: string }
  | { op: 'click-notice' }
  /** A link that the desktop hands to the running app, as macOS does. */
  | { op: 'open-url'; url: string }
  /** Sends a port in the name of a page the app never opened. */
  | { op: 'post-as'; sender: ForeignSender };

interface Running {
  readonly app: App;
  readonly ipcMain: EventEmitter;
  readonly windows: () => readonly { state(): WindowState; minimize(): void; close(): void }[];
}

export function serveTest(running: Running): void {
  process.on('message', ({ id, question }: { id: number; question: TestQuestion }) => {
    try {
      process.send?.({ type: 'answer', id, value: answer(running, question) });
    } catch (error) {
      process.send?.({ type: 'answer', id, error: String(error) });
    }
  });
  // Electron quits in order when it is told to end; and without the test process nobody would ever end us.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => running.app.quit());
  process.on('disconnect', () => running.app.exit(0));
}

function answer({ app, ipcMain, windows }: Running, question: TestQuestion): unknown {
  switch (question.op) {
    case 'quit':
      return app.quit();
    case 'click-menu':
      return clickMenu(question.path);
    case 'windows':
      return windows().map((window) => window.state());
    case 'minimize':
      for (const window of windows()) window.minimize();
      return null;
    case 'close-window':
      for (const window of windows()) window.close();
      return null;
    case 'tray':
      return theTray().state();
    case 'click-tray':
      return theTray().click(question.label);
    case 'click-notice':
      return clickNotice();
    case 'open-url':
      return app.emit('open-url', { preventDefault: () => undefined }, question.url);
    case 'post-as': {
      const { channel, url, isMainFrame } = question.sender;
      const port = new MessagePortMain({ send: () => undefined, close: () => undefined });
      ipcMain.emit(channel, { type: 'frame', senderFrame: { url, parent: isMainFrame ? null : { url } }, ports: [port] }, null);
      return port.state();
    }
  }
}
