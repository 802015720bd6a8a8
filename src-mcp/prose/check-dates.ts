// Dates in a text, in the forms in which people write them: each must be a date of the report. They are taken out of the text, so
// that what is left are numbers.

const MONTHS: readonly RegExp[] = [
  /^jan/i,
  /^f(?:eb|ép)/i,
  /^m(?:ar|är|rz)/i,
  /^apr/i,
  /^ma[iy]/i,
  /^jun/i,
  /^jul/i,
  /^aug/i,
  /^sep/i,
  /^o[ck]t/i,
  /^nov/i,
  /^de[cz]/i,
];
const MONTH = String.raw`(?:Jan(?:uary|uar|\.)?|Jänner|Feb(?:ruary|ruar|\.)?|Mar(?:ch|\.)?|März|Apr(?:il|\.)?|May|Mai|June?|Juni|July?|Juli|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|O[ck]t(?:ober|\.)?|Nov(?:ember|\.)?|De[cz](?:ember|\.)?)`;
const DAY = String.raw`(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?`;
/** "In April 12 tours were booked" has no date: a day after its month needs a word before it that makes it one, or a form of its own. */
const DATED = String.raw`(?<=\b(?:on|from|to|until|till|through|between|and|since|by|before|after)\s|[(:,;–—-]\s?)`;
const TO = String.raw`(?:\s?(?:–|—|-|to|and|bis|und)\s?(?:the\s|zum\s)?${DAY})?`;
const YEAR = String.raw`(?:,?\s(\d{4}))?`;

interface Found {
  year: number | undefined;
  month: number | undefined;
  day: number | undefined;
}

interface Form {
  pattern: RegExp;
  read(parts: (string | undefined)[]): Found[];
}

const FORMS: readonly Form[] = [
  { pattern: /\b(\d{4})-(\d{2})-(\d{2})\b/g, read: ([year, month, day]) => [found(year, Number(month), day)] },
  { pattern: /\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b/g, read: ([day, month, year]) => [found(year, Number(month), day)] },
  {
    pattern: new RegExp(String.raw`\b${DAY}${TO}\s(?:of\s)?(${MONTH})(?!\p{L})${YEAR}`, 'giu'),
    read: ([first, last, month = '', year]) =>
      [first, last].flatMap((day) => (day === undefined ? [] : [found(year, monthOf(month), day)])),
  },
  {
    pattern: new RegExp(String.raw`(?<!\p{L})(${MONTH})(?!\p{L})\s(?:the\s)?${DAY}(?!\d)${TO}(?!\d),?\s(\d{4})\b`, 'giu'),
    read: monthFirst,
  },
  {
    pattern: new RegExp(String.raw`(?<!\p{L})(${MONTH})(?!\p{L})\s(?:the\s)?(\d{1,2})(?:st|nd|rd|th)`, 'giu'),
    read: monthFirst,
  },
  {
    pattern: new RegExp(String.raw`${DATED}(${MONTH})(?!\p{L})\s(?:the\s)?${DAY}(?![\d%]|[.,]\d|\s%)${TO}(?!\d)`, 'giu'),
    read: monthFirst,
  },
  {
    pattern: new RegExp(String.raw`(?<!\p{L})(${MONTH})(?!\p{L}),?\s(\d{4})\b`, 'giu'),
    read: ([month = '', year]) => [found(year, monthOf(month), undefined)],
  },
  {
    pattern: /\b(?:in|during|since|year|im Jahr|Jahr)\s((?:19|20)\d\d)\b(?!\s\p{L}+s\b)/giu,
    read: ([year]) => [found(year, undefined, undefined)],
  },
];

function monthFirst([month = '', first, last, year]: (string | undefined)[]): Found[] {
  return [first, last].flatMap((day) => (day === undefined ? [] : [found(year, monthOf(month), day)]));
}

function found(year: string | undefined, month: number | undefined, day: string | undefined): Found {
  return { year: year === undefined ? undefined : Number(year), month, day: day === undefined ? undefined : Number(day) };
}

function monthOf(name: string): number {
  return MONTHS.findIndex((month) => month.test(name)) + 1;
}

/** The text with its dates blanked, and the dates. */
export function takeDates(text: string): { rest: string; dates: { text: string; parts: Found[] }[] } {
  const dates: { text: string; parts: Found[] }[] = [];
  let rest = text;
  for (const { pattern, read } of FORMS) {
    rest = rest.replaceAll(pattern, (whole: string, ...args: unknown[]) => {
      // The place and the whole text come after the groups.
      const parts = read(args.slice(0, -2).map((group) => (typeof group === 'string' ? group : undefined)));
      dates.push({ text: whole.trim(), parts });
      return ' ';
    });
  }
  return { rest, dates };
}

export function strangeDates(dates: readonly { text: string; parts: Found[] }[], known: readonly Found[]): string[] {
  const isKnown = (part: Found): boolean =>
    known.some(
      (each) =>
        (part.year === undefined || each.year === part.year) &&
        (part.month === undefined || each.month === part.month) &&
        (part.day === undefined || each.day === part.day),
    );
  return dates.filter(({ parts }) => !parts.every(isKnown)).map(({ text }) => text);
}
