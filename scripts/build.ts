// Builds everything into out/: main, preload and renderer by electron-vite; what plain Node runs by Vite.
// Each Node entry group is a build of its own: the bridge must be small, and no group may need another's chunks.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { resolve } from 'node:path';
import { build } from 'vite';
import { STAMP_FILE, sourceStamp } from './build-stamp.ts';

const root = resolve(import.meta.dirname, '..');
const EXTERNAL = [/^node:/, ...builtinModules, 'electron', /^@duckdb\//, /^@napi-rs\/keyring/];

interface Group {
  outDir: string;
  entries: Record<string, string>;
  isMinified: boolean;
}

const GROUPS: Group[] = [
  { outDir: 'out/mcp', entries: { cli: 'src-mcp/cli.ts' }, isMinified: true },
  { outDir: 'out/mcp', entries: { engine: 'src-mcp/main.ts', 'in-process': 'src-mcp/in-process.ts' }, isMinified: false },
  { outDir: 'out/mcp', entries: { 'spool-thread': 'src-mcp/lake/ingest/spool-thread.ts' }, isMinified: true },
  { outDir: 'out/simulator', entries: { main: 'src-simulator/main.ts' }, isMinified: true },
  { outDir: 'out/browser-host', entries: { main: 'src-main/browser-host/main.ts' }, isMinified: false },
];

/** Answers with the files it wrote. */
async function buildGroup(group: Group): Promise<string[]> {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    // CommonJS packages in the bundle (write-file-atomic) ask for these.
    define: { __filename: 'import.meta.filename', __dirname: 'import.meta.dirname' },
    build: {
      ssr: true,
      outDir: group.outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: group.isMinified ? 'oxc' : false,
      sourcemap: !group.isMinified,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(group.entries).map(([name, file]) => [name, resolve(root, file)])),
        external: EXTERNAL,
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
        },
      },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((each) => ('output' in each ? each.output : []));
  return outputs.map(({ fileName }) => resolve(root, group.outDir, fileName));
}

/** Chunks of earlier builds bear other names, and would otherwise stay for ever and be packed too. */
function removeOthers(files: readonly string[]): void {
  const kept = new Set(files);
  for (const outDir of new Set(GROUPS.map((group) => group.outDir))) {
    for (const name of readdirSync(resolve(root, outDir), { recursive: true, encoding: 'utf8' })) {
      const file = resolve(root, outDir, name);
      if (!kept.has(file) && statSync(file).isFile()) rmSync(file);
    }
  }
}

const stamp = sourceStamp(root);
const app = spawnSync(process.execPath, ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn'], {
  cwd: root,
  stdio: 'inherit',
});
if (app.status !== 0) process.exit(app.status ?? 1);
const written: string[] = [];
for (const group of GROUPS) written.push(...(await buildGroup(group)));
removeOthers(written);
writeFileSync(resolve(root, STAMP_FILE), stamp);
