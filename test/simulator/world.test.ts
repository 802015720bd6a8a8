import { describe, expect, it } from 'vitest';
import type { Sink } from '#simulator/world/person-day.ts';
import { renderEvent } from '#simulator/world/render.ts';
import { World, type WorldOptions } from '#simulator/world/world.ts';
import { dayText, monthStart, parseDay, weekdayOf, Zone } from '#simulator/world/zone.ts';
import { distinctEvents, eventsOf, startTestSimulator } from './ask-simulator.ts';

const OPTIONS: WorldOptions = {
  seed: 7,
  events: 6000,
  users: 120,
  days: 90,
  timezone: 'Europe/Vienna',
  anchorDay: undefined,
  nowMs: Date.parse('2026-06-10T09:00:00Z'),
};

function day(text: string): number {
  const found = parseDay(text);
  if (found === undefined) throw new Error(`${text} is no date`);
  return found;
}

function linesOf(world: World, date: string, withBrowsing = true): string[] {
  const lines: string[] = [];
  const sink: Sink = (event) => lines.push(renderEvent(event, { inMs: false, wallClock: undefined }, false));
  for (const person of world.people) world.emitPerson(person, world.dayContext(day(date), withBrowsing), sink);
  return lines;
}

describe('the world', () => {
  it('tells the same story when it is started again later in the month', () => {
    const [early, late] = [new World(OPTIONS), new World({ ...OPTIONS, nowMs: Date.parse('2026-06-28T20:00:00Z') })];
    const lines = linesOf(early, '2026-05-20');
    expect(lines.length).toBeGreaterThan(20);
    expect(linesOf(late, '2026-05-20')).toEqual(lines);
    expect(dayText(early.calendar.anchorDay)).toBe('2026-06-01');
  });

  it('goes on after the anchor day', () => {
    expect(linesOf(new World(OPTIONS), '2026-06-25').length).toBeGreaterThan(20);
  });

  it('changes nothing else when browsing is left out', () => {
    const world = new World(OPTIONS);
    const all = linesOf(world, '2026-05-20');
    const without = linesOf(world, '2026-05-20', false);
    expect(without.length).toBeGreaterThan(5);
    expect(without.length).toBeLessThan(all.length);
    expect(all).toEqual(expect.arrayContaining(without));
  });

  it('lets nobody be active before the sign-up or book before the onboarding', () => {
    const world = new World(OPTIONS);
    for (const person of world.people) {
      const seen: string[] = [];
      for (let each = world.calendar.startDay; each <= world.calendar.anchorDay; each++) {
        const own: [number, string][] = [];
        world.emitPerson(person, world.dayContext(each, false), (event) => own.push([event.timeMs, event.kind.name]));
        seen.push(...own.sort((a, b) => a[0] - b[0]).map(([, name]) => name));
      }
      if (seen.length === 0 || person.signupDay < world.calendar.startDay) continue;
      expect(seen.slice(0, 3)).toEqual(['Landing Page Viewed', 'Sign Up Started', 'Sign Up Completed']);
      const booked = seen.indexOf('Tour Booked');
      if (booked >= 0) expect(seen.slice(0, booked)).toContain('Onboarding Finished');
    }
  });

  it('meets the wanted volume', () => {
    const world = new World({ ...OPTIONS, events: 20_000, users: 200 });
    let count = 0;
    for (let each = world.calendar.startDay; each <= world.calendar.anchorDay; each++) count += linesOf(world, dayText(each)).length;
    expect(count).toBeGreaterThan(18_000);
    expect(count).toBeLessThan(21_000);
  });
});

describe('days', () => {
  it('are 23 and 25 hours long when the clocks change', () => {
    const zone = new Zone('Europe/Vienna');
    const hours = (text: string) => (zone.startOf(day(text) + 1) - zone.startOf(day(text))) / 3_600_000;
    expect([hours('2026-03-29'), hours('2026-06-10'), hours('2026-10-25')]).toEqual([23, 24, 25]);
    expect(zone.dayOf(Date.parse('2026-06-09T22:00:00Z'))).toBe(day('2026-06-10'));
    expect(zone.offsetText(Date.parse('2026-01-01T00:00:00Z'))).toBe('+01:00');
  });

  it('know their weekday and month', () => {
    expect(weekdayOf(day('2026-06-15'))).toBe(0);
    expect(dayText(monthStart(day('2026-12-31'), 1))).toBe('2027-01-01');
    expect(parseDay('2026-02-30')).toBeUndefined();
  });
});

describe('zones', () => {
  // West of Greenwich a local day begins in the UTC day before; with a wall clock the two agree.
  it.each([
    ['America/Los_Angeles', false],
    ['Asia/Kolkata', false],
    ['America/Los_Angeles', true],
  ])('queries and export agree in %s, wall clock: %s', async (timezone, wallClock) => {
    const simulator = await startTestSimulator({ timezone, wallClock, events: 6000, users: 120 });
    try {
      await simulator.settings({ tidy: true });
      const range = { from_date: '2026-05-04', to_date: '2026-05-10' };
      const events = distinctEvents(
        eventsOf((await simulator.ask('/api/2.0/export', { from_date: '2026-05-03', to_date: '2026-05-11' })).text),
      );
      const format = new Intl.DateTimeFormat('sv-SE', { timeZone: wallClock ? 'UTC' : timezone, dateStyle: 'short' });
      const expected: Record<string, number> = {};
      for (const { event, properties } of events) {
        const date = format.format(properties.time * 1000);
        if (event === 'Tour Viewed' && date >= range.from_date && date <= range.to_date) expected[date] = (expected[date] ?? 0) + 1;
      }
      const answer = (await simulator.ask('/api/query/segmentation', { event: 'Tour Viewed', ...range })).json;
      expect(Object.keys(expected)).toHaveLength(7);
      expect(answer.data.values['Tour Viewed']).toEqual(expected);
    } finally {
      await simulator.stop();
    }
  });
});
