// What the form holds, and the wish it stands for.
import type { FetchWish } from '#shared/model/fetch.ts';
import { countDays, isDay } from './days.ts';
import { words } from './words.ts';

export interface FetchFormState {
  readonly fromDate: string;
  readonly toDate: string;
  readonly table: string;
  /** Null: all events. */
  readonly events: readonly string[] | null;
  readonly where: string;
}

export function wishOf({ fromDate, toDate, table, events, where }: FetchFormState): FetchWish {
  return {
    fromDate,
    toDate,
    ...(table.trim() === '' ? {} : { table: table.trim() }),
    ...(events === null ? {} : { events: [...events] }),
    ...(where.trim() === '' ? {} : { where: where.trim() }),
  };
}

/** What keeps the form from being sent, by field. */
export function problemsOf({ fromDate, toDate, events }: FetchFormState, today: string): { days?: string; events?: string } {
  return {
    ...daysProblem(fromDate, toDate, today),
    ...(events?.length === 0 ? { events: words.form.noEvents } : {}),
  };
}

function daysProblem(fromDate: string, toDate: string, today: string): { days?: string } {
  if (!isDay(fromDate) || !isDay(toDate)) return { days: words.form.noDates };
  if (countDays(fromDate, toDate) < 1) return { days: words.form.reversed };
  if (toDate > today) return { days: words.form.future(today) };
  return {};
}
