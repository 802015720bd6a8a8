// Menus as data that a test can click. Roles are checked by name: a misspelt one would do nothing in Electron.

const ROLES: ReadonlySet<string> = new Set(
  (
    'undo redo cut copy paste pasteAndMatchStyle delete selectAll reload forceReload toggleDevTools resetZoom zoomIn zoomOut ' +
    'togglefullscreen window minimize close help about services hide hideOthers unhide quit startSpeaking stopSpeaking zoom front ' +
    'appMenu fileMenu editMenu viewMenu shareMenu recentDocuments windowMenu'
  ).split(' '),
);

interface ItemOptions {
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly checked?: boolean;
  readonly submenu?: readonly ItemOptions[];
  readonly click?: (item: MenuItem) => void;
}

export class MenuItem {
  readonly label: string;
  readonly role: string | undefined;
  readonly type: string;
  checked: boolean;
  readonly submenu: Menu | undefined;
  readonly click: ((item: MenuItem) => void) | undefined;

  constructor(options: ItemOptions) {
    if (options.role !== undefined && !ROLES.has(options.role)) throw new Error(`The stand-in knows no menu role "${options.role}".`);
    this.role = options.role;
    this.label = options.label ?? options.role ?? '';
    this.type = options.type ?? (options.submenu === undefined ? 'normal' : 'submenu');
    this.checked = options.checked ?? false;
    this.submenu = options.submenu === undefined ? undefined : Menu.buildFromTemplate(options.submenu);
    this.click = options.click;
  }
}

export class Menu {
  static #application: Menu | null = null;
  readonly items: readonly MenuItem[];

  constructor(items: readonly MenuItem[] = []) {
    this.items = items;
  }

  static buildFromTemplate(template: readonly ItemOptions[]): Menu {
    return new Menu(template.map((options) => new MenuItem(options)));
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.#application = menu;
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#application;
  }
}

/** Clicks the item at the end of a path of labels or roles, as a person would. */
export function clickMenu(path: readonly string[], menu: Menu | null | undefined = Menu.getApplicationMenu()): void {
  const [label, ...rest] = path;
  const item = menu?.items.find((candidate) => candidate.label === label);
  if (menu === null || menu === undefined || item === undefined) throw new Error(`The menu has no item "${label}".`);
  if (rest.length > 0) return clickMenu(rest, item.submenu);
  if (item.type === 'radio') for (const sibling of menu.items) sibling.checked = sibling === item;
  item.click?.(item);
}
