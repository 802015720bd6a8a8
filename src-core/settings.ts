// What a person has set for all connections: MIXLAKE_HOME/settings.toml. A missing file or key means "as built"; a damaged one
// must not keep a client out, so it counts as empty.
import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import type { ToolProfile } from './link/hello.ts';

export interface Settings {
  /** Which tools clients are shown when their command line does not say: `tool_profile = "compact"`. */
  toolProfile: ToolProfile | undefined;
}

export function readSettings(file: string): Settings {
  let root: Record<string, unknown>;
  try {
    root = parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch {
    return { toolProfile: undefined };
  }
  const profile = root.tool_profile;
  return { toolProfile: profile === 'full' || profile === 'default' || profile === 'compact' ? profile : undefined };
}
