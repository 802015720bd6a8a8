import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CaseProcess } from './case-process.ts';
import { readCases } from './fixture-lake.ts';

const TIMEOUT_MS = 3000;
const CEILING_MB = 900;
const cases = (await readCases('sql-blocked.txt')).filter(({ category }) => category === 'resource');

let folder: string;
let worker: CaseProcess;
let before: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mixlake-resource-'));
  worker = await new CaseProcess(folder, { fresh: true, ceilingMb: CEILING_MB }).ready();
  // DuckDB writes a view's text in another way after it was read from the file.
  await replaceWorker();
  before = String((await worker.ask({ state: true })).answer);
});

afterAll(async () => {
  await worker.kill();
  await rm(folder, { recursive: true, force: true });
});

async function replaceWorker(): Promise<void> {
  await worker.kill();
  worker = await new CaseProcess(folder, { fresh: false, ceilingMb: CEILING_MB }).ready();
}

describe('a statement that wants more than the machine has', () => {
  it.each(cases)('ends within its time limit and 5 s, and the next one is answered: $sql', async ({ sql }) => {
    const reply = await worker.ask({ sql, timeoutMs: TIMEOUT_MS });
    expect(reply.ms).toBeLessThan(TIMEOUT_MS + 5000);
    if (reply.replaced !== undefined) await replaceWorker();
    // The row limit alone makes some of them small: a sort then keeps only its first rows.
    else if (reply.error === undefined) expect(sql).toMatch(/^SELECT a\.\* .* ORDER BY/);
    else expect(reply.error.kind).toMatch(/^(sql|cancelled)$/);
    const plain = await worker.ask({ sql: 'SELECT count(*) FROM events' });
    expect(plain.answer).toMatchObject({ rows: [[10_000]] });
  });

  it('leaves the data and the catalog as they were', async () => {
    await replaceWorker();
    expect((await worker.ask({ state: true })).answer).toBe(before);
    expect(worker.stdout).toBe('');
  });
});
