/** `time` of an event in seconds since 1970, as it was sent: seconds, milliseconds, or the text of one of them; null when unusable. */
export function epochSeconds(time: unknown): number | null {
  const value = typeof time === 'number' ? time : typeof time === 'string' && time.trim() !== '' ? Number(time) : Number.NaN;
  if (!Number.isFinite(value)) return null;
  return Math.abs(value) < MILLISECONDS_FROM ? value : value / 1000;
}

/** Seconds reach this number in the year 5138; milliseconds passed it in 1973. */
const MILLISECONDS_FROM = 1e11;
