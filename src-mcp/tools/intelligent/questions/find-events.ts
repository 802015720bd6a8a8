// Which events of the project a question speaks of: names that stand in it, else names whose words it says, in any form, misspelt or
// by a usual other word. Deterministic; a name that only may be meant is told as such.
import { closestNames, editDistance } from '../../../format/closest.ts';
import { meanings } from './synonyms.ts';
import { foldInPlace, nameWords, textWords, type Word } from './words.ts';

export interface EventMention {
  event: string;
  at: number;
  /** False when the question has other words than the name. */
  isExact: boolean;
  /** Others that were nearly as near. */
  others: string[];
}

export interface EventReading {
  mentions: EventMention[];
  /** Names in quotation marks that the project does not have, with the nearest that it has. */
  unknown: { name: string; closest: string[] }[];
  /** The question without the names. */
  rest: string;
}

/** So much of a name must be said; rare words weigh more than those that many names have. */
const ENOUGH = 0.5;
const NEARLY = 0.75;
/** Of "started" and "completed" a question that says neither means the completed thing. */
const DONE = new Set(nameWords('completed finished succeeded success done placed made submitted').concat(nameWords('complete')));
const BEGUN = new Set(nameWords('started begun attempted').concat(nameWords('start')));
/** The opposite of what the rest of the name says: never meant unless said. */
const REVERSED = new Set(
  nameWords('failed cancelled canceled deleted removed declined rejected error expired abandoned').concat(nameWords('cancel')),
);
/** A second event must be said as clearly as this. */
const CLEARLY = 0.8;
/** Never a slip of something else. */
const COMMON = new Set(
  textWords(
    'how many much viele what which when where were there their have with from than that this last week month event events people users many time',
  ).map(({ stem }) => stem),
);
const MAX_EVENTS = 3;

/** Names as they stand, longest first; also in quotation marks, where a wrong one is never guessed. */
export function exactEvents(question: string, names: readonly string[]): EventReading {
  const mentions: EventMention[] = [];
  const unknown: EventReading['unknown'] = [];
  let rest = question;
  const blank = (at: number, length: number): void => {
    rest = `${rest.slice(0, at)}${' '.repeat(length)}${rest.slice(at + length)}`;
  };
  for (const name of names.toSorted((a, b) => b.length - a.length)) {
    const needle = foldInPlace(name);
    const at = placeOf(needle, foldInPlace(rest));
    if (at < 0) continue;
    mentions.push({ event: name, at, isExact: true, others: [] });
    blank(at, needle.length);
  }
  for (const { 0: quoted, 1: double, 2: single, 3: low, index } of rest.matchAll(
    /"([^"]*)"|(?<!\p{L})'([^']*)'(?!\p{L})|[„“]([^“”]*)[“”]/gu,
  )) {
    const name = (double ?? single ?? low ?? '').trim();
    if (name !== '') unknown.push({ name, closest: closestNames(name, names) });
    blank(index, quoted.length);
  }
  return { mentions, unknown, rest };
}

/** As a whole: "Open" does not stand in "Opened". A name of one common word must be written as it is. */
function placeOf(needle: string, text: string): number {
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    if (!/[\p{L}\p{N}]/u.test(text.charAt(at - 1)) && !/[\p{L}\p{N}]/u.test(text.charAt(at + needle.length))) return at;
  }
  return -1;
}

interface Scored {
  event: string;
  said: number;
  at: number;
  used: Word[];
  /** Decides between names that are said equally. */
  lean: number;
  length: number;
}

/** Names whose words are said, the best first; each word counts for one event. */
export function likelyEvents(text: string, names: readonly string[], most = MAX_EVENTS): EventMention[] {
  const words = names.map((event) => ({ event, words: [...new Set(nameWords(event))] }));
  const frequency = new Map<string, number>();
  for (const each of words) for (const word of each.words) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  let left = textWords(text);
  const out: EventMention[] = [];
  while (out.length < most) {
    const scored = words
      .map((each) => score(each, left, frequency))
      .filter((each) => each.said >= (out.length === 0 ? ENOUGH : CLEARLY))
      .sort((a, b) => b.said + b.lean - (a.said + a.lean) || a.length - b.length || (a.event < b.event ? -1 : 1));
    const [best, ...rest] = scored;
    if (best === undefined) break;
    const others = rest.filter((each) => each.said >= best.said * NEARLY && each.used.some((word) => best.used.includes(word)));
    out.push({ event: best.event, at: best.at, isExact: false, others: others.slice(0, 4).map((each) => each.event) });
    left = left.filter((word) => !best.used.includes(word));
  }
  return out.sort((a, b) => a.at - b.at);
}

function score(
  { event, words }: { event: string; words: string[] },
  left: readonly Word[],
  frequency: ReadonlyMap<string, number>,
): Scored {
  let [all, said, lean] = [0, 0, 0];
  const used = new Set<Word>();
  for (const word of words) {
    const weight = 1 / (frequency.get(word) ?? 1);
    const saying = left.filter((each) => says(each.stem, word));
    const isOutcome = DONE.has(word) || BEGUN.has(word);
    if (saying.length > 0) {
      said += weight;
      lean += 0.03;
      for (const each of saying) used.add(each);
    } else if (REVERSED.has(word)) {
      return { event, said: 0, at: 0, used: [], lean: 0, length: 0 };
    } else if (isOutcome) {
      // Said or not, the outcome decides only between names that are otherwise the same.
      lean += DONE.has(word) ? 0.02 : -0.02;
      continue;
    }
    all += weight;
  }
  const at = Math.min(...[...used].map((word) => word.at), Number.POSITIVE_INFINITY);
  return { event, said: all === 0 ? 0 : said / all, at, used: [...used], lean, length: event.length };
}

function says(said: string, word: string): boolean {
  return meanings(said).some((meaning) => meaning.some((each) => isSame(each, word)));
}

/** One slip in a word; in a short one only a letter too many or too few. */
function isSame(a: string, b: string): boolean {
  if (a === b) return true;
  const shortest = Math.min(a.length, b.length);
  if (shortest < 4 || a.charAt(0) !== b.charAt(0) || COMMON.has(a)) return false;
  return (shortest > 4 || a.length !== b.length) && editDistance(a, b) <= 1;
}

/** What to offer when nothing was found: names that share something with the question. */
export function nearbyEvents(text: string, names: readonly string[]): string[] {
  const words = textWords(text).filter((word) => word.stem.length > 3);
  const near = names
    .map((event) => ({
      event,
      hits: nameWords(event).filter((name) => words.some(({ stem }) => says(stem, name) || editDistance(stem, name) <= 2)).length,
    }))
    .filter((each) => each.hits > 0)
    .sort((a, b) => b.hits - a.hits || (a.event < b.event ? -1 : 1))
    .map((each) => each.event);
  return [...new Set([...near, ...closestNames(text, names)])].slice(0, 5);
}
