// The seam that every read of a resource passes, as run-tool.ts is for calls: an entry of the activity log before and after, the
// tools' kept answers, no secret, never more than a context can take, errors in words.
import type { WireError } from '#shared/errors.ts';
import { inputError } from '#shared/errors.ts';
import type { OpenActivity } from '../activity/activity-log.ts';
import { NORMAL_TOKENS } from './answer-pages.ts';
import { fitJson, MAX_RESOURCE_CHARS } from './fit-resource.ts';
import { parseArguments } from './parse-arguments.ts';
import type { ResourceBody, ResourceContext } from './resource-definition.ts';
import { type Caller, contextOf, failed, type RunToolDeps, redacted, type ToolCall, wholeAnswer } from './run-tool.ts';

export interface ResourceRead {
  uri: string;
  caller: Caller;
  signal: AbortSignal;
  read(context: ResourceContext): Promise<ResourceBody> | ResourceBody;
}

export interface ResourcePart {
  mimeType: string;
  text: string;
}

export type ResourceAnswer = { ok: true; parts: ResourcePart[] } | { ok: false; error: WireError };

export async function runResource(deps: RunToolDeps, asked: ResourceRead): Promise<ResourceAnswer> {
  const entry = deps.activity.begin({
    client: asked.caller.client,
    projectId: asked.caller.projectId(),
    tool: `resource ${schemeOf(asked.uri)}`,
    arguments: { uri: asked.uri },
    signal: asked.signal,
  });
  const call = { ...asked, signal: entry.signal };
  try {
    const parts = partsOf(deps, await call.read(resourceContext(deps, call, entry)));
    entry.end({ outcome: 'ok', summary: `Read ${deps.redactor.text(call.uri)}.` });
    return { ok: true, parts };
  } catch (error) {
    return { ok: false, error: failed(deps, call, entry, error).error };
  }
}

function resourceContext(deps: RunToolDeps, read: ResourceRead, entry: OpenActivity): ResourceContext {
  const { caller, signal } = read;
  const contextFor = (call: ToolCall) => contextOf(deps, call, entry, { onWait: () => undefined, budgetTokens: NORMAL_TOKENS });
  return {
    workspace: () => caller.workspace(),
    call: { signal, onRequest: entry.countRequest },
    now: deps.now,
    async ask(name, args = {}) {
      const tool = deps.catalogue.find((each) => each.name === name);
      if (tool === undefined) throw inputError(`The tool ${name} is not there.`, 'Update Mixlake.');
      const call: ToolCall = { tool, arguments: args, caller, signal, progress: () => undefined };
      return (await wholeAnswer(call, parseArguments(tool, args), contextFor(call))).value.structured;
    },
  };
}

function partsOf(deps: RunToolDeps, body: ResourceBody): ResourcePart[] {
  if ('markdown' in body) return [{ mimeType: 'text/markdown', text: deps.redactor.text(body.markdown).slice(0, MAX_RESOURCE_CHARS) }];
  const json = JSON.stringify(body.value);
  const value = deps.redactor.text(json) === json ? body.value : Array.isArray(body.value) ? body.value.map(clean) : clean(body.value);
  const { text, note } = fitJson({ ...body, value });
  const parts = [{ mimeType: 'application/json', text }];
  return note === undefined ? parts : [...parts, { mimeType: 'text/plain', text: note }];

  function clean(object: Parameters<typeof redacted>[1]) {
    const safe = redacted(deps.redactor, object);
    return typeof safe === 'object' && safe !== null && !Array.isArray(safe) ? safe : {};
  }
}

/** For the column of tools: an address may hold a user's id, which stands with the arguments. */
function schemeOf(uri: string): string {
  return /^(workspace|schema|recipes|skill):\/\/[\w./-]*$/.test(uri) ? uri : (/^[a-z]+:\/\//.exec(uri)?.[0] ?? 'of an unknown kind');
}
