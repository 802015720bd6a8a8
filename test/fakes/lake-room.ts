// A lake in a folder of its own, filled with export lines written by the test.
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { UTC_RULE } from '#mcp/lake/day-range.ts';
import { spoolBody } from '#mcp/lake/ingest/spool.ts';
import { type IngestedChunk, type Lake, type LakeDeps, openLake } from '#mcp/lake/lake.ts';

export interface LakeRoom {
  readonly dir: string;
  readonly lake: Lake;
  /** Loads the lines of one day of May 2026, in place of what that day held. */
  load(table: string, day: number, lines: readonly string[]): Promise<IngestedChunk>;
  rows(sql: string): Promise<unknown[][]>;
  /** Closes the lake and opens it again. */
  reopen(): Promise<void>;
  remove(): Promise<void>;
}

let spools = 0;

/** For bodies that a test writes itself. */
export const NO_LOOKALIKES = { files: [], offsets: [], holdTheLast: false };

export async function openLakeRoom(options: Omit<LakeDeps, 'projectDir'> = {}): Promise<LakeRoom> {
  const dir = mkdtempSync(join(tmpdir(), 'mixlake-lake-'));
  let lake = await openLake({ projectDir: dir, ...options });
  return {
    dir,
    get lake() {
      return lake;
    },
    load: (table, day, lines) => loadLines(lake, table, day, lines),
    rows: async (sql) => (await lake.queries.run(sql)).rows,
    async reopen() {
      await lake.close();
      lake = await openLake({ projectDir: dir, ...options });
    },
    async remove() {
      await lake.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export async function loadLines(lake: Lake, table: string, day: number, lines: readonly string[]): Promise<IngestedChunk> {
  return (await downloaded(lake, table, day, lines))();
}

/** The lines lie on the disk as a download does; the answer loads them. */
export async function downloaded(lake: Lake, table: string, day: number, lines: readonly string[]): Promise<() => Promise<IngestedChunk>> {
  const { signal } = new AbortController();
  const folder = join(lake.stagingDir, `test-${spools++}`);
  const spooled = await spoolBody({
    body: { stream: Readable.from([Buffer.from(lines.map((each) => `${each}\n`).join(''))]), isGzip: false },
    folder,
    onBytes: () => undefined,
    signal,
  });
  const days = [`2026-05-${String(day).padStart(2, '0')}`];
  return () => lake.ingest({ table, selection: {}, days, spooled, rule: UTC_RULE, fetchedAtMs: Date.now(), signal });
}

/** One export line; `properties` is the text between the braces, so that numbers of any size can be written. */
export function line(day: number, index: number, properties: string): string {
  const time = Date.UTC(2026, 4, day) / 1000 + (index % 86_400);
  return `{"event":"Trip Booked","properties":{"time":${time},"distinct_id":"u-${index}","$insert_id":"${day}-${index}"${properties === '' ? '' : `,${properties}`}}}`;
}
