// The tray: its tooltip and menu as the app last set them.
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { note } from './journal.ts';
import { clickMenu, type Menu } from './menu.ts';

let current: Tray | undefined;

export class Tray extends EventEmitter {
  #tooltip = '';
  #menu: Menu | null = null;

  constructor(icon: string) {
    super();
    if (!existsSync(icon)) throw new Error(`Failed to load image from path '${icon}'`);
    current = this;
    note('tray.created');
  }

  setToolTip(text: string): void {
    this.#tooltip = text;
  }

  setContextMenu(menu: Menu): void {
    this.#menu = menu;
  }

  state(): { tooltip: string; labels: string[] } {
    return { tooltip: this.#tooltip, labels: (this.#menu?.items ?? []).map(({ label }) => label) };
  }

  click(label: string): void {
    clickMenu([label], this.#menu);
  }
}

export function theTray(): Tray {
  if (current === undefined) throw new Error('The app has made no tray.');
  return current;
}
