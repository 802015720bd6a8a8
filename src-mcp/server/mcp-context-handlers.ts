// Resources, prompts and completion on an MCP server: what the client may put into the model's context besides calling tools.
import type { Server, ServerContext } from '@modelcontextprotocol/server';
import type { McpServerDeps } from './mcp-server.ts';

export const CONTEXT_CAPABILITIES = {};

export function registerContextHandlers(_server: Server, _deps: McpServerDeps, _note: (context: ServerContext) => void): void {
  // Filled in the next commits.
}
