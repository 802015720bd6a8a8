// The one project: its world, its clock, its settings. Handed to every endpoint.

import type { SimClock } from './clock.ts';
import type { ReadInstant } from './expression/evaluate.ts';
import type { Settings } from './settings.ts';
import type { TimeFormat } from './world/render.ts';
import type { World } from './world/world.ts';
import { DAY_MS, type Zone } from './world/zone.ts';

export class Project {
  readonly world: World;
  readonly clock: SimClock;
  /** True for a project from before 2023: export days in the project's zone, `time` as wall clock. */
  readonly isWallClock: boolean;
  settings: Settings;

  constructor(world: World, clock: SimClock, isWallClock: boolean, settings: Settings) {
    this.world = world;
    this.clock = clock;
    this.isWallClock = isWallClock;
    this.settings = settings;
  }

  get zone(): Zone {
    return this.world.zone;
  }

  nowMs(): number {
    return this.clock.nowMs();
  }

  today(): number {
    return this.zone.dayOf(this.nowMs());
  }

  timeFormat(inMs: boolean): TimeFormat {
    return { inMs, wallClock: this.isWallClock ? this.zone : undefined };
  }

  /** `time` as expressions and the activity feed see it: seconds, in the clock of the project's kind. */
  epochSeconds(timeMs: number): number {
    return (this.isWallClock ? timeMs + this.zone.offsetAt(timeMs) : timeMs) / 1000;
  }

  /** Reads a date text without zone as the project's wall clock; with a zone as what it says. */
  readonly readInstant: ReadInstant = (text) => {
    if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/.test(text)) return undefined;
    const hasZone = /(Z|[+-]\d{2}:\d{2})$/.test(text) && text.length > 10;
    const wall = Date.parse(hasZone ? text : `${text.replace(' ', 'T')}${text.length > 10 ? '' : 'T00:00:00'}Z`);
    if (Number.isNaN(wall)) return undefined;
    if (hasZone || this.isWallClock) return wall / 1000;
    const day = Math.floor(wall / DAY_MS);
    return (this.zone.startOf(day) + (wall - day * DAY_MS)) / 1000;
  };
}
