// The property by which a question splits ("by country", "per platform", "which channel"), and the value to which it is limited
// ("on iOS", "in Austria", "where plan is pro"). Whether the event has the property is asked of Mixpanel before it is used.
import { editDistance } from '../../../format/closest.ts';
import { meanings, PROPERTY_WORDS, TELLING_VALUES } from './synonyms.ts';
import { fold, foldInPlace, nameWords, stem } from './words.ts';

export interface PropertyWish {
  /** As the question says it. */
  said: string;
  /** Names to look for, the surest first. */
  names: readonly string[];
}

export interface FilterWish extends PropertyWish {
  value: string;
}

const NOT_PROPERTIES =
  /^(?:days?|weeks?|months?|years?|hours?|tag(?:en?|e)?|wochen?|monat(?:en?)?|jahr(?:en?)?|stunden?|users?|person|people|nutzer|kopf|far|the way|events?|name)\b/;
const SPLIT =
  /(?:split(?:ted)? by|broken down by|break(?:ing)? down by|grouped by|aufgeteilt nach|aufgeschlusselt nach|for each|by|per|nach|pro|je|across)\s+(?:the\s+|each\s+|jedem\s+|dem\s+|der\s+)?([\p{L}$#][\p{L}\p{N}_$#./ -]*)/gu;
const WHICH = /(?:which|what|top(?: \d+)?|welche[rnsm]?|aus welche[nrm]+)\s+([\p{L}$][\p{L}\p{N}_$ -]*)/gu;
const WHERE =
  /(?:where|with|whose|having|only|for|wo|mit|bei|nur)\s+(?:the\s+)?["']?([\p{L}$][\p{L}\p{N}_$ ]*?)["']?\s*(?:==?|:|\bis\b|\bequals\b|\bist\b|\bgleich\b)\s*["']?([^"'?,;]+?)["']?(?=\s+(?:and|by|per|last|in|on|over|nach|pro)\b|[?.,;]|\s{2,}|$)/gu;
const ON = /(?:on|from|in|via|for|uber|auf|aus|bei|with|using|mit)\s+(?:the\s+|den\s+|der\s+)?([\p{L}][\p{L} ]*)/gu;
const MAX_WORDS = 4;

/** Phrases that may name a property, each from its longest form down. */
function phrases(text: string): string[] {
  const words = text.trim().split(/\s+/).slice(0, MAX_WORDS);
  return words.map((_, index) => words.slice(0, words.length - index).join(' '));
}

/** `known`: what the event has, when that is known already. */
export function splitWish(rest: string, known: readonly string[], event: string): PropertyWish | undefined {
  const folded = foldInPlace(rest);
  const marked = [...folded.matchAll(SPLIT)].map((match) => ({ text: match[1] ?? '', isSure: true }));
  const asked = [...folded.matchAll(WHICH)].map((match) => ({ text: match[1] ?? '', isSure: false }));
  for (const { text, isSure } of [...marked, ...asked]) {
    if (NOT_PROPERTIES.test(text)) continue;
    for (const phrase of phrases(text)) {
      const wish = wishFor(phrase, known);
      if (wish !== undefined) return wish;
    }
    const first = phrases(text).at(-1) ?? '';
    // "Nach Touren gesucht" speaks of the event itself.
    if (isSure && first.length > 1 && !isSaidOf(first, event)) return { said: first, names: [] };
  }
  return undefined;
}

function isSaidOf(word: string, event: string): boolean {
  const names = nameWords(event);
  return meanings(stem(fold(word))).some((meaning) => meaning.some((each) => names.includes(each)));
}

/** The property that a phrase names; undefined when nothing does. */
function wishFor(phrase: string, known: readonly string[]): PropertyWish | undefined {
  const said = fold(phrase).trim();
  const forms = [said, singular(said)];
  const own = known.filter(
    (name) =>
      forms.includes(fold(name)) ||
      forms.includes(
        fold(name)
          .replace(/^(\$|mp_)/, '')
          .replaceAll('_', ' '),
      ),
  );
  const usual = PROPERTY_WORDS.find((entry) => entry.said.some((word) => forms.some((form) => isSame(form, word))))?.names ?? [];
  const names = [...own.toSorted((a, b) => Number(fold(b) === said) - Number(fold(a) === said)), ...usual];
  return names.length === 0 ? undefined : { said: phrase.trim(), names };
}

function singular(word: string): string {
  return word.replace(/ies$/, 'y').replace(/(?:(?<=s|x|ch)es|s|en)$/, '');
}

function isSame(a: string, b: string): boolean {
  return a === b || (b.length > 5 && editDistance(a, b) <= 1);
}

export function filterWish(rest: string, known: readonly string[]): FilterWish | undefined {
  const folded = foldInPlace(rest);
  for (const match of folded.matchAll(WHERE)) {
    const [, property = '', value = ''] = match;
    const wish = wishFor(property, known) ?? { said: property.trim(), names: [] };
    const at = match.index + match[0].lastIndexOf(value);
    return { ...wish, value: rest.slice(at, at + value.length).trim() };
  }
  for (const match of folded.matchAll(ON)) {
    for (const phrase of phrases(match[1] ?? '')) {
      const telling = tellingValue(phrase.trim());
      if (telling !== undefined) return telling;
    }
  }
  return tellingWord(folded);
}

/** "iOS sign-ups": values that nothing else is called. */
function tellingWord(folded: string): FilterWish | undefined {
  const words = [...folded.matchAll(/[\p{L}]+/gu)].map(([word]) => word);
  return words
    .map((word) => (word in (TELLING_VALUES[0]?.values ?? {}) ? tellingValue(word) : undefined))
    .find((each) => each !== undefined);
}

function tellingValue(phrase: string): FilterWish | undefined {
  for (const { property, values } of TELLING_VALUES) {
    const value = values[phrase];
    if (value !== undefined) return { said: phrase, names: property, value };
  }
  const code = phrase.length < 3 ? undefined : countryCode(phrase);
  return code === undefined ? undefined : { said: phrase, names: ['mp_country_code', 'country', '$country_code'], value: code };
}

let codes: Map<string, string> | undefined;

function countryCode(name: string): string | undefined {
  codes ??= countryNames();
  return codes.get(name);
}

/** Names of countries in English and German, as the runtime knows them. */
function countryNames(): Map<string, string> {
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  const out = new Map<string, string>();
  for (const language of ['en', 'de']) {
    const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
      const name = names.of(code);
      // Codes of states that are no more stand for their successors.
      const isInUse = Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
      if (name !== undefined && isInUse && !out.has(fold(name))) out.set(fold(name), code);
    }
  }
  for (const [name, code] of [
    ['usa', 'US'],
    ['uk', 'GB'],
    ['england', 'GB'],
    ['the us', 'US'],
    ['america', 'US'],
  ] as const)
    out.set(name, code);
  return out;
}
