// Writes another program's settings file, whole or not at all: temporary file in the same folder, fsync, the old bytes compared once
// more right before the rename, fsync of the folder. Links are followed, the mode stays, and the old bytes are kept in our own folder.
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readdir, readFile, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError, inputError } from '#shared/errors.ts';

/** A new settings file may come to hold secrets of other servers: nobody else reads it. */
const NEW_FILE_MODE = 0o600;
const NEW_FOLDER_MODE = 0o700;
/** Old states kept of one client's file. */
const MAX_BACKUPS = 10;

export interface ConfigSnapshot {
  /** Where the bytes really lie, links followed. */
  target: string;
  /** Undefined when there is no file. */
  bytes: Buffer | undefined;
  mode: number;
  /** Null when there is no file. */
  hash: string | null;
}

export function hashOf(bytes: Buffer | undefined): string | null {
  return bytes === undefined ? null : createHash('sha256').update(bytes).digest('hex');
}

export async function readConfig(file: string): Promise<ConfigSnapshot> {
  const target = await followLinks(file);
  try {
    const bytes = await readFile(target);
    const { mode } = await stat(target);
    return { target, bytes, mode: mode & 0o7777, hash: hashOf(bytes) };
  } catch (cause) {
    if (isCode(cause, 'ENOENT')) return { target, bytes: undefined, mode: NEW_FILE_MODE, hash: null };
    const what = isCode(cause, 'EISDIR') ? 'is a folder' : 'cannot be read';
    throw new AppError('input', `${file} ${what}.`, { cause, hint: 'Check its permissions, then try again. Nothing was changed.' });
  }
}

/** Also a link whose goal is not there yet: the goal is made, not the link replaced. */
async function followLinks(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    const goal = await readlink(file).catch(() => undefined); // no link: the file is simply not there
    return goal === undefined ? file : resolve(dirname(file), goal);
  }
}

/** Puts the bytes in the place of the snapshot's; `undefined` takes the file away. Refuses when the file is no longer the snapshot. */
export async function replaceConfig(before: ConfigSnapshot, bytes: Buffer | undefined): Promise<void> {
  const { target } = before;
  const folder = dirname(target);
  const temporary = join(folder, `.${basename(target)}.mixlake-${randomBytes(6).toString('hex')}`);
  try {
    if (bytes !== undefined) {
      await mkdir(folder, { recursive: true, mode: NEW_FOLDER_MODE });
      await writeThrough(temporary, bytes, before.mode);
    }
    await refuseChanged(before);
    if (bytes === undefined) await rm(target);
    else await rename(temporary, target);
    await syncFolder(folder);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined); // the first error says more
    if (cause instanceof AppError) throw cause;
    throw new AppError('input', `${target} cannot be written.`, {
      cause,
      hint: 'Check the permissions of the file and its folder and the space on the disk, then try again. Nothing was changed.',
    });
  }
}

async function writeThrough(file: string, bytes: Buffer, mode: number): Promise<void> {
  const handle = await open(file, 'wx', NEW_FILE_MODE);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  // By path, so that the process's mask does not take bits away.
  await chmod(file, mode);
}

async function refuseChanged(before: ConfigSnapshot): Promise<void> {
  const now = await readConfig(before.target);
  if (now.hash === before.hash) return;
  throw inputError(`${before.target} was changed by another program in the meantime.`, 'Look at the change again and repeat it.');
}

async function syncFolder(folder: string): Promise<void> {
  // Windows has no such call and refuses to open a folder.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export interface Backups {
  /** Keeps the bytes and tells under which name. */
  keep(id: string, bytes: Buffer): Promise<string>;
  read(name: string): Promise<Buffer>;
}

export function createBackups(folder: string, now: () => Date): Backups {
  return {
    async keep(id, bytes) {
      await mkdir(folder, { recursive: true, mode: NEW_FOLDER_MODE });
      const name = `${id}-${now().toISOString().replaceAll(/[:.]/g, '-')}-${randomBytes(3).toString('hex')}`;
      await writeThrough(join(folder, name), bytes, NEW_FILE_MODE);
      const older = (await readdir(folder)).filter((each) => each.startsWith(`${id}-2`)).sort();
      for (const each of older.slice(0, -MAX_BACKUPS)) await rm(join(folder, each), { force: true });
      return name;
    },
    read: (name) => readFile(join(folder, basename(name))),
  };
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
