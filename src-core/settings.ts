// What a person has set for all connections: MIXLAKE_HOME/settings.toml. A missing file or key means "as built"; a damaged one
// must not keep a client out, so it counts as empty.
import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import type { ToolProfile } from './link/hello.ts';

/** A language model of the person's own, for the wording of reports. */
export interface ModelSettings {
  kind: 'anthropic' | 'openai';
  /** Where it answers; https, or http on this computer. */
  url: URL;
  /** Which model is asked for. */
  name: string;
  isLocal: boolean;
}

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
