// One JSON file a project under MIXLAKE_HOME/explorer, written whole and atomically. A file that cannot be read is set aside under
// another name and never written over: what a person wrote stands in it.
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { z } from 'zod';

export interface ProjectFile<T> {
  /** Null while there is no file. */
  read(projectId: string): Promise<T | null>;
  write(projectId: string, value: T): Promise<void>;
}

export interface ProjectFileDeps<T> {
  /** MIXLAKE_HOME. */
  home: string;
  /** What the file holds, as part of its name. */
  what: string;
  schema: z.ZodType<T>;
  now?: () => number;
}

export function projectFile<T>({ home, what, schema, now = Date.now }: ProjectFileDeps<T>): ProjectFile<T> {
  const folder = join(home, 'explorer');
  const fileOf = (projectId: string) => join(folder, `${projectId}-${what}.json`);
  return {
    async read(projectId) {
      const file = fileOf(projectId);
      const text = await textOf(file);
      if (text === null) return null;
      try {
        return schema.parse(JSON.parse(text));
      } catch {
        await rename(file, `${file}.damaged-${now()}`);
        return null;
      }
    },
    async write(projectId, value) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFileAtomic(fileOf(projectId), `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    },
  };
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
