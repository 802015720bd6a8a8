// Counts of the live tools, compared with counts that this test makes of the simulator's raw export.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERAS, type LiveRoom, openLiveRoom, TODAY, ZONE } from '#test/fakes/live-room.ts';
import type { TestClient } from '#test/fakes/mcp-clients.ts';
import { countBy, daysOf, filled, monday, type RawEvent, rawEvents, valueText } from '#test/fakes/raw-export.ts';

const RANGE = { from_date: '2026-05-01', to_date: '2026-05-14' };
const DAYS = daysOf(RANGE.from_date, RANGE.to_date);
const WEEKS = ['2026-04-27', '2026-05-04', '2026-05-11'];
type Series = Record<string, Record<string, number | null>>;

let room: LiveRoom;
let events: RawEvent[];
beforeAll(async () => {
  room = await openLiveRoom();
  events = await rawEvents(room.simulator, { from: RANGE.from_date, to: TODAY, today: TODAY, zone: ZONE });
});
afterAll(() => room.stop());

function of(name: string): RawEvent[] {
  return events.filter(({ event, day }) => event === name && day <= RANGE.to_date);
}

function numberOf(event: RawEvent, name: string): number {
  const value = event.properties[name];
  return typeof value === 'number' ? value : 0;
}

function sumBy(list: readonly RawEvent[], name: string, keyOf: (event: RawEvent) => string): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(list, keyOf)].map(([key, each]) => [key, each.reduce((sum, one) => sum + numberOf(one, name), 0)]),
  );
}

