// The numbers of a text, as a reader would read them: value, unit, and how finely it is given. Used on both sides of the check, on
// reports (our own words, English) and on what a language model made of them (any language it likes).

export interface NumberToken {
  text: string;
  /** Without its sign. */
  value: number;
  sign: '+' | '-' | undefined;
  kind: 'plain' | 'percent' | 'times';
  /** Digits after the point, or undefined for whole numbers. */
  decimals: number;
  /** The value stands for everything within half of this. */
  grain: number;
  isAbout: boolean;
  isOrdinal: boolean;
}

const NUMBER = /([+-]?)(\d{1,3}(?:[,'\u00a0\u202f\u2009]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)/g;
const PERCENT = /^\s?(?:%|percent(?:age)?\b|per cent\b|pp\b|prozent)/i;
const TIMES = /^\s?(?:×|x\b|times\b|-?fold\b|mal\b|-?fach)/i;
const ORDINAL = /^(?:st|nd|rd|th)\b/i;
const SCALES: readonly [RegExp, number][] = [
  [/^\s?(?:k\b|thousand\b|tsd\b|tausend\b)/i, 1e3],
  [/^(?:m\b)|^\s?(?:mn\b|mio\b|millions?\b|millionen\b)/i, 1e6],
  [/^\s?(?:bn\b|billions?\b|mrd\b|milliarden?\b)/i, 1e9],
];
/** In "between 10 and 12 %" the sign belongs to both. */
const RANGE_WITH_PERCENT = /^\s?(?:to|and|or|bis|und|oder|-|–|—)\s?[+-]?\d[\d.,]*\s?(?:%|percent|per cent|pp\b|prozent)/i;
const ABOUT =
  /(?:about|around|roughly|approximately|approx\.?|nearly|almost|over|under|more than|less than|some|[~≈]|rund|etwa|circa|ca\.|knapp|gut|fast|über|unter)\s*$/i;

export function numberTokens(text: string): NumberToken[] {
  const out: NumberToken[] = [];
  for (const match of text.matchAll(NUMBER)) {
    const [whole, sign = '', digits = ''] = match;
    const before = text.slice(Math.max(0, match.index - 20), match.index);
    const after = text.slice(match.index + whole.length, match.index + whole.length + 40);
    out.push(token(digits, sign, before, after));
  }
  return out;
}

function token(digits: string, sign: string, before: string, after: string): NumberToken {
  const number = plainDigits(digits);
  const scale = SCALES.find(([pattern]) => pattern.test(after));
  const factor = scale?.[1] ?? 1;
  const rest = scale === undefined ? after : after.replace(scale[0], '');
  const decimals = number.split('.')[1]?.length ?? 0;
  // A hyphen after a letter or digit joins; only one that stands free is a sign.
  const isSign = sign !== '' && !/[\p{L}\p{N})\]]$/u.test(before);
  return {
    text: `${isSign ? sign : ''}${digits}${after.match(/^\s?(?:%|[kKmM]\b)/)?.[0] ?? ''}`,
    value: Number(number) * factor,
    sign: isSign ? (sign === '+' ? '+' : '-') : undefined,
    kind: PERCENT.test(rest) || RANGE_WITH_PERCENT.test(rest) ? 'percent' : TIMES.test(rest) ? 'times' : 'plain',
    decimals,
    grain: factor * 10 ** -decimals,
    isAbout: ABOUT.test(before),
    isOrdinal: ORDINAL.test(after),
  };
}

/** `12,345.6` and `12'345.6` have marks of thousands; the comma of `1,5` is a point. */
function plainDigits(digits: string): string {
  const isGrouped = /^\d{1,3}(?:[,'\u00a0\u202f\u2009]\d{3})+(?:\.\d+)?$/.test(digits);
  return isGrouped ? digits.replaceAll(/[^\d.]/g, '') : digits.replace(',', '.');
}
