// What tools use of the expression language: the text to send for a filter (`where`) and for a split (`on`).
import { inputError } from '#shared/errors.ts';
import { canonicalText } from './canonical.ts';
import { isNeverBoolean } from './kinds.ts';
import { parseExpression } from './parse.ts';
import { type Expression, type Home, propertiesOf } from './tree.ts';

/**
 * The tree of a filter. Bare names are properties of `home`, single quotes count as double ones. Throws an `input` error that
 * names the character at which the text stops making sense.
 */
export function parseFilter(text: string, home: Home = 'properties'): Expression {
  const tree = parseExpression(text, home);
  if (isNeverBoolean(tree)) {
    throw inputError(
      `The filter ${canonicalText(tree)} is neither true nor false, so it would drop everything.`,
      'Compare it with something, for example properties["plan"] == "pro".',
    );
  }
  return tree;
}

/** The text of a filter as Mixpanel takes it: names and texts escaped, bare names made into properties of `home`. */
export function whereExpression(text: string, home: 'properties' | 'user' = 'properties'): string {
  return canonicalText(parseFilter(text, home));
}

/** The text of a split as Mixpanel takes it. What is only a name (`plan`, `party size`, `a/b bucket (0-9)`) is that property. */
export function onExpression(text: string): string {
  return canonicalText(parseOn(text));
}

/** Marks of an expression that no property name is expected to have. */
const REFERENCE = /(?:^|[^\p{L}\p{N}_$.])(?:properties|user|event)\s*\[\s*["']/u;
const CALL = /^(?:floor|round|ceil|boolean|number|string|defined|datetime)\s*\(/;
const COMPARISON = /==|!=|>=|<=|\s[<>*+]\s|\sin\s*\[/;

/**
 * The tree of a split. A text that refers to a property, calls a function or compares is an expression; anything else is the name
 * of an event property, blanks and signs included.
 */
export function parseOn(text: string): Expression {
  const trimmed = text.trim();
  if (trimmed === '') throw inputError('The name of the property is blank.', 'Name one, for example plan; list_properties shows them.');
  const named: Expression = { type: 'property', home: 'properties', name: trimmed };
  if (REFERENCE.test(trimmed)) return parseExpression(trimmed);
  const isQuoted = /^(["']).*\1$/s.test(trimmed);
  if (!isQuoted && !CALL.test(trimmed) && !COMPARISON.test(trimmed)) return named;
  const tree = tryParse(trimmed);
  if (tree?.type === 'text') return { ...named, name: tree.value };
  // `number (1-5)` and `A == B?` are names as well: without a property in it an expression would be the same for every event.
  if (tree !== undefined && propertiesOf(tree).length > 0) return tree;
  return CALL.test(trimmed) && tree === undefined ? parseExpression(trimmed) : named;
}

function tryParse(text: string): Expression | undefined {
  try {
    return parseExpression(text);
  } catch {
    return undefined; // then it is a name
  }
}
