// Strict parsing of a tool's arguments. Unknown names are refused by name; each problem is one sentence with the way to mend it.
import type { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { didYouMean } from '../format/closest.ts';
import { problemWords } from './argument-words.ts';
import type { AnyTool } from './tool-definition.ts';

const MAX_PROBLEMS = 5;

export function parseArguments(tool: AnyTool, value: unknown): Record<string, unknown> {
  const parsed = tool.input.strict().safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const known = Object.keys(tool.input.shape);
  const problems = parsed.error.issues.slice(0, MAX_PROBLEMS).flatMap((issue) => sentencesFor(issue, value, known));
  const takes =
    known.length === 0
      ? `${tool.name} takes no arguments.`
      : `${tool.name} takes: ${known.map((name) => signature(tool, name)).join(', ')}.`;
  throw new AppError('input', problems.join(' '), { hint: takes, cause: parsed.error });
}

function sentencesFor(issue: z.core.$ZodIssue, value: unknown, known: string[]): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const guess = didYouMean(key, known);
      return `There is no argument ${JSON.stringify(key)}.${guess === undefined ? '' : ` ${guess}`}`;
    });
  }
  if (issue.path.length === 0) return ['The arguments must be one JSON object.'];
  const name = issue.path.map(String).join('.');
  const given = valueAt(value, issue.path);
  if (given === undefined) return [`The argument ${name} is missing.`];
  return [`The argument ${name} ${problemWords(issue)} (given: ${shown(given)}).`];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Reflect.get(at, key);
  }
  return at;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function signature(tool: AnyTool, name: string): string {
  const field = tool.input.shape[name];
  return field?.safeParse(undefined).success === true ? `${name} (optional)` : name;
}
