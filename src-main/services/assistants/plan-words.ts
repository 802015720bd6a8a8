// The plan of a change as the person reads it before agreeing.
import type { AssistantAction, AssistantPlan } from '#shared/model/assistant.ts';
import { hashOf } from './apply.ts';
import { decodeConfig } from './config-text.ts';
import { commandLine, type Launch } from './launch.ts';
import { lineDiff } from './line-diff.ts';
import type { Look } from './look.ts';

interface PlanInput {
  look: Look;
  action: AssistantAction;
  /** The file as it would be; undefined takes it away. */
  bytes: Buffer | undefined;
  launch: Launch;
  notes: string[];
}

export function planOf({ look, action, bytes, launch, notes }: PlanInput): AssistantPlan {
  const { client, file, snapshot } = look;
  const isSame = hashOf(bytes) === snapshot.hash;
  return {
    id: client.id,
    action,
    file,
    outcome: isSame ? 'nothing' : snapshot.bytes === undefined ? 'create' : 'change',
    diff: isSame ? [] : lineDiff(shown(snapshot.bytes), shown(bytes)),
    command: commandLine(launch),
    notes,
    basis: snapshot.hash,
  };
}

interface NotesInput {
  look: Look;
  action: AssistantAction;
  account: string | undefined;
  isDemo: boolean;
  isEnvironmentAccount: boolean;
}

export function notesOf({ look, action, account, isDemo, isEnvironmentAccount }: NotesInput): string[] {
  const { client, isInstalled, config, snapshot, file } = look;
  const notes: string[] = [];
  if (action === 'register' && !isInstalled) notes.push(`${client.label} was not found on this computer. The file is made all the same.`);
  if (action !== 'unregister' && !isDemo && isEnvironmentAccount && account === undefined) {
    notes.push(
      'Mixlake itself works with the account of its environment (MP_USERNAME, MP_SECRET). A client does not have these variables, and a secret is never written into a file: the assistant uses the default account instead.',
    );
  }
  if (action !== 'repair' && config?.hasMark === true) {
    notes.push('The file begins with a byte order mark, which is kept. If the client does not read the file, the check can take it away.');
  }
  if (snapshot.target !== file) notes.push(`${file} is a link; the file changed is ${snapshot.target}.`);
  return notes;
}

function shown(bytes: Buffer | undefined): string {
  if (bytes === undefined) return '';
  const { text, hasMark } = decodeConfig(bytes);
  return hasMark ? `\uFEFF${text}` : text;
}
