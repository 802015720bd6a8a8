// A lake whose file may not grow for a while, as on a full disk: `node full-disk-process.ts FOLDER log|file`. The system's limit on the size of
// files stands in for the disk: a write beyond it fails in the same place. Writes one line of JSON with what happened.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openLake } from '#mcp/lake/lake.ts';
import { toWireError } from '#shared/errors.ts';
import { downloaded, line, loadLines } from './lake-room.ts';

const EVENTS = 4_000;
const dir = process.argv[2] ?? '';
// The signal would end the process before the write can fail.
process.on('SIGXFSZ', () => undefined);

function setLimit(bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:unlimited`]);
}

const events = (day: number): string[] =>
  Array.from({ length: EVENTS }, (_, index) => line(day, index, `"text":"${randomBytes(600).toString('base64')}"`));
const said: string[] = [];

const lake = await openLake({ projectDir: dir });
const count = async (): Promise<number> => Number((await lake.queries.run('SELECT count(*) FROM events')).rows[0]?.[0]);
const tryTo = async (work: () => Promise<unknown>): Promise<void> => {
  await work().catch((error: unknown) => said.push(toWireError(error, 'test').message));
};

for (const day of [20, 21, 22, 23, 24, 25, 26, 27, 28]) await loadLines(lake, 'events', day, events(day));
await lake.typingSettled();
await lake.compact();
const isLog = process.argv[3] === 'log';
const days = isLog ? [2, 3, 4, 5, 6, 7] : [2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
const loads = await Promise.all(days.map((day) => downloaded(lake, 'events', day, events(day))));
// With the limit of the log every commit fails; with that of the file its first checkpoint, which is fatal for DuckDB.
setLimit(isLog ? 64 * 1024 : statSync(join(dir, 'lake.duckdb')).size);
for (const load of loads) {
  await tryTo(load);
  if (isLog) continue;
  // When DuckDB makes a checkpoint is its own business, but it needs a moment without readers; one such end is enough.
  await lake.typingSettled().catch(() => undefined);
  if (said.length > 0 || lake.notes.length > 0) break;
}
setLimit('unlimited');
const afterwards: unknown = await count().catch(() => count());
await loadLines(lake, 'events', 9, events(9));
const atLast = await count();
const ledger = (await lake.ledger('events')).filter((row) => row.isComplete).map((row) => row.lines);
await lake.close();
process.stdout.write(`${JSON.stringify({ said, afterwards, atLast, ledger, notes: lake.notes })}\n`);
