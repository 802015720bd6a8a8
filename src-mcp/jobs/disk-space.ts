// Is there room for what a fetch will bring? A full disk makes the database unusable until it is opened again, so a fetch ends
// before that, with whole days kept. What a day holds is known from days already fetched; a first fetch knows after its first request.
import { statfs } from 'node:fs/promises';
import { AppError } from '#shared/errors.ts';
import { selectionId } from '../lake/ledger.ts';
import { quoteText } from '../lake/names.ts';
import type { FetchRun } from './fetch-run.ts';
import { CHUNKS_UNDER_WAY, TARGET_ROWS } from './plan-days.ts';

/** Measured: 0.23 of the raw bytes stand in the database. */
const DATABASE_SHARE = 0.25;
/** So many requests lie on the disk as text until they are loaded, their events of 700 bytes each. */
const MOST_SPOOLED_BYTES = CHUNKS_UNDER_WAY * TARGET_ROWS * 700;
/** Days differ, queries spill, and other programs write as well. */
const SAFETY = 3;

export function bytesNeeded(rawBytes: number): number {
  return SAFETY * (rawBytes * DATABASE_SHARE + Math.min(rawBytes, MOST_SPOOLED_BYTES));
}

/** The mean raw size of the complete days of this selection that the table holds; undefined when there are none. */
export async function knownBytesPerDay({ deps, input }: FetchRun): Promise<number | undefined> {
  const { rows } = await deps.lake.queries.run(
    `SELECT sum(bytes)::DOUBLE, count(*)::DOUBLE FROM mixlake.ledger
     WHERE is_complete AND table_name = ${quoteText(input.table)} AND selection = ${quoteText(selectionId(input.selection))}`,
  );
  const [bytes, days] = (rows[0] ?? []).map(Number);
  return bytes === undefined || days === undefined || days === 0 ? undefined : bytes / days;
}

/** Throws when the days left would leave the disk (nearly) full. */
export async function checkSpace(run: FetchRun, daysLeft: number): Promise<void> {
  const { tally } = run;
  const perDay = tally.daysDone > 0 ? tally.bytes / tally.daysDone : run.bytesPerDay;
  if (perDay === undefined || daysLeft === 0) return;
  const needed = bytesNeeded(perDay * daysLeft);
  const free = await (run.deps.freeBytes ?? freeBytesOf)(run.deps.lake.stagingDir);
  if (free >= needed) return;
  throw new AppError(
    'lake-busy',
    `The disk has ${gigabytes(free)} left, and ${daysLeft} more ${daysLeft === 1 ? 'day needs' : 'days need'} about ${gigabytes(needed)} with a safe margin.`,
    { hint: 'Free some space and start the same fetch again, or fetch fewer days; complete days are kept.' },
  );
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
