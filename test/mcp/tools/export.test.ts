// Exports read back by other means: CSV by hand, NDJSON as JSON, Parquet by a DuckDB of the test's own.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveRoom, openLiveRoom } from '#test/fakes/live-room.ts';
import type { TestClient } from '#test/fakes/mcp-clients.ts';

let room: LiveRoom;
let mcp: TestClient;
let rows: number;

beforeAll(async () => {
  room = await openLiveRoom();
  mcp = await room.client('legacy');
  await mcp.call('fetch_events', { from_date: '2026-05-08', to_date: '2026-05-12' });
  rows = Number((await mcp.call('sql_scalar', { query: 'SELECT count(*) FROM events' })).data.value);
});
afterAll(async () => {
  await mcp.close();
  await room.stop();
});

async function exported(args: Record<string, unknown>): Promise<{ path: string; rows: number }> {
  const answer = await mcp.call('export', args);
  expect(answer.text).not.toContain('Error');
  expect(answer.data).toMatchObject({ status: 'completed' });
  expect(answer.text).toContain(`written to ${answer.data.path}`);
  expect(answer.text).not.toContain('stand in the table');
  return { path: String(answer.data.path), rows: Number(answer.data.rows) };
}

async function readBack(sql: string): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const found = await connection.runAndReadAll(sql);
  const out = found.getRowObjectsJson();
  connection.disconnectSync();
  instance.closeSync();
  return out;
}

describe('an export', () => {
  it('of a table is whole, private, and says where it is', async () => {
    const file = await exported({ table: 'EVENTS', format: 'json' });
    expect(file.rows).toBe(rows);
    const lines = readFileSync(file.path, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(rows);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      event_name: expect.any(String),
      event_time: expect.stringMatching(/^2026-05-\d\dT.*Z$/),
      properties: expect.any(Object),
    });
    expect(statSync(file.path).mode & 0o077).toBe(0);
    expect(file.path.endsWith('/exports/events.ndjson')).toBe(true);
  });

  it('as CSV has one head and quotes what needs it; a cell that looks like a formula is made text, a number stays one', async () => {
    const query = `SELECT * FROM (VALUES ('=1+1', -5, '-5'), ('+cmd', 2, 'a,b "c"'), ('@x', 3, NULL), (chr(9) || 't', 4, 'plain')) AS t("=head", n, v) ORDER BY n`;
    const file = await exported({ query, name: 'formulas' });
    expect(readFileSync(file.path, 'utf8')).toBe(`'=head,n,v\n'=1+1,-5,'-5\n'+cmd,2,"a,b ""c"""\n'@x,3,\n'\tt,4,plain\n`);
  });

  it('keeps every digit in every format', async () => {
    const query = `SELECT 9007199254740993::BIGINT AS big, 170141183460469231731687303715884105727::HUGEINT AS huge, 0.1::DOUBLE AS tenth`;
    const csv = await exported({ query, name: 'digits' });
    expect(readFileSync(csv.path, 'utf8')).toContain('9007199254740993,170141183460469231731687303715884105727,0.1');
    const json = await exported({ query, name: 'digits', format: 'json' });
    expect(readFileSync(json.path, 'utf8')).toContain('"big":9007199254740993');
    const parquet = await exported({ query, name: 'digits', format: 'parquet' });
    expect(await readBack(`SELECT big::VARCHAR AS big, huge FROM read_parquet('${parquet.path}')`)).toEqual([
      { big: '9007199254740993', huge: '170141183460469231731687303715884105727' },
    ]);
  });

  it('to Parquet by day has a folder for each day of the project, and all rows', async () => {
    const file = await exported({ table: 'events', format: 'parquet', by_day: true });
    expect(readdirSync(file.path).filter((name) => name.startsWith('day='))).toContain('day=2026-05-10');
    const [found] = await readBack(
      `SELECT count(*)::INTEGER AS n, count(DISTINCT day)::INTEGER AS days, bool_and(strftime(timezone('Europe/Vienna', timezone('UTC', event_time)), '%Y-%m-%d') = day::VARCHAR) AS right
       FROM read_parquet('${join(file.path, '**/*.parquet')}', hive_partitioning = true)`,
    );
    expect(found).toMatchObject({ n: rows, right: true });
  });

  it('never overwrites, and two columns of one name keep their values', async () => {
    const query = 'SELECT 1 AS a, 2 AS A, 3 AS a';
    const first = await exported({ query, name: 'same' });
    const second = await exported({ query, name: 'same' });
    expect(second.path).not.toBe(first.path);
    expect(readFileSync(second.path, 'utf8')).toBe('a,A_2,a_3\n1,2,3\n');
  });

  it('of nothing is an empty table, and by day an empty folder', async () => {
    const file = await exported({ query: 'SELECT event_name, event_time FROM events WHERE false', name: 'none' });
    expect(readFileSync(file.path, 'utf8')).toBe('event_name,event_time\n');
    const byDay = await exported({
      query: 'SELECT event_name, event_time FROM events WHERE false',
      name: 'none by day',
      format: 'parquet',
      by_day: true,
    });
    expect(statSync(byDay.path).isDirectory()).toBe(true);
  });

  it.each([
    [{ query: "SELECT * FROM read_text('/etc/passwd')" }, 'Error (sql)'],
    [{ query: 'DROP TABLE events' }, 'Error (sql)'],
    [{ query: "SELECT 1) TO '/tmp/x.csv'; --" }, 'Error (sql)'],
    [{ query: 'EXPLAIN SELECT 1' }, 'Only the result of a SELECT'],
    [{ query: 'SELECT 1', name: '../../evil' }, 'cannot be the name of a file'],
    [{ query: 'SELECT 1', name: '.ssh' }, 'cannot be the name of a file'],
    [{ query: 'SELECT 1', table: 'events' }, 'either query or table'],
    [{}, 'either query or table'],
    [{ table: 'nothing' }, 'There is no local table named'],
    [{ table: 'events', by_day: true }, 'Only Parquet can be split by day'],
    [{ query: 'SELECT 1 AS n', format: 'parquet', by_day: true }, 'no column event_time'],
  ])('%j is refused in words and leaves no file', async (args, words) => {
    const answer = await mcp.call('export', args);
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain(words);
  });
});
