// Shows files in the desktop's file manager, and only those that Mixlake itself has written: a page that could name any path could have
// the person open whatever it likes.
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { implement } from '@orpc/server';
import { appContract } from '#shared/contract/app.ts';
import { inputError } from '#shared/errors.ts';

export interface OwnFilesDeps {
  /** Where exports go. */
  exportsDir: string;
  /** Of the desktop; left out where there is none. */
  showFile?: ((path: string) => void) | undefined;
}

export function createFilesRouter(deps: OwnFilesDeps) {
  const os = implement(appContract.files);
  return os.router({ show: os.show.handler(async ({ input }) => ({ isShown: await showOwnFile(deps, input.path) })) });
}

export async function showOwnFile({ exportsDir, showFile }: OwnFilesDeps, path: string): Promise<boolean> {
  if (!isAbsolute(path)) throw notOurs();
  const [file, folder] = await Promise.all([real(path), real(exportsDir)]);
  if (file === undefined) throw inputError('This file is not there any more.', 'Export it again.');
  // What links lead to counts, not what they are called.
  if (folder === undefined || !isInside(folder, file) || !(await stat(file)).isFile()) throw notOurs();
  if (showFile === undefined) return false;
  showFile(file);
  return true;
}

function notOurs() {
  return inputError('Mixlake shows only files that it has exported itself.', 'Open the folder of this file by hand.');
}

function isInside(folder: string, file: string): boolean {
  const path = relative(folder, file);
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

async function real(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch {
    return undefined; // nothing there
  }
}
