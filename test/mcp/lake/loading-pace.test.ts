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
    expect(await pace.withLittle('loading', resources)).toEqual(LITTLE);
    expect(await resources()).toEqual(LITTLE);
    await pace.giveAll();
    expect(await resources()).toEqual(ALL);
    isAsked = true;
    expect(await pace.withLittle('loading', resources)).toEqual(ALL);
    isAsked = false;
    expect(await pace.withLittle('loading', resources)).toEqual(LITTLE);
  });

  it('gives more to work that does not come through, and to what follows, up to everything', async () => {
    const pace = createLoadingPace(database, () => false);
    const seen: string[] = [];
    const failing = async (): Promise<void> => {
      seen.push((await resources()).memory);
      throw new Error('Out of Memory Error: failed to pin block');
    };
    await expect(pace.withLittle('loading', failing)).rejects.toThrow('failed to pin block');
    expect(seen).toEqual(['144.0 MiB', '176.0 MiB', '240.0 MiB', '368.0 MiB', '600.0 MiB']);
    expect(await pace.withLittle('loading', resources)).toEqual({ threads: 2, memory: '600.0 MiB' });
    seen.length = 0;
    await expect(pace.withLittle('loading', failing)).rejects.toThrow('failed to pin block');
    expect(seen).toEqual(['600.0 MiB']);
  });

  it('adds what DuckDB keeps for good to what loading needs, in whole megabytes', async () => {
    const pace = createLoadingPace(database, () => false);
    expect(await pace.withLittle('loading', resources)).toEqual(LITTLE);
    pace.hold(8 * 2 ** 20);
    expect(await pace.withLittle('loading', resources)).toEqual(LITTLE);
    pace.hold(700_000);
    expect(await pace.withLittle('loading', resources)).toEqual(LITTLE);
    pace.hold(700_000);
    expect(await pace.withLittle('loading', resources)).toEqual({ threads: 2, memory: '145.0 MiB' });
    expect(await pace.withLittle('typing', resources)).toEqual({ threads: 2, memory: '65.0 MiB' });
    await pace.giveAll();
    pace.hold(20 * 2 ** 20);
    expect(await resources()).toEqual(ALL);
    expect(await pace.withLittle('loading', resources)).toEqual({ threads: 2, memory: '165.0 MiB' });
    pace.hold(2 ** 30);
    expect(await pace.withLittle('loading', resources)).toEqual({ threads: 2, memory: '600.0 MiB' });
  });

  it('takes less still for deciding types, but never from what is being loaded meanwhile', async () => {
    const pace = createLoadingPace(database, () => false);
    expect(await pace.withLittle('typing', resources)).toEqual({ threads: 2, memory: '64.0 MiB' });
    const seen = await pace.withLittle('loading', async () => [
      await resources(),
      await pace.withLittle('typing', resources),
      await resources(),
    ]);
    expect(seen).toEqual([LITTLE, LITTLE, LITTLE]);
    const grown = await pace.withLittle('typing', async () => [await pace.withLittle('loading', resources), await resources()]);
    expect(grown).toEqual([LITTLE, LITTLE]);
    expect(await pace.withLittle('typing', resources)).toEqual({ threads: 2, memory: '64.0 MiB' });
  });

  it('gives more than both have where two works at a time lack it', async () => {
    const pace = createLoadingPace(database, () => false);
    const seen: string[] = [];
    const typing = async (): Promise<void> => {
      seen.push((await resources()).memory);
      if (seen.length < 3) throw new Error('Out of Memory Error: failed to pin block');
    };
    await pace.withLittle('loading', () => pace.withLittle('typing', typing));
    expect(seen).toEqual(['144.0 MiB', '176.0 MiB', '240.0 MiB']);
    expect(await pace.withLittle('loading', resources)).toEqual(LITTLE);
  });

  it('takes nothing from work that needs all, until that has ended', async () => {
    const pace = createLoadingPace(database, () => false);
    await pace.withLittle('typing', resources);
    const seen = await pace.withAll(async () => [await resources(), await pace.withLittle('typing', resources), await resources()]);
    expect(seen).toEqual([ALL, ALL, ALL]);
    expect(await pace.withLittle('typing', resources)).toEqual({ threads: 2, memory: '64.0 MiB' });
  });

  it('gives more to the work that lacked it, and only to that', async () => {
    const pace = createLoadingPace(database, () => false);
    const seen: string[] = [];
    await pace.withLittle('typing', async () => {
      seen.push((await resources()).memory);
      if (seen.length < 3) throw new Error('Out of Memory Error: failed to pin block');
    });
    expect(seen).toEqual(['64.0 MiB', '96.0 MiB', '160.0 MiB']);
    expect(await pace.withLittle('loading', resources)).toEqual(LITTLE);
    expect(await pace.withLittle('typing', resources)).toEqual({ threads: 2, memory: '160.0 MiB' });
  });

  it('begins work again that failed with little while a question has brought everything, once', async () => {
    const pace = createLoadingPace(database, () => false);
    const seen: string[] = [];
    const failing = async (): Promise<void> => {
      seen.push((await resources()).memory);
      await pace.giveAll();
      throw new Error('Out of Memory Error: failed to pin block');
    };
    await expect(pace.withLittle('loading', failing)).rejects.toThrow('failed to pin block');
    expect(seen).toEqual(['144.0 MiB', '600.0 MiB']);
  });

  it('hands on any other failure at once', async () => {
    const pace = createLoadingPace(database, () => false);
    let count = 0;
    const wrong = pace.withLittle('loading', async () => {
      count += 1;
      throw new Error('Conversion Error: no number');
    });
    await expect(wrong).rejects.toThrow('Conversion Error');
    expect(count).toBe(1);
  });

  it('never takes more than the person allows', async () => {
    const small = createLoadingPace({ ...database, memoryLimitMb: 100 }, () => false);
    expect(await small.withLittle('loading', resources)).toEqual({ threads: 2, memory: '100.0 MiB' });
    await database.setResources({ threads: 1, memoryLimitMb: 600 });
    const single = createLoadingPace({ ...database, threads: 1 }, () => false);
    expect(await single.withLittle('loading', resources)).toEqual({ threads: 1, memory: '144.0 MiB' });
  });

  it('gives everything back where less would not hold what is in use, and tries again the next time', async () => {
    let doesNotFit = true;
    const full: LakeDatabase = {
      ...database,
      setResources: async (wanted) => {
        await database.setResources(wanted);
        if (doesNotFit && wanted.memoryLimitMb < 600) throw new Error('Out of Memory Error: could not free up enough memory');
      },
    };
    const pace = createLoadingPace(full, () => false);
    expect(await pace.withLittle('loading', resources)).toEqual(ALL);
    doesNotFit = false;
    expect(await pace.withLittle('loading', resources)).toEqual(LITTLE);
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
