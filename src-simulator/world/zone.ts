// Calendar arithmetic in the project's time zone. A day is the number of days since 1970-01-01 of the local calendar.

export const DAY_MS = 86_400_000;

// Offsets change on half hours at the finest, so one look-up per half hour is exact.
const SLOT_MS = 1_800_000;

export class Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();
  readonly #starts = new Map<number, number>();

  /** Throws RangeError for a name that is no time zone. */
  constructor(name: string) {
    this.name = name;
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset', year: 'numeric' });
  }

  /** Milliseconds to add to UTC to get the local wall clock. */
  offsetAt(utcMs: number): number {
    const slot = Math.floor(utcMs / SLOT_MS);
    const known = this.#offsets.get(slot);
    if (known !== undefined) return known;
    const text = this.#format.formatToParts(slot * SLOT_MS).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
    const match = /GMT([+-])(\d\d):(\d\d)/.exec(text);
    const minutes = match ? Number(match[2]) * 60 + Number(match[3]) : 0;
    const offset = (match?.[1] === '-' ? -minutes : minutes) * 60_000;
    this.#offsets.set(slot, offset);
    return offset;
  }

  /** The UTC instant at which the local day begins. */
  startOf(day: number): number {
    const known = this.#starts.get(day);
    if (known !== undefined) return known;
    const wall = day * DAY_MS;
    const guess = wall - this.offsetAt(wall);
    const start = wall - this.offsetAt(guess);
    this.#starts.set(day, start);
    return start;
  }

  dayOf(utcMs: number): number {
    return Math.floor((utcMs + this.offsetAt(utcMs)) / DAY_MS);
  }

  /** `2026-05-01T13:00:00`, wall clock, no zone. */
  wallText(utcMs: number): string {
    return new Date(utcMs + this.offsetAt(utcMs)).toISOString().slice(0, 19);
  }

  /** `+02:00` */
  offsetText(utcMs: number): string {
    const minutes = this.offsetAt(utcMs) / 60_000;
    const size = Math.abs(minutes);
    const pad = (n: number) => String(n).padStart(2, '0');
    return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
  }
}

/** Monday is 0. Day 0 (1970-01-01) was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The day of a `YYYY-MM-DD` text, or undefined when it is no date of the calendar. */
export function parseDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const ms = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(ms)) return undefined;
  const day = ms / DAY_MS;
  return dayText(day) === text ? day : undefined;
}

/** The first day of the month that is `months` after the month of `day`. */
export function monthStart(day: number, months = 0): number {
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1) / DAY_MS;
}
