// Called by electron-builder before it packs: writes the hash of every file that will lie outside the archive into the archive, where
// the integrity check of the binary protects it. The app compares them at its start (src-main/services/unpacked-files.ts).
import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Only what is executed: native code and the scripts that plain Node starts. */
const SEALED = [
  'out/mcp/**/*.js',
  'out/simulator/**/*.js',
  'node_modules/@duckdb/**/*.{node,so,dylib,dll,js}',
  'node_modules/@napi-rs/keyring*/**/*.{node,js}',
];

export async function beforePack(): Promise<void> {
  const root = process.cwd();
  const files = SEALED.flatMap((pattern) => globSync(pattern, { cwd: root })).toSorted();
  const hashes = files.map((file) => [
    file.split(sep).join('/'),
    createHash('sha256')
      .update(readFileSync(join(root, file)))
      .digest('hex'),
  ]);
  writeFileSync(join(root, 'out', 'main', 'unpacked-hashes.json'), JSON.stringify(Object.fromEntries(hashes)));
}
