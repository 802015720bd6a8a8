// MIXLAKE_HOME/engine.json tells which process owns the databases. Written once the engine listens, removed at a clean stop.
import { readFileSync, rmSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

const EngineFile = z.object({ pid: z.number().int(), version: z.string(), startedAt: z.string() });
export type EngineFile = z.infer<typeof EngineFile>;

export async function writeEngineFile(file: string, content: EngineFile): Promise<void> {
  await writeFileAtomic(file, `${JSON.stringify(content)}\n`, { mode: 0o600 });
}

export function readEngineFile(file: string): EngineFile | undefined {
  try {
    const parsed = EngineFile.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // no engine runs, or the file was cut by a crash
  }
}

/** Removes the file only if it still names this process: a newer engine's file stays. */
export function removeEngineFile(file: string, pid: number): void {
  if (readEngineFile(file)?.pid === pid) rmSync(file, { force: true });
}
