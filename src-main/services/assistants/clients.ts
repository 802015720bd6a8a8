// The AI clients that Mixlake can be registered with. One entry a client: where its settings file lies, in which format, under
// which key the servers stand, and what an entry looks like. Pure: platform, environment and home are arguments.
import { posix, win32 } from 'node:path';
import type { AssistantId } from '#shared/model/assistant.ts';
import type { FormatName } from './formats/config-format.ts';
import { type Launch, OUR_VARIABLES } from './launch.ts';

export interface Place {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  /** Names of the folders in %LOCALAPPDATA%\Packages; empty elsewhere than on Windows. */
  packages: readonly string[];
}

export interface ConfigPlace {
  file: string;
  /** A folder or file that exists where the client is installed, or has been. */
  marker: string;
}

type Entry = Readonly<Record<string, unknown>>;

export interface AssistantClient {
  id: AssistantId;
  label: string;
  format: FormatName;
  /** Where the servers stand in the file. */
  keyPath: readonly string[];
  /** The one the client reads first. Several only where the client has several ways to be installed. */
  places(place: Place): ConfigPlace[];
  entry(launch: Launch): Entry;
  launch(entry: Entry): Launch | undefined;
  /** The name it gives itself in the handshake. */
  seenAs: RegExp;
  /** What the person does so that the change counts. */
  afterwards: string;
}

const PLAIN: Pick<AssistantClient, 'entry' | 'launch'> = {
  entry: ({ command, args, env }) => ({ command, args, ...(isEmpty(env) ? {} : { env }) }),
  launch: (entry) => launchFrom(entry.command, entry.args, entry.env),
};

export const CLIENTS: readonly AssistantClient[] = [
  {
    id: 'claude-desktop',
    label: 'Claude Desktop',
    format: 'json',
    keyPath: ['mcpServers'],
    places: (place) => claudeFolders(place).map((folder) => inFolder(place, folder, 'claude_desktop_config.json')),
    ...PLAIN,
    seenAs: /^claude-ai$|^claude[ -]desktop/i,
    afterwards: 'Quit Claude Desktop completely and start it again.',
  },
  {
    id: 'claude-code',
    label: 'Claude Code',
    format: 'json',
    keyPath: ['mcpServers'],
    places: (place) => {
      const own = place.env.CLAUDE_CONFIG_DIR;
      const { join } = pathsOf(place);
      if (own) return [{ file: join(own, '.claude.json'), marker: own }];
      return [{ file: join(place.home, '.claude.json'), marker: join(place.home, '.claude.json') }];
    },
    entry: ({ command, args, env }) => ({ type: 'stdio', command, args, ...(isEmpty(env) ? {} : { env }) }),
    launch: PLAIN.launch,
    seenAs: /^claude[ -]code/i,
    afterwards: 'Start a new session of Claude Code; /mcp shows the server.',
  },
  {
    id: 'cursor',
    label: 'Cursor',
    format: 'json',
    keyPath: ['mcpServers'],
    places: (place) => [inFolder(place, pathsOf(place).join(place.home, '.cursor'), 'mcp.json')],
    ...PLAIN,
    seenAs: /^cursor/i,
    afterwards: 'Restart Cursor, then switch the server on under Settings, MCP.',
  },
  {
    id: 'vscode',
    label: 'VS Code',
    format: 'jsonc',
    keyPath: ['servers'],
    places: (place) => {
      const { join } = pathsOf(place);
      const folder = join(configFolder(place), 'Code');
      return [{ file: join(folder, 'User', 'mcp.json'), marker: folder }];
    },
    entry: ({ command, args, env }) => ({ type: 'stdio', command, args, ...(isEmpty(env) ? {} : { env }) }),
    launch: PLAIN.launch,
    seenAs: /^visual studio code|^vscode/i,
    afterwards: 'Run “MCP: List Servers” in VS Code and start the server.',
  },
  {
    id: 'windsurf',
    label: 'Windsurf',
    format: 'json',
    keyPath: ['mcpServers'],
    places: (place) => [inFolder(place, pathsOf(place).join(place.home, '.codeium', 'windsurf'), 'mcp_config.json')],
    ...PLAIN,
    seenAs: /windsurf|^codeium/i,
    afterwards: 'Refresh the list of MCP servers in Windsurf.',
  },
  {
    id: 'codex',
    label: 'Codex',
    format: 'toml',
    keyPath: ['mcp_servers'],
    places: (place) => [inFolder(place, place.env.CODEX_HOME || pathsOf(place).join(place.home, '.codex'), 'config.toml')],
    ...PLAIN,
    seenAs: /^codex/i,
    afterwards: 'Start a new session of Codex; /mcp shows the server.',
  },
  {
    id: 'gemini-cli',
    label: 'Gemini CLI',
    format: 'jsonc',
    keyPath: ['mcpServers'],
    places: (place) => [inFolder(place, pathsOf(place).join(place.home, '.gemini'), 'settings.json')],
    ...PLAIN,
    seenAs: /^gemini/i,
    afterwards: 'Start Gemini CLI again; /mcp shows the server.',
  },
  {
    id: 'zed',
    label: 'Zed',
    format: 'jsonc',
    keyPath: ['context_servers'],
    places: (place) => {
      const { join } = pathsOf(place);
      // Zed keeps its settings in ~/.config on macOS as well.
      const folder = place.platform === 'win32' ? join(configFolder(place), 'Zed') : join(xdgFolder(place), 'zed');
      return [inFolder(place, folder, 'settings.json')];
    },
    entry: ({ command, args, env }) => ({ source: 'custom', command, args, env }),
    launch: PLAIN.launch,
    seenAs: /^zed/i,
    afterwards: 'Zed takes the change by itself; the Agent Panel’s settings show the server.',
  },
  {
    id: 'goose',
    label: 'Goose',
    format: 'yaml',
    keyPath: ['extensions'],
    places: (place) => {
      const { join } = pathsOf(place);
      const isWindows = place.platform === 'win32';
      const folder = isWindows ? join(configFolder(place), 'Block', 'goose', 'config') : join(xdgFolder(place), 'goose');
      return [inFolder(place, folder, 'config.yaml')];
    },
    entry: ({ command, args, env }) => ({
      enabled: true,
      type: 'stdio',
      name: 'mixlake',
      description: 'Mixpanel data of this computer and of Mixpanel itself',
      cmd: command,
      args,
      envs: env,
      timeout: 300,
    }),
    launch: (entry) => launchFrom(entry.cmd, entry.args, entry.envs),
    seenAs: /^goose/i,
    afterwards: 'Start a new session of Goose.',
  },
];

