// Tools that answer from a local table when one holds the days, else from Mixpanel: both compared with the raw export.
import { Temporal } from 'temporal-polyfill';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { connectClient, pipePair, type TestClient, type ToolAnswer } from '#test/fakes/mcp-clients.ts';
import { type RawEvent, rawEvents, tally } from '#test/fakes/raw-export.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

const TODAY = '2026-05-20';
const ZONE = 'Europe/Vienna';
const RANGE = { from_date: '2026-05-03', to_date: '2026-05-12' };
const noon = Temporal.PlainDateTime.from(`${TODAY}T12:00`).toZonedDateTime(ZONE).epochMilliseconds;
const startedAt = Date.now();
const now = () => noon + (Date.now() - startedAt);

let simulator: SimulatorProcess;
/** One engine holds the days, the other holds nothing. */
let engines: Record<'local table' | 'Mixpanel', TestEngine>;
let raw: RawEvent[];

async function client(source: 'local table' | 'Mixpanel', era: 'legacy' | 'modern' = 'legacy'): Promise<TestClient> {
  const [ours, theirs] = pipePair();
  engines[source].engine.serveMcp(simulatorSession(simulator), ours, ours);
  return connectClient(era, theirs);
}

async function ask(
  source: 'local table' | 'Mixpanel',
  era: 'legacy' | 'modern',
  name: string,
  args: Record<string, unknown>,
): Promise<ToolAnswer> {
  const mcp = await client(source, era);
  try {
    return await mcp.call(name, args);
  } finally {
    await mcp.close();
  }
}

beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 20_000, users: 800, today: TODAY, quota: false });
  engines = { 'local table': startTestEngine({ now }), Mixpanel: startTestEngine({ now }) };
  const mcp = await client('local table');
  const fetched = await mcp.call('fetch_events', RANGE);
  expect(fetched.data).toMatchObject({ status: 'completed', missing_days: [] });
  await mcp.close();
  raw = await rawEvents(simulator, { from: RANGE.from_date, to: RANGE.to_date, today: TODAY, zone: ZONE });
});
afterAll(async () => {
  for (const each of Object.values(engines)) await each.close();
  await simulator.stop();
});
afterEach(() => {
  for (const each of Object.values(engines)) expect(each.faults).toEqual([]);
});

const SETTINGS = [
  ['local table', 'legacy'],
  ['local table', 'modern'],
  ['Mixpanel', 'legacy'],
  ['Mixpanel', 'modern'],
] as const;

interface Value {
  value: unknown;
  type: string;
  count: number;
  percentage: number;
}

