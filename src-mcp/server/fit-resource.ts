// Keeps a resource within what an assistant's context can take, and says what was left out.
import { inputError } from '#shared/errors.ts';
import type { JsonObject, JsonValue } from '#shared/model/json.ts';
import { count } from '../format/text.ts';
import type { JsonBody } from './resource-definition.ts';
import { shortenUntil } from './shorten.ts';

export const MAX_RESOURCE_CHARS = 24_000;
const SHORTENED = 'Long texts and lists are shortened (marked with …).';

export interface FittedJson {
  text: string;
  /** What was left out, when `text` is a bare list and cannot say it itself. */
  note?: string;
}

export function fitJson(body: JsonBody, maxChars = MAX_RESOURCE_CHARS): FittedJson {
  const whole = JSON.stringify(body.value);
  if (whole.length <= maxChars) return { text: whole };
  const items = listOf(body);
  if (items === undefined) return { text: shortened(body.value, maxChars) };
  let low = 0;
  let high = items.length;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (render(body, items.slice(0, middle), items.length).size <= maxChars) low = middle;
    else high = middle;
  }
  const fitted = render(body, items.slice(0, Math.max(1, low)), items.length);
  return fitted.size <= maxChars ? fitted.json : { text: shortened(fitted.value, maxChars) };
}

function listOf({ value, long }: JsonBody): JsonValue[] | undefined {
  if (Array.isArray(value)) return value;
  const list = long === undefined ? undefined : value[long];
  return Array.isArray(list) ? list : undefined;
}

function render({ value, long, rest }: JsonBody, shown: JsonValue[], total: number) {
  const note = `Cut to ${count(MAX_RESOURCE_CHARS)} characters: the first ${count(shown.length)} of ${count(total)} are here.${rest === undefined ? '' : ` ${rest}`}`;
  if (Array.isArray(value) || long === undefined) {
    const text = JSON.stringify(shown);
    return { json: { text, note }, value: shown, size: text.length + note.length };
  }
  const notes = Array.isArray(value.notes) ? value.notes : [];
  const cut: JsonObject = { ...value, [long]: shown, ...('truncated' in value ? { truncated: true } : {}), notes: [...notes, note] };
  const text = JSON.stringify(cut);
  return { json: { text }, value: cut, size: text.length };
}

function shortened(value: JsonValue, maxChars: number): string {
  const object: JsonObject = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : { items: value };
  const notes = Array.isArray(object.notes) ? object.notes : [];
  const short = shortenUntil({ ...object, notes: [...notes, SHORTENED] }, (each) => JSON.stringify(each).length <= maxChars);
  if (short === undefined)
    throw inputError(`The resource would be larger than ${count(maxChars)} characters.`, 'Use a tool and ask for less.');
  return JSON.stringify(short);
}
