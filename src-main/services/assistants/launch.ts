// The command that an AI client is given. Always absolute paths of our own: programs of a desktop have no shell's PATH. Never a
// secret: the engine reads it from the keychain.
import { join } from 'node:path';
import { unpackedRoot } from '#core/unpacked-root.ts';

export interface Launch {
  command: string;
  args: string[];
  env: Record<string, string>;
}

/** Variables of an entry that are ours to set and to take away; all others are the person's own. */
export const OUR_VARIABLES = ['MIXLAKE_HOME', 'ELECTRON_RUN_AS_NODE'] as const;

export interface LaunchInput {
  /** The program that runs our JavaScript (findRuntime), with what it needs for that. */
  runtime: { command: string; env: Record<string, string> };
  /** The checkout, or the app's resources. */
  appRoot: string;
  /** Undefined unless the person chose one: then the default account is used, also when it is another one tomorrow. */
  account: string | undefined;
  isDemo: boolean;
  /** Undefined when it is the usual folder. */
  mixlakeHome: string | undefined;
}

export function launchOf({ runtime, appRoot, account, isDemo, mixlakeHome }: LaunchInput): Launch {
  const choice = isDemo ? ['--demo'] : account === undefined ? [] : ['--account', account];
  return {
    command: runtime.command,
    args: [bridgeFile(appRoot), ...choice],
    env: { ...runtime.env, ...(mixlakeHome === undefined ? {} : { MIXLAKE_HOME: mixlakeHome }) },
  };
}

/** Inside a packed app the bridge lies beside the archive, where any program can read it. */
function bridgeFile(appRoot: string): string {
  return join(unpackedRoot(appRoot), 'out', 'mcp', 'cli.js');
}

/** As one would type it, for people to read. Values of variables that are not ours may be secrets and are not shown. */
export function commandLine({ command, args, env }: Launch): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${isOurs(name) ? quoted(value) : '•••'}`);
  return [...variables, quoted(command), ...args.map(quoted)].join(' ');
}

function isOurs(name: string): boolean {
  return OUR_VARIABLES.some((ours) => ours === name);
}

function quoted(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word.replaceAll('"', '\\"')}"`;
}

/** Whether this command starts a Mixlake, this one or another. */
export function startsMixlake({ command, args }: Launch): boolean {
  return [command, ...args].some((word) => /[\\/]out[\\/]mcp[\\/]cli\.js$|(^|[\\/])mixlake-mcp(\.cmd)?$/.test(word));
}

/** The account an entry works with, as far as its command line says. */
export function choiceOf({ args }: Launch): string {
  if (args.includes('--demo')) return '--demo';
  const at = args.indexOf('--account');
  return at === -1 ? 'default' : `--account ${args[at + 1] ?? ''}`;
}
