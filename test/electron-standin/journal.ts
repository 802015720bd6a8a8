// Everything the app asked of the desktop, in order. The test reads it.

export interface JournalEntry {
  readonly what: string;
  readonly detail: unknown;
}

export type Note = (what: string, detail?: unknown) => void;

/** Entries go straight to the test process, if there is one. */
export const note: Note = (what, detail = null) => {
  process.send?.({ type: 'journal', entry: { what, detail } });
};
