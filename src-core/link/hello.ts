// What a connection says about itself once both ends have proved that they know the key. Types only: the bridge bundles this.
import type { AccountChoice } from '#shared/model/account.ts';

export type ToolProfile = 'full' | 'default' | 'compact';

export interface Hello {
  /**
   * `mcp`: newline-delimited MCP messages follow. `app`: frames of the contract follow (frames.ts). `hand-over`: nothing follows; a newer
   * Mixlake asks an older engine to end, and the end of the connection is its answer.
   */
  role: 'mcp' | 'app' | 'hand-over';
  account: AccountChoice;
  /** The account that the client has switched to since, by name: it goes on with it after the engine's death. */
  switchedTo?: string | undefined;
  /** One origin that stands for all Mixpanel hosts. */
  mixpanelUrl?: string | undefined;
  mpConfigFile?: string | undefined;
  profile?: ToolProfile | undefined;
  version: string;
  /** Names the bridge, so that one the person has disconnected is known when it comes back. */
  bridgeId?: string | undefined;
}
