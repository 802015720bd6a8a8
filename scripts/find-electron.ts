// Where the real Electron is, if it is anywhere. Not by importing the package `electron`: that downloads the binary when it is missing.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** ELECTRON_EXEC_PATH, or the binary that the package's install script has unpacked. */
export function findElectron(chosen: string | undefined, packageDir: string): string | undefined {
  if (chosen !== undefined && chosen !== '') return existsSync(chosen) ? chosen : undefined;
  const pathFile = join(packageDir, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const binary = join(packageDir, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : undefined;
}
