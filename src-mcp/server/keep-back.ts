// The note that an engine leaves when it gives way to a newer version (hand-over.ts), and the engine of an older version that finds it.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryConnect } from '#core/link/connect.ts';
import { isNewer } from '#core/link/versions.ts';
import type { MixlakePaths } from '#core/paths.ts';

/** So long an older engine keeps back; the newer one needs about a second. */
const KEEP_BACK_MS = 10_000;
const POLL_MS = 100;

/** Before an engine takes the socket: one that was just handed over gives the newer version time to come. */
export async function keepBackForNewer(paths: Pick<MixlakePaths, 'home' | 'engineSocket'>, version: string): Promise<void> {
  const note = readNote(paths);
  if (note === undefined) return;
  const untilMs = note.atMs + KEEP_BACK_MS;
  // A note from the future is of a clock that was set back since.
  if (isNewer(note.version, version) && note.atMs <= Date.now()) {
    while (Date.now() < untilMs) {
      const other = await tryConnect(paths.engineSocket);
      other?.destroy();
      if (other !== undefined) return;
      await sleep(POLL_MS);
    }
  }
  if (!isNewer(note.version, version) || Date.now() >= untilMs) rmSync(noteFile(paths), { force: true });
}

/** For the engine that gives way. */
export function leaveNote(paths: Pick<MixlakePaths, 'home'>, newer: string): void {
  writeFileSync(noteFile(paths), JSON.stringify({ version: newer, atMs: Date.now() }), { mode: 0o600 });
}

// Read by hand: this runs before the engine is loaded, and so before its schemas.
function readNote(paths: Pick<MixlakePaths, 'home'>): { version: string; atMs: number } | undefined {
  try {
    const note: unknown = JSON.parse(readFileSync(noteFile(paths), 'utf8'));
    if (typeof note !== 'object' || note === null || !('version' in note) || !('atMs' in note)) return undefined;
    const { version, atMs } = note;
    return typeof version === 'string' && typeof atMs === 'number' ? { version, atMs } : undefined;
  } catch {
    return undefined; // no engine was handed over
  }
}

function noteFile({ home }: Pick<MixlakePaths, 'home'>): string {
  return join(home, 'engine.handover');
}
