// The days that a question speaks of, in English or German: "last week", "in May", "gestern", "past 90 days", dates. Weeks begin on
// Monday; "the last N days" end with yesterday, because today is not over. All days are days of the project.
import { Temporal } from 'temporal-polyfill';
import { foldInPlace } from './words.ts';

export interface Days {
  from: string;
  to: string;
}

export interface TimeReading {
  /** In the order of the question. */
  spans: Days[];
  /** The question compares with the time just before. */
  wantsPrevious: boolean;
  /** The question with its time words blanked, places unchanged. */
  rest: string;
}

type Date = Temporal.PlainDate;
interface Rule {
  pattern: RegExp;
  days(match: RegExpExecArray, today: Date): Days | 'previous' | undefined;
}

const NUMBERS: Record<string, number> = {
  ...{ a: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, ten: 10, twelve: 12 },
  ...{ zwei: 2, drei: 3, vier: 4, funf: 5, sechs: 6, sieben: 7, acht: 8, zehn: 10, zwolf: 12 },
};
const MONTHS = 'jan feb mar apr ma[iy] jun jul aug sep o[ck]t nov de[cz]'.split(' ').map((start) => new RegExp(`^${start}`));
const MONTH =
  '(january|januar|janner|february|februar|march|marz|april|may|mai|june|juni|july|juli|august|september|october|oktober|november|december|dezember)';
const WEEKDAYS = ['mon', 'tue|die', 'wed|mit', 'thu|don', 'fri|fre', 'sat|sam', 'sun|son'].map((start) => new RegExp(`^(?:${start})`));
const WEEKDAY = '(monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)s?';
const ISO = String.raw`(\d{4}-\d{2}-\d{2})`;
const LAST = '(?:last|past|previous|letzten?|letzter|letztes|vergangenen?|vorigen?)';
const THIS = '(?:this|current|diese[nrs]?|laufenden?|aktuellen?)';
const UNIT = '(days?|tagen?|weeks?|wochen?|months?|monaten?|monate|years?|jahren?|jahre)';

