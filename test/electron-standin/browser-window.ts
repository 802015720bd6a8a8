// BrowserWindow: a page plus what a window manager would know about it.
import { EventEmitter } from 'node:events';
import type { Page } from 'playwright-core';
import type { App } from './app.ts';
import type { NativeTheme } from './desktop.ts';
import { note } from './journal.ts';
import { WebContents, type WindowParts } from './web-contents.ts';

/** Settings that take protection away from the page, and the value each must have (undefined: Electron's default is the safe one). */
const SAFE_PREFERENCES: readonly (readonly [name: string, safe: boolean])[] = [
  ['contextIsolation', true],
  ['sandbox', true],
  ['webSecurity', true],
  ['nodeIntegration', false],
  ['nodeIntegrationInWorker', false],
  ['nodeIntegrationInSubFrames', false],
  ['webviewTag', false],
  ['allowRunningInsecureContent', false],
  ['experimentalFeatures', false],
  ['navigateOnDragDrop', false],
];

interface WindowOptions {
  readonly title?: string;
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly show?: boolean;
  readonly backgroundColor?: string;
  readonly webPreferences?: { readonly preload?: string };
}

interface Desk extends WindowParts {
  readonly app: App;
  readonly nativeTheme: NativeTheme;
}

/** What the test sees of a window. */
export interface WindowState {
  readonly url: string;
  readonly isVisible: boolean;
  readonly isMinimized: boolean;
  readonly backgroundColor: string;
}

export function browserWindowOn(desk: Desk) {
  const open = new Set<BrowserWindow>();

  class BrowserWindow extends EventEmitter {
    readonly webContents: WebContents;
    readonly #options: WindowOptions;
    readonly #page: Promise<Page>;
    #isVisible: boolean;
    #isMinimized = false;
    #isMaximized = false;
    #isDestroyed = false;

    static getAllWindows(): BrowserWindow[] {
      return [...open];
    }

    constructor(options: WindowOptions = {}) {
      super();
      refuseUnsafe(options.webPreferences ?? {});
      if (!desk.app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
      this.#options = options;
      this.#isVisible = options.show ?? true;
      this.webContents = new WebContents(desk);
      open.add(this);
      desk.app.windows.add(this);
      desk.app.emit('web-contents-created', {}, this.webContents);
      note('window.created', { ...options });
      this.#page = this.#start();
      this.#page.catch((error) => process.stderr.write(`The window could not be made: ${error}\n`));
    }

    async loadURL(address: string): Promise<void> {
      await this.webContents.load(await this.#page, address);
    }

    show(): void {
      this.#isVisible = true;
      note('window.show');
    }

    static getFocusedWindow(): BrowserWindow | null {
      return [...open].find((window) => window.#isVisible && !window.#isMinimized) ?? null;
    }

    hide(): void {
      this.#isVisible = false;
      note('window.hide');
    }

    maximize(): void {
      this.#isMaximized = true;
      note('window.maximize');
    }

    isMaximized(): boolean {
      return this.#isMaximized;
    }

    getNormalBounds() {
      const { x = 40, y = 40, width = 800, height = 600 } = this.#options;
      return { x, y, width, height };
    }

    focus(): void {
      note('window.focus');
    }

    minimize(): void {
      this.#isMinimized = true;
    }

    restore(): void {
      this.#isMinimized = false;
      note('window.restore');
    }

    isMinimized(): boolean {
      return this.#isMinimized;
    }

    isDestroyed(): boolean {
      return this.#isDestroyed;
    }

    close(): void {
      void this.end();
    }

    async end(): Promise<boolean> {
      let isRefused = false;
      const preventDefault = (): void => {
        isRefused = true;
      };
      this.emit('close', { preventDefault });
      if (isRefused) return false;
      await (await this.#page).close();
      return true;
    }

    state(): WindowState {
      const { backgroundColor = '' } = this.#options;
      return { url: this.webContents.getURL(), isVisible: this.#isVisible, isMinimized: this.#isMinimized, backgroundColor };
    }

    async #start(): Promise<Page> {
      const { webPreferences, width = 800, height = 600 } = this.#options;
      if (webPreferences?.preload === undefined) throw new Error('The stand-in makes windows with a preload only.');
      const page = await this.webContents.start(webPreferences.preload, { width, height });
      const colour = () => page.emulateMedia({ colorScheme: desk.nativeTheme.shouldUseDarkColors ? 'dark' : 'light' });
      await colour();
      desk.nativeTheme.on('updated', colour);
      page.once('domcontentloaded', () => this.emit('ready-to-show'));
      page.once('close', () => {
        desk.nativeTheme.off('updated', colour);
        this.#isDestroyed = true;
        open.delete(this);
        this.emit('closed');
        desk.app.windowClosed(this);
      });
      return page;
    }
  }

  return BrowserWindow;
}

function refuseUnsafe(preferences: object): void {
  for (const [name, safe] of SAFE_PREFERENCES) {
    const value: unknown = Reflect.get(preferences, name);
    if (value !== undefined && value !== safe) throw new Error(`The stand-in opens no window with ${name}: ${String(value)}.`);
  }
}
