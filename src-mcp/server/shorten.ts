// Makes one entry that is larger than a whole answer small enough: long texts and long lists inside it lose their ends. Keys stay,
// so the form of the answer stays.
import type { JsonObject, JsonValue } from '#shared/model/json.ts';

/** Tried one after the other, from gentle to hard. */
const STEPS = [
  { chars: 2_000, items: 200 },
  { chars: 400, items: 50 },
  { chars: 100, items: 20 },
  { chars: 40, items: 5 },
] as const;

/** The first shortening that fits; `undefined` when even the hardest does not. */
export function shortenUntil(object: JsonObject, fits: (object: JsonObject) => boolean): JsonObject | undefined {
  for (const step of STEPS) {
    const short = shortenObject(object, step);
    if (fits(short)) return short;
  }
  return undefined;
}

type Step = (typeof STEPS)[number];

function shortenObject(object: JsonObject, step: Step): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, shorten(value, step)]));
}

function shorten(value: JsonValue, step: Step): JsonValue {
  if (typeof value === 'string') return cutText(value, step.chars);
  if (Array.isArray(value)) return value.slice(0, step.items).map((each) => shorten(each, step));
  if (typeof value === 'object' && value !== null) return shortenObject(value, step);
  return value;
}

function cutText(text: string, chars: number): string {
  if (text.length <= chars) return text;
  // A pair of surrogates must not be torn apart.
  const end = /[\ud800-\udbff]/.test(text.charAt(chars - 1)) ? chars - 1 : chars;
  return `${text.slice(0, end)}…`;
}
