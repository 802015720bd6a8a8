// The app's three targets. The MCP entries, the browser host and the simulator run in plain Node and are built by
// scripts/build.ts, each so that it can be copied out of the checkout (docs/adr/0006-builds.md).
import { resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;
/** Native packages stay outside, and the updater, which is loaded only where an address for updates is set. */
const OUTSIDE = ['@duckdb/node-api', '@napi-rs/keyring', 'electron-updater'];

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
      rolldownOptions: { input: resolve(root, 'src-renderer/index.html') },
    },
  },
});
