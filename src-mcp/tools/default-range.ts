// Ranges of tools whose dates may be left out: one date alone is never thrown away, the other is completed.
import { addDays, todayIn } from '../lake/day-range.ts';
import type { ToolContext } from '../server/tool-definition.ts';
import { checkRange, type Range } from './arguments.ts';

export interface OptionalDates {
  from_date?: string | null | undefined;
  to_date?: string | null | undefined;
}

/** `days` days, the last one today or, when only whole days count, yesterday. */
export async function rangeOrLastDays(
  input: OptionalDates,
  wanted: { days: number; endingWith: 'today' | 'yesterday' },
  context: ToolContext,
): Promise<Range> {
  const { timezone } = await (await context.workspace()).facts(context.call);
  const today = todayIn(timezone ?? 'UTC', context.now());
  const last = wanted.endingWith === 'today' ? today : addDays(today, -1);
  const from = input.from_date ?? undefined;
  const to = input.to_date ?? (from !== undefined && from > last ? from : last);
  return checkRange({ from_date: from ?? daysBefore(to, wanted.days - 1), to_date: to }, context);
}

/** What is no date stays as it is: checkRange has the sentence for it. */
function daysBefore(day: string, days: number): string {
  try {
    return addDays(day, -days);
  } catch {
    return day;
  }
}
