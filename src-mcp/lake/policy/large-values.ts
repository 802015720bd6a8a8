// Rule: one call may not build one text of more than 100 million characters or one list of more than 10 million entries (a list
// takes eight bytes and more an entry, and a few of them side by side were seen to take 2 GB before they could be stopped). DuckDB cannot be interrupted inside
// a single scalar call and its memory limit does not cover it (measured: 35 s and 9 GB at memory_limit 512 MB), so the
// sizes that can be seen in the text are refused before the statement runs; the watchdog takes care of the rest.
import { AppError } from '#shared/errors.ts';
import { isTreeObject, listOf, type TreeObject, type TreeValue, textOf } from './syntax-tree.ts';

const MAX_TEXT_CHARS = 1e8;
const MAX_LIST_ENTRIES = 1e7;
/** A width of nine digits and more in a format text, as in printf('%1000000000d', 1). */
const WIDE_FORMAT = /[%{][^%{}]{0,16}?\d{9,}/;

const ARITHMETIC: Record<string, (left: number, right: number) => number> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '//': (left, right) => Math.floor(left / right),
  '**': (left, right) => left ** right,
  '^': (left, right) => left ** right,
  '<<': (left, right) => left * 2 ** right,
  pow: (left, right) => left ** right,
  power: (left, right) => left ** right,
};

function constantNumber(node: TreeObject): number | undefined {
  const holder = node.value;
  if (!isTreeObject(holder) || !isTreeObject(holder.type)) return undefined;
  const raw = holder.value;
  const id = textOf(holder.type.id);
  if (isTreeObject(raw)) return Number(raw.upper ?? 0) * 2 ** 64 + Number(raw.lower ?? 0);
  if (id === 'VARCHAR' || (typeof raw !== 'number' && typeof raw !== 'string')) return undefined;
  const info = holder.type.type_info;
  const scale = id === 'DECIMAL' && isTreeObject(info) ? Number(info.scale ?? 0) : 0;
  return Number(raw) / 10 ** scale;
}

/** The value of a constant expression, as far as it can be told from the text. */
function foldNumber(value: TreeValue | undefined): number | undefined {
  if (!isTreeObject(value)) return undefined;
  if (value.class === 'CONSTANT') return constantNumber(value);
  if (value.class === 'CAST') return foldNumber(value.child);
  if (value.class !== 'FUNCTION') return undefined;
  const [left, right] = listOf(value.children).map(foldNumber);
  const name = textOf(value.function_name).toLowerCase();
  if (left === undefined) return undefined;
  if (right === undefined) return name === '-' && listOf(value.children).length === 1 ? -left : undefined;
  return Object.hasOwn(ARITHMETIC, name) ? ARITHMETIC[name]?.(left, right) : undefined;
}

function constantText(value: TreeValue | undefined): string | undefined {
  if (!isTreeObject(value) || value.class !== 'CONSTANT' || !isTreeObject(value.value)) return undefined;
  const raw = value.value.value;
  return typeof raw === 'string' ? raw : undefined;
}

function seriesSize(values: TreeValue[]): number | undefined {
  const [first, second, step = 1] = values.map(foldNumber);
  if (values.length === 1) return first;
  return first === undefined || second === undefined || step === 0 ? undefined : (second - first) / step;
}

interface SizeRule {
  limit: number;
  size: (values: TreeValue[]) => number | undefined;
}

function textRule(size: SizeRule['size']): SizeRule {
  return { limit: MAX_TEXT_CHARS, size };
}

function listRule(size: SizeRule['size']): SizeRule {
  return { limit: MAX_LIST_ENTRIES, size };
}

function repeatedSize([text, count]: TreeValue[]): number | undefined {
  const times = foldNumber(count);
  return times === undefined ? undefined : times * Math.max(1, constantText(text)?.length ?? 1);
}

const RULES: Record<string, SizeRule> = {
  repeat: textRule(repeatedSize),
  lpad: textRule(([, size]) => foldNumber(size)),
  rpad: textRule(([, size]) => foldNumber(size)),
  bitstring: textRule(([, size]) => foldNumber(size)),
  list_resize: listRule(([, size]) => foldNumber(size)),
  array_resize: listRule(([, size]) => foldNumber(size)),
  range: listRule(seriesSize),
  generate_series: listRule(seriesSize),
};

/** Throws when a scalar call plainly asks for a value beyond the limit. */
export function checkValueSize(name: string, children: TreeValue[]): void {
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  const size = rule?.size(children);
  const isWide = (name === 'printf' || name === 'format') && WIDE_FORMAT.test(constantText(children[0]) ?? '');
  if (!isWide && (rule === undefined || size === undefined || size <= rule.limit)) return;
  throw new AppError('sql', `${name}() would build one very large value (the limit is 100 million characters or 10 million entries).`, {
    hint: 'Use a smaller number. For many rows put range() or generate_series() in FROM, where they are read piece by piece.',
  });
}
