import type { LedgerDay } from '#shared/model/fetch.ts';
import { addDays, type DayRange } from './days.ts';

/** The days around this one that are in the same state, without a gap: what one click takes into the form. */
export function runAround(day: string, byDay: ReadonlyMap<string, LedgerDay>): DayRange {
  const state = byDay.get(day)?.state;
  // Outside of what was fetched there is no end to the days of the same state.
  if (state === undefined || state === 'complete') return { fromDate: day, toDate: day };
  let [fromDate, toDate] = [day, day];
  while (byDay.get(addDays(fromDate, -1))?.state === state) fromDate = addDays(fromDate, -1);
  while (byDay.get(addDays(toDate, 1))?.state === state) toDate = addDays(toDate, 1);
  return { fromDate, toDate };
}

/** Where an arrow or a page key leads from a day; undefined for other keys. */
export function keyTarget(key: string, day: string): string | undefined {
  switch (key) {
    case 'ArrowLeft':
      return addDays(day, -1);
    case 'ArrowRight':
      return addDays(day, 1);
    case 'ArrowUp':
      return addDays(day, -7);
    case 'ArrowDown':
      return addDays(day, 7);
    case 'PageUp':
      return addDays(day, -28);
    case 'PageDown':
      return addDays(day, 28);
    default:
      return undefined;
  }
}
