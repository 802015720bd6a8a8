// After an update an engine of the old version may still run. A newer bridge or app asks it to end; it does so as soon as no job is at work
// (a fetch would only have to begin its chunk again, but somebody waits for it). For a moment it leaves a note, so that an older bridge
// that loses its engine too does not start the old version again before the newer one is there.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { tryConnect } from '#core/link/connect.ts';
import { isNewer } from '#core/link/versions.ts';
import type { MixlakePaths } from '#core/paths.ts';
import { AppError, inputError } from '#shared/errors.ts';

/** So long an older engine keeps back; the newer one needs about a second. */
const KEEP_BACK_MS = 10_000;
const POLL_MS = 100;

const Note = z.object({ version: z.string(), atMs: z.number() });

export interface HandOverDeps {
  paths: Pick<MixlakePaths, 'home'>;
  version: string;
  isBusy(): boolean;
  end(): void;
}

export interface HandOver {
  /** A newer Mixlake asks. Throws in words when this engine stays for now. */
  ask(newer: string): void;
  /** Something has ended that was in the way. */
  lookAgain(): void;
}

export function createHandOver(deps: HandOverDeps): HandOver {
  let wantedBy: string | undefined;
  function endFor(newer: string): void {
    writeFileSync(noteFile(deps.paths), JSON.stringify({ version: newer, atMs: Date.now() }), { mode: 0o600 });
    deps.end();
  }
  return {
    ask(newer) {
      if (!isNewer(newer, deps.version)) throw inputError('This engine is not older than whoever asks it to end.');
      wantedBy = newer;
      if (deps.isBusy())
        throw new AppError('lake-busy', 'This engine is at work.', { hint: 'It ends by itself as soon as its jobs have ended.' });
      endFor(newer);
    },
    lookAgain() {
      if (wantedBy !== undefined && !deps.isBusy()) endFor(wantedBy);
    },
  };
}

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

function readNote(paths: Pick<MixlakePaths, 'home'>): z.output<typeof Note> | undefined {
  try {
    return Note.parse(JSON.parse(readFileSync(noteFile(paths), 'utf8')));
  } catch {
    return undefined; // no engine was handed over
  }
}

function noteFile({ home }: Pick<MixlakePaths, 'home'>): string {
  return join(home, 'engine.handover');
}
