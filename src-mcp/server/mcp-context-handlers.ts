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
import { toWireError, type WireError } from '#shared/errors.ts';
import { closestNames } from '../format/closest.ts';
import { RESOURCES, TEMPLATES } from '../resources/index.ts';
import { complete } from './completion.ts';
import { getPrompt, LISTED_PROMPTS } from './get-prompt.ts';
import type { McpServerDeps } from './mcp-server.ts';
import type { ResourceBody, ResourceContext } from './resource-definition.ts';
import { runResource } from './run-resource.ts';
import { sendTableNotices } from './table-notices.ts';

export const CONTEXT_CAPABILITIES = { resources: { subscribe: true, listChanged: true }, prompts: { listChanged: true }, completions: {} };

export function registerContextHandlers(server: Server, deps: McpServerDeps, note: (context: ServerContext) => void): void {
  registerReading(server, deps, note);
  registerSubscriptions(server, deps);
  registerPrompts(server, deps, note);
  server.setRequestHandler('completion/complete', async (request, context): Promise<CompleteResult> => {
    note(context);
    const { ref, argument } = request.params;
    const name = ref.type === 'ref/prompt' ? ref.name : ref.uri;
    const extra = deps.extras?.complete(name, argument.name, argument.value);
    if (extra !== undefined) return extra;
    return complete(deps.caller, {
      ref: { kind: ref.type === 'ref/prompt' ? 'prompt' : 'template', name },
      argument: argument.name,
      value: argument.value,
      signal: context.mcpReq.signal,
    });
  });
}

function registerReading(server: Server, deps: McpServerDeps, note: (context: ServerContext) => void): void {
  const resources = RESOURCES.map(({ read: _read, ...listed }) => listed);
  const resourceTemplates = TEMPLATES.map(({ read: _read, pattern: _pattern, variables: _variables, ...listed }) => listed);
  server.setRequestHandler('resources/list', () => ({ resources: [...resources, ...(deps.extras?.resources ?? [])] }));
  server.setRequestHandler('resources/templates/list', () => ({
    resourceTemplates: [...resourceTemplates, ...(deps.extras?.templates ?? [])],
  }));
  server.setRequestHandler('resources/read', async (request, context): Promise<ReadResourceResult> => {
    note(context);
    const { uri } = request.params;
    const extra = deps.extras?.readResource(uri);
    if (extra !== undefined) return extra;
    const read = reader(uri);
    if (read === undefined) throw unknownResource(uri);
    const answer = await runResource(deps, { uri, caller: deps.caller, signal: context.mcpReq.signal, read });
    if (!answer.ok) throw protocolError(answer.error);
    return { contents: answer.parts.map((part) => ({ uri, ...part })) };
  });
}

function reader(uri: string): ((context: ResourceContext) => Promise<ResourceBody> | ResourceBody) | undefined {
  const resource = RESOURCES.find((each) => each.uri === uri);
  if (resource !== undefined) return (context) => resource.read(context);
  for (const template of TEMPLATES) {
    const groups = template.pattern.exec(uri)?.groups;
    if (groups === undefined) continue;
    const variables = Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decoded(value)]));
    return (context) => template.read(variables, context);
  }
  return undefined;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // a per cent sign that encodes nothing stands for itself
  }
}

function registerSubscriptions(server: Server, deps: McpServerDeps): void {
  const subscribed = new Set<string>();
  server.setRequestHandler('resources/subscribe', (request) => {
    const { uri } = request.params;
    if (reader(uri) === undefined && deps.extras?.readResource(uri) === undefined) throw unknownResource(uri);
    subscribed.add(uri);
    return {};
  });
  server.setRequestHandler('resources/unsubscribe', (request) => {
    subscribed.delete(request.params.uri);
    return {};
  });
  sendTableNotices(server, deps, subscribed);
}

function registerPrompts(server: Server, deps: McpServerDeps, note: (context: ServerContext) => void): void {
  server.setRequestHandler('prompts/list', () => ({ prompts: [...LISTED_PROMPTS, ...(deps.extras?.prompts ?? [])] }));
  server.setRequestHandler('prompts/get', (request, context) => {
    note(context);
    const { name, arguments: args = {} } = request.params;
    const extra = deps.extras?.getPrompt(name, args);
    if (extra !== undefined) return extra;
    try {
      return getPrompt(name, args);
    } catch (error) {
      throw protocolError(toWireError(error));
    }
  });
}

function unknownResource(uri: string): ResourceNotFoundError {
  const known = [...RESOURCES.map((each) => each.uri), ...TEMPLATES.map((each) => each.uriTemplate)];
  const close = closestNames(uri, known);
  const next = close.length > 0 ? `Did you mean ${close.join(', ')}?` : `There are: ${known.join(', ')}.`;
  return new ResourceNotFoundError(uri, `There is no resource ${JSON.stringify(uri)}. ${next}`);
}

/** The two sentences of an error, and its kind for programs. */
function protocolError(error: WireError): ProtocolError {
  const code = error.kind === 'input' ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
  return new ProtocolError(code, error.hint === undefined ? error.message : `${error.message} ${error.hint}`, { ...error });
}
