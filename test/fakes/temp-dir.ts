import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ensureHome, type MixlakePaths, mixlakePaths } from '#core/paths.ts';

/** A folder for one test. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'mixlake-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A MIXLAKE_HOME for one test. */
export function tempHome(): MixlakePaths {
  const paths = mixlakePaths({ mixlakeHome: join(tempDir(), 'home') });
  ensureHome(paths);
  return paths;
}
