// How many tokens a text costs a language model, roughly and rather too high than too low. Tokenizers differ between models and
// weigh megabytes; a budget needs only the size. Tokens of the GPT family hold about six letters of a word or three digits; the
// test compares this with a real tokenizer on tables, JSON and prose.

const PIECE = /[A-Za-z]+|\p{L}+|\p{N}+|\s+|[^\s\p{L}\p{N}]+/gu;

const ASCII_LETTERS_PER_TOKEN = 6;
const OTHER_LETTERS_PER_TOKEN = 1.4;
const DIGITS_PER_TOKEN = 3;
const SIGNS_PER_TOKEN = 2;
/** So that no text of ours comes out below what a tokenizer counts. */
const MARGIN = 1.15;

export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(PIECE)) tokens += tokensOf(piece);
  return Math.ceil(tokens * MARGIN);
}

function tokensOf(piece: string): number {
  const first = piece.charCodeAt(0);
  const isAscii = first < 128;
  if (isAscii && /[A-Za-z]/.test(piece.charAt(0))) return Math.ceil(piece.length / ASCII_LETTERS_PER_TOKEN);
  if (/^\p{L}/u.test(piece)) return piece.length / OTHER_LETTERS_PER_TOKEN;
  if (/^\p{N}/u.test(piece)) return Math.ceil(piece.length / DIGITS_PER_TOKEN);
  // A single blank belongs to the word after it.
  if (/^\s/.test(piece)) return piece === ' ' ? 0 : piece.includes('\n') ? 1 : 0.5;
  return isAscii ? Math.ceil(piece.length / SIGNS_PER_TOKEN) : piece.length * 2;
}
