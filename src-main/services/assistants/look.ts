// One client as it is now: which of its files counts, what stands in it, and whether it can be read.
import { existsSync } from 'node:fs';
import { AppError, inputError } from '#shared/errors.ts';
import { type ConfigSnapshot, readConfig } from './apply.ts';
import type { AssistantClient, ConfigPlace, Place } from './clients.ts';
import { type ConfigText, decodeConfig } from './config-text.ts';
import { ConfigFault } from './formats/config-format.ts';
import { FORMATS } from './formats/index.ts';
import { ENTRY_NAME, type ServerEntry, serversOf } from './plan.ts';

export interface Look {
  client: AssistantClient;
  file: string;
  isInstalled: boolean;
  snapshot: ConfigSnapshot;
  /** Undefined when the file cannot be read; `problem` says why. */
  config: ConfigText | undefined;
  problem: AppError | undefined;
  servers: readonly ServerEntry[];
  ours: ServerEntry | undefined;
}

export async function lookAt(client: AssistantClient, place: Place): Promise<Look> {
  const { file, marker } = chosenPlace(client.places(place));
  const isInstalled = existsSync(marker);
  let snapshot = nothingAt(file);
  try {
    snapshot = await readConfig(file);
    const config = decodeConfig(snapshot.bytes ?? Buffer.alloc(0));
    const servers = serversOf(client, config.text);
    const ours = servers.find(({ name }) => name === ENTRY_NAME);
    return { client, file, isInstalled, snapshot, config, problem: undefined, servers, ours };
  } catch (error) {
    // One client's broken file must not hide the others.
    const problem = error instanceof ConfigFault ? faultWords(client, file, error) : error;
    if (!(problem instanceof AppError)) throw problem;
    return { client, file, isInstalled, snapshot, config: undefined, problem, servers: [], ours: undefined };
  }
}

function nothingAt(file: string): ConfigSnapshot {
  return { target: file, bytes: undefined, mode: 0, hash: null };
}

/** The last place is the plain one; a packaged app before it is read instead, and of several the one that was used. */
function chosenPlace(places: readonly ConfigPlace[]): ConfigPlace {
  const plain = places.at(-1);
  const there = places.filter(({ marker }) => existsSync(marker));
  const chosen = there.find((each) => each !== plain && existsSync(each.file)) ?? there[0] ?? plain;
  if (chosen === undefined) throw inputError('This client has no settings file on this system.');
  return chosen;
}

function faultWords(client: AssistantClient, file: string, { line, column, message }: ConfigFault): AppError {
  return inputError(
    `${file} is not valid ${FORMATS[client.format].label}: line ${line}, column ${column}: ${message}.`,
    `Mend that place with a text editor, then try again. ${client.label} may not read the file either. Nothing was changed.`,
  );
}
