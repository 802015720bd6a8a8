// Carries a change of a client's settings file out, and back: what it would be, the old bytes kept, the new ones written.
import { mkdir } from 'node:fs/promises';
import { inputError } from '#shared/errors.ts';
import type { AssistantAction, AssistantId } from '#shared/model/assistant.ts';
import { type Backups, type ConfigSnapshot, hashOf, readConfig, replaceConfig } from './apply.ts';
import type { AssistantClient, Place } from './clients.ts';
import { decodeConfig, encodeConfig } from './config-text.ts';
import type { Launch } from './launch.ts';
import { type Look, lookAt } from './look.ts';
import type { AssistantMemory, Known } from './memory.ts';
import { ENTRY_NAME, registered, repaired, serversOf, unregistered } from './plan.ts';

const EDITS = { register: registered, repair: repaired, unregister: unregistered };

export interface ConfigChangesDeps {
  place: Place;
  /** Our folder for what is remembered. */
  folder: string;
  memory: AssistantMemory;
  backups: Backups;
  now: () => Date;
}

export interface ChangeWish {
  look: Look;
  action: AssistantAction;
  launch: Launch;
  /** Of the file the person agreed to change. */
  basis: string | null;
}

export function createConfigChanges(deps: ConfigChangesDeps) {
  const { memory, backups, now } = deps;

  /** The file as it would be; undefined takes it away. */
  async function proposed({ look, action, launch }: Omit<ChangeWish, 'basis'>): Promise<Buffer | undefined> {
    const { client, config, snapshot, problem } = look;
    if (config === undefined) throw problem;
    if (action === 'unregister') {
      const back = await bytesBefore(look, (await memory.read())[client.id]);
      if (back !== 'unknown') return back;
    }
    const after = EDITS[action](client, config, launch);
    // Equal texts are not written again, and a file that is not there is not made for nothing.
    return after.text === config.text && after.hasMark === config.hasMark ? snapshot.bytes : encodeConfig(after);
  }

  /** Nobody has touched the file since we put the entry in: then the bytes from before are the right ones. */
  async function bytesBefore({ client, snapshot }: Look, known: Known | undefined): Promise<Buffer | undefined | 'unknown'> {
    const change = known?.lastChange;
    if (change?.action !== 'register' || snapshot.hash !== change.after) return 'unknown';
    if (change.backup === null) return undefined;
    try {
      const bytes = await backups.read(change.backup);
      const had = serversOf(client, decodeConfig(bytes).text).some(({ name }) => name === ENTRY_NAME);
      return had ? 'unknown' : bytes;
    } catch {
      return 'unknown'; // the kept bytes are gone: the entry is cut out instead
    }
  }

  async function change({ look, action, launch, basis }: ChangeWish): Promise<void> {
    const { client, file, snapshot } = look;
    if (snapshot.hash !== basis) throw changedSince(file);
    const bytes = await proposed({ look, action, launch });
    if (hashOf(bytes) === snapshot.hash) return;
    await mkdir(deps.folder, { recursive: true, mode: 0o700 });
    const backup = snapshot.bytes === undefined ? null : await backups.keep(client.id, snapshot.bytes);
    await replaceConfig(snapshot, bytes);
    // A file that was taken away again is as it was: nothing is left to undo.
    const after = hashOf(bytes);
    const lastChange = after === null ? null : { file, at: now().toISOString(), action, backup, after };
    await memory.remember(client.id, { isRegistered: action !== 'unregister', lastChange });
  }

  async function undo(client: AssistantClient): Promise<void> {
    const last = (await memory.read())[client.id]?.lastChange;
    if (last === null || last === undefined) throw inputError(`There is no change of ${client.label} to undo.`);
    const snapshot: ConfigSnapshot = await readConfig(last.file);
    if (snapshot.hash !== last.after) {
      throw inputError(
        `${last.file} has been changed since Mixlake wrote it, so the old state is not put back over that change.`,
        'Use “Unregister”, which takes out the entry alone.',
      );
    }
    await replaceConfig(snapshot, last.backup === null ? undefined : await backups.read(last.backup));
    const isRegistered = (await lookAt(client, deps.place)).ours !== undefined;
    await memory.remember(client.id, { isRegistered, lastChange: null });
  }

  return { proposed, change, undo, lastOf: async (id: AssistantId) => (await memory.read())[id] };
}

function changedSince(file: string): Error {
  return inputError(
    `${file} was changed by another program in the meantime. Nothing was written.`,
    'Look at the change again and repeat it.',
  );
}
