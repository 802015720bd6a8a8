// The truth to compare tools with: the simulator's raw export, read and counted here in plain JavaScript, with none of the
// product's code. Repeats are removed by Mixpanel's rule: equal event, distinct_id, time and $insert_id.
import type { SimulatorProcess } from './simulator-process.ts';

export interface RawEvent {
  event: string;
  properties: Record<string, unknown>;
  /** The instant, in milliseconds. */
  ms: number;
  /** `YYYY-MM-DD` and `YYYY-MM-DD HH:00:00` on the wall clock of the zone. */
  day: string;
  hour: string;
  /** undefined for events of nobody. */
  user: string | undefined;
}

const DAY_MS = 86_400_000;

/** The distinct events of some days of a zone; the simulator must be on the UTC rule. */
export async function rawEvents(
  simulator: SimulatorProcess,
  range: { from: string; to: string; today: string; zone: string },
  params: Record<string, string> = {},
): Promise<RawEvent[]> {
  // The export counts days in UTC: a day more on both sides covers every zone.
  const shifted = (day: string, days: number): string => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
  const last = shifted(range.to, 1);
  const lines = await rawLines(simulator, {
    from_date: shifted(range.from, -1),
    to_date: last < range.today ? last : range.today,
    ...params,
  });
  const wall = wallClock(range.zone);
  return distinct(lines)
    .map((line) => {
      const ms = Number(line.properties.time) * 1000;
      const { day, hour } = wall(ms);
      const id = line.properties.distinct_id;
      return { ...line, ms, day, hour, user: typeof id === 'string' && id !== '' ? id : undefined };
    })
    .filter(({ day }) => day >= range.from && day <= range.to)
    .sort((a, b) => a.ms - b.ms);
}

interface Line {
  event: string;
  properties: Record<string, unknown>;
}

/** The lines as they come, repeats included. */
export async function rawLines(simulator: SimulatorProcess, params: Record<string, string>): Promise<Line[]> {
  const query = new URLSearchParams({ project_id: String(simulator.credentials.projectId), ...params });
  const answer = await fetch(`${simulator.origin}/api/2.0/export?${query}`, {
    headers: { authorization: simulator.credentials.authorization },
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The export was refused: ${text}`);
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
}

export function distinct(lines: readonly Line[]): Line[] {
  const seen = new Set<string>();
  return lines.filter(({ event, properties }) => {
    if (properties.$insert_id === undefined) return true;
    const key = JSON.stringify([event, properties.distinct_id ?? null, properties.time, properties.$insert_id]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function wallClock(zone: string): (ms: number) => { day: string; hour: string } {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
  });
  return (ms) => {
    const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    const day = `${parts.year}-${parts.month}-${parts.day}`;
    return { day, hour: `${day} ${parts.hour}:00:00` };
  };
}

export function daysOf(from: string, to: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS) days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

/** Monday of the week of a day. */
export function monday(day: string): string {
  const at = Date.parse(day);
  return new Date(at - ((new Date(at).getUTCDay() + 6) % 7) * DAY_MS).toISOString().slice(0, 10);
}

/** A property value as a name of a segment. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'undefined';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Key to number of events, users, or events per user (null for nobody). */
export function countBy(
  events: readonly RawEvent[],
  keyOf: (event: RawEvent) => string,
  type: 'general' | 'unique' | 'average' = 'general',
): Record<string, number> {
  const groups = Map.groupBy(events, keyOf);
  return Object.fromEntries(
    [...groups].map(([key, of]) => {
      const users = new Set(of.flatMap(({ user }) => (user === undefined ? [] : [user]))).size;
      return [key, type === 'general' ? of.length : type === 'unique' ? users : of.length / Math.max(users, 1)];
    }),
  );
}

/** How often each key occurs. */
export function tally<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

/** For every key a number, with `empty` where the counts have none. */
export function filled<T>(keys: readonly string[], counts: Record<string, number>, empty: T): Record<string, number | T> {
  return Object.fromEntries(keys.map((key) => [key, counts[key] ?? empty]));
}
