import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLoadingPace } from '#mcp/lake/ingest/loading-pace.ts';
import { type LakeDatabase, openLakeDatabase } from '#mcp/lake/open.ts';
import { line, openLakeRoom } from '#test/fakes/lake-room.ts';

let folder: string;
let database: LakeDatabase;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mixlake-pace-'));
  database = await openLakeDatabase({
    file: join(folder, 'lake.duckdb'),
    stagingDir: join(folder, 'staging'),
    tempDir: join(folder, 'temp'),
    threads: 3,
    memoryLimitMb: 600,
  });
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function resources(): Promise<{ threads: number; memory: string }> {
  const connection = await database.connect();
  const found = await connection.runAndReadAll("SELECT current_setting('threads'), current_setting('memory_limit')");
  connection.disconnectSync();
  const [threads, memory] = found.getRows()[0] ?? [];
  return { threads: Number(threads), memory: String(memory) };
}

const ALL = { threads: 3, memory: '600.0 MiB' };
const LITTLE = { threads: 2, memory: '144.0 MiB' };

describe('the pace of loading', () => {
  it('takes little while nobody asks, and gives everything back for a question', async () => {
    let isAsked = false;
    const pace = createLoadingPace(database, () => isAsked);
    expect(await resources()).toEqual(ALL);
    await pace.beforeLoad();
    expect(await resources()).toEqual(LITTLE);
    await pace.giveAll();
    expect(await resources()).toEqual(ALL);
    isAsked = true;
    await pace.beforeLoad();
    expect(await resources()).toEqual(ALL);
    isAsked = false;
    await pace.beforeLoad();
    expect(await resources()).toEqual(LITTLE);
  });

  it('gives a chunk more that did not come through, and those after it too, up to everything', async () => {
    const pace = createLoadingPace(database, () => false);
    const seen: string[] = [];
    const hadMore: boolean[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await pace.beforeLoad();
      seen.push((await resources()).memory);
      hadMore.push(await pace.needMore());
    }
    expect(seen).toEqual(['144.0 MiB', '176.0 MiB', '240.0 MiB', '368.0 MiB', '600.0 MiB', '600.0 MiB']);
    expect(hadMore).toEqual([true, true, true, true, false, false]);
  });

  it('has more for a chunk when a question has brought everything meanwhile, but only once', async () => {
    const pace = createLoadingPace(database, () => false);
    await pace.beforeLoad();
    await pace.giveAll();
    expect(await pace.needMore()).toBe(true);
    expect(await pace.needMore()).toBe(false);
    expect(await resources()).toEqual(ALL);
  });

  it('never takes more than the person allows', async () => {
    const small = createLoadingPace({ ...database, memoryLimitMb: 100 }, () => false);
    await small.beforeLoad();
    expect(await resources()).toEqual({ threads: 2, memory: '100.0 MiB' });
    await database.setResources({ threads: 1, memoryLimitMb: 600 });
    const single = createLoadingPace({ ...database, threads: 1 }, () => false);
    await single.beforeLoad();
    expect(await resources()).toEqual({ threads: 1, memory: '144.0 MiB' });
  });

  it('gives everything back where less would not hold what is in use, and tries again at the next chunk', async () => {
    let doesNotFit = true;
    const full: LakeDatabase = {
      ...database,
      setResources: async (wanted) => {
        await database.setResources(wanted);
        if (doesNotFit && wanted.memoryLimitMb < 600) throw new Error('Out of Memory Error: could not free up enough memory');
      },
    };
    const pace = createLoadingPace(full, () => false);
    await pace.beforeLoad();
    expect(await resources()).toEqual(ALL);
    doesNotFit = false;
    await pace.beforeLoad();
    expect(await resources()).toEqual(LITTLE);
  });
});

describe('a chunk that needs more than little', () => {
  it('of lines as long as they may be, is loaded all the same', async () => {
    const room = await openLakeRoom();
    const long = 'x'.repeat(15 * 1024 * 1024);
    const loaded = await room.load(
      'events',
      1,
      Array.from({ length: 8 }, (_, index) => line(1, index, `"text":"${index}${long}"`)),
    );
    expect(loaded).toMatchObject({ rows: 8, quarantined: 0 });
    expect(await room.rows('SELECT count(*) FROM events')).toEqual([[8]]);
    await room.remove();
  });
});
