// Runs before the page, in a world of its own. It tells the page that it lives in Electron, and passes the page's message port on to
// the app. Nothing else belongs here: what the page can call stands in the contract and runs over that port.
import { contextBridge, ipcRenderer } from 'electron';

/** The little of the DOM this file needs; the room has no DOM types, because main has no DOM. */
interface PageMessage {
  readonly source: unknown;
  readonly data: unknown;
  /** Not looked at here, only passed on. */
  readonly ports: readonly object[];
}
declare const window: { addEventListener(type: 'message', listener: (event: PageMessage) => void): void };

const CONNECT = 'mixlake:connect';

contextBridge.exposeInMainWorld('mixlakeShell', { kind: 'electron', platform: process.platform });

window.addEventListener('message', (event) => {
  const [port] = event.ports;
  if (event.source !== window || event.data !== CONNECT || port === undefined) return;
  ipcRenderer.postMessage(CONNECT, null, [port]);
});