describe.each(ERAS)('a client of the %s era', (era) => {
  let mcp: TestClient;
  beforeAll(async () => {
    mcp = await room.client(era);
  });
  afterAll(() => mcp.close());

  it.each([
    ['general', 'day', DAYS, ({ day }: RawEvent) => day, 0],
    ['unique', 'week', WEEKS, ({ day }: RawEvent) => monday(day), 0],
    ['average', 'day', DAYS, ({ day }: RawEvent) => day, null],
    ['general', 'month', ['2026-05-01'], () => '2026-05-01', 0],
  ] as const)('event_counts counts %s by %s as the export has them, nothing left out', async (type, unit, keys, keyOf, empty) => {
    const names = ['Tour Viewed', 'Tour Booked', 'Friend Invited'];
    const answer = await mcp.call('event_counts', { ...RANGE, events: names, type, unit });
    const series = answer.data.series as Series;
    expect(answer.data).toMatchObject({ time_zone: ZONE, total: type === 'general' ? names.flatMap(of).length : null });
    expect(Object.keys(series).sort()).toEqual([...names].sort());
    for (const name of names) {
      const expected = filled(keys, countBy(of(name), keyOf, type), empty);
      expect(Object.keys(series[name] ?? {})).toEqual([...keys]);
      for (const key of keys) {
        if (expected[key] === null) expect(series[name]?.[key]).toBeNull();
        else expect(series[name]?.[key]).toBeCloseTo(expected[key] ?? Number.NaN, 9);
      }
    }
  });

  it('event_counts counts by hour, in the hours of the project', async () => {
    const day = '2026-05-06';
    const answer = await mcp.call('event_counts', { events: ['App Opened'], from_date: day, to_date: day, unit: 'hour' });
    const hours = Array.from({ length: 24 }, (_, hour) => `${day} ${String(hour).padStart(2, '0')}:00:00`);
    const expected = filled(
      hours,
      countBy(
        of('App Opened').filter((each) => each.day === day),
        ({ hour }) => hour,
      ),
      0,
    );
    expect(Object.values(expected).some((count) => count > 0)).toBe(true);
    expect(answer.data.series).toEqual({ 'App Opened': expected });
    expect((await mcp.call('event_counts', { events: ['App Opened'], ...RANGE, unit: 'hour', type: 'unique' })).text).toContain('by hour');
    const long = await mcp.call('event_counts', { events: ['App Opened'], from_date: '2026-03-01', to_date: TODAY, unit: 'hour' });
    expect(long).toMatchObject({ isError: true, text: expect.stringContaining('too many') });
  });

  it('event_counts keeps the answer when one of several names is wrong, and names the closest', async () => {
    const answer = await mcp.call('event_counts', { ...RANGE, events: ['Tour Viewed', 'Tour Veiwed'] });
    expect(answer.data.total).toBe(of('Tour Viewed').length);
    expect(answer.text).toMatch(/no event named "Tour Veiwed".*"Tour Viewed"/);
    expect(await mcp.call('event_counts', { ...RANGE, events: ['Tour Veiwed'] })).toMatchObject({
      isError: true,
      text: expect.stringContaining('"Tour Viewed"'),
    });
  });

  it('property_counts counts each value, and says when the limit was reached', async () => {
    const browser = (each: RawEvent): string => valueText(each.properties.$browser);
    const all = await mcp.call('property_counts', { event: 'Tour Viewed', property_name: '$browser', ...RANGE });
    const expected = Object.fromEntries(
      [...Map.groupBy(of('Tour Viewed'), browser)].map(([value, each]) => [
        value,
        filled(
          DAYS,
          countBy(each, ({ day }) => day),
          0,
        ),
      ]),
    );
    expect(all.data).toMatchObject({ series: expected, total: of('Tour Viewed').length, has_more_values: false });
    expect(Object.keys(expected).length).toBeGreaterThan(2);
    const some = await mcp.call('property_counts', { event: 'Tour Viewed', property_name: '$browser', ...RANGE, limit: 2 });
    const sizes = Object.values(countBy(of('Tour Viewed'), browser)).sort((a, b) => b - a);
    expect(some.data).toMatchObject({ values_total: 2, has_more_values: true, total: (sizes[0] ?? 0) + (sizes[1] ?? 0) });
    expect(some.text).toContain('more than 2 values');
    const two = await mcp.call('property_counts', {
      event: 'Tour Viewed',
      property_name: '$os',
      ...RANGE,
      values: ['iOS', 'Android'],
      unit: 'week',
    });
    expect(Object.keys(two.data.series as Series).sort()).toEqual(['Android', 'iOS']);
  });

  it('segmentation counts by week and splits by a property as the export has them', async () => {
    const answer = await mcp.call('segmentation', { event: 'Tour Viewed', ...RANGE, unit: 'week', segment_property: '$os' });
    const os = (each: RawEvent): string => valueText(each.properties.$os);
    const expected = Object.fromEntries(
      [...Map.groupBy(of('Tour Viewed'), os)].map(([value, each]) => [
        value,
        filled(
          WEEKS,
          countBy(each, ({ day }) => monday(day)),
          0,
        ),
      ]),
    );
    expect(answer.data).toMatchObject({ series: expected, total: of('Tour Viewed').length });
  });

  it('segmentation_numeric puts every event with a number into its range', async () => {
    const answer = await mcp.call('segmentation_numeric', { event: 'Tour Booked', ...RANGE, on: 'amount' });
    const series = answer.data.series as Series;
    expect(answer.data.property_expr).toBe('properties["amount"]');
    expect(answer.data.total).toBe(of('Tour Booked').filter((each) => typeof each.properties.amount === 'number').length);
    for (const [range, byDay] of Object.entries(series)) {
      const [from = Number.NaN, to = Number.NaN] = range.split(' - ').map((bound) => Number(bound.replaceAll(',', '')));
      const inside = of('Tour Booked').filter((each) => numberOf(each, 'amount') >= from && numberOf(each, 'amount') < to);
      expect(byDay).toEqual(
        filled(
          DAYS,
          countBy(inside, ({ day }) => day),
          0,
        ),
      );
    }
  });

  it.each([
    ['day', DAYS, ({ day }: RawEvent) => day],
    ['hour', undefined, ({ hour }: RawEvent) => hour],
  ] as const)('segmentation_sum adds up by %s, with text counted as 0', async (unit, days, keyOf) => {
    const answer = await mcp.call('segmentation_sum', { event: 'Tour Viewed', ...RANGE, on: 'price', unit, detail: 'full' });
    const expected = sumBy(of('Tour Viewed'), 'price', keyOf);
    const results = answer.data.results as Record<string, number>;
    if (days !== undefined) expect(Object.keys(results)).toEqual([...days]);
    expect(of('Tour Viewed').some((each) => typeof each.properties.price === 'string')).toBe(true);
    for (const [key, value] of Object.entries(results)) expect(value, key).toBeCloseTo(expected[key] ?? 0, 5);
    expect(answer.data.total).toBeCloseTo(
      Object.values(expected).reduce((sum, value) => sum + value, 0),
      4,
    );
    expect(answer.text).toContain('counts as 0');
  });

  it('segmentation_average is the sum over the count, and null where nothing happened', async () => {
    const answer = await mcp.call('segmentation_average', {
      event: 'Friend Invited',
      ...RANGE,
      on: 'number(properties["session_number"])',
    });
    const list = of('Friend Invited');
    const sums = sumBy(list, 'session_number', ({ day }) => day);
    const counts = countBy(list, ({ day }) => day);
    const expected = DAYS.map((day) => (counts[day] === undefined ? null : (sums[day] ?? 0) / counts[day]));
    expect(expected).toContain(null);
    const results = answer.data.results as Record<string, number | null>;
    expect(Object.keys(results)).toEqual(DAYS);
    DAYS.forEach((day, index) => {
      if (expected[index] === null) expect(results[day]).toBeNull();
      else expect(results[day]).toBeCloseTo(expected[index] ?? Number.NaN, 5);
    });
    expect(answer.text).toContain('Empty (null)');
  });

  it('frequency counts users active in at least n hours, and says so', async () => {
    const answer = await mcp.call('frequency', { ...RANGE, event: 'App Opened', addiction_unit: 'hour' });
    const expected = Object.fromEntries(
      DAYS.map((day) => {
        const byUser = Map.groupBy(
          of('App Opened').filter((each) => each.day === day && each.user !== undefined),
          ({ user }) => user ?? '',
        );
        const hours = [...byUser.values()].map((each) => new Set(each.map(({ hour }) => hour)).size);
        return [day, Array.from({ length: Math.max(0, ...hours) }, (_, index) => hours.filter((n) => n > index).length)];
      }),
    );
    expect(Object.values(expected).some((list) => list.length > 1)).toBe(true);
    expect(answer.data.data).toEqual(expected);
    expect(answer.text).toContain('at least n hour');
  });

  it('frequency counts days of a week', async () => {
    const answer = await mcp.call('frequency', { from_date: '2026-05-04', to_date: '2026-05-10', unit: 'week', addiction_unit: 'day' });
    const week = events.filter(({ day, user }) => day >= '2026-05-04' && day <= '2026-05-10' && user !== undefined);
    const days = [...Map.groupBy(week, ({ user }) => user ?? '').values()].map((each) => new Set(each.map(({ day }) => day)).size);
    const most = Math.max(...days);
    expect(answer.data.data).toEqual({ '2026-05-04': Array.from({ length: most }, (_, index) => days.filter((n) => n > index).length) });
  });

  it('top_events counts today so far', async () => {
    const answer = await mcp.call('top_events', { limit: 5 });
    const today = Object.entries(
      countBy(
        events.filter(({ day }) => day === TODAY),
        ({ event }) => event,
      ),
    ).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    expect((answer.data.events as { event: string; count: number }[]).map(({ event, count }) => [event, count])).toEqual(today.slice(0, 5));
  });

  it.each([
    ['event_counts', { events: ['Tour Viewed'] }],
    ['property_counts', { event: 'Tour Viewed', property_name: '$os' }],
    ['segmentation_numeric', { event: 'Tour Viewed', on: 'price' }],
    ['segmentation_sum', { event: 'Tour Viewed', on: 'price' }],
    ['segmentation_average', { event: 'Tour Viewed', on: 'price' }],
    ['frequency', { event: 'Tour Viewed' }],
  ])('%s refuses a reversed range and a day that has not come, without asking Mixpanel', async (tool, args) => {
    const before = (await room.simulator.stats()).requests.total;
    expect((await mcp.call(tool, { ...args, from_date: '2026-05-10', to_date: '2026-05-01' })).text).toContain('reversed');
    expect((await mcp.call(tool, { ...args, from_date: '2026-05-10', to_date: '2026-06-01' })).text).toContain('future');
    expect((await room.simulator.stats()).requests.total).toBe(before);
  });
});
