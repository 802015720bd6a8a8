// Numbers in Mixpanel's answers: flows send counts as text, and exact-json.ts keeps large integers as text. `z.coerce.number()`
// would read null, true and "" as numbers, so it is not used for these.
import { z } from 'zod';

const NUMERIC_TEXT = z.string().regex(/^\s*-?\d+(\.\d+)?([eE][-+]?\d+)?\s*$/);

export const Count = z.union([z.number(), NUMERIC_TEXT.transform(Number)]);

/** A number, or the text of an integer whose digits a number would lose. */
export const ExactNumber = z.union([z.number(), NUMERIC_TEXT.transform(exact)]);

function exact(text: string): number | string {
  const trimmed = text.trim();
  const value = Number(trimmed);
  return /^-?\d+$/.test(trimmed) && !Number.isSafeInteger(value) ? trimmed : value;
}
