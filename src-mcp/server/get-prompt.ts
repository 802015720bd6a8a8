// Fills in a prompt. What is wrong with the name or an argument is said with the closest names that exist.
import type { GetPromptResult, Prompt } from '@modelcontextprotocol/server';
import { inputError } from '#shared/errors.ts';
import { didYouMean } from '../format/closest.ts';
import { PROMPTS } from '../prompts/index.ts';

/** A field of a form, not a place for documents. */
const MAX_ARGUMENT_CHARS = 1_000;

export const LISTED_PROMPTS: readonly Prompt[] = PROMPTS.map(({ name, title, description, arguments: args }) => ({
  name,
  title,
  description,
  arguments: args.map((each) => ({
    name: each.name,
    description: `${each.description} (left empty: ${each.default})`,
    required: false,
  })),
}));

export function getPrompt(name: string, given: Record<string, string>): GetPromptResult {
  const prompt = PROMPTS.find((each) => each.name === name);
  if (prompt === undefined) {
    const names = PROMPTS.map((each) => each.name);
    throw inputError(`There is no prompt named ${JSON.stringify(name)}.`, didYouMean(name, names) ?? `Prompts: ${names.join(', ')}.`);
  }
  const known = prompt.arguments.map((each) => each.name);
  const unknown = Object.keys(given).find((each) => !known.includes(each));
  if (unknown !== undefined) {
    const takes = known.length === 0 ? `${name} takes no arguments.` : `${name} takes: ${known.join(', ')}.`;
    throw inputError(`The prompt ${name} has no argument ${JSON.stringify(unknown)}.`, didYouMean(unknown, known) ?? takes);
  }
  const values = prompt.arguments.map((each): [string, string] => {
    const value = given[each.name]?.trim() ?? '';
    if (value.length > MAX_ARGUMENT_CHARS) {
      throw inputError(`The argument ${each.name} is longer than ${MAX_ARGUMENT_CHARS} characters.`, 'Give the name alone.');
    }
    return [each.name, value === '' ? each.default : value];
  });
  const text = prompt.text(Object.fromEntries(values));
  return { description: prompt.description, messages: [{ role: 'user', content: { type: 'text', text } }] };
}
