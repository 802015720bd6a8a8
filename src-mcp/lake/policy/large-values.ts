// Rule: one call may not build one value of more than 100 million characters or entries. DuckDB cannot be interrupted inside
// a single scalar call and its memory limit does not cover it (measured: 35 s and 9 GB at memory_limit 512 MB), so the
// sizes that can be seen in the text are refused before the statement runs; the watchdog takes care of the rest.
import { AppError } from '#shared/errors.ts';
import { isTreeObject, listOf, type TreeObject, type TreeValue, textOf } from './syntax-tree.ts';

const MAX_VALUE_SIZE = 1e8;
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

const SIZES: Record<string, (values: TreeValue[]) => number | undefined> = {
  repeat: ([text, count]) => {
    const times = foldNumber(count);
    return times === undefined ? undefined : times * Math.max(1, constantText(text)?.length ?? 1);
  },
  lpad: ([, size]) => foldNumber(size),
  rpad: ([, size]) => foldNumber(size),
  bitstring: ([, size]) => foldNumber(size),
  list_resize: ([, size]) => foldNumber(size),
  array_resize: ([, size]) => foldNumber(size),
  equi_width_bins: ([, , size]) => foldNumber(size),
  range: seriesSize,
  generate_series: seriesSize,
};

/** Throws when a scalar call plainly asks for a value beyond the limit. */
export function checkValueSize(name: string, children: TreeValue[]): void {
  const size = Object.hasOwn(SIZES, name) ? SIZES[name]?.(children) : undefined;
  const isWide = (name === 'printf' || name === 'format') && WIDE_FORMAT.test(constantText(children[0]) ?? '');
  if (!isWide && (size === undefined || size <= MAX_VALUE_SIZE)) return;
  throw new AppError('sql', `${name}() would build a single value of more than 100 million characters or entries.`, {
    hint: 'Use a smaller number. For many rows put range() or generate_series() in FROM, where they are read piece by piece.',
  });
}
