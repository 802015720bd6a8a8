// Which language the window speaks, and how it writes numbers and dates. One choice for the whole window: numbers stand in sentences,
// so they are written as the language of the sentence writes them ("1.234 rows" would be read as little more than one).

/** Base languages that every words.ts can answer in. One that is added to a words.ts speaks once it stands here. */
const SPOKEN: readonly string[] = ['en'];
const FALLBACK = 'en-GB';

/** The first wanted locale whose language is spoken and which Intl can use; British English when there is none. */
export function localeOf(wanted: readonly string[], spoken: readonly string[] = SPOKEN): string {
  return wanted.find((locale) => spoken.includes(baseOf(locale)) && isUsable(locale)) ?? FALLBACK;
}

/** For every formatter of numbers and dates. */
export const LOCALE: string = localeOf(navigator.languages);

/** The language that the words are in, for whoever reads them aloud: not that of the numbers, which may have a country's customs. */
export const LANGUAGE: string = baseOf(LOCALE);

/** The words of a part of the window, in English and in what other languages they are there. */
export function inLanguage<W>(english: W, others: Readonly<Record<string, W>> = {}, locale: string = LOCALE): W {
  const language = baseOf(locale);
  return Object.hasOwn(others, language) ? (others[language] ?? english) : english;
}

function baseOf(locale: string): string {
  return (locale.split(/[-_]/, 1)[0] ?? '').toLowerCase();
}

/** What a machine is set to need not be a locale at all ("en_US.UTF-8", "C"), and a formatter would throw. */
function isUsable(locale: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(locale).length > 0;
  } catch {
    return false; // not well-formed
  }
}
