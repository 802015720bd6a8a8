// Registers Mixlake in AI clients: what each client knows of us, the plan of a change, the change, and its undoing.
import { join } from 'node:path';
import { inputError } from '#shared/errors.ts';
import type { Assistant, AssistantAction, AssistantBundle, AssistantCheck, AssistantId, AssistantPlan } from '#shared/model/assistant.ts';
import { createBackups } from './apply.ts';
import { writeBundle } from './bundle.ts';
import { type AssistantClient, CLIENTS, type Place } from './clients.ts';
import { createConfigChanges } from './config-changes.ts';
import { examine } from './doctor.ts';
import { type Launch, launchOf } from './launch.ts';
import { type Look, lookAt } from './look.ts';
import { createAssistantMemory } from './memory.ts';
import { notesOf, planOf } from './plan-words.ts';
import { assistantOf, isOutdated, type Sighting, wishedLaunch } from './standing.ts';

export interface AssistantsDeps {
  place: Place;
  mixlakeHome: string;
  /** The folder that needs not be named in an entry. */
  usualHome: string;
  runtime: { command: string; env: Record<string, string> };
  appRoot: string;
  version: string;
  /** Runs from a mounted AppImage, whose paths change at each start: an entry would soon point nowhere. */
  isAppImage?: boolean;
  isDemo(): boolean;
  /** The account in use comes from variables that a client does not have. */
  isEnvironmentAccount(): boolean;
  /** Which clients have been heard of. */
  sightings(): Promise<Sighting[]>;
  now?: () => Date;
}

export interface ChangeInput {
  id: AssistantId;
  account?: string | undefined;
  /** Of the plan that the person agreed to. */
  basis: string | null;
}

export interface Assistants {
  list(): Promise<Assistant[]>;
  plan(input: { id: AssistantId; action: AssistantAction; account?: string | undefined }): Promise<AssistantPlan>;
  register(input: ChangeInput): Promise<Assistant>;
  unregister(input: ChangeInput): Promise<Assistant>;
  repair(input: ChangeInput): Promise<Assistant>;
  undo(id: AssistantId): Promise<Assistant>;
  check(id: AssistantId, signal?: AbortSignal): Promise<AssistantCheck>;
  bundle(account: string | undefined): Promise<AssistantBundle>;
}

export function createAssistants(deps: AssistantsDeps): Assistants {
  const { place } = deps;
  const folder = join(deps.mixlakeHome, 'assistants');
  const now = deps.now ?? (() => new Date());
  const memory = createAssistantMemory(folder);
  const changes = createConfigChanges({ place, folder, memory, backups: createBackups(join(folder, 'backups'), now), now });
  const oneAtATime = queue();
  // Without an engine nobody is heard of; what the files say is still worth showing.
  const heard = (): Promise<Sighting[]> => deps.sightings().catch(() => []);
  const launchFor = (account: string | undefined): Launch =>
    launchOf({
      runtime: deps.runtime,
      appRoot: deps.appRoot,
      account,
      isDemo: deps.isDemo(),
      mixlakeHome: deps.mixlakeHome === deps.usualHome ? undefined : deps.mixlakeHome,
    });
  /** A repair keeps the account that the entry names. */
  const launchOfPlan = (look: Look, action: AssistantAction, account: string | undefined): Launch =>
    action === 'repair' && account === undefined ? wishedLaunch(look, launchFor) : launchFor(account);

  async function standing(client: AssistantClient, seen?: readonly Sighting[]): Promise<Assistant> {
    const [look, known] = await Promise.all([lookAt(client, place), changes.lastOf(client.id)]);
    return assistantOf({ look, known, seen: seen ?? (await heard()), launch: wishedLaunch(look, launchFor) });
  }

  const change = (action: AssistantAction) => (input: ChangeInput) =>
    oneAtATime(async () => {
      if (deps.isAppImage === true && action !== 'unregister') throw noStablePath();
      const client = clientOf(input.id);
      const look = await lookAt(client, place);
      await changes.change({ look, action, launch: launchOfPlan(look, action, input.account), basis: input.basis });
      return standing(client);
    });

  return {
    async list() {
      const seen = await heard();
      return Promise.all(CLIENTS.map((client) => standing(client, seen)));
    },
    async plan({ id, action, account }) {
      const look = await lookAt(clientOf(id), place);
      const launch = launchOfPlan(look, action, account);
      const bytes = await changes.proposed({ look, action, launch });
      const about = { look, action, account, isDemo: deps.isDemo(), isEnvironmentAccount: deps.isEnvironmentAccount() };
      return planOf({ look, action, bytes, launch, notes: notesOf(about) });
    },
    register: change('register'),
    unregister: change('unregister'),
    repair: change('repair'),
    undo: (id) =>
      oneAtATime(async () => {
        await changes.undo(clientOf(id));
        return standing(clientOf(id));
      }),
    async check(id, signal) {
      const look = await lookAt(clientOf(id), place);
      const outdated = isOutdated(look, wishedLaunch(look, launchFor));
      return examine({ look, known: await changes.lastOf(id), isOutdated: outdated, place, version: deps.version, signal });
    },
    bundle: (account) => writeBundle({ folder: join(deps.mixlakeHome, 'exports'), version: deps.version, launch: launchFor(account) }),
  };
}

function clientOf(id: AssistantId): AssistantClient {
  const client = CLIENTS.find((each) => each.id === id);
  if (client === undefined) throw inputError(`There is no assistant ${id}.`);
  return client;
}

/** Two changes at once could each undo the other's. */
function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined); // told to whoever asked for it
    return next;
  };
}

function noStablePath() {
  return inputError(
    'Mixlake runs from an AppImage, whose paths change at each start, so an assistant could not find it again.',
    'Install the .deb package of Mixlake and register from there.',
  );
}
