// How a day of the calendar looks and reads. A sign and a word together: colour alone says nothing to some.
import type { LedgerDay, LedgerState } from '#shared/model/fetch.ts';
import { formatMoment } from '../../ui/instants.ts';
import { counted } from '../../ui/quantities.ts';

/** `none`: outside of what was ever fetched. */
export type CalendarState = LedgerState | 'none';

export const CALENDAR_STATES: Record<CalendarState, { word: string; sign: string; look: string; meaning: string }> = {
  complete: { word: 'complete', sign: '●', look: 'bg-ok-soft text-ok', meaning: 'all events are here' },
  stale: {
    word: 'late arrivals may be missing',
    sign: '◐',
    look: 'bg-warn-soft text-warn',
    meaning: 'fetched within five days of its end',
  },
  partial: {
    word: 'only in part',
    sign: '◔',
    look: 'bg-accent-soft text-accent-strong',
    meaning: 'not over when fetched, a sample, or a fetch that broke off',
  },
  missing: { word: 'missing', sign: '○', look: 'bg-danger-soft text-danger', meaning: 'a gap, or a fetch that failed' },
  none: { word: 'not fetched', sign: '·', look: 'text-ink-2', meaning: 'never asked for' },
};

/** The day in words, for tooltip and assistive technology. */
export function dayWords(day: string, known: LedgerDay | undefined): string {
  const { word } = CALENDAR_STATES[known?.state ?? 'none'];
  if (known === undefined || known.fetchedAt === null) return `${day}: ${word}`;
  return `${day}: ${word}, ${counted(known.rows, 'row')}, fetched ${formatMoment(known.fetchedAt)}`;
}
