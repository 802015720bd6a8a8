import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const PROCESS = resolve(import.meta.dirname, '../../fakes/full-disk-process.ts');
const EVENTS_A_DAY = 4_000;

interface Told {
  said: string[];
  afterwards: number;
  atLast: number;
  ledger: number[];
  notes: string[];
}

function hasPrlimit(): boolean {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function onFullDisk(which: 'log' | 'file'): Promise<Told> {
  const dir = mkdtempSync(join(tmpdir(), 'mixlake-full-disk-'));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [PROCESS, dir, which]);
    return JSON.parse(stdout);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

describe.runIf(hasPrlimit())('when the database may not grow', () => {
  it('a load says that the disk is full, writes nothing, and the lake goes on', { timeout: 60_000 }, async () => {
    const told = await onFullDisk('log');
    expect(told.said).toHaveLength(6);
    for (const text of told.said) expect(text).toContain('The disk is full');
    expect(told).toMatchObject({ afterwards: 9 * EVENTS_A_DAY, atLast: 10 * EVENTS_A_DAY, notes: [] });
    expect(told.ledger).toEqual(Array.from({ length: 10 }, () => EVENTS_A_DAY));
  });

  it('a fatal error of DuckDB closes the file and opens it again, with whole days and the reason told', { timeout: 60_000 }, async () => {
    const told = await onFullDisk('file');
    // It may also befall the keeping of a typed view, which no call waits for.
    expect(told.said.length).toBeLessThan(2);
    for (const text of told.said) expect(text).toBe('The local database had to stop after a serious error.');
    expect(told.notes.length).toBeGreaterThan(0);
    for (const note of told.notes) {
      expect(note).toMatch(/was opened again; what was complete is kept\. DuckDB said: .*File too large/);
      expect(note).not.toContain(tmpdir());
    }
    expect(told.afterwards).toBeGreaterThanOrEqual(9 * EVENTS_A_DAY);
    expect(told.atLast).toBe(told.afterwards + EVENTS_A_DAY);
    expect(told.ledger).toEqual(Array.from({ length: told.atLast / EVENTS_A_DAY }, () => EVENTS_A_DAY));
  });
});
