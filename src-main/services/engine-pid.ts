// The engine tells in MIXLAKE_HOME/engine.json who it is: written right after it listens, left behind when it is killed.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { isAlive } from '#core/link/listen.ts';

const POLL_MS = 25;
const DEADLINE_MS = 2_000;

const EngineFile = z.object({ pid: z.number().int().positive() });

/** Undefined while no living engine has written its file. */
export function readEnginePid(file: string): number | undefined {
  try {
    const parsed = EngineFile.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success && isAlive(parsed.data.pid) ? parsed.data.pid : undefined;
  } catch {
    return undefined; // not written yet
  }
}

/** Waits for the file of an engine that answers already. */
export async function awaitEnginePid(file: string): Promise<number | undefined> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const pid = readEnginePid(file);
    if (pid !== undefined || Date.now() > deadline) return pid;
    await sleep(POLL_MS, undefined, { ref: false });
  }
}
