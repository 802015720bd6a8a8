// Moments for people, in the machine's own zone, which is always named: data days are counted in other zones.
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayAndClock = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
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
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }).format(date);
  return `${day}, ${clock.format(date)}`;
}

/** "22 Nov 2026, 14:03:07 CET" */
export function formatMoment(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : dayAndClock.format(date);
}
