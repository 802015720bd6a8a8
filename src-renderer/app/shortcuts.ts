// The shortcuts of the whole window, for the keys themselves and for the sheet that lists them.
export const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);
const MOD = IS_MAC ? '⌘' : 'Ctrl+';

export interface Shortcut {
  readonly keys: string;
  readonly does: string;
}

export const KEYS = { palette: `${MOD}K`, settings: `${MOD},`, sheet: '?' };

export function screenKeys(index: number): string {
  return `${MOD}${index + 1}`;
}

export const SHORTCUTS: readonly { title: string; shortcuts: readonly Shortcut[] }[] = [
  {
    title: 'Everywhere',
    shortcuts: [
      { keys: KEYS.palette, does: 'Search commands' },
      { keys: `${MOD}1 … ${MOD}9`, does: 'Go to a screen, in the order of the rail' },
      { keys: KEYS.settings, does: 'Settings' },
      { keys: KEYS.sheet, does: 'This sheet' },
      { keys: 'Esc', does: 'Close what is open, cancel what runs' },
    ],
  },
  {
    title: 'SQL',
    shortcuts: [
      { keys: `${MOD}Enter`, does: 'Run the statement at the cursor, or the selection' },
      { keys: IS_MAC ? '⇧⌘Enter' : 'Ctrl+Shift+Enter', does: 'Run all statements of the text' },
      { keys: 'Alt+T, Alt+W', does: 'New tab, close the tab' },
      { keys: 'Alt+PageUp, Alt+PageDown', does: 'Previous tab, next tab' },
      { keys: 'F2, Delete, Ctrl+Shift+Left or Right', does: 'On a tab: rename, close, move' },
      { keys: `${MOD}S, Alt+H`, does: 'Save the text as a query; saved queries and history' },
      { keys: 'Shift+Alt+F', does: 'Format' },
      { keys: `${MOD}Shift+Enter`, does: 'Run every statement of the tab' },
      { keys: 'Alt+T, Alt+W', does: 'New tab, close the tab' },
      { keys: 'Alt+PageUp, Alt+PageDown', does: 'The tab before, the tab after' },
      { keys: `${MOD}S`, does: 'Save the statement' },
      { keys: 'Alt+H', does: 'Earlier statements' },
      { keys: 'Alt+Shift+F', does: 'Lay the statement out' },
      { keys: `${MOD}Space`, does: 'Complete' },
      { keys: `${MOD}F`, does: 'Search in the text' },
      { keys: `${MOD}/`, does: 'Comment out' },
    ],
  },
  {
    title: 'Results',
    shortcuts: [
      { keys: 'Arrows, Home, End, PageUp, PageDown', does: 'Move; with Shift: select' },
      { keys: 'Enter', does: 'Show the value of a cell' },
      { keys: 'Alt+↓', does: 'Menu of the column: sort, filter, profile' },
      { keys: 'Alt+Shift+← →', does: 'Narrower, wider column' },
      { keys: `${MOD}A`, does: 'Select everything' },
      { keys: `${MOD}C`, does: 'Copy the selection' },
    ],
  },
];

/** What a key pressed anywhere means; undefined when it is none of ours. `isTyping`: the focus is where letters are text. */
export function meaningOf(
  event: Pick<globalThis.KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  isTyping: boolean,
): { kind: 'palette' | 'settings' | 'sheet' } | { kind: 'screen'; index: number } | undefined {
  const isMod = (IS_MAC ? event.metaKey : event.ctrlKey) && !event.altKey;
  if (isMod && !event.shiftKey) {
    if (event.key.toLowerCase() === 'k') return { kind: 'palette' };
    if (event.key === ',') return { kind: 'settings' };
    if (/^[1-9]$/.test(event.key)) return { kind: 'screen', index: Number(event.key) - 1 };
  }
  if (event.key === '?' && !isMod && !event.altKey && !isTyping) return { kind: 'sheet' };
  return undefined;
}
