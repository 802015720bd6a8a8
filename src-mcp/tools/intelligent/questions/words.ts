// Words of questions and of names, made comparable: case, accents and endings do not count. English and German.

export interface Word {
  stem: string;
  /** Where it stands in the text. */
  at: number;
}

export function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('ß', 'ss').toLowerCase();
}

/** Same length as the text, so that places in it stay what they are. */
export function foldInPlace(text: string): string {
  return [...text].map((sign) => fold(sign).padEnd(sign.length, ' ').slice(0, sign.length)).join('');
}

/** `SignUpCompleted`, `sign_up.completed` and `Sign Up Completed` have the same words. */
export function nameWords(name: string): string[] {
  const parted = name.replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2');
  return [...fold(parted).matchAll(/[\p{L}\p{N}]+/gu)].map(([word]) => stem(word)).filter((word) => !PLUMBING.has(word));
}

export function textWords(text: string): Word[] {
  return [...foldInPlace(text).matchAll(/[\p{L}\p{N}]+/gu)].map(({ 0: word, index }) => ({ stem: stem(word), at: index }));
}

const PLUMBING = new Set(['mp', 'ae', 'web']);

/** Endings of English and German words; crude, but the same on both sides. */
export function stem(word: string): string {
  const short =
    word.length > 4 ? word.replace(/(?:ations?|ions?|ings?|ied|ies|ers?|ed|es|en|e|s|y)$/, '') : word.replace(/(?<=\w{3})s$/, '');
  return short.length < 3 ? word : short.replace(/([bdglmnprt])\1$/, '$1');
}
