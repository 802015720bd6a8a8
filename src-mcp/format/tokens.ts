// How many tokens a text costs a language model, roughly and rather too high than too low. Tokenizers differ between models and
// weigh megabytes; a budget needs only the size. Tokens of the GPT family hold about six letters of a word or three digits; the
// test compares this with a real tokenizer on tables, JSON and prose.

const PIECE = /[A-Za-z]+|\p{L}+|\p{N}+|\s+|[^\s\p{L}\p{N}]+/uy;

const ASCII_LETTERS_PER_TOKEN = 6;
const OTHER_LETTERS_PER_TOKEN = 1.4;
const DIGITS_PER_TOKEN = 3;
const SIGNS_PER_TOKEN = 2;
/** So that no text of ours comes out below what a tokenizer counts. */
const MARGIN = 1.15;
/** No text costs more; the rarest signs take two tokens a code unit. */
const MAX_TOKENS_A_CHAR = 2.5;

const LETTER = 0;
const DIGIT = 1;
const BLANK = 2;
const SIGN = 3;
const BEYOND = 4;
const SPACE = 32;

/** Every answer is measured several times, so ASCII, which is nearly all of it, goes by a table and not by expressions. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (/[A-Za-z]/.test(char)) return LETTER;
  if (/\d/.test(char)) return DIGIT;
  return /\s/.test(char) ? BLANK : SIGN;
});

/** Whether a text stays within a budget; measured only where its length leaves a doubt. */
export function fitsTokens(text: string, budget: number): boolean {
  return text.length * MAX_TOKENS_A_CHAR <= budget || estimateTokens(text) <= budget;
}

export function estimateTokens(text: string): number {
  let tokens = 0;
  let at = 0;
  while (at < text.length) {
    const kind = kindAt(text, at);
    let end = at + 1;
    if (kind !== BEYOND) while (end < text.length && kindAt(text, end) === kind) end += 1;
    // A run that touches a character beyond ASCII may go on there: what belongs together is then told by the expression.
    if (kind === BEYOND || (kind !== LETTER && end < text.length && kindAt(text, end) === BEYOND)) {
      const piece = pieceAt(text, at);
      tokens += tokensOf(piece);
      at += piece.length;
    } else {
      tokens += asciiTokens(kind, text, at, end);
      at = end;
    }
  }
  return Math.ceil(tokens * MARGIN);
}

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (KINDS[code] ?? SIGN) : BEYOND;
}

function asciiTokens(kind: number, text: string, at: number, end: number): number {
  const length = end - at;
  if (kind === LETTER) return Math.ceil(length / ASCII_LETTERS_PER_TOKEN);
  if (kind === DIGIT) return Math.ceil(length / DIGITS_PER_TOKEN);
  if (kind === SIGN) return Math.ceil(length / SIGNS_PER_TOKEN);
  return length === 1 && text.charCodeAt(at) === SPACE ? 0 : blankTokens(text.slice(at, end));
}

function pieceAt(text: string, at: number): string {
  PIECE.lastIndex = at;
  // Half of a pair of code units is no character of any kind.
  return PIECE.exec(text)?.[0] ?? text.charAt(at);
}

function tokensOf(piece: string): number {
  if (/^\p{L}/u.test(piece)) return piece.length / OTHER_LETTERS_PER_TOKEN;
  if (/^\p{N}/u.test(piece)) return Math.ceil(piece.length / DIGITS_PER_TOKEN);
  if (/^\s/.test(piece)) return blankTokens(piece);
  return piece.charCodeAt(0) < 128 ? Math.ceil(piece.length / SIGNS_PER_TOKEN) : piece.length * 2;
}

/** A single blank belongs to the word after it. */
function blankTokens(piece: string): number {
  return piece === ' ' ? 0 : piece.includes('\n') ? 1 : 0.5;
}
