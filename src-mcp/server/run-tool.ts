// The one seam that every tool call passes: an activity entry before and after, strict parsing, cache and one flight per
// identical call, the size budget, errors in words. Tools never see the MCP server, so none can slip past the log.

import type { Redactor } from '#core/redact.ts';
import { cancelledError, inputError, isAbort, toWireError, type WireError } from '#shared/errors.ts';
import type { ActivityEntry } from '#shared/model/activity-entry.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { JsonObject, JsonValue } from '#shared/model/json.ts';
import type { ActivityLog, OpenActivity } from '../activity/activity-log.ts';
import { count, withinBudget } from '../format/text.ts';
import type { Jobs } from '../jobs/job-runner.ts';
import { parseArguments } from './parse-arguments.ts';
import type { CachedAnswer, ToolAnswer } from './tool-answer.ts';
import type { AnyTool, ToolContext } from './tool-definition.ts';
import type { Workspace } from './workspace.ts';

/** Live calls in a tool wait at most this long for a free place; then the answer says when one is free. */
const TOOL_MAX_WAIT_MS = 15_000;

/** The tools keep to a third of this; what is still larger would flood the assistant's context. */
const MAX_STRUCTURED_CHARS = 80_000;

export interface Caller {
  client: ActivityEntry['client'];
  /** Fails in words when the connection has no usable account. */
  workspace(): Promise<Workspace>;
  /** The project's id, as far as it is known without asking anybody. */
  projectId(): string | null;
}

export interface RunToolDeps {
  activity: ActivityLog;
  jobs: Jobs;
  redactor: Redactor;
  now: () => number;
  onFault: (error: unknown, activityId: string) => void;
}

export interface ToolCall {
  tool: AnyTool;
  arguments: unknown;
  caller: Caller;
  signal: AbortSignal;
  progress: (job: JobSnapshot) => void;
}

export type ToolResult = { ok: true; structured: JsonObject; text: string } | { ok: false; error: WireError; text: string };

export async function runTool(deps: RunToolDeps, call: ToolCall): Promise<ToolResult> {
  const entry = deps.activity.begin({
    client: call.caller.client,
    projectId: call.caller.projectId(),
    tool: call.tool.name,
    arguments: call.arguments ?? {},
  });
  try {
    const input = parseArguments(call.tool, call.arguments);
    const answer = await answerOrCached(deps, call, input, entry);
    const structured = structuredForClient(deps.redactor, answer.structured);
    const text = deps.redactor.text(withinBudget(answer.text));
    entry.end({ outcome: 'ok', summary: firstLine(text), rows: answer.rows, jobId: answer.jobId });
    return { ok: true, structured, text };
  } catch (error) {
    return failed(deps, call, entry, error);
  }
}

/** The last guard before the client: no secret, and never more than an assistant can take. */
function structuredForClient(redactor: Redactor, structured: JsonObject): JsonObject {
  const json = JSON.stringify(structured);
  if (json.length > MAX_STRUCTURED_CHARS) {
    throw inputError(`The answer would be too large (${count(json.length)} characters).`, 'Ask for fewer columns or fewer rows.');
  }
  return redactor.text(json) === json ? structured : redactedObject(redactor, structured);
}

function redactedObject(redactor: Redactor, object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [redactor.text(name), redacted(redactor, value)]));
}

/** Value by value, so that it stays JSON whatever characters a secret holds. */
function redacted(redactor: Redactor, value: JsonValue): JsonValue {
  if (typeof value === 'string') return redactor.text(value);
  if (Array.isArray(value)) return value.map((each) => redacted(redactor, each));
  if (typeof value === 'object' && value !== null) return redactedObject(redactor, value);
  const text = String(value);
  return redactor.text(text) === text ? value : redactor.text(text);
}

/** A call of a tool that does not exist is recorded like any other. */
export function refuseUnknownTool(deps: RunToolDeps, caller: Caller, name: string, args: unknown, message: string): ToolResult {
  const entry = deps.activity.begin({ client: caller.client, projectId: caller.projectId(), tool: name, arguments: args ?? {} });
  entry.end({ outcome: 'refused', summary: message, errorKind: 'input' });
  return { ok: false, error: { kind: 'input', message }, text: message };
}

function failed(deps: RunToolDeps, call: ToolCall, entry: OpenActivity, error: unknown): ToolResult {
  // An aborted signal may throw anything, a text of the client's included.
  const wire = toWireError(call.signal.aborted ? cancelledError('The call was cancelled by the client.') : error, entry.id);
  if (wire.kind === 'internal') deps.onFault(error, entry.id);
  const words = {
    ...wire,
    message: deps.redactor.text(wire.message),
    ...(wire.hint === undefined ? {} : { hint: deps.redactor.text(wire.hint) }),
  };
  const outcome = call.signal.aborted || isAbort(error) ? 'cancelled' : wire.kind === 'input' || wire.kind === 'sql' ? 'refused' : 'error';
  entry.end({ outcome, summary: words.message, errorKind: wire.kind });
  return { ok: false, error: words, text: errorText(words) };
}

/** `kind: message` and the next step: what a model needs to go on by itself. */
function errorText(error: WireError): string {
  const lines = [`Error (${error.kind}): ${error.message}`];
  if (error.hint !== undefined) lines.push(`What to do: ${error.hint}`);
  return lines.join('\n');
}

async function answerOrCached(deps: RunToolDeps, call: ToolCall, input: Record<string, unknown>, entry: OpenActivity): Promise<ToolAnswer> {
  const { cacheSeconds } = call.tool;
  if (cacheSeconds === undefined) return call.tool.answer(input, contextOf(deps, call, entry));
  const { cache } = await call.caller.workspace();
  const key = `${call.tool.name} ${JSON.stringify(Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1)))}`;
  const known = cache.get(key);
  if (known !== undefined && deps.now() - known.atMs < cacheSeconds * 1000) {
    try {
      return withAge(await known.answer, deps.now() - known.atMs);
    } catch (error) {
      // The client that asked first has cancelled; that must not cancel us.
      if (!isAbort(error) || call.signal.aborted) throw error;
    }
  }
  const flight: CachedAnswer = { atMs: deps.now(), answer: call.tool.answer(input, contextOf(deps, call, entry)) };
  cache.set(key, flight);
  try {
    return await flight.answer;
  } catch (error) {
    if (cache.get(key) === flight) cache.delete(key);
    throw error;
  }
}

function withAge(answer: ToolAnswer, ageMs: number): ToolAnswer {
  const seconds = Math.round(ageMs / 1000);
  if (seconds < 1) return answer;
  return { ...answer, text: `${answer.text}\n\n(from Mixlake's cache, ${seconds} s old)` };
}

function contextOf(deps: RunToolDeps, call: ToolCall, entry: OpenActivity): ToolContext {
  return {
    workspace: call.caller.workspace,
    jobs: deps.jobs,
    call: { signal: call.signal, maxWaitMs: TOOL_MAX_WAIT_MS, onRequest: () => entry.countRequest() },
    signal: call.signal,
    client: { id: call.caller.client.id, name: call.caller.client.name },
    now: deps.now,
    startedMs: deps.now(),
    progress: call.progress,
  };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