/** An existing entry with what is ours renewed; what the person added to it stays. */
export function renewed(client: AssistantClient, existing: unknown, launch: Launch): Entry {
  const wanted = client.entry(launch);
  if (!isRecord(existing)) return wanted;
  const variables = client.format === 'yaml' ? 'envs' : 'env';
  const kept = isRecord(existing[variables]) ? { ...existing[variables] } : {};
  for (const name of OUR_VARIABLES) delete kept[name];
  const env = { ...kept, ...launch.env };
  const { [variables]: _old, ...rest } = existing;
  const { [variables]: _ours, ...ours } = wanted;
  const hasVariables = !isEmpty(env) || variables in existing || variables in wanted;
  return { ...rest, ...withoutSettings(ours, rest), ...(hasVariables ? { [variables]: env } : {}) };
}

/** Whether it is switched on, how long it may take and the like is the person's to say once the entry is there. */
function withoutSettings(ours: Entry, existing: Entry): Entry {
  const settings = ['enabled', 'timeout', 'description', 'name'];
  return Object.fromEntries(Object.entries(ours).filter(([key]) => !(settings.includes(key) && key in existing)));
}

function claudeFolders(place: Place): string[] {
  const { join } = pathsOf(place);
  const plain = join(configFolder(place), 'Claude');
  if (place.platform !== 'win32') return [plain];
  // The packaged app reads its own copy of the roaming folder and never sees the plain one.
  const local = place.env.LOCALAPPDATA || join(place.home, 'AppData', 'Local');
  const packaged = place.packages.filter((name) => /^Claude_/i.test(name)).sort();
  return [...packaged.map((name) => join(local, 'Packages', name, 'LocalCache', 'Roaming', 'Claude')), plain];
}

/** Where programs of the desktop keep their settings. */
function configFolder(place: Place): string {
  const { join } = pathsOf(place);
  if (place.platform === 'win32') return place.env.APPDATA || join(place.home, 'AppData', 'Roaming');
  if (place.platform === 'darwin') return join(place.home, 'Library', 'Application Support');
  return xdgFolder(place);
}

function xdgFolder(place: Place): string {
  return place.env.XDG_CONFIG_HOME || pathsOf(place).join(place.home, '.config');
}

function inFolder(place: Place, folder: string, name: string): ConfigPlace {
  return { file: pathsOf(place).join(folder, name), marker: folder };
}

function pathsOf(place: Place): typeof posix {
  return place.platform === 'win32' ? win32 : posix;
}

function launchFrom(command: unknown, args: unknown, env: unknown): Launch | undefined {
  if (typeof command !== 'string') return undefined;
  const words = Array.isArray(args) ? args.filter((word) => typeof word === 'string') : [];
  const variables = isRecord(env) ? Object.entries(env).flatMap(([name, value]) => (isPlain(value) ? [[name, String(value)]] : [])) : [];
  return { command, args: words, env: Object.fromEntries(variables) };
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function isEmpty(env: object): boolean {
  return Object.keys(env).length === 0;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