describe.each(SETTINGS)('from %s, for a client of the %s era', (source, era) => {
  it.each(['price', 'party size', 'coupon', '$browser_version', 'tour', '🌦 forecast', 'guide "nick"', '$city', 'session_number'])(
    'property_distribution of %s counts every event once',
    async (property) => {
      const event = property.startsWith('guide')
        ? 'Guide Contacted'
        : property === 'tour' || property.startsWith('🌦')
          ? 'Tour Viewed'
          : 'Tour Booked';
      const answer = await ask(source, era, 'property_distribution', { event, property_name: property, ...RANGE, limit: 10_000 });
      expect(answer.isError, answer.text).toBe(false);
      const mine = raw.filter((each) => each.event === event);
      const values = answer.data.values as Value[];
      expect(answer.data).toMatchObject({ total_count: mine.length, source, time_zone: ZONE });
      expect(values.reduce((sum, each) => sum + each.count, 0)).toBe(mine.length);
      expect(values.reduce((sum, each) => sum + each.percentage, 0)).toBeCloseTo(100, 6);
      // session_number holds integers that JavaScript cannot: their digits are looked at below.
      if (property === 'session_number') return;
      const key = (value: unknown): string =>
        source === 'Mixpanel' && value !== undefined
          ? typeof value === 'string'
            ? value
            : JSON.stringify(value)
          : `${kindOf(value)} ${JSON.stringify(value)}`;
      const expected = tally(mine, (each) => key(each.properties[property]));
      const found = new Map(values.map((each) => [each.type === 'absent' ? key(undefined) : key(each.value), each.count]));
      expect(found).toEqual(expected);
    },
  );

  it.each(['amount', 'price', 'days ahead', 'refund', 'nothing of the kind'])('numeric_summary of %s', async (property) => {
    const event = property === 'refund' ? 'Tour Cancelled' : 'Tour Booked';
    const answer = await ask(source, era, 'numeric_summary', { event, property_name: property, ...RANGE, percentiles: [0, 10, 50, 99] });
    expect(answer.isError, answer.text).toBe(false);
    const mine = raw.filter((each) => each.event === event);
    const numbers = mine
      .map((each) => each.properties[property])
      .filter((value) => typeof value === 'number' || typeof value === 'string')
      .map(Number)
      .sort((a, b) => a - b);
    const sum = numbers.reduce((total, value) => total + value, 0);
    const mean = sum / numbers.length;
    const isEmpty = numbers.length === 0;
    const close = (value: number): unknown => (isEmpty ? null : expect.closeTo(value, 6));
    const at = (share: number): number => {
      const position = (numbers.length - 1) * share;
      const [below = 0, above = 0] = [numbers[Math.floor(position)], numbers[Math.ceil(position)]];
      return below + (above - below) * (position % 1);
    };
    expect(answer.data).toMatchObject({
      source,
      total_events: mine.length,
      count: numbers.length,
      not_numeric: mine.length - numbers.length,
      sum: expect.closeTo(sum, 6),
      min: close(numbers[0] ?? 0),
      max: close(numbers.at(-1) ?? 0),
      avg: close(mean),
      stddev: close(Math.sqrt(numbers.reduce((total, value) => total + (value - mean) ** 2, 0) / numbers.length)),
      percentiles: { '0': close(at(0)), '10': close(at(0.1)), '50': close(at(0.5)), '99': close(at(0.99)) },
    });
    if (property === 'price') expect(mine.some((each) => typeof each.properties.price === 'string')).toBe(true);
  });

  it('daily_counts counts the days of the project, of all events and of some', async () => {
    const all = await ask(source, era, 'daily_counts', { ...RANGE, detail: 'full' });
    expect(all.data).toMatchObject({ source, total: raw.length, time_zone: ZONE });
    const names = ['Tour Viewed', 'Überraschung geöffnet 🎁'];
    const some = await ask(source, era, 'daily_counts', { ...RANGE, events: names });
    const expected = tally(raw, (each) => `${each.day} ${each.event}`);
    const rows = some.data.counts as { date: string; event: string; count: number }[];
    expect(rows).toHaveLength(20);
    for (const row of rows) expect(row.count).toBe(expected.get(`${row.date} ${row.event}`) ?? 0);
    const allRows = all.data.counts as typeof rows;
    for (const row of allRows) expect(row.count).toBe(expected.get(`${row.date} ${row.event}`));
  });

  it('property_coverage tells what is set', async () => {
    const properties = ['coupon', 'price', '$city', 'no such property', 'tags', '$browser_version'];
    const answer = await ask(source, era, 'property_coverage', { event: 'Tour Booked', properties, ...RANGE });
    expect(answer.isError, answer.text).toBe(false);
    const mine = raw.filter((each) => each.event === 'Tour Booked');
    const rows = answer.data.coverage as Record<string, unknown>[];
    expect(answer.data.total_events).toBe(mine.length);
    for (const [index, property] of properties.entries()) {
      const values = mine.map((each) => each.properties[property]);
      const filled = values.filter((value) => value !== undefined && value !== null).length;
      const nulls = values.filter((value) => value === null).length;
      expect(rows[index]).toEqual({
        property,
        defined_count: filled,
        null_count: mine.length - filled,
        explicit_null_count: source === 'Mixpanel' ? null : nulls,
        absent_count: source === 'Mixpanel' ? null : mine.length - filled - nulls,
        coverage_percentage: expect.closeTo((filled / mine.length) * 100, 9),
      });
    }
  });
});

