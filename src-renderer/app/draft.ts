// The SQL text of the Explorer. It outlives the screen and the page, and other screens may add a statement to it.
import { createStore, type StoreApi } from 'zustand';

const KEY = 'mixlake.sql';

export interface Draft {
  readonly text: string;
  /** True once there was any text, also on an earlier visit. */
  readonly isTouched: boolean;
  /** A statement that some other part of the window wants to be seen in the editor; the editor takes it and clears it. */
  readonly wanted: string | null;
  setText: (text: string) => void;
  /** Puts the statement below what is there, unless it already stands there, and asks the editor to show it. */
  show: (statement: string) => void;
  taken: () => void;
}

export type DraftStore = StoreApi<Draft>;

export function createDraft(storage: Pick<Storage, 'getItem' | 'setItem'>): DraftStore {
  return createStore<Draft>()((set, get) => {
    const setText = (text: string) => {
      storage.setItem(KEY, text);
      set({ text, isTouched: true });
    };
    const kept = storage.getItem(KEY);
    return {
      text: kept ?? '',
      isTouched: kept !== null,
      wanted: null,
      setText,
      show: (statement) => {
        setText(withStatement(get().text, statement));
        set({ wanted: statement.trim() });
      },
      taken: () => set({ wanted: null }),
    };
  });
}

export function withStatement(text: string, statement: string): string {
  const wanted = statement.trim();
  const before = text.trimEnd();
  if (before.includes(wanted)) return text;
  if (before === '') return wanted;
  return `${before}${before.endsWith(';') ? '' : ';'}\n\n${wanted}`;
}
