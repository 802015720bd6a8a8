// The demo project's events as daily counts by property value, for any seed, without a process: what analyses are measured with on
// hundreds of seeds. Only the simulator's own code counts here.
import { forEachHistory } from '#simulator/analysis/histories.ts';
import { noonOf, SimClock } from '#simulator/clock.ts';
import { kindsOf } from '#simulator/endpoints/event-names.ts';
import { Project } from '#simulator/project.ts';
import { defaultSettings } from '#simulator/settings.ts';
import { eventProperty, segmentText } from '#simulator/world/event-row.ts';
import { World } from '#simulator/world/world.ts';
import { parseDay, Zone } from '#simulator/world/zone.ts';

export const TODAY = '2026-05-20';
const TIMEZONE = 'Europe/Vienna';
const DAYS = 90;

export interface DailyTables {
  /** The first of the days; `counts[0]` is its count. */
  firstDay: number;
  total: number[];
  /** Property to value to counts per day. */
  byProperty: Map<string, Map<string, number[]>>;
}

export function plantedProject(seed: number, options: { users?: number; events?: number } = {}): Project {
  const zone = new Zone(TIMEZONE);
  const today = parseDay(TODAY);
  if (today === undefined) throw new Error('no such day');
  const clock = new SimClock(noonOf(today, zone));
  const world = new World({
    seed,
    events: options.events ?? 60_000,
    users: options.users ?? 3_000,
    days: DAYS,
    timezone: TIMEZONE,
    anchorDay: today,
    nowMs: clock.nowMs(),
  });
  return new Project(world, clock, false, defaultSettings());
}

export async function dailyTables(project: Project, event: string, properties: readonly string[]): Promise<DailyTables> {
  const { startDay, anchorDay } = project.world.calendar;
  const days = anchorDay - startDay + 1;
  const empty = (): number[] => new Array<number>(days).fill(0);
  const total = empty();
  const byProperty = new Map<string, Map<string, number[]>>(properties.map((property) => [property, new Map()]));
  await forEachHistory(project, { fromDay: startDay, toDay: anchorDay, kinds: kindsOf([event]) }, (_actor, events) => {
    for (const each of events) {
      const day = project.zone.dayOf(each.timeMs) - startDay;
      if (day < 0 || day >= days) continue;
      total[day] = (total[day] ?? 0) + 1;
      for (const [property, values] of byProperty) {
        const value = segmentText(eventProperty(each, property, project));
        let counts = values.get(value);
        if (counts === undefined) {
          counts = empty();
          values.set(value, counts);
        }
        counts[day] = (counts[day] ?? 0) + 1;
      }
    }
  });
  return { firstDay: startDay, total, byProperty };
}
