// The app's three targets. The MCP entries, the browser host and the simulator run in plain Node and are built by
// scripts/build.ts, each so that it can be copied out of the checkout (docs/adr/0006-builds.md).
import { resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;
/** Native packages stay outside, and the updater, which is loaded only where an address for updates is set. */
const OUTSIDE = ['@duckdb/node-api', '@napi-rs/keyring', 'electron-updater'];

interface Graph {
  getModuleInfo(id: string): { isEntry: boolean; importers: readonly string[] } | null;
}

/** Whether a module is loaded before the first screen: some way of plain imports leads to it from the page's entry. */
function isFirst(id: string, graph: Graph, seen = new Set<string>()): boolean {
  if (seen.has(id)) return false;
  seen.add(id);
  const info = graph.getModuleInfo(id);
  return info !== null && (info.isEntry || info.importers.some((importer) => isFirst(importer, graph, seen)));
}

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        input: { main: resolve(root, 'src-main/main.ts') },
        external: ['electron', ...OUTSIDE],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: resolve(root, 'src-main/preload.ts') },
        external: ['electron'],
        // A sandboxed preload is CommonJS and may require nothing but electron.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(root, 'src-renderer'),
    plugins: [react(), tailwindcss()],
    build: {
      outDir: resolve(root, 'out/renderer'),
      minify: 'oxc', // electron-vite's default is none
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: resolve(root, 'src-renderer/index.html'),
        // What is needed at once comes in one piece: in thirty small ones it is a tenth larger when compressed.
        output: { codeSplitting: { groups: [{ name: (id, graph) => (isFirst(id, graph) ? 'first' : null) }] } },
      },
    },
  },
});
