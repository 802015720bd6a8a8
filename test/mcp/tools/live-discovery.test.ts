// Saved reports, the Lexicon and the types of properties, asked through real clients.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ERAS, type LiveRoom, openLiveRoom, TODAY } from '#test/fakes/live-room.ts';
import type { TestClient } from '#test/fakes/mcp-clients.ts';
import { rawLines } from '#test/fakes/raw-export.ts';

let room: LiveRoom;
beforeAll(async () => {
  room = await openLiveRoom();
});
afterAll(() => room.stop());

async function askedOf(path: string): Promise<number> {
  const { byPath } = (await room.simulator.stats()).requests;
  return Object.entries(byPath).reduce((sum, [each, count]) => sum + (each.includes(path) ? count : 0), 0);
}

describe.each(ERAS)('a client of the %s era', (era) => {
  let mcp: TestClient;
  beforeAll(async () => {
    mcp = await room.client(era);
  });
  beforeEach(() => room.simulator.reset());
  afterAll(() => mcp.close());

  it('list_bookmarks gives the last changed first, cut at the limit and of one kind', async () => {
    const all = await mcp.call('list_bookmarks', { limit: 0 });
    const rows = all.data.bookmarks as { id: number; type: string; modified: string }[];
    expect(all.data).toMatchObject({ truncated: false, total_count: 8 });
    expect(all.data).not.toHaveProperty('note');
    expect(rows.map(({ modified }) => modified)).toEqual(
      rows
        .map(({ modified }) => modified)
        .sort()
        .reverse(),
    );
    const some = await mcp.call('list_bookmarks', { limit: 3 });
    expect(some.data).toMatchObject({ truncated: true, total_count: 8, note: expect.stringContaining('3 last changed of 8') });
    expect((some.data.bookmarks as unknown[]).length).toBe(3);
    const flows = await mcp.call('list_bookmarks', { bookmark_type: 'flows' });
    expect(flows.data.bookmarks).toEqual([expect.objectContaining({ id: 900_218, type: 'flows', name: 'After the sign-up 👣' })]);
    expect((await mcp.call('list_bookmarks', { bookmark_type: 'launch-analysis' })).text).toContain('no such saved reports');
  });

  it('lexicon_schemas gives what was written down, asked once for both kinds', async () => {
    const both = await mcp.call('lexicon_schemas');
    await mcp.call('lexicon_schemas');
    expect(await askedOf('/schemas')).toBe(1);
    const schemas = both.data.schemas as { entity_type: string; name: string; schema_json: Record<string, unknown> }[];
    expect(schemas.find(({ name }) => name === 'Tour Booked')?.schema_json).toMatchObject({
      description: expect.stringContaining('paid'),
      metadata: { source: 'com.mixpanel', display_name: 'Booking', tags: ['money', 'core'], hidden: false, dropped: false },
      properties: { amount: { type: 'number' } },
    });
    const profiles = await mcp.call('lexicon_schemas', { entity_type: 'profile' });
    expect((profiles.data.schemas as { name: string }[]).map(({ name }) => name)).toEqual(['$email', 'plan', 'spent']);
    expect(both.data.total).toBe(schemas.filter(({ entity_type }) => entity_type === 'event').length + 3);
  });

  it('lexicon_schema finds a name with a slash, and names the closest when there is none', async () => {
    const slash = await mcp.call('lexicon_schema', { entity_type: 'event', name: 'Quiz/Step (old)' });
    expect(slash.data).toMatchObject({ name: 'Quiz/Step (old)', schema_json: { metadata: { dropped: true } } });
    expect(slash.text).toContain('dropped (no longer stored)');
    const gift = await mcp.call('lexicon_schema', { entity_type: 'event', name: 'Überraschung geöffnet 🎁' });
    expect(gift.data.schema_json).toMatchObject({ metadata: { hidden: true } });
    const wrong = await mcp.call('lexicon_schema', { entity_type: 'event', name: 'Tour Bookd' });
    expect(wrong).toMatchObject({ isError: true, text: expect.stringContaining('Did you mean "Tour Booked"') });
    expect((await mcp.call('lexicon_schema', { entity_type: 'event', name: '..' })).text).toContain('no event named ".."');
  });

  it('lexicon_schema asked for many entries stays far below the five calls a minute', async () => {
    const fresh = await room.client(era);
    for (const name of [
      'Tour Booked',
      'Tour Viewed',
      'Sign Up Completed',
      'Onboarding Finished',
      '$experiment_started',
      'Quiz/Step (old)',
    ]) {
      expect((await fresh.call('lexicon_schema', { entity_type: 'event', name })).data.name).toBe(name);
    }
    expect((await fresh.call('lexicon_schemas', { entity_type: 'event' })).data.total).toBe(7);
    expect(await askedOf('/schemas')).toBe(3);
    await fresh.close();
  });

  describe('list_properties', () => {
    const typesOf = (answer: { data: Record<string, unknown> }) =>
      new Map((answer.data.properties as { name: string; type: string; type_source: string }[]).map((each) => [each.name, each]));

    it('tells types from the Lexicon and from a sample of events, true to the export', async () => {
      const fresh = await room.client(era);
      const types = typesOf(await fresh.call('list_properties', { event: 'Tour Viewed', detail: 'full' }));
      expect(types.get('price')).toMatchObject({ type: 'number', type_source: 'Lexicon' });
      expect(await askedOf('/schemas')).toBe(1);
      const lines = await rawLines(room.simulator, { from_date: '2026-04-19', to_date: TODAY, event: '["Tour Viewed"]' });
      const sampled = [...types.values()].filter(({ type_source }) => type_source === 'sampled events');
      expect(sampled.length).toBeGreaterThan(20);
      for (const { name, type } of sampled.filter(({ type }) => !type.startsWith('mixed') && type !== 'null')) {
        const expected = type === 'list' || type === 'object' ? 'object' : type;
        const seen = new Set(
          lines.flatMap(({ properties }) => (properties[name] === undefined || properties[name] === null ? [] : [typeof properties[name]])),
        );
        expect([...seen], name).toContain(expected);
      }
      expect(types.get('$browser_version')?.type).toBe('mixed (number, string)');
      expect([...types.values()].map(({ type }) => type)).not.toContain('unknown');
      await fresh.call('list_properties', { event: 'Tour Booked' });
      expect(await askedOf('/schemas')).toBe(1);
      await fresh.close();
    });

    it('believes a local table first, and asks for a sample only when it holds few events', async () => {
      const fresh = await room.client(era);
      await fresh.call('fetch_events', { from_date: TODAY, to_date: TODAY, events: ['Tour Viewed'] });
      const few = typesOf(await fresh.call('list_properties', { event: 'Tour Viewed', detail: 'full' }));
      expect(few.get('price')).toMatchObject({ type_source: 'local table' });
      expect([...few.values()].some(({ type_source }) => type_source === 'sampled events')).toBe(true);
      await fresh.close();
      const other = await room.client(era);
      const where = 'properties["$os"] == "iOS" or properties["$os"] == "Android"';
      await other.call('fetch_events', { from_date: '2026-04-01', to_date: TODAY, events: ['Tour Viewed'], where });
      const exports = await askedOf('/export');
      const many = typesOf(await other.call('list_properties', { event: 'Tour Viewed', detail: 'full' }));
      expect(many.get('tour_id')).toMatchObject({ type: 'number', type_source: 'local table' });
      expect(many.get('$browser')).toMatchObject({ type_source: 'not seen' });
      expect(await askedOf('/export')).toBe(exports);
      await other.close();
    });

    it('gives the names also when neither Lexicon nor sample can be had', async () => {
      const fresh = await room.client(era);
      await room.simulator.faults([
        { kind: 'status', status: 403, path: '/schemas', times: 5 },
        { kind: 'status', status: 400, path: '/export', times: 5 },
      ]);
      const answer = await fresh.call('list_properties', { event: 'Tour Viewed' });
      const types = typesOf(answer);
      expect(answer.isError).toBe(false);
      expect([...types.values()].filter(({ type_source }) => type_source === 'sampled values')).toHaveLength(3);
      await fresh.call('list_properties', { event: 'Tour Booked' });
      expect(await askedOf('/schemas')).toBe(1);
      await fresh.close();
    });
  });
});
