// JSON.parse rounds integers beyond 2^53 without a word. Ids and sums of that size occur in events and profiles, so they are kept
// as text, digit by digit. The reviver is slow, so it runs only when the text holds a number that could be touched.

const LONG_NUMBER = /\d{16}/;
const INTEGER = /^-?\d+$/;

export function parseExactly(text: string): unknown {
  return LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

/** `context.source` is the number as it was written (JSON.parse source text access, in V8 since 11.4). */
function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && INTEGER.test(source) ? source : value;
}
