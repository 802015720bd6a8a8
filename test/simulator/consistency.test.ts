// Every answer is an aggregation of the events that the export sends. These tests compute the answers again from the export.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distinctEvents, type ExportedEvent, eventsOf, startTestSimulator, type TestSimulator, TODAY, viennaDay } from './ask-simulator.ts';

let simulator: TestSimulator;
let events: ExportedEvent[];
beforeAll(async () => {
  simulator = await startTestSimulator();
  await simulator.settings({ tidy: true });
  events = distinctEvents(eventsOf((await simulator.ask('/api/2.0/export', { from_date: '2026-03-19', to_date: TODAY })).text));
});
afterAll(() => simulator.stop());

const RANGE = { from_date: '2026-05-01', to_date: '2026-06-16' };
const DAY_S = 86_400;

function inRange(event: ExportedEvent): boolean {
  const day = viennaDay(event.properties.time);
  return day >= RANGE.from_date && day <= RANGE.to_date;
}

function countBy(items: readonly ExportedEvent[], key: (event: ExportedEvent) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
}

function uniques(items: readonly ExportedEvent[]): number {
  return new Set(items.map(({ properties }) => properties.distinct_id).filter((id) => id !== undefined && id !== '')).size;
}

function text(value: unknown): string {
  if (value === undefined) return 'undefined';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** People in order of time, for funnels and retention. */
function histories(): Map<string, ExportedEvent[]> {
  const byPerson = new Map<string, ExportedEvent[]>();
  for (const event of events) {
    const id = event.properties.distinct_id;
    if (id === undefined || id === '') continue;
    const own = byPerson.get(id) ?? [];
    byPerson.set(id, own);
    own.push(event);
  }
  for (const own of byPerson.values()) own.sort((a, b) => a.properties.time - b.properties.time);
  return byPerson;
}

describe('counts', () => {
  it('segmentation counts what the export has, day by day', async () => {
    const answer = (await simulator.ask('/api/query/segmentation', { event: 'Tour Viewed', ...RANGE })).json;
    const expected = countBy(
      events.filter((each) => each.event === 'Tour Viewed' && inRange(each)),
      ({ properties }) => viennaDay(properties.time),
    );
    expect(answer.data.series).toHaveLength(47);
    expect(answer.data.values['Tour Viewed']).toEqual(expected);
  });

  it('segmentation splits by a property like the export', async () => {
    for (const name of ['$os', '$browser_version', 'party size', 'tags', 'coupon']) {
      const question = { event: 'Tour Booked', ...RANGE, on: `properties["${name}"]`, unit: 'month' };
      const values = (await simulator.ask('/api/query/segmentation', question)).json.data.values;
      const totals = Object.fromEntries(
        Object.entries<Record<string, number>>(values).map(([key, row]) => [key, Object.values(row).reduce((sum, n) => sum + n, 0)]),
      );
      expect(totals).toEqual(
        countBy(
          events.filter((each) => each.event === 'Tour Booked' && inRange(each)),
          ({ properties }) => text(properties[name]),
        ),
      );
    }
  });

  it('segmentation filters like the export', async () => {
    const where = 'properties["party size"] >= 3 and not properties["coupon"] == "SUMMIT5" and defined(properties["$city"])';
    const answer = (await simulator.ask('/api/query/segmentation', { event: 'Tour Booked', ...RANGE, where, unit: 'month' })).json.data
      .values['Tour Booked'];
    const expected = events.filter(({ event, properties }) => {
      const size = properties['party size'];
      return (
        event === 'Tour Booked' &&
        typeof size === 'number' &&
        size >= 3 &&
        properties.coupon !== 'SUMMIT5' &&
        properties.$city !== undefined
      );
    });
    expect(answer).toEqual(countBy(expected.filter(inRange), ({ properties }) => `${viennaDay(properties.time).slice(0, 7)}-01`));
  });

  it('unique counts people, by day and by week', async () => {
    const viewed = events.filter((each) => each.event === 'Tour Viewed' && inRange(each));
    const byDay = (await simulator.ask('/api/query/segmentation', { event: 'Tour Viewed', ...RANGE, type: 'unique' })).json.data.values[
      'Tour Viewed'
    ];
    for (const [day, count] of Object.entries(byDay))
      expect(count).toBe(uniques(viewed.filter(({ properties }) => viennaDay(properties.time) === day)));
    const byMonth = (await simulator.ask('/api/query/segmentation', { event: 'Tour Viewed', ...RANGE, type: 'unique', unit: 'month' })).json
      .data.values['Tour Viewed'];
    expect(byMonth['2026-05-01']).toBe(uniques(viewed.filter(({ properties }) => viennaDay(properties.time) < '2026-06-01')));
    expect(byMonth['2026-05-01']).toBeLessThan(Object.values<number>(byDay).reduce((sum, n) => sum + n, 0));
  });

  it('average is events for each person', async () => {
    const average = (await simulator.ask('/api/query/segmentation', { event: 'Photo Viewed', ...RANGE, type: 'average', unit: 'month' }))
      .json.data.values['Photo Viewed'];
    const june = events.filter((each) => each.event === 'Photo Viewed' && inRange(each) && viennaDay(each.properties.time) >= '2026-06-01');
    expect(average['2026-06-01']).toBeCloseTo(june.length / uniques(june), 10);
  });

  it('events, top events, event names and custom events agree with the export', async () => {
    const all = (
      await simulator.ask('/api/query/events', {
        event: '["Tour Saved","Inventory Synced","$custom_event:77"]',
        type: 'general',
        unit: 'month',
        ...RANGE,
      })
    ).json.data.values;
    const may = events.filter((each) => inRange(each) && viennaDay(each.properties.time) < '2026-06-01');
    expect(all['Tour Saved']['2026-05-01']).toBe(may.filter((each) => each.event === 'Tour Saved').length);
    expect(all['Inventory Synced']['2026-05-01']).toBe(may.filter((each) => each.event === 'Inventory Synced').length);
    expect(all['$custom_event:77']['2026-05-01']).toBe(
      may.filter((each) => each.event === 'Tour Booked' || each.event === 'Subscription Started').length,
    );
    const top = (await simulator.ask('/api/query/events/top', { type: 'general' })).json.events;
    const today = countBy(
      events.filter(({ properties }) => viennaDay(properties.time) === TODAY),
      (each) => each.event,
    );
    expect(Object.fromEntries(top.map((each: { event: string; amount: number }) => [each.event, each.amount]))).toEqual(today);
    const recent = new Set(events.filter(({ properties }) => viennaDay(properties.time) >= '2026-05-18').map((each) => each.event));
    expect((await simulator.ask('/api/query/events/names', { type: 'general' })).json).toEqual([...recent].sort());
  });

  it('sums and averages are those of the export, and what is no number counts as zero', async () => {
    const question = { event: 'Tour Booked', ...RANGE, on: 'properties["price"]' };
    const booked = events.filter(
      (each) => each.event === 'Tour Booked' && inRange(each) && viennaDay(each.properties.time) === '2026-05-16',
    );
    const sum = booked.reduce((total, { properties }) => total + (typeof properties.price === 'number' ? properties.price : 0), 0);
    expect((await simulator.ask('/api/query/segmentation/sum', question)).json.results['2026-05-16']).toBeCloseTo(sum, 4);
    expect((await simulator.ask('/api/query/segmentation/average', question)).json.results['2026-05-16']).toBeCloseTo(
      sum / booked.length,
      4,
    );
  });

  it('property names and values are those of the export', async () => {
    const recent = events.filter(({ event, properties }) => event === 'Tour Searched' && viennaDay(properties.time) >= '2026-05-18');
    const names = (await simulator.ask('/api/query/events/properties/top', { event: 'Tour Searched', limit: 500 })).json;
    const expected: Record<string, { count: number }> = {};
    for (const { properties } of recent) {
      for (const name of Object.keys(properties)) {
        if (['time', 'distinct_id', '$mp_api_timestamp_ms', 'mp_processing_time_ms'].includes(name)) continue;
        expected[name] = { count: (expected[name]?.count ?? 0) + 1 };
      }
    }
    expect(names).toEqual(expected);
    const queries = (await simulator.ask('/api/query/events/properties/values', { event: 'Tour Searched', name: 'query' })).json;
    expect(new Set(queries)).toEqual(new Set(recent.map(({ properties }) => properties.query)));
  });

  it('the activity feed and JQL tell of the same events', async () => {
    const person =
      events.find(({ event, properties }) => event === 'Tour Booked' && properties.distinct_id !== undefined)?.properties.distinct_id ?? '';
    const feed = (await simulator.ask('/api/query/stream/query', { distinct_ids: JSON.stringify([person]), ...RANGE })).json.results.events;
    expect(feed).toHaveLength(events.filter((each) => each.properties.distinct_id === person && inRange(each)).length);
    const script = `function main() { return Events({from_date: "${RANGE.from_date}", to_date: "${RANGE.to_date}"}).groupBy(["name"], mixpanel.reducer.count()) }`;
    const counted: { key: string[]; value: number }[] = (await simulator.post('/api/query/jql', { script })).json;
    expect(Object.fromEntries(counted.map(({ key, value }) => [key[0], value]))).toEqual(
      countBy(events.filter(inRange), (each) => each.event),
    );
  });
});

describe('sequences', () => {
  it('the funnel counts people who go through the steps in order and in time', async () => {
    const steps = ['Sign Up Completed', 'Onboarding Finished', 'Tour Booked'];
    const counts = [0, 0, 0];
    for (const own of histories().values()) {
      const start = own.findIndex((each) => each.event === steps[0] && inRange(each));
      if (start < 0) continue;
      let reached = 0;
      for (const each of own.slice(start)) {
        if (each.properties.time > (own[start]?.properties.time ?? 0) + 30 * DAY_S) break;
        if (each.event === steps[reached]) reached += 1;
      }
      for (let step = 0; step < reached; step++) counts[step] = (counts[step] ?? 0) + 1;
    }
    const answer = (await simulator.ask('/api/query/funnels', { funnel_id: 8103, ...RANGE, interval: 47 })).json;
    const found = answer.data['2026-05-01'].steps.map((step: { count: number }) => step.count);
    expect(found).toEqual(counts);
    expect(found[2]).toBeGreaterThan(5);
    expect(answer.data['2026-05-01'].analysis).toEqual({ starting_amount: counts[0], completion: counts[2], steps: 3, worst: 2 });
  });

  it('retention follows the people of the export', async () => {
    const expected: Record<string, { first: number; counts: number[] }> = {};
    for (const own of histories().values()) {
      const birth = own.findIndex((each) => each.event === 'Sign Up Completed' && inRange(each));
      const born = own[birth];
      if (born === undefined) continue;
      const day = viennaDay(born.properties.time);
      const cohort = expected[day] ?? { first: 0, counts: new Array<number>(8).fill(0) };
      expected[day] = cohort;
      cohort.first += 1;
      // Whole seconds in the export, milliseconds inside: nothing in the data lies so near a boundary that it matters.
      const days = new Set(own.slice(birth + 1).map((each) => Math.floor((each.properties.time - born.properties.time) / DAY_S)));
      cohort.counts = cohort.counts.map((count, index) => count + (days.has(index) ? 1 : 0));
    }
    const answer = (await simulator.ask('/api/query/retention', { born_event: 'Sign Up Completed', ...RANGE, interval_count: 7 })).json;
    expect(Object.keys(answer).length).toBe(Object.keys(expected).length);
    for (const [day, cohort] of Object.entries(expected)) {
      expect(answer[day].first).toBe(cohort.first);
      expect(answer[day].counts).toEqual(cohort.counts.slice(0, answer[day].counts.length));
    }
  });

  it('frequency counts the days people were active in a week', async () => {
    const week = events.filter(
      ({ properties }) => viennaDay(properties.time) >= '2026-06-08' && viennaDay(properties.time) <= '2026-06-14',
    );
    const daysOf = new Map<string, Set<string>>();
    for (const { properties } of week) {
      if (properties.distinct_id === undefined || properties.distinct_id === '') continue;
      daysOf.set(properties.distinct_id, (daysOf.get(properties.distinct_id) ?? new Set()).add(viennaDay(properties.time)));
    }
    const expected = Array.from({ length: 7 }, (_, index) => [...daysOf.values()].filter((days) => days.size > index).length);
    const question = { from_date: '2026-06-08', to_date: '2026-06-14', unit: 'week', addiction_unit: 'day' };
    expect((await simulator.ask('/api/query/retention/addiction', question)).json).toEqual({ data: { '2026-06-08': expected } });
  });
});

describe('profiles and reports', () => {
  it('profiles know the bookings that the export has', async () => {
    const booked = countBy(
      events.filter((each) => each.event === 'Tour Booked'),
      ({ properties }) => properties.distinct_id ?? '',
    );
    const profiles: { $distinct_id: string | number; $properties: { bookings?: number } }[] = (
      await simulator.post('/api/query/engage', {})
    ).json.results;
    expect(profiles.length).toBeGreaterThan(550);
    for (const { $distinct_id, $properties } of profiles) expect($properties.bookings).toBe(booked[String($distinct_id)] ?? 0);
  });

  it('everybody who signed up yesterday or before has a profile, except the few that were deleted', async () => {
    const known = new Set(
      (await simulator.post('/api/query/engage', {})).json.results.map((each: { $distinct_id: string | number }) =>
        String(each.$distinct_id),
      ),
    );
    const signedUp = new Set(
      events.filter((each) => each.event === 'Sign Up Completed' && inRange(each)).map(({ properties }) => properties.distinct_id ?? ''),
    );
    const missing = [...signedUp].filter((id) => !known.has(id));
    expect(missing.length).toBeLessThan(signedUp.size * 0.03);
  });

  it('a saved report shows what segmentation counts', async () => {
    const report = (await simulator.ask('/api/query/insights', { bookmark_id: 900_211 })).json;
    const weeks = (
      await simulator.ask('/api/query/segmentation', { event: 'Tour Booked', from_date: '2026-04-20', to_date: TODAY, unit: 'week' })
    ).json.data.values['Tour Booked'];
    const shown = Object.fromEntries(Object.entries(report.series['Tour Booked']).map(([key, count]) => [key.slice(0, 10), count]));
    expect(shown).toEqual(weeks);
    expect(report.headers).toEqual(['$event']);
    expect(report.date_range.from_date).toBe('2026-04-20T00:00:00+02:00');
  });
});
