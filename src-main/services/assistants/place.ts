import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Place } from './clients.ts';

/** This computer, as the list of clients wants to know it. */
export function thisPlace(env: Place['env']): Place {
  const { platform } = process;
  return { platform, env, home: homedir(), packages: platform === 'win32' ? packagesIn(env.LOCALAPPDATA) : [] };
}

function packagesIn(folder: string | undefined): string[] {
  try {
    return folder === undefined ? [] : readdirSync(join(folder, 'Packages'));
  } catch {
    return []; // no packaged apps on this computer
  }
}
