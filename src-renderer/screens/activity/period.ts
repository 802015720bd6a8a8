// The filter by time: spans that end now, or two moments that the person sets.
export interface Period {
  readonly id: PeriodId;
  /** ISO 8601, UTC; null: open. */
  readonly since: string | null;
  readonly until: string | null;
}

export const PERIODS = ['hour', 'today', 'week', 'month', 'between'] as const;
export type PeriodId = (typeof PERIODS)[number];

const HOUR_MS = 3_600_000;
const HOURS: Partial<Record<PeriodId, number>> = { hour: 1, week: 7 * 24, month: 30 * 24 };

/** Counted from the moment it is chosen, so that the list does not shift while one reads it. */
export function periodOf(id: PeriodId, now: Date): Period {
  const hours = HOURS[id];
  if (hours !== undefined) return { id, since: new Date(now.getTime() - hours * HOUR_MS).toISOString(), until: null };
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  return { id, since: midnight.toISOString(), until: null };
}

/** What a field for date and time holds, in the machine's zone; empty for an open end. */
export function fieldText(iso: string | null): string {
  if (iso === null) return '';
  const at = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

export function isoOf(text: string): string | null {
  const at = new Date(text);
  return text === '' || Number.isNaN(at.getTime()) ? null : at.toISOString();
}
