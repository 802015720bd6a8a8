import { get, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_SECRET, DEMO_USERNAME } from '#simulator/credentials.ts';
import {
  basic,
  distinctEvents,
  type ExportedEvent,
  eventsOf,
  FIRST_DAY,
  startTestSimulator,
  type TestSimulator,
  TODAY,
} from './ask-simulator.ts';

let simulator: TestSimulator;
let whole: string;
let events: ExportedEvent[];
beforeAll(async () => {
  simulator = await startTestSimulator();
  whole = (await simulator.ask('/api/2.0/export', { from_date: FIRST_DAY, to_date: TODAY })).text;
  events = eventsOf(whole);
});
afterAll(() => simulator.stop());

/** The raw pieces as they come from the socket. */
async function pieces(parameters: string, headers: Record<string, string>): Promise<{ res: IncomingMessage; pieces: Buffer[] }> {
  const url = `${simulator.origin}/api/2.0/export?project_id=4242&${parameters}`;
  const res = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers: { authorization: basic(DEMO_USERNAME, DEMO_SECRET), ...headers } }, resolve).on('error', reject);
  });
  const found: Buffer[] = [];
  // Not `for await`: that joins what has piled up, and hides where the pieces ended.
  res.on('data', (piece: Buffer) => found.push(piece));
  await new Promise((resolve) => res.once('end', resolve));
  return { res, pieces: found };
}

function share(test: (event: ExportedEvent) => boolean): number {
  return events.filter(test).length / events.length;
}

describe('what the export sends', () => {
  it('sends about the number of events it was asked for, as lines of JSON', () => {
    expect(events.length).toBeGreaterThan(27_000);
    expect(events.length).toBeLessThan(33_000);
    expect(Buffer.byteLength(whole) / events.length).toBeGreaterThan(600);
  });

  it('has at least 15 events and 40 properties', () => {
    expect(new Set(events.map((event) => event.event)).size).toBeGreaterThanOrEqual(20);
    expect(new Set(events.flatMap((event) => Object.keys(event.properties))).size).toBeGreaterThanOrEqual(60);
  });

  it('sends a few events twice, and stats count them', async () => {
    const distinct = distinctEvents(events).length;
    const duplicates = (events.length - distinct) / events.length;
    expect(duplicates).toBeGreaterThan(0.001);
    expect(duplicates).toBeLessThan(0.006);
    const { export: sent } = (await simulator.control('GET', 'stats')).json;
    expect(sent.distinctEvents).toBe(distinct);
    expect(sent.lines % events.length).toBe(0);
  });

  it('uses an $insert_id again for events that are not the same', () => {
    const byId = new Map<string, Set<string>>();
    for (const { properties } of events) {
      if (properties.$insert_id === undefined) continue;
      const known = byId.get(properties.$insert_id) ?? new Set<string>();
      byId.set(properties.$insert_id, known.add(`${properties.distinct_id} ${properties.time}`));
    }
    expect(Math.max(...[...byId.values()].map((each) => each.size))).toBeGreaterThan(10);
  });

  it('leaves out ids, and sends empty, numeric-looking and device ids', () => {
    expect(share(({ properties }) => !('$insert_id' in properties))).toBeGreaterThan(0.002);
    expect(share(({ properties }) => !('distinct_id' in properties))).toBeGreaterThan(0);
    expect(share(({ properties }) => properties.distinct_id === '')).toBeGreaterThan(0);
    expect(share(({ properties }) => /^\d+$/.test(properties.distinct_id ?? ''))).toBeGreaterThan(0.005);
    expect(share(({ properties }) => properties.distinct_id?.startsWith('$device:') === true)).toBeGreaterThan(0.01);
  });

  it('changes the type of a property from event to event', () => {
    const typesOf = (name: string) =>
      new Set(
        events
          .filter(({ properties }) => name in properties)
          .map(({ properties }) => (properties[name] === null ? 'null' : typeof properties[name])),
      );
    expect(typesOf('party size')).toEqual(new Set(['number', 'string']));
    expect(typesOf('$browser_version')).toEqual(new Set(['number', 'string', 'null']));
  });

  it('has names that differ only in case or a dollar sign, and names of all letters', () => {
    const together = events.find(({ properties }) => 'userName' in properties && 'username' in properties && '$userName' in properties);
    expect(together).toBeDefined();
    const names = new Set(events.flatMap(({ properties }) => Object.keys(properties)));
    for (const name of [
      'plan',
      'Plan',
      'city',
      '$city',
      'party size',
      'trail.difficulty',
      'guide "nick"',
      '🌦 forecast',
      'photo #',
      'a/b bucket (0-9)',
    ]) {
      expect(names).toContain(name);
    }
  });

  it('has fractions of seconds, integers no double can hold, nested values, lists and odd line separators', () => {
    expect(share(({ properties }) => !Number.isInteger(properties.time))).toBeGreaterThan(0.005);
    const big = [...whole.matchAll(/"session_number":(\d+)/g)].map((match) => BigInt(match[1] ?? 0));
    expect(big.some((value) => BigInt(Number(value)) !== value)).toBe(true);
    expect(events.some(({ properties }) => JSON.stringify(properties.tour ?? '').includes('"region":{'))).toBe(true);
    expect(events.some(({ properties }) => Array.isArray(properties.cart) && typeof properties.cart[0] === 'object')).toBe(true);
    expect(whole).toContain('\u2028');
    expect(whole).toContain('\u0085');
  });

  it('has blank lines and no newline at the end', () => {
    expect(whole).toContain('\n\n');
    expect(whole.endsWith('}')).toBe(true);
  });

  it('is in no order of time', () => {
    expect(events.some((event, index) => event.properties.time < (events[index - 1]?.properties.time ?? 0))).toBe(true);
  });

  it('has late events, whose time of receipt lies up to five days behind', () => {
    const lag = events.map(({ properties }) => Number(properties.$mp_api_timestamp_ms) / 1000 - properties.time);
    expect(Math.max(...lag)).toBeGreaterThan(2 * 86_400);
    expect(Math.max(...lag)).toBeLessThan(5 * 86_400);
  });
});

