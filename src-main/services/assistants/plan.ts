// What a change would make of a settings file. Pure: text in, text out; the disk is apply.ts's. After every edit the new text is read
// again and must say exactly what the old one said plus the change; otherwise nothing is written.
import { isDeepStrictEqual } from 'node:util';
import { inputError } from '#shared/errors.ts';
import { type AssistantClient, isRecord, renewed } from './clients.ts';
import type { ConfigText } from './config-text.ts';
import { ConfigFault, type ConfigFormat } from './formats/config-format.ts';
import { FORMATS } from './formats/index.ts';
import { choiceOf, type Launch, startsMixlake } from './launch.ts';

/** Our name among the servers; short, because clients put it before every tool's name. */
export const ENTRY_NAME = 'mixlake';

export interface ServerEntry {
  name: string;
  entry: unknown;
  /** Undefined when it is no command of this computer. */
  launch: Launch | undefined;
}

export function serversOf(client: AssistantClient, text: string): ServerEntry[] {
  const servers = client.keyPath.reduce<unknown>(
    (node, key) => (isRecord(node) ? node[key] : undefined),
    FORMATS[client.format].parse(text),
  );
  if (!isRecord(servers)) return [];
  return Object.entries(servers).map(([name, entry]) => ({ name, entry, launch: isRecord(entry) ? client.launch(entry) : undefined }));
}

/** Entries beside ours that start Mixlake with the same account: each would show every tool once more. */
export function twinsOf(servers: readonly ServerEntry[]): ServerEntry[] {
  const ours = servers.find(({ name }) => name === ENTRY_NAME)?.launch;
  if (ours === undefined) return [];
  return servers.filter(
    ({ name, launch }) => name !== ENTRY_NAME && launch !== undefined && startsMixlake(launch) && choiceOf(launch) === choiceOf(ours),
  );
}

export function registered(client: AssistantClient, before: ConfigText, launch: Launch): ConfigText {
  const existing = serversOf(client, before.text).find(({ name }) => name === ENTRY_NAME)?.entry;
  const wanted = renewed(client, existing, launch);
  if (isDeepStrictEqual(existing, wanted)) return before;
  return edited(client, before, (format, path) => ({ text: format.set(before.text, path, wanted), entry: wanted }));
}

export function unregistered(client: AssistantClient, before: ConfigText): ConfigText {
  if (serversOf(client, before.text).every(({ name }) => name !== ENTRY_NAME)) return before;
  return edited(client, before, (format, path) => ({ text: format.remove(before.text, path), entry: undefined }));
}

/** Entry renewed, its twins gone, names written twice written once, no byte order mark. */
export function repaired(client: AssistantClient, before: ConfigText, launch: Launch): ConfigText {
  const format = FORMATS[client.format];
  const path = [...client.keyPath, ENTRY_NAME];
  const single = { text: format.withoutRepeats?.(before.text, path) ?? before.text, hasMark: false };
  const renewedText = registered(client, single, launch);
  return twinsOf(serversOf(client, renewedText.text)).reduce(
    (text, { name }) =>
      edited(client, text, (_format, ours) => ({ text: format.remove(text.text, [...ours.slice(0, -1), name]), entry: undefined }), name),
    renewedText,
  );
}

type Edit = (format: ConfigFormat, path: readonly string[]) => { text: string; entry: object | undefined };

function edited(client: AssistantClient, before: ConfigText, edit: Edit, name = ENTRY_NAME): ConfigText {
  const format = FORMATS[client.format];
  const path = [...client.keyPath, name];
  const { text, entry } = edit(format, path);
  if (!saysTheSame(format, before.text, text, path, entry)) {
    throw inputError(
      `${client.label} has its servers written in a form that Mixlake does not edit. Nothing was changed.`,
      entry === undefined ? `Take the entry “${name}” out with a text editor.` : `Add this by hand: ${format.set('', path, entry).trim()}`,
    );
  }
  return { text, hasMark: before.hasMark };
}

/** The promise of every edit: nothing but our entry means something else than before. */
function saysTheSame(format: ConfigFormat, before: string, after: string, path: readonly string[], entry: object | undefined): boolean {
  try {
    const [old, now] = [format.parse(before), format.parse(after)];
    return isDeepStrictEqual(valueAt(now, path), entry) && isDeepStrictEqual(without(now, path), without(old, path));
  } catch (error) {
    if (error instanceof ConfigFault) return false;
    throw error;
  }
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((node, key) => (isRecord(node) ? node[key] : undefined), root);
}

/** A copy without the value at the path, and without the containers that are empty then: to add the first server makes them. */
function without(root: Record<string, unknown>, path: readonly string[]): Record<string, unknown> {
  const [key = '', ...rest] = path;
  const { [key]: inner, ...others } = root;
  if (rest.length === 0) return others;
  if (inner === null || inner === undefined) return others;
  if (!isRecord(inner)) return root;
  const left = without(inner, rest);
  return Object.keys(left).length === 0 ? others : { ...others, [key]: left };
}
