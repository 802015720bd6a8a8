// Tells whether out/ was built from the sources as they are now: a hash over names, sizes and times of the source files.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const STAMP_FILE = 'out/.built-from';

const SOURCES = ['src-shared', 'src-core', 'src-mcp', 'src-main', 'src-renderer', 'src-simulator', 'resources'];
const FILES = ['package.json', 'package-lock.json', 'electron.vite.config.ts', 'scripts/build.ts'];

export function sourceStamp(root: string): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    const info = statSync(join(root, path));
    hash.update(`${path} ${info.size} ${info.mtimeMs}\n`);
  };
  for (const dir of SOURCES) {
    if (!existsSync(join(root, dir))) continue;
    for (const name of readdirSync(join(root, dir), { recursive: true, encoding: 'utf8' }).sort()) {
      if (statSync(join(root, dir, name)).isFile()) add(join(dir, name));
    }
  }
  for (const file of FILES) add(file);
  return hash.digest('hex');
}

export function isBuilt(root: string): boolean {
  const file = join(root, STAMP_FILE);
  return existsSync(file) && readFileSync(file, 'utf8') === sourceStamp(root);
}
