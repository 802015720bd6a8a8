// Counted rows as one list of days per name. A table gives its groups in no order, and one answer must not differ from the next: the
// largest name comes first, equal ones by their text.
import { byText } from '../mixpanel/lists.ts';

export interface DayCount {
  name: string;
  day: string;
  count: number;
}

/** Values beyond these are too thin to tell anything; together they are counted as one. */
const MAX_NAMES = 1_000;
export const OTHER_VALUES = '(other values)';

/** Name to counts, one per day; rows of other days are left out. With `isFolded` the rarest of very many names become `OTHER_VALUES`. */
export function countsPerDay(rows: readonly DayCount[], days: readonly string[], isFolded: boolean): Map<string, number[]> {
  const positions = new Map(days.map((day, index) => [day, index]));
  const sizes = new Map<string, number>();
  for (const { name, day, count } of rows) if (positions.has(day)) sizes.set(name, (sizes.get(name) ?? 0) + count);
  const ranked = [...sizes].sort(([a, x], [b, y]) => y - x || byText(a, b)).map(([name]) => name);
  const kept = isFolded ? ranked.slice(0, MAX_NAMES) : ranked;
  const out = new Map(kept.map((name) => [name, days.map(() => 0)]));
  if (kept.length < ranked.length) out.set(OTHER_VALUES, out.get(OTHER_VALUES) ?? days.map(() => 0));
  for (const { name, day, count } of rows) {
    const at = positions.get(day);
    const counts = out.get(name) ?? out.get(OTHER_VALUES);
    if (at !== undefined && counts !== undefined) counts[at] = (counts[at] ?? 0) + count;
  }
  return out;
}
