// What a connection says about itself once both ends have proved that they know the key. Types only: the bridge bundles this.
import type { AccountChoice } from '#shared/model/account.ts';

export type ToolProfile = 'full' | 'default' | 'compact';

export interface Hello {
  /** `mcp`: newline-delimited MCP messages follow. `app`: frames of the contract follow (frames.ts). */
  role: 'mcp' | 'app';
  account: AccountChoice;
  /** One origin that stands for all Mixpanel hosts. */
  mixpanelUrl?: string | undefined;
  mpConfigFile?: string | undefined;
  profile?: ToolProfile | undefined;
  version: string;
}