describe('how the export sends', () => {
  it('compresses bodies above 1,400 bytes for clients that accept it, with the same text inside', async () => {
    const range = `from_date=${FIRST_DAY}&to_date=${TODAY}`;
    const { res, pieces: found } = await pieces(range, { 'accept-encoding': 'gzip' });
    expect(res.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(Buffer.concat(found)).equals(Buffer.from(whole))).toBe(true);
    const small = await pieces('from_date=2026-06-10&to_date=2026-06-10&limit=1', { 'accept-encoding': 'gzip' });
    expect(small.res.headers['content-encoding']).toBeUndefined();
  });

  it('splits pieces inside lines and inside characters', async () => {
    const { pieces: found } = await pieces(`from_date=${FIRST_DAY}&to_date=${TODAY}`, {});
    expect(found.length).toBeGreaterThan(20);
    expect(found.some((piece) => ((piece[0] ?? 0) & 0xc0) === 0x80)).toBe(true);
    expect(found.filter((piece) => piece.at(-1) !== 0x0a).length).toBeGreaterThan(found.length / 2);
  });

  it('keeps to the UTC day', async () => {
    const day = eventsOf((await simulator.ask('/api/2.0/export', { from_date: '2026-06-10', to_date: '2026-06-10' })).text);
    const from = Date.parse('2026-06-10T00:00:00Z') / 1000;
    expect(day.length).toBeGreaterThan(100);
    for (const { properties } of day) {
      expect(properties.time).toBeGreaterThanOrEqual(from);
      expect(properties.time).toBeLessThan(from + 86_400);
    }
  });

  it('says milliseconds with time_in_ms', async () => {
    const day = { from_date: '2026-06-10', to_date: '2026-06-10' };
    const seconds = eventsOf((await simulator.ask('/api/2.0/export', day)).text);
    const ms = eventsOf((await simulator.ask('/api/2.0/export', { ...day, time_in_ms: true })).text);
    expect(ms.map(({ properties }) => Math.floor(properties.time / 1000))).toEqual(
      seconds.map(({ properties }) => Math.floor(properties.time)),
    );
  });

  it('filters by event and by expression, and stops at the limit', async () => {
    const range = { from_date: '2026-06-01', to_date: '2026-06-16' };
    const where = 'properties["$os"] == "iOS" and properties["$city"] in ["Wien", "Zürich"]';
    const found = eventsOf((await simulator.ask('/api/2.0/export', { ...range, event: '["Tour Viewed","Photo Viewed"]', where })).text);
    const wanted = events.filter(
      ({ event, properties }) =>
        (event === 'Tour Viewed' || event === 'Photo Viewed') &&
        properties.$os === 'iOS' &&
        (properties.$city === 'Wien' || properties.$city === 'Zürich') &&
        properties.time >= Date.parse('2026-06-01T00:00:00Z') / 1000 &&
        properties.time < Date.parse('2026-06-17T00:00:00Z') / 1000,
    );
    expect(found.length).toBeGreaterThan(10);
    expect(found).toEqual(wanted);
    expect(eventsOf((await simulator.ask('/api/2.0/export', { ...range, limit: 17 })).text)).toHaveLength(17);
  });

  it('answers with nothing for days without events', async () => {
    const answer = await simulator.ask('/api/2.0/export', { from_date: '2020-01-01', to_date: '2020-01-02' });
    expect([answer.status, answer.text]).toEqual([200, '']);
  });

  it('refuses a date after today with 400 and text', async () => {
    const answer = await simulator.ask('/api/2.0/export', { from_date: '2026-06-17', to_date: '2026-06-18' });
    expect(answer.status).toBe(400);
    expect(answer.text.trim()).toBe('to_date cannot be later than today');
  });

  it('shows late events only after they have arrived', async () => {
    const range = { from_date: '2026-06-12', to_date: '2026-06-16' };
    const before = distinctEvents(eventsOf((await simulator.ask('/api/2.0/export', range)).text));
    await simulator.control('POST', 'clock', { advanceHours: 24 * 6 });
    const after = distinctEvents(eventsOf((await simulator.ask('/api/2.0/export', range)).text));
    await simulator.control('POST', 'reset');
    expect(after.length).toBeGreaterThan(before.length);
    expect(after.map((event) => JSON.stringify(event))).toEqual(expect.arrayContaining(before.map((event) => JSON.stringify(event))));
  });
});

describe('a project from before 2023', () => {
  it('writes the wall clock as time and keeps to the days of its zone', async () => {
    const old = await startTestSimulator({ wallClock: true, events: 4000, users: 80 });
    try {
      // Winter and summer: the offset is that of each event.
      for (const [date, hours] of [
        ['2026-03-25', 1],
        ['2026-06-10', 2],
      ] as const) {
        const day = eventsOf((await old.ask('/api/2.0/export', { from_date: date, to_date: date })).text);
        const from = Date.parse(`${date}T00:00:00Z`) / 1000;
        expect(day.every(({ properties }) => properties.time >= from && properties.time < from + 86_400)).toBe(true);
        const gaps = day.map(({ properties }) => properties.time - Number(properties.$mp_api_timestamp_ms) / 1000).sort((a, b) => a - b);
        expect(Math.round((gaps[gaps.length >> 1] ?? 0) / 3600)).toBe(hours);
      }
    } finally {
      await old.stop();
    }
  });
});
