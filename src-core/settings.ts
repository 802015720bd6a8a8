// What a person has set for all connections: MIXLAKE_HOME/settings.toml. A missing file or key means "as built"; a damaged one
// must not keep a client out, so it counts as empty.
import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import writeFileAtomic from 'write-file-atomic';
import { inputError } from '#shared/errors.ts';
import { AppSettings, DEFAULT_LIMITS, DEFAULT_SETTINGS, Limits } from '#shared/model/settings.ts';
import type { ToolProfile } from './link/hello.ts';
import { editToml } from './toml-edit.ts';

/** A language model of the person's own, for the wording of reports. */
export interface ModelSettings {
  kind: 'anthropic' | 'openai';
  /** Where it answers; https, or http on this computer. */
  url: URL;
  /** Which model is asked for. */
  name: string;
  isLocal: boolean;
}

const LIMIT_KEYS: Record<keyof Limits, string> = {
  askFromEvents: 'ask_from_events',
  callsKeptFree: 'calls_kept_free',
  memoryMb: 'memory_mb',
  activityDays: 'activity_days',
};

export interface Settings {
  /** Which tools clients are shown when their command line does not say: `tool_profile = "compact"`. */
  toolProfile: ToolProfile | undefined;
  /** Undefined unless a `[model]` section says `enabled = true`; a problem in words when the section cannot be used. */
  model: ModelSettings | { problem: string } | undefined;
}

export function readSettings(file: string): Settings {
  let root: Record<string, unknown>;
  try {
    root = parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch {
    return { toolProfile: undefined, model: undefined };
  }
  const profile = root.tool_profile;
  return {
    toolProfile: profile === 'full' || profile === 'default' || profile === 'compact' ? profile : undefined,
    model: readModel(root.model),
  };
}

const LOCAL_HOSTS = ['127.0.0.1', 'localhost'];

/** Nothing leaves this computer by a slip: only a section that is switched on in words, and whole, counts. */
function readModel(section: unknown): Settings['model'] {
  if (typeof section !== 'object' || section === null) return undefined;
  const { enabled, kind, url, name }: Record<string, unknown> = { ...section };
  if (enabled !== true) return undefined;
  if (kind !== 'anthropic' && kind !== 'openai') return { problem: '[model] kind in settings.toml must be "anthropic" or "openai".' };
  if (typeof name !== 'string' || name.trim() === '') return { problem: '[model] name in settings.toml must name a model.' };
  const address = typeof url === 'string' ? URL.parse(url) : null;
  if (address === null) return { problem: '[model] url in settings.toml must be a web address, such as https://api.example.com.' };
  const isLocal = LOCAL_HOSTS.includes(address.hostname);
  if (address.protocol !== 'https:' && !(isLocal && address.protocol === 'http:')) {
    return { problem: '[model] url in settings.toml must start with https:// (http:// only for 127.0.0.1 and localhost).' };
  }
  if (address.username !== '' || address.password !== '') return { problem: '[model] url in settings.toml must not hold a password.' };
  return { kind, url: address, name: name.trim(), isLocal };
}

/** The limits as the file has them now; what is missing or out of bounds there counts as built. */
export function readLimits(file: string): Limits {
  return limitsOf(rootOf(file)?.limits);
}

function limitsOf(section: unknown): Limits {
  const table = tableOf(section);
  const limits = { ...DEFAULT_LIMITS };
  for (const [name, key] of Object.entries(LIMIT_KEYS)) {
    const one = Limits.safeParse({ ...limits, [name]: table[key] });
    if (one.success) Object.assign(limits, one.data);
  }
  return limits;
}

/** What the settings screen shows: what the file says where it can be read, and as built everywhere else. */
export function readAppSettings(file: string): AppSettings {
  const root = rootOf(file) ?? {};
  const app = tableOf(root.app);
  const given: Record<keyof AppSettings, unknown> = {
    toolProfile: root.tool_profile,
    model: modelChoice(root.model),
    limits: limitsOf(root.limits),
    notifications: app.notifications,
    keepInTray: app.keep_in_tray,
    updateFeed: tableOf(root.updates).feed,
  };
  const settings = { ...DEFAULT_SETTINGS };
  for (const [name, value] of Object.entries(given)) {
    const one = AppSettings.safeParse({ ...settings, [name]: value });
    if (one.success) Object.assign(settings, one.data);
  }
  return settings;
}

/** Changes only the keys that the screen knows; what else stands in the file stays, comments too. */
export async function writeAppSettings(file: string, settings: AppSettings): Promise<void> {
  const root = rootOf(file);
  if (root === undefined) {
    throw inputError(`The settings file ${file} is not valid TOML, so it was left alone.`, 'Mend or remove it, then save again.');
  }
  const { toolProfile, model, limits, notifications, keepInTray, updateFeed } = settings;
  const { tool_profile: _profile, model: _model, ...rest } = root;
  const { feed: _feed, ...updates } = tableOf(root.updates);
  const next = {
    ...rest,
    ...(toolProfile === null ? {} : { tool_profile: toolProfile }),
    app: { ...tableOf(root.app), notifications, keep_in_tray: keepInTray },
    ...present('updates', root, { ...updates, ...(updateFeed === null ? {} : { feed: updateFeed }) }),
    ...present('limits', root, limitsTable(root.limits, limits)),
    ...(model === null ? {} : { model: { enabled: model.isEnabled, kind: model.kind, url: model.url, name: model.name } }),
  };
  await writeFileAtomic(file, editToml(textOf(file), next), { mode: 0o600 });
}

/** Undefined when the file is there but is no TOML. */
function rootOf(file: string): Record<string, unknown> | undefined {
  try {
    return parse(textOf(file));
  } catch {
    return undefined;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return ''; // none yet
  }
}

/** A table that says nothing is not begun. */
function present(name: string, root: Record<string, unknown>, table: Record<string, unknown>): Record<string, unknown> {
  return name in root || Object.keys(table).length > 0 ? { [name]: table } : {};
}

/** Only what is not as built is written, so that a later version can build it otherwise. */
function limitsTable(section: unknown, limits: Limits): Record<string, unknown> {
  const table = tableOf(section);
  for (const name of Limits.keyof().options) {
    if (limits[name] === DEFAULT_LIMITS[name] || limits[name] === null) delete table[LIMIT_KEYS[name]];
    else table[LIMIT_KEYS[name]] = limits[name];
  }
  return table;
}

function modelChoice(section: unknown): unknown {
  if (section === undefined) return null;
  const { enabled, kind, url, name } = tableOf(section);
  return { isEnabled: enabled === true, kind, url, name };
}

function tableOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
