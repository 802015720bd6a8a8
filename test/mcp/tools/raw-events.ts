// The simulator's raw events, computed with in plain JavaScript: what tools say is compared with this, not with their own code.
import { Temporal } from 'temporal-polyfill';
import type { SimulatorProcess } from '#test/fakes/simulator-process.ts';

export interface RawEvent {
  event: string;
  properties: Record<string, unknown>;
}

/** All events of some days of the project, each once: event, distinct id, time and insert id tell repeats. */
export async function rawEvents(simulator: SimulatorProcess, from: string, to: string, zone: string): Promise<RawEvent[]> {
  const { authorization, projectId } = simulator.credentials;
  const day = (text: string, days: number): string => Temporal.PlainDate.from(text).add({ days }).toString();
  const query = new URLSearchParams({ project_id: String(projectId), from_date: day(from, -1), to_date: to });
  const answer = await fetch(`${simulator.origin}/api/2.0/export?${query}`, { headers: { authorization } });
  if (!answer.ok) throw new Error(await answer.text());
  const lines = (await answer.text()).split('\n').filter((line) => line.trim() !== '');
  const events = lines.map((line): RawEvent => JSON.parse(line));
  const seen = new Set<string>();
  return events.filter((each) => {
    const { distinct_id, time, $insert_id } = each.properties;
    const key = JSON.stringify([each.event, distinct_id, time, $insert_id]);
    if ($insert_id !== undefined && seen.has(key)) return false;
    seen.add(key);
    const ofProject = dayOf(each, zone);
    return ofProject >= from && ofProject <= to;
  });
}

export function dayOf(event: RawEvent, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(Number(event.properties.time) * 1000))
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString();
}

export function countBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}
