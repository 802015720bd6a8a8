// The MCP server of one connection, over whatever carries it. The low-level Server is used on purpose: listing and calling pass
// through our own list and our one seam, and both protocol eras are served from here.
import { CLIENT_INFO_META_KEY, inputRequired, Server, type ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { ToolProfile } from '#core/link/hello.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { didYouMean } from '../format/closest.ts';
import { useTool } from '../tools/jobs/use-tool.ts';
import { dialogueOf } from './dialogue.ts';
import { CONTEXT_CAPABILITIES, registerContextHandlers } from './mcp-context-handlers.ts';
import { type Caller, type RunToolDeps, refuseUnknownTool, runTool, type ToolResult } from './run-tool.ts';
import type { ServerExtras } from './server-extras.ts';
import type { AnyTool } from './tool-definition.ts';
import { listTools } from './tool-listing.ts';

export const SERVER_NAME = 'mixlake';
const ERROR_META_KEY = 'mixlake/error';

const INSTRUCTIONS = [
  'Mixlake answers questions about a Mixpanel project.',
  'Discover first: workspace_info, list_events, list_properties, list_property_values.',
  'Live questions (segmentation, funnel, retention, top_events) each cost one of 60 query calls an hour.',
  'An answer that says it was cut goes on with next_page. Tools that are not listed: find_tools, then use_tool.',
  'For several questions about the same days: fetch_events once, then sql on the local table, which costs nothing and has every property.',
  'Days are days in the project time zone; event_time in local tables is UTC. Long work gives a job_id: ask job_status.',
].join(' ');

export interface McpServerDeps extends RunToolDeps {
  version: string;
  caller: Caller;
  /** Told once the client has said who it is (its name and version come from its handshake or its requests). */
  onClientInfo: (info: { name: string; version?: string | undefined }, era: 'older' | 'newer') => void;
  /** Which tools this client is shown. */
  profile: () => ToolProfile;
  /** Tells of every change of a project's local tables, until the returned function is called. */
  onTablesChanged: (listener: (projectId: string) => void) => () => void;
  /** The fixtures of the conformance suite; undefined in every normal run. */
  extras?: ServerExtras | undefined;
}

export function createMcpServer(deps: McpServerDeps): Server {
  const server = new Server(
    { name: SERVER_NAME, title: 'Mixlake', version: deps.version },
    { capabilities: { tools: { listChanged: true }, ...CONTEXT_CAPABILITIES, ...deps.extras?.capabilities }, instructions: INSTRUCTIONS },
  );
  server.oninitialized = () => {
    const info = server.getClientVersion();
    if (info !== undefined) deps.onClientInfo(info, 'older');
  };
  server.setRequestHandler('tools/list', (_request, context) => {
    noteClient(server, context, deps);
    return { tools: [...listTools(deps.catalogue, deps.profile()), ...(deps.extras?.tools ?? [])] };
  });
  server.setRequestHandler('tools/call', async (request, context) => {
    noteClient(server, context, deps);
    const { name, arguments: args } = directCall(request.params);
    const extra = deps.extras?.callTool(name, args ?? {}, context);
    if (extra !== undefined) return extra;
    const tool = deps.catalogue.find((each) => each.name === name);
    if (tool === undefined) return toCallResult(refuseUnknownTool(deps, deps.caller, name, args, unknownTool(name, deps.catalogue)));
    const result = await runTool(deps, {
      tool,
      arguments: args,
      caller: deps.caller,
      signal: context.mcpReq.signal,
      progress: progressTeller(context),
      dialogue: dialogueOf(server, context),
    });
    return toCallResult(result);
  });
  registerContextHandlers(server, deps, (context) => noteClient(server, context, deps));
  return server;
}

function toCallResult(result: ToolResult) {
  if (result.ok === 'needs-input') return inputRequired({ inputRequests: result.requests, requestState: result.state });
  if (result.ok) return { content: [{ type: 'text' as const, text: result.text }], structuredContent: result.structured };
  // No structuredContent here: clients of the older line check it against the output schema even when the call failed. The
  // kind and the next step stand in the text for every reader, and in _meta for programs.
  return { content: [{ type: 'text' as const, text: result.text }], isError: true, _meta: { [ERROR_META_KEY]: { ...result.error } } };
}

function unknownTool(name: string, catalogue: readonly AnyTool[]): string {
  const names = catalogue.map((tool) => tool.name);
  return `There is no tool named ${JSON.stringify(name)}. ${didYouMean(name, names) ?? 'find_tools names all tools.'}`;
}

const WrappedCall = z.object({ name: z.string().min(1), arguments: z.record(z.string(), z.unknown()).nullish() });

/** use_tool stands for the call inside it. A call that is not well formed goes on as it is and is refused in words. */
function directCall(params: { name: string; arguments?: Record<string, unknown> | undefined }) {
  if (params.name !== useTool.name) return params;
  const wrapped = WrappedCall.safeParse(params.arguments);
  if (!wrapped.success || wrapped.data.name === useTool.name) return params;
  return { name: wrapped.data.name, arguments: wrapped.data.arguments ?? {} };
}

const ClientEnvelope = z.looseObject({ [CLIENT_INFO_META_KEY]: z.looseObject({ name: z.string(), version: z.string().optional() }) });

/**
 * In the newer era each request carries the client's name; in the older one the handshake told it once, and a client may send its first call
 * without waiting for the answer to that.
 */
function noteClient(server: Server, context: ServerContext, deps: McpServerDeps): void {
  const envelope = ClientEnvelope.safeParse(context.mcpReq.envelope);
  if (envelope.success) return deps.onClientInfo(envelope.data[CLIENT_INFO_META_KEY], 'newer');
  const info = server.getClientVersion();
  if (info !== undefined) deps.onClientInfo(info, 'older');
}

/** Progress must rise with every notification; within a day the bytes that arrive move it on by a little. */
function progressTeller(context: ServerContext): (job: JobSnapshot) => void {
  const progressToken = context.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return () => undefined;
  let last = -1;
  return (job) => {
    const { done, total } = job.progress;
    const next = Math.max(done, last + 0.001);
    if (total !== null && next > total) return;
    last = next;
    const params = { progressToken, progress: last, ...(total === null ? {} : { total }), message: job.message };
    context.mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {
      // The client has gone; the job goes on without it.
    });
  };
}
