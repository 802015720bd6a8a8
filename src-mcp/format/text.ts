// The words of an answer: a title line, facts, tables with caps. A model reads this; it stands alone without the structured part.
import { count, plural } from '#core/count-words.ts';
import type { JsonValue } from '#shared/model/json.ts';
import { estimateTokens, fitsTokens } from './tokens.ts';

/** An answer's budget: about 6,000 tokens, at 4 characters a token. */
export const ANSWER_CHARS = 24_000;
const MAX_CELL_CHARS = 300;

export { count, plural };

export function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`;
}

export function cellText(value: JsonValue | undefined): string {
  const text = value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  const oneLine = text.replaceAll(/\r?\n/g, ' ').replaceAll('|', '\\|');
  return oneLine.length > MAX_CELL_CHARS ? `${oneLine.slice(0, MAX_CELL_CHARS)}…` : oneLine;
}

export function table(header: readonly string[], rows: readonly (readonly (JsonValue | undefined)[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map((row) => line(row.map(cellText)))].join('\n');
}

/** As many of the items as fit into the budget; at least one. */
export function fitting<T>(items: readonly T[], charsOf: (item: T) => number, budget = ANSWER_CHARS / 2): T[] {
  let left = budget;
  const out: T[] = [];
  for (const item of items) {
    left -= charsOf(item);
    if (left < 0 && out.length > 0) break;
    out.push(item);
  }
  return out;
}

export function paragraphs(...parts: (string | undefined | false)[]): string {
  return parts.filter((part): part is string => typeof part === 'string' && part !== '').join('\n\n');
}

export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

export function notesText(notes: readonly string[]): string | undefined {
  return notes.length === 0 ? undefined : notes.map((note) => `Note: ${note}`).join('\n');
}

/** The last guard: a text over the budget is cut at a line, and says so. */
export function withinBudget(text: string, budgetTokens: number): string {
  if (fitsTokens(text, budgetTokens)) return text;
  const budget = Math.floor((text.length * budgetTokens) / estimateTokens(text));
  const end = text.lastIndexOf('\n', budget);
  return `${text.slice(0, end > budget / 2 ? end : budget)}\n\n(cut: this answer was longer than ${count(budgetTokens)} tokens; ask for less, or with a limit)`;
}
