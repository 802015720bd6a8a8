// Tools, resources and prompts that stand beside ours on a server. Nobody uses this in a normal run: the official conformance
// suite looks for fixtures of its own, and finds them on the very server that we ship, told apart only by this.
import type {
  CallToolResult,
  CompleteResult,
  GetPromptResult,
  Prompt,
  ReadResourceResult,
  Resource,
  ResourceTemplateType,
  ServerCapabilities,
  ServerContext,
  Tool,
} from '@modelcontextprotocol/server';

export interface ServerExtras {
  capabilities: ServerCapabilities;
  tools: readonly Tool[];
  resources: readonly Resource[];
  templates: readonly ResourceTemplateType[];
  prompts: readonly Prompt[];
  /** Each of these gives undefined for a name that is not of the extras. */
  callTool(name: string, args: Record<string, unknown>, context: ServerContext): Promise<CallToolResult> | undefined;
  readResource(uri: string): ReadResourceResult | undefined;
  getPrompt(name: string, args: Record<string, string>): GetPromptResult | undefined;
  /** By the name of the prompt or the template. */
  complete(ref: string, argument: string, value: string): CompleteResult | undefined;
}
