// Defects of the server that this product replaces, in local tables and their SQL: each test shows that they are not here.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERAS, type LiveRoom, openLiveRoom } from '#test/fakes/live-room.ts';
import type { TestClient } from '#test/fakes/mcp-clients.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';

let room: LiveRoom;
beforeAll(async () => {
  room = await openLiveRoom({ events: 20_000, users: 800 });
});
afterAll(() => room.stop());

describe.each(ERAS)('for a client of the %s era', (era) => {
  let mcp: TestClient;
  let count: unknown;
  const value = async (query: string): Promise<unknown> => (await mcp.call('sql_scalar', { query })).data.value;
  beforeAll(async () => {
    mcp = await room.client(era);
    await mcp.listTools();
    await mcp.call('fetch_events', { from_date: '2026-05-10', to_date: '2026-05-16' });
    count = await value('SELECT count(*) FROM events');
  });
  afterAll(() => mcp.close());

  it.each([
    'DELETE FROM events',
    'UPDATE events SET distinct_id = NULL',
    'DROP TABLE events',
    'CREATE TABLE mine AS SELECT 1',
    "ATTACH '/tmp/other.db' AS other",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    'INSTALL httpfs',
    "SET memory_limit = '64GB'",
    'SELECT 1; DELETE FROM events',
  ])('sql reads and does nothing else: %s', async (query) => {
    for (const tool of ['sql', 'sql_scalar']) {
      const answer = await mcp.call(tool, { query });
      expect(answer.isError).toBe(true);
      expect(answer.text).not.toContain('root:');
    }
    expect(await value('SELECT count(*) FROM events')).toBe(count);
  });

  it('sql writes no file', async () => {
    const file = join(tempDir(), 'out.csv');
    expect((await mcp.call('sql', { query: `COPY events TO '${file}'` })).isError).toBe(true);
    expect(existsSync(file)).toBe(false);
  });

  it('event_breakdown counts the rows of each event', async () => {
    const answer = await mcp.call('event_breakdown', { table: 'events' });
    const rows = answer.data.events as { event_name?: string; event?: string; count: number }[];
    expect(answer.data.total).toBe(count);
    for (const { event_name, event, count: found } of rows.slice(0, 5)) {
      const name = String(event_name ?? event).replaceAll("'", "''");
      expect(found).toBe(await value(`SELECT count(*) FROM events WHERE event_name = '${name}'`));
    }
  });

  it('a table that is not there is told once, in one sentence, with the ones that are', async () => {
    for (const tool of ['table_schema', 'sample', 'summarize', 'event_breakdown', 'property_keys']) {
      const { isError, text } = await mcp.call(tool, { table: 'evnts' });
      expect(isError).toBe(true);
      expect(text.match(/evnts/g)).toHaveLength(1);
      expect(text.match(/error/gi)).toHaveLength(1);
      expect(text).toContain('events');
    }
  });

  it.each(['event_name', 'distinct_id', 'updated_at', 'selected', 'union', 'where', 'amount', "properties->>'$.amount'"])(
    'column_stats takes harmless names, also those that hold a word of SQL: %s',
    async (column) => {
      const answer = await mcp.call('column_stats', { table: 'events', column });
      expect(answer.isError, answer.text).toBe(false);
      expect(answer.data.row_count).toBe(count);
    },
  );

  it('column_stats refuses what is more than an expression', async () => {
    const answer = await mcp.call('column_stats', { table: 'events', column: '1) AS v FROM events); DROP TABLE events; --' });
    expect(answer.isError).toBe(true);
    expect(await value('SELECT count(*) FROM events')).toBe(count);
  });

  it('the statement that column_stats gives as its example works', async () => {
    const { tools } = (await mcp.call('find_tools', { query: 'column_stats' })).data as {
      tools: { name: string; arguments: { properties: Record<string, { description: string }> } }[];
    };
    const words = tools.find(({ name }) => name === 'column_stats')?.arguments.properties.column?.description ?? '';
    const example = /Example: (.*)$/.exec(words)?.[1] ?? '';
    expect(example).not.toBe('');
    const answer = await mcp.call('column_stats', { table: 'events', column: example });
    expect(answer.data, answer.text).toMatchObject({ count: expect.any(Number) });
    expect(answer.data.count).toBeGreaterThan(0);
  });

  it('all tables can be dropped, and only those of one kind', async () => {
    await mcp.call('fetch_profiles', { table: 'people' });
    expect((await mcp.call('drop_all_tables', { type: 'profiles' })).data).toMatchObject({ success: true });
    expect((await mcp.call('list_tables')).data.tables).toMatchObject([{ name: 'events' }]);
    await mcp.call('drop_all_tables');
    expect((await mcp.call('list_tables')).data).toMatchObject({ total: 0 });
  });
});
