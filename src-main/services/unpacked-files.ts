// Native modules and the scripts that plain Node starts lie outside the archive, where nothing checks them for us. Their hashes stand
// in the archive; a file that is not what was packed is told in words, and the app does not start with it.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { unpackedRoot } from '#core/unpacked-root.ts';
import { AppError } from '#shared/errors.ts';

const Hashes = z.record(z.string(), z.string());

/** Throws when a file was changed or is missing. In a checkout there is no list, and nothing to check. */
export function checkUnpackedFiles(appRoot: string): void {
  const hashes = Hashes.parse(JSON.parse(readFileSync(join(appRoot, 'out', 'main', 'unpacked-hashes.json'), 'utf8')));
  for (const [file, hash] of Object.entries(hashes)) {
    if (hashOf(join(unpackedRoot(appRoot), file)) === hash) continue;
    throw new AppError('internal', `The file ${file} of this installation is not the one that was installed.`, {
      hint: 'Install Mixlake again from a source you trust. Your data are untouched.',
    });
  }
}

function hashOf(file: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return undefined; // missing
  }
}
