// session.defaultSession, as far as permissions go. Before a page loads, the app's two handlers are asked about each permission of the
// list, and real Chromium is told their answers: then the page's own requests are answered by the browser.
import type { Page } from 'playwright-core';
import { note } from './journal.ts';
import { toServed } from './served-address.ts';

type CheckHandler = (contents: unknown, permission: string, origin: string, details: object) => boolean;
type RequestHandler = (contents: unknown, permission: string, answer: (isGranted: boolean) => void, details: object) => void;

/** Electron's name, and the names under which Chromium keeps the same thing. */
const PERMISSIONS = [
  { name: 'notifications', inChromium: ['notifications'] },
  { name: 'geolocation', inChromium: ['geolocation'] },
  { name: 'media', inChromium: ['camera', 'microphone'] },
  { name: 'midi', inChromium: ['midi'] },
  { name: 'clipboard-read', inChromium: ['clipboard-read'] },
  { name: 'clipboard-sanitized-write', inChromium: ['clipboard-write'] },
  { name: 'idle-detection', inChromium: ['idle-detection'] },
  { name: 'local-fonts', inChromium: ['local-fonts'] },
] as const;

export class Session {
  #check: CheckHandler | null = null;
  #request: RequestHandler | null = null;

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#check = handler;
  }

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#request = handler;
  }

  async applyTo(page: Page, contents: unknown, address: string): Promise<void> {
    const cdp = await page.context().newCDPSession(page);
    const origin = new URL(toServed(address)).origin;
    for (const { name, inChromium } of PERMISSIONS) {
      const isGranted = await this.#asked(contents, name, address);
      note('permission', { name, isGranted });
      for (const permission of inChromium) {
        await cdp.send('Browser.setPermission', { permission: { name: permission }, setting: isGranted ? 'granted' : 'denied', origin });
      }
    }
    // The session stays attached: Chromium forgets the answers when it goes.
  }

  /** Electron grants what no handler refuses. */
  async #asked(contents: unknown, permission: string, address: string): Promise<boolean> {
    const isChecked = this.#check?.(contents, permission, address, { isMainFrame: true, requestingUrl: address }) ?? true;
    const request = this.#request;
    if (request === null) return isChecked;
    const isAnswered = await new Promise<boolean>((answer) => {
      request(contents, permission, answer, { isMainFrame: true, requestingUrl: address });
    });
    return isChecked && isAnswered;
  }
}
