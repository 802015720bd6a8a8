// How a day of the calendar looks. Its sign stands beside a word: colour alone says nothing to some.
import type { CalendarState } from './words.ts';

export const CALENDAR_STATES: Record<CalendarState, { sign: string; look: string }> = {
  complete: { sign: '●', look: 'bg-ok-soft text-ok' },
  stale: { sign: '◐', look: 'bg-warn-soft text-warn' },
  partial: { sign: '◔', look: 'bg-accent-soft text-accent-strong' },
  missing: { sign: '○', look: 'bg-danger-soft text-danger' },
  none: { sign: '·', look: 'text-ink-2' },
};

/** In the order of a legend. */
export const STATE_ORDER: readonly CalendarState[] = ['complete', 'stale', 'partial', 'missing', 'none'];
