// One page of Chromium, as the app sees it: loading, guards, the preload's messages.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { Chromium, NavigationRequest } from './chromium.ts';
import { note } from './journal.ts';
import { linkPage } from './page-link.ts';
import type { Session } from './permissions.ts';
import { fromServed, toServed } from './served-address.ts';

export interface WindowParts {
  readonly chromium: Chromium;
  readonly session: Session;
  readonly ipcMain: EventEmitter;
}

type OpenHandler = (details: { url: string; frameName: string; disposition: string }) => { action: 'allow' | 'deny' };

export class WebContents extends EventEmitter {
  readonly mainFrame: { readonly url: string; readonly parent: null };
  readonly #parts: WindowParts;
  #openHandler: OpenHandler = () => ({ action: 'allow' });
  /** The address the app itself asked for: no guard is asked about that. */
  #ownAddress = '';
  #page: Page | undefined;

  constructor(parts: WindowParts) {
    super();
    this.#parts = parts;
    const address = (): string => this.getURL();
    this.mainFrame = {
      get url() {
        return address();
      },
      parent: null,
    };
  }

  async start(preload: string, size: { width: number; height: number }): Promise<Page> {
    const page = await this.#parts.chromium.newPage((navigation) => this.#mayNavigate(navigation));
    this.#page = page;
    await page.setViewportSize(size);
    page.on('pageerror', (error) => note('page.error', error.message));
    page.on('popup', (popup) => void popup.close().catch(() => undefined)); // no second page is ever kept; see below
    await linkPage({
      page,
      preload: readFileSync(preload, 'utf8'),
      onPost: (channel, message, ports) => {
        note('ipc', channel);
        this.#parts.ipcMain.emit(channel, { type: 'frame', sender: this, senderFrame: this.mainFrame, ports }, message);
      },
      onPreloadFailed: (words) => {
        note('preload.failed', words);
        process.stderr.write(`The preload failed: ${words}\n`);
      },
    });
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Page.enable');
    cdp.on('Page.windowOpen', ({ url, windowName }) => this.#opened(fromServed(url), windowName));
    return page;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  async load(page: Page, address: string): Promise<void> {
    await this.#parts.session.applyTo(page, this, address);
    this.#ownAddress = address;
    try {
      await page.goto(toServed(address), { waitUntil: 'load' });
    } finally {
      this.#ownAddress = '';
    }
  }

  getURL(): string {
    return fromServed(this.#page?.url() ?? '');
  }

  #opened(url: string, frameName: string): void {
    const { action } = this.#openHandler({ url, frameName, disposition: 'foreground-tab' });
    note('window.open', { url, action });
    if (action !== 'deny') process.stderr.write(`The stand-in opens no second page; the app allowed ${url}\n`);
  }

  #mayNavigate({ url, isMainFrame }: NavigationRequest): boolean {
    if (isMainFrame && url === this.#ownAddress) return true;
    const isAllowed =
      this.#isAllowed('will-frame-navigate', url, isMainFrame) && (!isMainFrame || this.#isAllowed('will-navigate', url, true));
    note('navigation', { url, isMainFrame, isAllowed });
    return isAllowed;
  }

  #isAllowed(event: string, url: string, isMainFrame: boolean): boolean {
    let isAllowed = true;
    const preventDefault = (): void => {
      isAllowed = false;
    };
    this.emit(event, { url, isMainFrame, isSameDocument: false, frame: this.mainFrame, preventDefault }, url);
    return isAllowed;
  }
}
