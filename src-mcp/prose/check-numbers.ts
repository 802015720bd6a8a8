// Whether a text says only numbers that the report says. Rounding to fewer digits is allowed; a changed digit, another sign, a
// percentage made of a count, a sum or a ratio that the report does not have is not. When in doubt a number is strange: the report
// itself is always there to be shown instead. What cannot be checked is whether a number stands beside the right word.
import { strangeDates, takeDates } from './check-dates.ts';
import { type NumberToken, numberTokens } from './number-tokens.ts';
import { strangeNumberWords } from './number-words.ts';

/** Rounding may not change a value by more than this share: 1.4 is not 1. */
const MOST_ROUNDED = 0.1;
const SMALL_ORDINAL = 10;

/** Names with digits in them, versions, times of day: only as the report writes them, and their digits count for nothing else. */
const NAMES: readonly RegExp[] = [
  /(?<![\p{L}\p{N}])[\p{L}_$#@][\p{L}\p{N}_$#@]*\d[\p{L}\p{N}_]*/gu,
  /\d+(?:\.\d+){2,}/g,
  /\d{1,2}:\d{2}(?::\d{2})?/g,
];
/** Ratios and powers: each is a number of its own, so it too must stand in the report as it is. */
const RATIOS: readonly RegExp[] = [
  /\d+\s?[/⁄]\s?\d+/g,
  /(?<![\p{N}.,])\d+ (?:out of|in every|in|of|von)(?: the)? \d+(?![\p{N}]|[.,]\d)/giu,
  /\d+(?:[.,]\d+)?e[+-]?\d+/gi,
];
const LIST_NUMBER = /^[\s>*#-]*\d{1,2}[.)]\s/gm;
/** Digits of other scripts, fractions and Roman numerals as single signs. */
const OTHER_DIGITS = /[^\P{N}0-9]/gu;

export function strangeNumbers(text: string, report: string): string[] {
  const names = namesIn(report);
  const [said, known] = [without(names, readable(text)), readable(report)];
  const { rest: knownRest, dates: knownDates } = takeDates(without(names, known));
  const { rest, dates } = takeDates(said.replaceAll(LIST_NUMBER, ' '));
  const { left, unknown } = takeLiterals(rest, known, [...NAMES, ...RATIOS]);
  const numbers = numberTokens(takeLiterals(knownRest, known, NAMES).left);
  return [
    ...[...said.matchAll(OTHER_DIGITS)].map(([sign]) => sign).filter((sign) => !known.includes(sign)),
    ...strangeDates(
      dates,
      knownDates.flatMap(({ parts }) => parts),
    ),
    ...unknown,
    ...numberTokens(left)
      .filter((token) => !numbers.some((each) => isSaidBy(token, each)) && !(token.isOrdinal && token.value <= SMALL_ORDINAL))
      .map((token) => token.text),
    ...strangeNumberWords(left, known, (value, kind) => numbers.some((each) => each.value === value && each.kind === kind)),
  ];
}

/** One sign for minus, no emphasis inside numbers. */
function readable(text: string): string {
  return text
    .replaceAll(/[\u2212\u2010\u2011]/g, '-')
    .replaceAll(/[*`]/g, '')
    .replaceAll(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '');
}

/** Names with digits, such as "Step 2 done": the digits say nothing about how much, on either side. */
function namesIn(report: string): string[] {
  const quoted = [...readable(report).matchAll(/"((?:[^"\\\n]|\\.){1,200})"/g)].map(([, name = '']) => name);
  return [...new Set(quoted)].filter((name) => /\p{L}/u.test(name) && /\p{N}/u.test(name)).sort((a, b) => b.length - a.length);
}

function without(names: readonly string[], text: string): string {
  return names.reduce((left, name) => left.replaceAll(name, ' '), text);
}

function takeLiterals(text: string, report: string, patterns: readonly RegExp[]): { left: string; unknown: string[] } {
  const unknown: string[] = [];
  const known = report.toLowerCase();
  let left = text;
  for (const pattern of patterns) {
    left = left.replaceAll(pattern, (literal: string) => {
      if (!isWhole(literal.toLowerCase(), known)) unknown.push(literal);
      return ' ';
    });
  }
  return { left, unknown };
}

/** Not as a part of something longer: 2:30 is not in 12:30. */
function isWhole(literal: string, report: string): boolean {
  for (let at = report.indexOf(literal); at >= 0; at = report.indexOf(literal, at + 1)) {
    const around = `${report[at - 1] ?? ' '}${report[at + literal.length] ?? ' '}`;
    if (!/[\p{L}\p{N}]/u.test(around)) return true;
  }
  return false;
}

function isSaidBy(said: NumberToken, known: NumberToken): boolean {
  if (said.sign === '-' && known.sign !== '-') return false;
  if (said.sign === '+' && known.sign === '-') return false;
  if (said.kind === known.kind) return isRounded(said, known.value);
  // 0.123 and 12.3 % are the same share.
  if (said.kind === 'percent' && known.kind === 'plain')
    return known.decimals > 0 && known.value <= 1 && isRounded(said, known.value * 100);
  if (said.kind === 'plain' && known.kind === 'percent') return said.decimals > 0 && said.value <= 1 && isRounded(said, known.value / 100);
  return false;
}

function isRounded(said: NumberToken, known: number): boolean {
  const distance = Math.abs(said.value - known);
  const tiny = 1e-9 * Math.max(1, known);
  if (distance <= tiny) return true;
  if (said.value === 0 || distance > MOST_ROUNDED * known) return false;
  return distance <= grainOf(said) / 2 + tiny;
}

/** "About 12,000" is a round number; without such a word every digit counts. */
function grainOf({ value, grain, isAbout, decimals }: NumberToken): number {
  if (!isAbout || decimals > 0 || grain > 1) return grain;
  const zeros = /0*$/.exec(String(value))?.[0].length ?? 0;
  return 10 ** zeros;
}
