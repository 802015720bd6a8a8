// The parts of the desktop the app speaks to besides its window. Nothing happens on this machine: it is noted in the journal.
import { EventEmitter } from 'node:events';
import { note } from './journal.ts';

export const SHELL = {
  async openExternal(url: string): Promise<void> {
    note('shell.openExternal', url);
  },
  async openPath(path: string): Promise<string> {
    note('shell.openPath', path);
    return '';
  },
  showItemInFolder(path: string): void {
    note('shell.showItemInFolder', path);
  },
};

/** One display of a usual size. */
export const SCREEN = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
};

interface NotificationOptions {
  readonly title?: string;
  readonly body?: string;
}

/** Notices that were shown; a test clicks the newest one. */
const shown: DesktopNotification[] = [];

export class DesktopNotification extends EventEmitter {
  readonly #options: NotificationOptions;

  static isSupported(): boolean {
    return true;
  }

  constructor(options: NotificationOptions) {
    super();
    this.#options = options;
  }

  show(): void {
    shown.push(this);
    note('notification.show', { title: this.#options.title, body: this.#options.body });
  }
}

export function clickNotice(): void {
  const notice = shown.at(-1);
  if (notice === undefined) throw new Error('No notice was shown.');
  notice.emit('click');
}

export const DIALOG = {
  showErrorBox(title: string, content: string): void {
    note('dialog.showErrorBox', { title, content });
  },
};

export type ThemeSource = 'system' | 'light' | 'dark';

export class NativeTheme extends EventEmitter {
  readonly #isSystemDark: boolean;
  #source: ThemeSource = 'system';

  constructor(isSystemDark: boolean) {
    super();
    this.#isSystemDark = isSystemDark;
  }

  get themeSource(): ThemeSource {
    return this.#source;
  }

  set themeSource(source: ThemeSource) {
    this.#source = source;
    note('nativeTheme.themeSource', source);
    this.emit('updated');
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? this.#isSystemDark : this.#source === 'dark';
  }
}
