// What the window loads, as it was built: files that grow unseen make it slow to open on a slow disk.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT, requireBuild } from './built.ts';

const RENDERER = join(ROOT, 'out/renderer');
/** Of 1,000 bytes, compressed by gzip. */
const MOST_FIRST_KB = 150;
const MOST_WITH_EDITOR_AND_CHART_KB = 500;

/** The files that these lead to by what a browser loads at once: scripts, styles, preloads and plain imports, not `import()`. */
function loadedWith(...names: string[]): Set<string> {
  const found = new Set<string>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    const text = readFileSync(join(RENDERER, name), 'utf8');
    const next = name.endsWith('.html')
      ? [...text.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)]
      : name.endsWith('.js')
        ? [...text.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)]
        : [];
    for (const [, path = ''] of next) add(path.startsWith('assets/') ? path : `assets/${path}`);
  };
  for (const name of names) add(name);
  return found;
}

function kilobytes(files: Iterable<string>): number {
  return [...files].reduce((sum, name) => sum + gzipSync(readFileSync(join(RENDERER, name)), { level: 9 }).length, 0) / 1000;
}

function assetOf(start: string): string {
  const names = readdirSync(join(RENDERER, 'assets')).filter((name) => name.startsWith(`${start}-`) && name.endsWith('.js'));
  expect(names, `chunks of the name ${start}`).toHaveLength(1);
  return `assets/${names[0]}`;
}

beforeAll(requireBuild);

describe('the built window', () => {
  it('loads at most 150 kB (gzip) before the first screen can be used', () => {
    const files = loadedWith('index.html');
    expect(files.size).toBeGreaterThan(2);
    expect([...files].some((name) => name.endsWith('.css'))).toBe(true);
    expect(kilobytes(files)).toBeGreaterThan(80); // React alone: less would mean that nothing was found
    expect(kilobytes(files)).toBeLessThanOrEqual(MOST_FIRST_KB);
  });

  it('leaves the editor, the charts and the other screens for later', () => {
    const first = [...loadedWith('index.html')].join(' ');
    for (const name of ['sql-editor', 'chart-view', 'settings-screen', 'fetch-screen', 'palette']) expect(first).not.toContain(`/${name}-`);
  });

  it('stays below 500 kB (gzip) with the editor and a chart', () => {
    const files = loadedWith('index.html', ...['sql-editor', 'chart-pane', 'chart-view'].map(assetOf));
    expect(kilobytes(files)).toBeLessThanOrEqual(MOST_WITH_EDITOR_AND_CHART_KB);
  });
});
