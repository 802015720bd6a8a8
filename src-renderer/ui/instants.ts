// Moments for people, in the machine's own zone, which is always named: data days are counted in other zones.
import { LOCALE } from './language.ts';

/** With 24 hours whatever the locale: the data's own times stand beside it, and they have no a.m. and p.m. */
const CLOCK = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
const clock = new Intl.DateTimeFormat(LOCALE, CLOCK);
const shortDay = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' });
const dayAndClock = new Intl.DateTimeFormat(LOCALE, {
  ...CLOCK,
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  timeZoneName: 'short',
});

export function localZone(): string {
  return clock.resolvedOptions().timeZone;
}

/** "14:03:07"; today's entries need no date. Older ones get "21 Nov, 14:03:07". */
export function formatClock(iso: string, now: Date): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  if (date.toDateString() === now.toDateString()) return clock.format(date);
  return `${shortDay.format(date)}, ${clock.format(date)}`;
}

/** "22 Nov 2026, 14:03:07 CET" */
export function formatMoment(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : dayAndClock.format(date);
}
