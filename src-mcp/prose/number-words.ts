// Numbers written as words. One to ten are counts and ranks that any prose has; larger ones are figures and must be in the report, and
// so must words that tell the result of a computation.

const ONES = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const TEENS = [...['ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen']];
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const GERMAN_ONES = ['', 'ein', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun'];
const GERMAN_TEENS = [...['zehn', 'elf', 'zwölf', 'dreizehn', 'vierzehn', 'fünfzehn', 'sechzehn', 'siebzehn', 'achtzehn', 'neunzehn']];
const GERMAN_TENS = ['', '', 'zwanzig', 'dreißig', 'vierzig', 'fünfzig', 'sechzig', 'siebzig', 'achtzig', 'neunzig'];

const VALUES: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 99 }, (_, index) => index + 1).flatMap((value): [string, number][] => {
    const [tens, ones] = [Math.floor(value / 10), value % 10];
    if (value < 10)
      return [
        [ONES[value] ?? '', value],
        [value === 1 ? 'eins' : (GERMAN_ONES[value] ?? ''), value],
      ];
    if (value < 20)
      return [
        [TEENS[ones] ?? '', value],
        [GERMAN_TEENS[ones] ?? '', value],
      ];
    const english = ones === 0 ? (TENS[tens] ?? '') : `${TENS[tens]}-${ONES[ones]}`;
    const german = `${ones === 0 ? '' : `${GERMAN_ONES[ones]}und`}${GERMAN_TENS[tens]}`;
    return [
      [english, value],
      [english.replace('-', ' '), value],
      [german, value],
    ];
  }),
);
const WORD = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(${[...VALUES.keys()].sort((a, b) => b.length - a.length).join('|')})(?![\p{L}\p{N}])(\s?(?:%|percent|per cent|prozent))?`,
  'giu',
);
const SMALL = 10;

/** Words whose value nobody can see in digits: the report must have the same word. */
const COMPUTED =
  /(?<!\p{L})(?:hundreds?|dozens?|doubl(?:ed?|es|ing)|tripl(?:ed?|es|ing)|quadrupl(?:ed?|es|ing)|halv(?:ed?|es|ing)|half|halves|twice|thrice|\p{L}+fold|(?:a|one|two) thirds?|(?:a|one|three) quarters?(?= of)|(?:a|one|two|three|four) (?:fifth|tenth)s?|(?:ein|zwei|drei)?hundert\p{L}*|dutzend\p{L}*|(?:ver)?doppelt\p{L}*|verdreifach\p{L}*|halbier\p{L}*|hälfte|(?:ein|zwei) drittel|(?:ein|drei) viertel)(?!\p{L})/giu;
/** After digits they are the unit of a number, which is checked as one. */
const LARGE = /(?<!\p{L}|\d\s?)(?:thousands?|millions?|billions?|(?:ein|zwei|drei)?tausend\p{L}*|millionen|milliarden?)(?!\p{L})/giu;

export function strangeNumberWords(
  text: string,
  report: string,
  isInReport: (value: number, kind: 'plain' | 'percent') => boolean,
): string[] {
  const out: string[] = [];
  for (const [whole, word = '', percent] of text.matchAll(WORD)) {
    const value = VALUES.get(word.toLowerCase()) ?? 0;
    if (value <= SMALL && percent === undefined) continue;
    if (!isInReport(value, percent === undefined ? 'plain' : 'percent')) out.push(whole);
  }
  const known = new Set(wordsOfSize(report).map((word) => word.toLowerCase()));
  return [...out, ...wordsOfSize(text).filter((word) => !known.has(word.toLowerCase()))];
}

function wordsOfSize(text: string): string[] {
  return [...text.matchAll(COMPUTED), ...text.matchAll(LARGE)].map(([word]) => word);
}
