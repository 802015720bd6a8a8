// Why an assistant does not see Mixlake: reads its file, looks for what is known to go wrong, then starts the registered command.
import { existsSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import type { AssistantCheck, AssistantFinding } from '#shared/model/assistant.ts';
import { isRecord, type Place } from './clients.ts';
import { FORMATS } from './formats/index.ts';
import { type HandshakeResult, tryHandshake } from './handshake.ts';
import { commandLine, type Launch } from './launch.ts';
import type { Look } from './look.ts';
import type { Known } from './memory.ts';
import { ENTRY_NAME, twinsOf } from './plan.ts';

const SECRETS = /^(MP_SECRET|MP_API_SECRET)$/i;

interface Examined {
  look: Look;
  known: Known | undefined;
  isOutdated: boolean;
  place: Place;
  version: string;
  signal?: AbortSignal | undefined;
}

export async function examine(input: Examined): Promise<AssistantCheck> {
  const { look, place, version, signal } = input;
  const { id } = look.client;
  const findings = findingsOf(input);
  const launch = look.ours?.launch;
  if (launch === undefined) return { id, findings, handshake: null };
  const result = await tryHandshake({ launch, place, signal });
  const { problem, ...handshake } = result;
  const failed = problem === null ? versionFinding(result, version, findings) : [unreachable(problem, findings)];
  return { id, findings: [...findings, ...failed], handshake: { command: commandLine(launch), ...handshake } };
}

export function findingsOf({ look, known, isOutdated, place }: Omit<Examined, 'version' | 'signal'>): AssistantFinding[] {
  const { client, isInstalled, problem, config, ours, file } = look;
  if (!isInstalled) return [finding('not-installed', `${client.label} was not found on this computer.`, `Its settings would be ${file}.`)];
  if (problem !== undefined) return [finding('invalid-file', problem.message, problem.hint ?? '')];
  const mark =
    config?.hasMark === true
      ? [repairable('byte-order-mark', `${file} begins with a byte order mark, which many programs cannot read.`, 'Repair takes it away.')]
      : [];
  if (ours === undefined) return [...mark, missing(look, known)];
  return [...mark, ...duplicates(look), ...entryFindings(ours.entry, client.label), ...commandFindings(ours.launch, place, isOutdated)];
}

function missing({ client }: Look, known: Known | undefined): AssistantFinding {
  if (known?.isRegistered !== true) {
    return repairable('not-registered', `Mixlake is not registered in ${client.label}.`, 'Repair registers it.');
  }
  return repairable(
    'wiped',
    `Mixlake was registered in ${client.label}, and the entry has gone since.`,
    'Somebody took it out, or the client wrote its file anew. Repair puts it back; quit the client first if it happens again.',
  );
}

function duplicates({ client, config, servers }: Look): AssistantFinding[] {
  const out: AssistantFinding[] = [];
  const text = config?.text ?? '';
  const path = [...client.keyPath, ENTRY_NAME];
  if ((FORMATS[client.format].withoutRepeats?.(text, path) ?? text) !== text) {
    out.push(
      repairable('duplicate', `The entry “${ENTRY_NAME}” stands in the file twice; only the last one counts.`, 'Repair leaves one.'),
    );
  }
  for (const { name } of twinsOf(servers)) {
    out.push(
      repairable(
        'duplicate',
        `The entry “${name}” starts Mixlake with the same account, so every tool shows twice.`,
        'Repair takes it out.',
      ),
    );
  }
  return out;
}

function entryFindings(entry: unknown, label: string): AssistantFinding[] {
  if (!isRecord(entry)) return [];
  const out: AssistantFinding[] = [];
  if (entry.disabled === true || entry.enabled === false) {
    out.push(finding('switched-off', `The entry is switched off in ${label}.`, `Switch it on in ${label}.`));
  }
  const env = isRecord(entry.env) ? entry.env : isRecord(entry.envs) ? entry.envs : {};
  const secrets = Object.keys(env).filter((name) => SECRETS.test(name));
  if (secrets.length > 0) {
    out.push(
      finding(
        'secret-in-entry',
        `The entry holds a secret in plain text (${secrets.join(', ')}), which every program of yours can read.`,
        'Add the account in Mixlake, which keeps the secret in the keychain, and take the variables out of the file.',
      ),
    );
  }
  return out;
}

function commandFindings(launch: Launch | undefined, place: Place, isOutdated: boolean): AssistantFinding[] {
  if (launch === undefined) return [repairable('other-mixlake', 'The entry names no command to start.', 'Repair writes it anew.')];
  const { isAbsolute } = place.platform === 'win32' ? win32 : posix;
  const script = launch.args[0];
  if (!isAbsolute(launch.command)) {
    const message = `The entry starts “${launch.command}” by its name alone. Programs of a desktop do not have the PATH of your shell.`;
    return [repairable('relative-program', message, 'Repair writes the whole path.')];
  }
  const gone = [launch.command, ...(script !== undefined && isAbsolute(script) ? [script] : [])].find((file) => !existsSync(file));
  if (gone !== undefined) {
    const message = `The entry starts ${gone}, which is not there. Mixlake was moved or removed since.`;
    return [repairable('missing-program', message, 'Repair writes where it is now.')];
  }
  if (!isOutdated) return [];
  return [repairable('other-mixlake', `The entry starts another Mixlake than this one: ${commandLine(launch)}`, 'Repair takes this one.')];
}

function versionFinding(result: HandshakeResult, version: string, known: readonly AssistantFinding[]): AssistantFinding[] {
  if (result.serverVersion === version || known.some(({ kind }) => kind === 'other-mixlake')) return [];
  const message = `The command answers as version ${result.serverVersion ?? 'unknown'}; this is Mixlake ${version}.`;
  return [finding('other-mixlake', message, 'Quit every assistant, then start them again: an older engine may still be running.')];
}

function unreachable(problem: string, known: readonly AssistantFinding[]): AssistantFinding {
  const isExplained = known.some(({ isRepairable }) => isRepairable);
  const hint = isExplained
    ? 'Repair first, then check again.'
    : 'The log of Mixlake’s engine may say more; check again after a restart of Mixlake.';
  return finding('unreachable', problem, hint);
}

function finding(kind: AssistantFinding['kind'], message: string, hint: string): AssistantFinding {
  return { kind, message, hint, isRepairable: false };
}

function repairable(kind: AssistantFinding['kind'], message: string, hint: string): AssistantFinding {
  return { kind, message, hint, isRepairable: true };
}
