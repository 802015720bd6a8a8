import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { showOwnFile } from '#main/services/own-files.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';

function openFolder(hasDesktop = true) {
  const home = tempDir();
  const exportsDir = join(home, 'exports');
  mkdirSync(exportsDir);
  const file = join(exportsDir, 'result.csv');
  writeFileSync(file, 'a,b\n');
  const secret = join(home, 'secret.txt');
  writeFileSync(secret, 'x');
  const shown: string[] = [];
  const deps = { exportsDir, ...(hasDesktop ? { showFile: (path: string) => void shown.push(path) } : {}) };
  return { exportsDir, file, secret, shown, show: (path: string) => showOwnFile(deps, path) };
}

describe('showing a file in its folder', () => {
  it('shows what Mixlake has exported', async () => {
    const { file, show, shown } = openFolder();
    expect(await show(file)).toBe(true);
    expect(shown).toEqual([expect.stringMatching(/result\.csv$/)]);
  });

  it('says where there is no desktop to show it in', async () => {
    const { file, show } = openFolder(false);
    expect(await show(file)).toBe(false);
  });

  it('refuses every other path: outside, upwards, by a link, the folder itself, relative', async () => {
    const { exportsDir, secret, show, shown } = openFolder();
    const link = join(exportsDir, 'link.csv');
    symlinkSync(secret, link);
    for (const path of [secret, `${exportsDir}/../secret.txt`, link, exportsDir, relative(process.cwd(), secret), '/']) {
      await expect(show(path)).rejects.toThrow('only files that it has exported itself');
    }
    expect(shown).toEqual([]);
  });

  it('says that a file has gone', async () => {
    const { exportsDir, show } = openFolder();
    await expect(show(join(exportsDir, 'gone.csv'))).rejects.toThrow('not there any more');
  });
});
