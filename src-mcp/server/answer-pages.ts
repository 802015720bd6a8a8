// Cuts an answer to its budget and keeps what is left. Both forms of an answer, the words and the structured part, stay within the
// same number of tokens; a cut is said in both, with the id under which next_page gives the rest.
import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { inputError } from '#shared/errors.ts';
import type { JsonObject, JsonValue } from '#shared/model/json.ts';
import { count, withinBudget } from '../format/text.ts';
import { fitsTokens } from '../format/tokens.ts';
import { shortenUntil } from './shorten.ts';
import type { AnswerForm } from './tool-answer.ts';

/** What an answer may hold when nobody asks for more, and the most that can be asked for (`detail`, or a large `limit`). */
export const NORMAL_TOKENS = 6_000;
export const FULL_TOKENS = 20_000;

const SHORTENED = 'Long texts and lists inside this answer are shortened (marked with …).';

const KEPT_ANSWERS = 100;
const KEPT_CHARS = 64_000_000;
const KEPT_MS = 30 * 60_000;

export interface AnswerPage {
  tool: string;
  structured: JsonObject;
  text: string;
}

export interface CutAnswer {
  tool: string;
  structured: JsonObject;
  form: AnswerForm;
  budgetTokens: number;
}

interface KeptAnswer extends CutAnswer {
  from: number;
}

/** The cut answers of one account: what they left, for a while. Ids cannot be guessed. */
export interface AnswerPages {
  /** The first part of an answer, or all of it when it fits. */
  first(answer: CutAnswer): AnswerPage;
  /** The part that `id` stands for; fails in words when it is no longer kept. */
  next(id: string): AnswerPage;
}

export function createAnswerPages(): AnswerPages {
  const kept = new LRUCache<string, KeptAnswer>({ max: KEPT_ANSWERS, maxSize: KEPT_CHARS, ttl: KEPT_MS });

  function page(answer: CutAnswer, from: number): AnswerPage {
    const items = itemsOf(answer);
    if (items === undefined) return wholePage(answer);
    if (from === 0) {
      // Nearly every answer fits as a whole.
      const whole = withItems(answer, items);
      const text = fittingWords(answer, whole);
      if (text !== undefined) return { tool: answer.tool, structured: whole, text };
    }
    const shown = fittingCount(answer, items, from);
    const left = items.length - from - shown;
    const part = withItems(answer, items.slice(from, from + shown));
    if (from === 0 && left === 0) return pageWith(answer, part);
    const id = left === 0 ? null : `pg_${randomBytes(9).toString('base64url')}`;
    if (id !== null) kept.set(id, { ...answer, from: from + shown }, { size: sizeOf(answer.structured) });
    const { structured, text } = pageWith(answer, part);
    const more = { shown_from: from + 1, shown_to: from + shown, total: items.length, next_page: id };
    return { tool: answer.tool, structured: { ...structured, more }, text: `${text}\n\n${moreWords(more)}` };
  }

  return {
    first: (answer) => page(answer, 0),
    next(id) {
      const answer = kept.get(id);
      if (answer === undefined) {
        throw inputError('This page is no longer kept.', 'Pages stay for 30 minutes: make the call again, or ask for less.');
      }
      return page(answer, answer.from);
    },
  };
}

/** An answer without a long part. */
export function wholePage(answer: CutAnswer): AnswerPage {
  return pageWith(answer, answer.structured);
}

interface More {
  shown_from: number;
  shown_to: number;
  total: number;
  next_page: string | null;
}

function moreWords(more: More): string {
  const part = `Shown: ${count(more.shown_from)} to ${count(more.shown_to)} of ${count(more.total)}.`;
  return more.next_page === null
    ? `${part} This was the last part.`
    : `${part} The answer was cut to keep your context small: next_page with {"page": "${more.next_page}"} gives the following part.`;
}

/** The entries of the long part, in their order: `[key, value]` for an object, the value itself for a list. */
type Item = { key: string; value: JsonValue } | { value: JsonValue };

function itemsOf({ structured, form }: CutAnswer): Item[] | undefined {
  if (form.long === undefined) return undefined;
  const long = structured[form.long];
  if (Array.isArray(long)) return long.map((value) => ({ value }));
  if (typeof long !== 'object' || long === null) return undefined;
  const ranked = form.rank(structured) ?? Object.keys(long);
  return ranked.flatMap((key) => (key in long ? [{ key, value: long[key] ?? null }] : []));
}

function withItems(answer: CutAnswer, items: readonly Item[]): JsonObject {
  const { long } = answer.form;
  if (long === undefined) return answer.structured;
  const part: JsonValue = Array.isArray(answer.structured[long])
    ? items.map((item) => item.value)
    : Object.fromEntries(items.flatMap((item) => ('key' in item ? [[item.key, item.value]] : [])));
  return { ...answer.structured, [long]: part };
}

/** The words of an answer; nothing when they, or the structured part, are over the budget. */
function fittingWords({ form, budgetTokens }: CutAnswer, structured: JsonObject): string | undefined {
  if (!fitsTokens(JSON.stringify(structured), budgetTokens)) return undefined;
  const text = form.say(structured);
  return fitsTokens(text, budgetTokens) ? text : undefined;
}

/** What is said as it is. When one entry alone is too large, its long texts and lists lose their ends, and the answer says so. */
function pageWith(answer: CutAnswer, structured: JsonObject): AnswerPage {
  const { tool, form } = answer;
  const text = fittingWords(answer, structured);
  if (text !== undefined) return { tool, structured, text };
  const short = shortenUntil(structured, (each) => fittingWords(answer, each) !== undefined);
  if (short === undefined) return { tool, structured, text: withinBudget(form.say(structured), answer.budgetTokens) };
  return { tool, structured: { ...short, is_shortened: true }, text: `${form.say(short)}\n\n${SHORTENED}` };
}

/** The largest number of items that keeps both forms within the budget; at least one, so that every page brings something. */
function fittingCount(answer: CutAnswer, items: readonly Item[], from: number): number {
  const left = items.length - from;
  if (left === 0) return 0;
  const fits = (size: number): boolean => fittingWords(answer, withItems(answer, items.slice(from, from + size))) !== undefined;
  let high = 1;
  while (high < left && fits(high)) high = Math.min(left, high * 2);
  if (high === left && fits(high)) return left;
  let low = Math.floor(high / 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return Math.max(1, low);
}

function sizeOf(structured: JsonObject): number {
  return Math.max(1, JSON.stringify(structured).length);
}
