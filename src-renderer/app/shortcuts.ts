// The keys of the whole window. The sheet that lists them is worded in later-words.ts.
export const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);
export const MOD = IS_MAC ? '⌘' : 'Ctrl+';

export const KEYS = { sheet: '?' };

export function screenKeys(index: number): string {
  return `${MOD}${index + 1}`;
}

/** What a key pressed anywhere means; undefined when it is none of ours. `isTyping`: the focus is where letters are text. */
export function meaningOf(
  event: Pick<globalThis.KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  isTyping: () => boolean,
): { kind: 'palette' | 'settings' | 'sheet' } | { kind: 'screen'; index: number } | undefined {
  const isMod = (IS_MAC ? event.metaKey : event.ctrlKey) && !event.altKey;
  if (isMod && !event.shiftKey) {
    if (event.key.toLowerCase() === 'k') return { kind: 'palette' };
    if (event.key === ',') return { kind: 'settings' };
    if (/^[1-9]$/.test(event.key)) return { kind: 'screen', index: Number(event.key) - 1 };
  }
  if (event.key === KEYS.sheet && !isMod && !event.altKey && !isTyping()) return { kind: 'sheet' };
  return undefined;
}
