// What is wrong with an argument, in the product's words: zod's own speak of strings, elements and >=.
import type { z } from 'zod';
import { plural } from '../format/text.ts';

/** Goes on after "The argument NAME". */
export function problemWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeWords(issue.expected)}`;
    case 'invalid_value':
      return issue.values.length === 1 ? `must be ${String(issue.values[0])}` : `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return smallWords(issue);
    case 'too_big':
      return bigWords(issue);
    case 'custom':
      return `is not right: ${issue.message}`;
    default:
      return 'is not in the form that is asked for';
  }
}

function typeWords(expected: string): string {
  const words: Record<string, string> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object',
    record: 'an object',
  };
  return words[expected] ?? `of the type ${expected}`;
}

function smallWords({ origin, minimum, inclusive }: z.core.$ZodIssueTooSmall): string {
  const isEmpty = Number(minimum) === 1;
  if (origin === 'string') return isEmpty ? 'must not be empty' : `must have at least ${plural(Number(minimum), 'character')}`;
  if (origin === 'array') return isEmpty ? 'must not be empty' : `must have at least ${plural(Number(minimum), 'entry', 'entries')}`;
  return inclusive === false ? `must be more than ${minimum}` : `must be at least ${minimum}`;
}

function bigWords({ origin, maximum, inclusive }: z.core.$ZodIssueTooBig): string {
  if (origin === 'string') return `must have at most ${plural(Number(maximum), 'character')}`;
  if (origin === 'array') return `must have at most ${plural(Number(maximum), 'entry', 'entries')}`;
  return inclusive === false ? `must be less than ${maximum}` : `must be at most ${maximum}`;
}