describe('a local table', () => {
  it('says which it is, how old it is, and keeps digits that JavaScript loses', async () => {
    const answer = await ask('local table', 'legacy', 'property_distribution', {
      event: 'Tour Booked',
      property_name: 'session_number',
      ...RANGE,
    });
    expect(answer.data).toMatchObject({ table: 'events', fetched_at: expect.stringMatching(/^2026-05-20T/) });
    expect(answer.text).toContain('from the local table events, fetched 2026-05-20');
    const [first] = answer.data.values as Value[];
    expect(first).toMatchObject({ type: 'number', value: expect.stringMatching(/^9007\d{12}$/) });
    const stored = await ask('local table', 'legacy', 'sql', {
      query: `SELECT count(*) AS n FROM events WHERE event_name = 'Tour Booked' AND prop(properties, 'session_number') = '${String(first?.value)}'`,
    });
    expect((stored.data.rows as { n: number }[])[0]?.n).toBeGreaterThanOrEqual(first?.count ?? 1);
  });

  it('answers in expressions too, and asks Mixpanel for what only Mixpanel has', async () => {
    const local = await ask('local table', 'legacy', 'property_distribution', {
      event: 'Tour Booked',
      property_name: 'floor(number(price) / 100)',
      ...RANGE,
    });
    const mine = raw.filter((each) => each.event === 'Tour Booked');
    const expected = tally(mine, (each) => Math.floor(Number(each.properties.price) / 100));
    expect(new Map((local.data.values as Value[]).map((each) => [each.value, each.count]))).toEqual(expected);
    const ofUsers = await ask('local table', 'legacy', 'property_distribution', {
      event: 'Tour Booked',
      property_name: 'user["plan"]',
      ...RANGE,
    });
    expect(ofUsers.data).toMatchObject({ source: 'Mixpanel', total_count: mine.length });
  });

  it('is not used for days it does not hold, nor when it holds only a selection', async () => {
    const longer = { from_date: RANGE.from_date, to_date: '2026-05-13' };
    const beyond = await ask('local table', 'legacy', 'daily_counts', { ...longer, events: ['Tour Viewed'] });
    expect(beyond.data.source).toBe('Mixpanel');
    const refused = await ask('local table', 'legacy', 'engagement_distribution', longer);
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain('fetch_events with {"from_date":"2026-05-03","to_date":"2026-05-13"} (1 day is missing)');
  });

  it('engagement_distribution groups the users of the raw events', async () => {
    for (const era of ['legacy', 'modern'] as const) {
      const answer = await ask('local table', era, 'engagement_distribution', { ...RANGE, buckets: [10, 2, 5] });
      const users = tally(
        raw.filter((each) => each.user !== undefined),
        (each) => each.user,
      );
      const within = (from: number, to: number): number => [...users.values()].filter((n) => n >= from && n < to).length;
      const expected = [
        ['2-4', 2, within(2, 5)],
        ['5-9', 5, within(5, 10)],
        ['10+', 10, within(10, Number.POSITIVE_INFINITY)],
      ] as const;
      expect(answer.data).toMatchObject({
        total_users: users.size,
        total_events: raw.length,
        events_without_user: raw.length - [...users.values()].reduce((sum, n) => sum + n, 0),
      });
      expect(answer.data.buckets).toEqual(
        expected.map(([bucket_label, bucket_min, user_count]) => ({
          bucket_min,
          bucket_label,
          user_count,
          percentage: expect.closeTo((user_count / users.size) * 100, 9),
        })),
      );
      expect(answer.text).toContain('with fewer than 2 events');
    }
  });

  it('without one, engagement names the fetch, which then makes the answer possible', async () => {
    const mcp = await client('Mixpanel', 'modern');
    const days = { from_date: '2026-05-01', to_date: '2026-05-02' };
    const refused = await mcp.call('engagement_distribution', { ...days, events: ['Tour Viewed'] });
    expect(refused.isError).toBe(true);
    const named = /fetch_events with (\{.*?\}) \(/.exec(refused.text)?.[1] ?? '';
    expect(JSON.parse(named)).toEqual({ ...days, events: ['Tour Viewed'] });
    await mcp.call('fetch_events', JSON.parse(named));
    const answer = await mcp.call('engagement_distribution', { ...days, events: ['Tour Viewed'] });
    expect(answer.isError, answer.text).toBe(false);
    // A table of one event says nothing of all events; the offer then adds to it.
    const all = await mcp.call('engagement_distribution', days);
    expect(all.text).toContain('"append":true');
    await mcp.close();
  });
});

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
}

describe('arguments', () => {
  it.each([
    ['property_distribution', { event: 'Tour Bookd', property_name: 'plan', ...RANGE }, 'Tour Booked'],
    ['property_distribution', { event: 'Tour Booked', property_name: 'floor(price', ...RANGE }, 'never closed'],
    ['numeric_summary', { event: 'Tour Booked', property_name: 'amount', ...RANGE, percentiles: [101] }, 'percentiles'],
    [
      'property_coverage',
      { event: 'Tour Booked', properties: ['a', 'b', 'c', 'd', 'e', 'f', 'g'], ...RANGE, to_date: '2026-05-13' },
      'fetch_events with',
    ],
  ])('%s refuses %j with a way out', async (name, args, words) => {
    const answer = await ask('Mixpanel', 'legacy', name, args);
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain(words);
  });
});
