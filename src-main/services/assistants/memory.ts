// What Mixlake did to which settings file: MIXLAKE_HOME/assistants/changes.json. It tells an entry that was never there from one that
// has gone, and holds the way back of the last change.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { AssistantId } from '#shared/model/assistant.ts';

const Change = z.object({
  file: z.string(),
  at: z.string(),
  action: z.enum(['register', 'unregister', 'repair']),
  /** Name of the kept bytes; null when there was no file. */
  backup: z.string().nullable(),
  after: z.string(),
});
export type Change = z.infer<typeof Change>;

const Known = z.object({ isRegistered: z.boolean(), lastChange: Change.nullable() });
export type Known = z.infer<typeof Known>;

const File = z.object({ version: z.literal(1), clients: z.partialRecord(AssistantId, Known) });

export interface AssistantMemory {
  read(): Promise<Partial<Record<AssistantId, Known>>>;
  remember(id: AssistantId, known: Known): Promise<void>;
}

export function createAssistantMemory(folder: string): AssistantMemory {
  const file = join(folder, 'changes.json');
  async function read(): Promise<Partial<Record<AssistantId, Known>>> {
    try {
      return File.parse(JSON.parse(await readFile(file, 'utf8'))).clients;
    } catch {
      return {}; // None yet, or damaged: the clients' own files still say what is registered.
    }
  }
  return {
    read,
    async remember(id, known) {
      const clients = { ...(await read()), [id]: known };
      await writeFileAtomic(file, `${JSON.stringify({ version: 1, clients }, null, 2)}\n`, { mode: 0o600 });
    },
  };
}
