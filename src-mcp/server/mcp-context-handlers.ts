// Resources, prompts and completion on an MCP server: what the client may put into the model's context besides calling tools.
import {
  type CompleteResult,
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  ResourceNotFoundError,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { McpServerDeps } from './mcp-server.ts';

export const CONTEXT_CAPABILITIES = { resources: { subscribe: true }, prompts: {}, completions: {} };

/** What a change of the local tables makes stale. */
export const TABLE_RESOURCES: readonly string[] = ['workspace://tables', 'workspace://info'];

export function registerContextHandlers(server: Server, deps: McpServerDeps, note: (context: ServerContext) => void): void {
  registerResources(server, deps, note);
  registerPrompts(server, deps, note);
  server.setRequestHandler('completion/complete', async (request, context): Promise<CompleteResult> => {
    note(context);
    const { ref, argument } = request.params;
    const extra = deps.extras?.complete(ref.type === 'ref/prompt' ? ref.name : ref.uri, argument.name, argument.value);
    return extra ?? { completion: { values: [] } };
  });
}

function registerResources(server: Server, deps: McpServerDeps, note: (context: ServerContext) => void): void {
  server.setRequestHandler('resources/list', () => ({ resources: [...(deps.extras?.resources ?? [])] }));
  server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: [...(deps.extras?.templates ?? [])] }));
  server.setRequestHandler('resources/read', async (request, context): Promise<ReadResourceResult> => {
    note(context);
    const extra = deps.extras?.readResource(request.params.uri);
    if (extra !== undefined) return extra;
    throw new ResourceNotFoundError(request.params.uri);
  });
  const subscribed = new Set<string>();
  server.setRequestHandler('resources/subscribe', (request) => {
    subscribed.add(request.params.uri);
    return {};
  });
  server.setRequestHandler('resources/unsubscribe', (request) => {
    subscribed.delete(request.params.uri);
    return {};
  });
}

function registerPrompts(server: Server, deps: McpServerDeps, note: (context: ServerContext) => void): void {
  server.setRequestHandler('prompts/list', () => ({ prompts: [...(deps.extras?.prompts ?? [])] }));
  server.setRequestHandler('prompts/get', (request, context) => {
    note(context);
    const { name, arguments: args } = request.params;
    const extra = deps.extras?.getPrompt(name, args ?? {});
    if (extra !== undefined) return extra;
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no prompt named ${JSON.stringify(name)}.`);
  });
}
