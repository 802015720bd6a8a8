import { type AppError, inputError } from '#shared/errors.ts';

const NEAR_CHARS = 12;

/** A fault in an expression, with the number of the character (from 1, as people count) and what stands around it. */
export function syntaxError(source: string, at: number, what: string, hint: string): AppError {
  const position = [...source.slice(0, at)].length + 1;
  const near = source.slice(Math.max(0, at - NEAR_CHARS), at + NEAR_CHARS).trim();
  const place = at >= source.length ? 'at the end' : `at character ${position}`;
  return inputError(`The expression cannot be read: ${what} ${place}${near === '' ? '' : ` (near ${near})`}.`, hint);
}
