import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { problemWords } from '#mcp/server/argument-words.ts';

function wordsFor(schema: z.ZodType, value: unknown): string | undefined {
  const issue = schema.safeParse(value).error?.issues[0];
  return issue === undefined ? undefined : problemWords(issue);
}

describe('the words for a wrong argument', () => {
  it.each([
    [z.string().min(1), '', 'must not be empty'],
    [z.string().max(3), 'four', 'must have at most 3 characters'],
    [z.string().min(1).nullish(), 7, 'must be a text'],
    [z.array(z.string()).min(1), [], 'must not be empty'],
    [z.array(z.string()).max(1), ['a', 'b'], 'must have at most 1 entry'],
    [z.array(z.string()), 'a', 'must be a list'],
    [z.number().int(), 1.5, 'must be a whole number'],
    [z.number().int().min(1), 0, 'must be at least 1'],
    [z.number().int().max(100), 101, 'must be at most 100'],
    [z.number().int().positive(), 0, 'must be more than 0'],
    [z.boolean(), 'yes', 'must be true or false'],
    [z.enum(['day', 'week', 'month']), 'hour', 'must be one of day, week, month'],
    [z.literal('x'), 'y', 'must be x'],
    [z.looseObject({}), 1, 'must be an object'],
    [z.string().regex(/a/), 'b', 'is not in the form that is asked for'],
  ])('%#: %s', (schema, value, words) => {
    expect(wordsFor(schema, value)).toBe(words);
  });
});
