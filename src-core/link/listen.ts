// The engine's end: the socket is the lock, so at most one engine listens. A socket file without a listener is what a killed
// engine leaves; it is replaced under a short start lock, or two starters could each remove the other's fresh socket.
import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#shared/errors.ts';
import type { MixlakePaths } from '../paths.ts';
import { tryConnect } from './connect.ts';

/** A start takes milliseconds; a lock this old belongs to a starter that died in between. */
const STALE_LOCK_MS = 10_000;
const LOCK_POLL_MS = 20;

/** Undefined when another engine already listens. */
export async function listenAsEngine(paths: MixlakePaths, onSocket: (socket: net.Socket) => void): Promise<net.Server | undefined> {
  const path = paths.engineSocket;
  if (process.platform === 'win32') return listen(path, onSocket); // a pipe's name is free as soon as its process has ended
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  refuseForeignFolder(dirname(path));
  await takeStartLock(paths.engineStartLock);
  try {
    const other = await tryConnect(path);
    if (other !== undefined) {
      other.destroy();
      return undefined;
    }
    rmSync(path, { force: true });
    const server = await listen(path, onSocket);
    if (server !== undefined) chmodSync(path, 0o600);
    return server;
  } finally {
    rmSync(paths.engineStartLock, { force: true });
  }
}

function listen(path: string, onSocket: (socket: net.Socket) => void): Promise<net.Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = net.createServer(onSocket);
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EADDRINUSE') return resolve(undefined);
      reject(new AppError('internal', 'The Mixlake engine cannot open its local socket.', { cause, hint: `Check the folder of ${path}.` }));
    });
    server.listen(path, () => resolve(server));
  });
}

/** The short folder in the temp directory could have been made by another user first. */
function refuseForeignFolder(dir: string): void {
  const info = statSync(dir);
  const isOurs = process.getuid === undefined || info.uid === process.getuid();
  if (!isOurs || (info.mode & 0o022) !== 0) {
    throw new AppError('input', `Others can write to the folder ${dir}, which holds the local socket.`, {
      hint: 'Set MIXLAKE_HOME to a private folder with a shorter path.',
    });
  }
}

async function takeStartLock(file: string): Promise<void> {
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
      return;
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) {
        throw new AppError('input', 'Mixlake cannot write to its folder.', { cause, hint: 'Check the permissions of MIXLAKE_HOME.' });
      }
    }
    removeStaleLock(file);
    await sleep(LOCK_POLL_MS);
  }
}

function removeStaleLock(file: string): void {
  try {
    if (!isStale(file)) return;
    // Another starter may have replaced it since we looked. Only one of us can move it away; what was moved is looked at again.
    const aside = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
    renameSync(file, aside);
    if (!isStale(aside)) linkSync(aside, file);
    unlinkSync(aside);
  } catch {
    // Its owner has just removed it: the next round takes it.
  }
}

function isStale(lock: string): boolean {
  const age = Date.now() - statSync(lock).mtimeMs;
  const owner = Number(readFileSync(lock, 'utf8'));
  return age > STALE_LOCK_MS || (Number.isInteger(owner) && owner > 0 && !isAlive(owner));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
