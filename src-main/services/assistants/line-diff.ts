// What changes in a file, as lines with a little of what stands around them. What looks like a secret is not shown: other
// servers keep theirs in these files.
import type { DiffLine } from '#shared/model/assistant.ts';

const CONTEXT_LINES = 3;
/** Above this many pairs of lines the middle is shown as taken out and put in, without looking for what stays in between. */
const MAX_PAIRS = 4_000_000;
/** A name that sounds like a secret, and its value: a text, a list, or a word that goes on to the next comma. */
const SECRET =
  /((?:token|secret|pass|key|auth|credential)\w*["']?\s*[:=,]\s*)("(?:\\.|[^"\\])*"|'[^']*'|\[[^\]]*\]|[^\s,{}[\]"'][^,{}[\]]*)/gi;

export function lineDiff(before: string, after: string): DiffLine[] {
  if (before === after) return [];
  return withGaps(compare(linesOf(before), linesOf(after)));
}

function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n').map((line) => line.replace(/\r$/, '').replace(/^\uFEFF/, '⟨byte order mark⟩'));
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function compare(before: readonly string[], after: readonly string[]): DiffLine[] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const same = (line: string, index: number): DiffLine => ({ kind: 'same', text: line, line: index + 1 });
  return [
    ...after.slice(0, head).map(same),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail), head),
    ...after.slice(after.length - tail).map((line, index) => same(line, after.length - tail + index)),
  ];
}

/** The longest common lines stay; the rest is taken out or put in. */
function middle(before: readonly string[], after: readonly string[], first: number): DiffLine[] {
  const removed = (index: number): DiffLine => ({ kind: 'removed', text: before[index] ?? '', line: first + index + 1 });
  const added = (index: number): DiffLine => ({ kind: 'added', text: after[index] ?? '', line: first + index + 1 });
  if (before.length * after.length > MAX_PAIRS) {
    return [...before.map((_line, index) => removed(index)), ...after.map((_line, index) => added(index))];
  }
  const lengths = commonLengths(before, after);
  const out: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && before[i] === after[j]) {
      out.push({ kind: 'same', text: after[j] ?? '', line: first + j + 1 });
      i += 1;
      j += 1;
    } else if (j >= after.length || (i < before.length && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))) {
      out.push(removed(i));
      i += 1;
    } else {
      out.push(added(j));
      j += 1;
    }
  }
  return out;
}

function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array[] {
  const rows = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const [row, next] = [rows[i], rows[i + 1]];
      if (row === undefined || next === undefined) continue;
      row[j] = before[i] === after[j] ? (next[j + 1] ?? 0) + 1 : Math.max(next[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return rows;
}

function withGaps(lines: readonly DiffLine[]): DiffLine[] {
  const near = new Set<number>();
  lines.forEach(({ kind }, index) => {
    if (kind === 'same') return;
    for (let at = index - CONTEXT_LINES; at <= index + CONTEXT_LINES; at += 1) near.add(at);
  });
  const out: DiffLine[] = [];
  lines.forEach((line, index) => {
    if (near.has(index)) out.push({ ...line, text: masked(line.text) });
    else if (out.at(-1)?.kind !== 'gap') out.push({ kind: 'gap', text: '', line: null });
  });
  return out;
}

function masked(text: string): string {
  return text.replace(SECRET, '$1•••');
}
