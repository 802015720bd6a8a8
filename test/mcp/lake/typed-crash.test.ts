// Kills at random moments of loading and typing: the view is never behind its table, whatever form it has at the next start.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openLake } from '#mcp/lake/lake.ts';

const KILLS = Number(process.env.MIXLAKE_TEST_KILLS ?? 8);
const SEED = Number(process.env.MIXLAKE_TEST_SEED ?? 20_261_122);
const PROCESS = resolve(import.meta.dirname, '../../fakes/typing-process.ts');

it('a typed view is right after every kill', { timeout: 60_000 + KILLS * 5_000 }, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'mixlake-typed-crash-'));
  const forms: string[] = [];
  for (const afterMs of fc.sample(fc.integer({ min: 5, max: 900 }), { numRuns: KILLS, seed: SEED })) {
    const child = spawn(process.execPath, [PROCESS, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await sleep(afterMs);
    child.kill('SIGKILL');
    await once(child, 'exit');

    const lake = await openLake({ projectDir: dir, materialiseFromRows: 0 });
    // The ledger and the rows agree: nothing is set aside, no day is marked.
    expect(lake.notes).toEqual([]);
    const rows = async (sql: string): Promise<unknown[][]> => (await lake.queries.run(sql)).rows;
    // A column whose new values do not fit its type yet says so; what it says of the others must be the table's own.
    const compare = async (): Promise<void> => {
      const [table] = await rows(
        "SELECT count(*), count(prop(properties, 'n')), bit_xor(hash(distinct_id, prop(properties, 'plan')))::VARCHAR FROM events",
      );
      const counted = await rows('SELECT count(*), count(n), bit_xor(hash(distinct_id, plan))::VARCHAR FROM events_typed').catch(
        (error: Error) => error.message,
      );
      if (typeof counted === 'string') expect(counted).toContain('not of the type');
      else expect(counted).toEqual([table]);
    };
    const view = (await lake.tables())[0]?.typedView;
    forms.push(view === undefined ? 'none' : view.isMaterialised ? 'materialised' : view.isCurrent ? 'current' : 'behind');
    if (view !== undefined) await compare();
    await lake.typingSettled();
    expect(lake.typingFailure('events')).toBeUndefined();
    if ((await lake.tables()).length > 0) {
      expect((await lake.tables())[0]?.typedView).toMatchObject({ isCurrent: true, isMaterialised: true });
      await compare();
    }
    await lake.close();
  }
  console.log(`after ${KILLS} kills the view was: ${forms.join(', ')}`);
  await rm(dir, { recursive: true, force: true });
});
