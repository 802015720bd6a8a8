// One client as it is now: which of its files counts, what stands in it, and whether it can be read.
import { existsSync } from 'node:fs';
import { type AppError, inputError } from '#shared/errors.ts';
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
  const snapshot = await readConfig(file);
  const base = { client, file, isInstalled: existsSync(marker) || snapshot.bytes !== undefined, snapshot };
  try {
    const config = decodeConfig(snapshot.bytes ?? Buffer.alloc(0));
    const servers = serversOf(client, config.text);
    return { ...base, config, problem: undefined, servers, ours: servers.find(({ name }) => name === ENTRY_NAME) };
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    return { ...base, config: undefined, problem: faultWords(client, file, error), servers: [], ours: undefined };
  }
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
