// The parts of the desktop the app speaks to besides its window. Nothing happens on this machine: it is noted in the journal.
import { EventEmitter } from 'node:events';
import { note } from './journal.ts';

export const SHELL = {
  async openExternal(url: string): Promise<void> {
    note('shell.openExternal', url);
  },
};

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
