// One way of getting events from the export into a table that is not ours, in a process of its own; prints one line of JSON.
// `node yardstick.ts WHAT --origin URL --dir DIR --days D1,D2`
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import { type DuckDBConnection, DuckDBInstance, DuckDBTimestampValue } from '@duckdb/node-api';
import { request } from 'undici';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    origin: { type: 'string', default: '' },
    dir: { type: 'string', default: '' },
    days: { type: 'string', default: '' },
  },
});
const days = values.days.split(',');
const ROWS_AN_INSERT = 500;
const TABLE = `CREATE TABLE events (event_name VARCHAR USING COMPRESSION dictionary, event_time TIMESTAMP, distinct_id VARCHAR USING COMPRESSION zstd,
  insert_id VARCHAR USING COMPRESSION uncompressed, properties JSON USING COMPRESSION zstd)`;

async function body(): Promise<Readable> {
  const url = `${values.origin}/api/2.0/export?from_date=${days[0]}&to_date=${days.at(-1)}`;
  const answer = await request(url, { headers: { 'accept-encoding': 'gzip' } });
  return answer.body.pipe(createGunzip({ chunkSize: 256 * 1024 }));
}

async function download(): Promise<void> {
  for await (const _piece of await body()) {
    // To nowhere.
  }
}

/** The best that can be had: DuckDB alone, all its threads and memory, files that are already here; no check, no ledger, no look for repeats. */
async function duckdbFromDisk(connection: DuckDBConnection): Promise<void> {
  const files = days.map((day) => `'${join(values.dir, `${day}.jsonl.gz`)}'`);
  await connection.run(`
    INSERT INTO events SELECT event, make_timestamp(x[1]::BIGINT * 1000000), x[2], x[3], properties FROM (
      SELECT event, properties, json_extract_string(properties, ['$.time', '$.distinct_id', '$."$insert_id"']) AS x
      FROM read_json([${files.join(', ')}], format = 'newline_delimited', compression = 'gzip',
        columns = {event: 'VARCHAR', properties: 'JSON'}))`);
}

interface Row {
  name: string;
  time: DuckDBTimestampValue;
  distinctId: string;
  insertId: string;
  properties: string;
}

async function* parsed(): AsyncGenerator<Row> {
  for await (const line of createInterface({ input: await body(), crlfDelay: Number.POSITIVE_INFINITY })) {
    const { event, properties }: { event: string; properties: { time: number; distinct_id: string; $insert_id: string } } =
      JSON.parse(line);
    yield {
      name: event,
      time: new DuckDBTimestampValue(BigInt(properties.time) * 1_000_000n),
      distinctId: properties.distinct_id,
      insertId: properties.$insert_id,
      properties: JSON.stringify(properties),
    };
  }
}

async function appender(connection: DuckDBConnection): Promise<void> {
  const out = await connection.createAppender('events');
  for await (const row of parsed()) {
    out.appendVarchar(row.name);
    out.appendTimestamp(row.time);
    out.appendVarchar(row.distinctId);
    out.appendVarchar(row.insertId);
    out.appendVarchar(row.properties);
    out.endRow();
  }
  out.closeSync();
}

async function multiRowInsert(connection: DuckDBConnection): Promise<void> {
  const insert = async (rows: readonly Row[]): Promise<void> => {
    const statement = await connection.prepare(`INSERT INTO events VALUES ${rows.map(() => '(?, ?, ?, ?, ?)').join(', ')}`);
    let at = 1;
    for (const row of rows) {
      statement.bindVarchar(at++, row.name);
      statement.bindTimestamp(at++, row.time);
      statement.bindVarchar(at++, row.distinctId);
      statement.bindVarchar(at++, row.insertId);
      statement.bindVarchar(at++, row.properties);
    }
    await statement.run();
    statement.destroySync();
  };
  await connection.run('BEGIN');
  let waiting: Row[] = [];
  for await (const row of parsed()) {
    waiting.push(row);
    if (waiting.length < ROWS_AN_INSERT) continue;
    await insert(waiting);
    waiting = [];
  }
  if (waiting.length > 0) await insert(waiting);
  await connection.run('COMMIT');
}

const WAYS: Record<string, (connection: DuckDBConnection) => Promise<void>> = {
  download,
  disk: duckdbFromDisk,
  appender,
  insert: multiRowInsert,
};

const folder = mkdtempSync(join(tmpdir(), 'mixlake-bench-'));
const file = join(folder, 'y.duckdb');
const instance = await DuckDBInstance.create(':memory:', { preserve_insertion_order: 'false' });
const connection = await instance.connect();
// The same storage as ours: every way writes the same bytes.
await connection.run(`ATTACH '${file}' AS yard (STORAGE_VERSION 'v1.2.0')`);
await connection.run('USE yard');
await connection.run(TABLE);
const way = WAYS[positionals[0] ?? ''];
if (way === undefined) throw new Error(`Known: ${Object.keys(WAYS).join(', ')}`);
const cpuBefore = process.cpuUsage();
const startedMs = performance.now();
await way(connection);
await connection.run('CHECKPOINT');
const seconds = (performance.now() - startedMs) / 1_000;
const cpu = process.cpuUsage(cpuBefore);
const rows = Number((await connection.runAndReadAll('SELECT count(*) FROM events')).getRows()[0]?.[0]);
connection.disconnectSync();
instance.closeSync();
const peakMb = process.resourceUsage().maxRSS / 1_024;
console.log(JSON.stringify({ seconds, cpuSeconds: (cpu.user + cpu.system) / 1e6, rows, peakMb, databaseBytes: statSync(file).size }));
rmSync(folder, { recursive: true, force: true });