function rule(pattern: string, days: Rule['days']): Rule {
  return { pattern: new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${pattern})(?![\p{L}\p{N}])`, 'u'), days };
}

function days(from: Date, to: Date): Days {
  return { from: from.toString(), to: to.toString() };
}

function monthOf(name: string): number {
  return MONTHS.findIndex((start) => start.test(name)) + 1;
}

function monday(day: Date): Date {
  return day.subtract({ days: day.dayOfWeek - 1 });
}

function earlier(a: Date, b: Date): Date {
  return Temporal.PlainDate.compare(a, b) <= 0 ? a : b;
}

function wholeMonth(first: Date, today: Date): Days {
  return days(first, earlier(first.add({ months: 1 }).subtract({ days: 1 }), today));
}

/** Without a year: the last such month that has begun. */
function namedMonth(name: string, year: string | undefined, today: Date): Days {
  const month = monthOf(name);
  const first = Temporal.PlainDate.from({ year: Number(year ?? today.year), month, day: 1 });
  return wholeMonth(year === undefined && Temporal.PlainDate.compare(first, today) > 0 ? first.subtract({ years: 1 }) : first, today);
}

function namedDay(day: string, name: string, year: string | undefined, today: Date): Date | undefined {
  const parts = { year: Number(year ?? today.year), month: monthOf(name), day: Number(day) };
  try {
    const date = Temporal.PlainDate.from(parts, { overflow: 'reject' });
    return year === undefined && Temporal.PlainDate.compare(date, today) > 0 ? date.subtract({ years: 1 }) : date;
  } catch {
    return undefined; // 31 April: not a day, so not a time
  }
}

function calendarPart(unit: string, today: Date, back: number): Days {
  const length = unit.startsWith('w')
    ? { weeks: 1 }
    : unit.startsWith('m')
      ? { months: 1 }
      : unit.startsWith('q')
        ? { months: 3 }
        : { years: 1 };
  const start = unit.startsWith('w')
    ? monday(today)
    : unit.startsWith('m')
      ? today.with({ day: 1 })
      : unit.startsWith('q')
        ? today.with({ day: 1, month: today.month - ((today.month - 1) % 3) })
        : today.with({ day: 1, month: 1 });
  let first = start;
  for (let step = 0; step < back; step += 1) first = first.subtract(length);
  return days(first, earlier(first.add(length).subtract({ days: 1 }), today));
}

function lastUnits(count: string, unit: string, today: Date): Days | undefined {
  const number = NUMBERS[count] ?? Number(count);
  if (!Number.isInteger(number) || number < 1 || number > 2_000) return undefined;
  const kind = unit.charAt(0);
  const length =
    kind === 'w'
      ? { weeks: number }
      : kind === 'm'
        ? { months: number }
        : kind === 'y' || kind === 'j'
          ? { years: number }
          : { days: number };
  return days(today.subtract(length), today.subtract({ days: 1 }));
}

function isoDay(text: string | undefined): Date | undefined {
  try {
    return Temporal.PlainDate.from(text ?? '');
  } catch {
    return undefined;
  }
}

function between(from: Date | undefined, to: Date | undefined): Days | undefined {
  return from === undefined || to === undefined ? undefined : days(from, to);
}

const TO = String.raw`\s*(?:to|until|till|through|and|bis|und|-|–|—)\s*`;
const YEAR = String.raw`(?:,?\s+(\d{4}))?`;
const BEFORE = '(?:week|month|period|year|woche|monat|zeitraum|jahr)';

/** Tried in this order, again and again, until none applies. */
const RULES: readonly Rule[] = [
  rule(`${ISO}${TO}(?:zum )?${ISO}`, ([, from, to]) => between(isoDay(from), isoDay(to))),
  rule(`(?:since|seit) (?:dem )?${ISO}`, ([, from], today) => between(isoDay(from), today.subtract({ days: 1 }))),
  rule(ISO, ([, day]) => between(isoDay(day), isoDay(day))),
  rule(String.raw`(\d{1,2})\.(\d{1,2})\.(\d{4})`, ([, day = '', month = '', year = '']) => {
    const date = isoDay(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
    return between(date, date);
  }),
  rule(
    `(?:the )?(?:previous|prior|preceding) (?:period|${BEFORE}) (?:before|to that)|(?:the|der|dem|den|die|zur) ${BEFORE} (?:before|davor)`,
    () => 'previous',
  ),
  rule(
    '(?:the )?(?:previous|prior|preceding) period|vorzeitraum|zeitraum davor|vorperiode|week over week|month over month|wow|mom',
    () => 'previous',
  ),
  rule(String.raw`${LAST} (\d+|${Object.keys(NUMBERS).join('|')}) ${UNIT}`, ([, count = '', unit = ''], today) =>
    lastUnits(count, unit, today),
  ),
  rule(`${LAST} ${WEEKDAY}`, ([, name = ''], today) => lastWeekday(name, today)),
  rule(`${LAST} (week|month|year|quarter|woche|monats?|jahres|jahr|quartal)`, ([, unit = ''], today) =>
    calendarPart(unit.replace('j', 'y'), today, 1),
  ),
  rule('vorwoche', (_match, today) => calendarPart('week', today, 1)),
  rule('vormonat', (_match, today) => calendarPart('month', today, 1)),
  rule('vorjahr', (_match, today) => calendarPart('year', today, 1)),
  rule(`${THIS} (week|month|year|quarter|woche|monats?|jahres|jahr|quartal)`, ([, unit = ''], today) =>
    calendarPart(unit.replace('j', 'y'), today, 0),
  ),
  rule('day before yesterday|vorgestern', (_match, today) => days(today.subtract({ days: 2 }), today.subtract({ days: 2 }))),
  rule('yesterday|gestern', (_match, today) => days(today.subtract({ days: 1 }), today.subtract({ days: 1 }))),
  rule('today|heute', (_match, today) => days(today, today)),
  rule(String.raw`(\d+|${Object.keys(NUMBERS).join('|')}) days ago|vor (\d+) tagen`, ([, english, german], today) => {
    const day = today.subtract({ days: NUMBERS[english ?? ''] ?? Number(english ?? german) });
    return days(day, day);
  }),
  rule(
    String.raw`(\d{1,2})(?:st|nd|rd|th|\.)?(?: of)?${TO}(\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?${MONTH}${YEAR}`,
    ([, first = '', last = '', month = '', year], today) =>
      between(namedDay(first, month, year, today), namedDay(last, month, year, today)),
  ),
  rule(
    String.raw`${MONTH} (\d{1,2})(?:st|nd|rd|th)?${TO}(\d{1,2})(?:st|nd|rd|th)?${YEAR}`,
    ([, month = '', first = '', last = '', year], today) =>
      between(namedDay(first, month, year, today), namedDay(last, month, year, today)),
  ),
  rule(String.raw`(\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?${MONTH}${YEAR}`, ([, day = '', month = '', year], today) => {
    const date = namedDay(day, month, year, today);
    return between(date, date);
  }),
  rule(String.raw`${MONTH} (\d{1,2})(?:st|nd|rd|th)?(?!\d)${YEAR}`, ([, month = '', day = '', year], today) => {
    const date = namedDay(day, month, year, today);
    return between(date, date);
  }),
  rule(`(?:since|seit) ${MONTH}${YEAR}`, ([, month = '', year], today) =>
    days(Temporal.PlainDate.from(namedMonth(month, year, today).from), today.subtract({ days: 1 })),
  ),
  rule(
    String.raw`(?:in|im|of|for|during|vs\.?|versus|and|und|to|than|with|mit|zu|zum|gegenuber) ${MONTH}${YEAR}|${MONTH} (\d{4})`,
    ([, month, year, other, otherYear], today) => namedMonth(month ?? other ?? '', year ?? otherYear, today),
  ),
  rule('may(?= (?:compared|versus|vs|against|than|gegenuber))', (_match, today) => namedMonth('may', undefined, today)),
  rule(`(?!may)${MONTH}`, ([, month = ''], today) => namedMonth(month, undefined, today)),
  rule(String.raw`q([1-4])(?: (\d{4}))?`, ([, quarter = '', year], today) => {
    const first = Temporal.PlainDate.from({ year: Number(year ?? today.year), month: Number(quarter) * 3 - 2, day: 1 });
    return days(first, earlier(first.add({ months: 3 }).subtract({ days: 1 }), today));
  }),
  rule(`(?:on|am) ${WEEKDAY}`, ([, name = ''], today) => lastWeekday(name, today)),
];

function lastWeekday(name: string, today: Date): Days {
  const wanted = WEEKDAYS.findIndex((start) => start.test(name)) + 1;
  const back = (today.dayOfWeek - wanted + 7) % 7 || 7;
  return days(today.subtract({ days: back }), today.subtract({ days: back }));
}

const MAX_SPANS = 2;

export function readTime(question: string, todayText: string): TimeReading {
  const today = Temporal.PlainDate.from(todayText);
  const found: { at: number; days: Days }[] = [];
  let wantsPrevious = false;
  let rest = question;
  for (const { pattern, days: daysOf } of RULES) {
    for (let match = pattern.exec(foldInPlace(rest)); match !== null; match = pattern.exec(foldInPlace(rest))) {
      const days = daysOf(match, today);
      if (days === 'previous') wantsPrevious = true;
      else if (days !== undefined) found.push({ at: match.index, days });
      // Blanked in any case, so that the same words are not read again; a sign keeps what could not be read out of names.
      rest = `${rest.slice(0, match.index)}${(days === undefined ? '?' : ' ').repeat(match[0].length)}${rest.slice(match.index + match[0].length)}`;
    }
  }
  const spans = found
    .sort((a, b) => a.at - b.at)
    .slice(0, MAX_SPANS)
    .map((each) => each.days);
  return { spans, wantsPrevious, rest };
}

/** The time just before, as long: of a whole month the month before it. */
export function previousOf({ from, to }: Days): Days {
  const [first, last] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)];
  const isWholeMonth = first.day === 1 && last.day === last.daysInMonth && first.month === last.month && first.year === last.year;
  const before = first.subtract({ days: 1 });
  return isWholeMonth ? days(before.with({ day: 1 }), before) : days(before.subtract({ days: first.until(last).days }), before);
}
