// Where a client stands: what its file says, and what has been heard of it in real handshakes.
import type { Assistant, AssistantState } from '#shared/model/assistant.ts';
import { commandLine, type Launch } from './launch.ts';
import type { Look } from './look.ts';
import type { Known } from './memory.ts';

/** A client that has connected, by the name it gave. */
export interface Sighting {
  name: string;
  version: string | null;
  /** ISO 8601, UTC. */
  at: string;
  isConnected: boolean;
}

interface StandingInput {
  look: Look;
  known: Known | undefined;
  seen: readonly Sighting[];
  /** What would be written today for the account that the entry names. */
  launch: Launch;
}

export function assistantOf({ look, known, seen, launch }: StandingInput): Assistant {
  const { client, file, ours, problem } = look;
  const sighting = seen
    .filter(({ name }) => client.seenAs.test(name))
    .sort((a, b) => Number(b.isConnected) - Number(a.isConnected) || b.at.localeCompare(a.at))[0];
  return {
    id: client.id,
    label: client.label,
    state: stateOf(look, known, sighting),
    file,
    command: ours?.launch === undefined ? null : commandLine(ours.launch),
    isOutdated: isOutdated(look, launch),
    lastSeenAt: sighting?.at ?? null,
    seenVersion: sighting?.version ?? null,
    problem: problem === undefined ? null : [problem.message, problem.hint].join(' '),
    afterwards: client.afterwards,
    undoable: known?.lastChange?.at ?? null,
  };
}

function stateOf(look: Look, known: Known | undefined, sighting: Sighting | undefined): AssistantState {
  if (!look.isInstalled) return 'not-installed';
  if (look.problem !== undefined) return 'unreadable';
  if (look.ours === undefined) return known?.isRegistered === true ? 'wiped' : 'not-registered';
  if (sighting === undefined) return 'never-seen';
  return sighting.isConnected ? 'connected' : 'last-seen';
}

/** What would be written today, for the account that the entry names. */
export function wishedLaunch({ ours }: Look, launchFor: (account: string | undefined) => Launch): Launch {
  return launchFor(ours?.launch === undefined ? undefined : accountOf(ours.launch));
}

function accountOf({ args }: Launch): string | undefined {
  const at = args.indexOf('--account');
  return at === -1 ? undefined : args[at + 1];
}

/** The program, the bridge or the folder is not the one of this Mixlake; the account is the person's choice. */
export function isOutdated({ ours }: Look, launch: Launch): boolean {
  if (ours === undefined) return false;
  if (ours.launch === undefined) return true;
  const { command, args, env } = ours.launch;
  return command !== launch.command || args[0] !== launch.args[0] || env.MIXLAKE_HOME !== launch.env.MIXLAKE_HOME;
}
