import type { ActivityEntry } from '#shared/model/activity-entry.ts';

export interface PastStatement {
  readonly sql: string;
  /** The newest run of it. */
  readonly entry: ActivityEntry;
  readonly times: number;
  /** The log keeps only the beginning of very long texts. */
  readonly isCut: boolean;
}

/** Each statement once, newest first. */
export function historyOf(entries: readonly ActivityEntry[], projectId: string): PastStatement[] {
  const found = new Map<string, PastStatement>();
  for (const entry of entries) {
    const { sql } = entry.arguments;
    if (typeof sql !== 'string' || entry.projectId !== projectId) continue;
    const known = found.get(sql);
    found.set(sql, known === undefined ? { sql, entry, times: 1, isCut: isCut(sql) } : { ...known, times: known.times + 1 });
  }
  return [...found.values()];
}

function isCut(sql: string): boolean {
  return /… \(\d+ characters\)$/.test(sql);
}

export function matchesWords(text: string, words: string): boolean {
  const all = words.toLowerCase().split(/\s+/).filter(Boolean);
  return all.every((word) => text.toLowerCase().includes(word));
}
