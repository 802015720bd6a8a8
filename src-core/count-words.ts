// Counts in sentences of the engine, which are English.

const GROUPS = /\B(?=(?:\d{3})+$)/g;

/** 1234567 as 1,234,567. The first use of the locale's own formatting takes 20 ms, in which nobody is answered. */
export function count(value: number): string {
  return Number.isSafeInteger(value) ? String(value).replace(GROUPS, ',') : value.toLocaleString('en-US');
}

export function plural(value: number, noun: string, nouns = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : nouns}`;
}
