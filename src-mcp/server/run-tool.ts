// The one seam that every tool call passes: an activity entry before and after, strict parsing, cache and one flight per
// identical call, the size budget, errors in words. Tools never see the MCP server, so none can slip past the log.

import type { Redactor } from '#core/redact.ts';
import { AppError, cancelledError, inputError, isAbort, toWireError, type WireError } from '#shared/errors.ts';
import type { ActivityEntry } from '#shared/model/activity-entry.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { JsonObject, JsonValue } from '#shared/model/json.ts';
import type { ActivityLog, OpenActivity } from '../activity/activity-log.ts';
import { count, paragraphs } from '../format/text.ts';
import { estimateTokens, fitsTokens } from '../format/tokens.ts';
import type { Approvals } from '../jobs/approvals.ts';
import type { Jobs } from '../jobs/job-runner.ts';
import type { ConfiguredModel } from '../prose/configured-model.ts';
import { type AnswerPages, FULL_TOKENS, NORMAL_TOKENS, wholePage } from './answer-pages.ts';
import { type Dialogue, NeedsInput, NO_DIALOGUE } from './dialogue.ts';
import type { Kept } from './once-cache.ts';
import { parseArguments } from './parse-arguments.ts';
import type { SessionAccounts } from './session-accounts.ts';
import type { ToolAnswer } from './tool-answer.ts';
import type { AnyTool, ToolContext } from './tool-definition.ts';
import { catalogueOf } from './tool-listing.ts';
import { createWaitNote } from './wait-note.ts';
import type { Workspace } from './workspace.ts';

/** Live calls in a tool wait at most this long for a free place; then the answer says when one is free. */
const TOOL_MAX_WAIT_MS = 15_000;

/** What is larger than this even after cutting would flood the assistant's context. */
const MAX_STRUCTURED_TOKENS = FULL_TOKENS * 1.25;

export interface Caller {
  client: ActivityEntry['client'];
  /** Fails in words when the connection has no usable account. */
  workspace(): Promise<Workspace>;
  /** The project's id, as far as it is known without asking anybody. */
  projectId(): string | null;
  readonly accounts: SessionAccounts;
  /** For answers that need no account, where there is none. */
  readonly ownPages: AnswerPages;
}

export interface RunToolDeps {
  activity: ActivityLog;
  jobs: Jobs;
  /** Left out where no window can be: the tool then says how to go on. */
  approvals?: Approvals | undefined;
  redactor: Redactor;
  now: () => number;
  onFault: (error: unknown, activityId: string) => void;
  /** All tools, whatever the client's profile lists. */
  catalogue: readonly AnyTool[];
  /** A model that the person has set for prose. */
  model?: ConfiguredModel | undefined;
}

export interface ToolCall {
  tool: AnyTool;
  arguments: unknown;
  caller: Caller;
  signal: AbortSignal;
  progress: (job: JobSnapshot) => void;
  /** Left out: nobody can be asked. */
  dialogue?: Dialogue | undefined;
}

export type ToolResult =
  | { ok: true; structured: JsonObject; text: string }
  | { ok: false; error: WireError; text: string }
  /** The call comes again with what is asked for here. */
  | { ok: 'needs-input'; requests: NeedsInput['requests']; state: string };

export async function runTool(deps: RunToolDeps, asked: ToolCall): Promise<ToolResult> {
  const entry = deps.activity.begin({
    client: asked.caller.client,
    projectId: asked.caller.projectId(),
    tool: asked.tool.name,
    arguments: asked.arguments ?? {},
    signal: asked.signal,
  });
  const call = { ...asked, signal: entry.signal };
  try {
    const input = parseArguments(call.tool, call.arguments);
    const { structured: found, text: words, rows, jobId } = await answerOf(deps, call, input, entry);
    const structured = structuredForClient(deps.redactor, found);
    const text = deps.redactor.text(words);
    entry.end({ outcome: 'ok', summary: firstLine(text), rows, jobId });
    return { ok: true, structured, text };
  } catch (error) {
    if (!(error instanceof NeedsInput)) return failed(deps, call, entry, error);
    entry.end({ outcome: 'ok', summary: deps.redactor.text(error.summary) });
    return { ok: 'needs-input', requests: error.requests, state: error.state };
  }
}

/** The last guard before the client: no secret, and never more than an assistant can take. */
function structuredForClient(redactor: Redactor, structured: JsonObject): JsonObject {
  const json = JSON.stringify(structured);
  if (!fitsTokens(json, MAX_STRUCTURED_TOKENS)) {
    throw inputError(
      `The answer would be too large (about ${count(estimateTokens(json))} tokens).`,
      'Ask for fewer columns or fewer rows.',
    );
  }
  return redactor.text(json) === json ? structured : redactedObject(redactor, structured);
}

function redactedObject(redactor: Redactor, object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [redactor.text(name), redacted(redactor, value)]));
}

/** Value by value, so that it stays JSON whatever characters a secret holds. */
export function redacted(redactor: Redactor, value: JsonValue): JsonValue {
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

type FailedCall = Extract<ToolResult, { ok: false }>;

export function failed(deps: RunToolDeps, call: { signal: AbortSignal }, entry: OpenActivity, error: unknown): FailedCall {
  // An aborted signal may throw anything, a text of the client's included.
  const wire = toWireError(call.signal.aborted ? stoppedBy(call.signal) : error, entry.id);
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

/** The person's stop comes with words of ours; a client's may come with anything. */
function stoppedBy({ reason }: AbortSignal): AppError {
  return reason instanceof AppError ? reason : cancelledError('The call was cancelled by the client.');
}

/** `kind: message` and the next step: what a model needs to go on by itself. */
function errorText(error: WireError): string {
  const lines = [`Error (${error.kind}): ${error.message}`];
  if (error.hint !== undefined) lines.push(`What to do: ${error.hint}`);
  return lines.join('\n');
}

interface SeamAnswer {
  structured: JsonObject;
  text: string;
  rows: number | undefined;
  jobId: string | undefined;
}

/** The whole answer, kept or made now, then cut to its budget, with what must be said about its age and about waiting. */
async function answerOf(deps: RunToolDeps, call: ToolCall, input: Record<string, unknown>, entry: OpenActivity): Promise<SeamAnswer> {
  const { tool } = call;
  const wait = createWaitNote(deps.now);
  const budgetTokens = budgetOf(tool, input, call.arguments);
  const context = contextOf(deps, call, entry, { onWait: wait.onWait, budgetTokens });
  const { value: answer, ageMs } = await wholeAnswer(call, input, context);
  if (answer.text !== undefined) return { ...answer, text: answer.text };
  const cut = { tool: tool.name, structured: answer.structured, form: tool.form, budgetTokens };
  const page = tool.form.long === undefined ? wholePage(cut) : (await pagesOf(call.caller)).first(cut);
  const waited = wait.isWorthTelling() ? wait.words((await call.caller.workspace()).quota.status()) : undefined;
  const text = paragraphs(page.text, ageWords(ageMs), waited);
  return { structured: page.structured, text, rows: answer.rows, jobId: answer.jobId };
}

async function pagesOf(caller: Caller): Promise<AnswerPages> {
  const workspace = await caller.workspace().catch(() => undefined);
  return workspace?.pages ?? caller.ownPages;
}

/** Identical calls are made once: schema-like answers stay for a while, live ones are shared only while they are under way. */
export async function wholeAnswer(call: ToolCall, input: Record<string, unknown>, context: ToolContext): Promise<Kept<ToolAnswer>> {
  const { tool } = call;
  // What asks the person of one client must not answer another.
  const isShared = !tool.asks && (tool.cacheSeconds !== undefined || (tool.hints.readOnlyHint && tool.hints.openWorldHint));
  if (!isShared) return { value: await tool.answer(input, context), ageMs: 0 };
  const { cache } = await call.caller.workspace();
  // How much of the answer is shown does not change what is asked.
  const asked = Object.entries(input).filter(([name]) => name !== 'detail');
  const key = `${tool.name} ${JSON.stringify(asked.sort(([a], [b]) => (a < b ? -1 : 1)))}`;
  return cache.get(key, (tool.cacheSeconds ?? 0) * 1000, call.signal, () => tool.answer(input, context));
}

/** `detail: full` raises the budget, and so does a `limit` above the tool's own: who asks for much gets much. */
function budgetOf(tool: AnyTool, input: Record<string, unknown>, given: unknown): number {
  if (input.detail === 'full') return FULL_TOKENS;
  const { limit } = input;
  const usual: unknown = tool.input.shape.limit?.safeParse(undefined).data;
  const isGiven = typeof given === 'object' && given !== null && 'limit' in given;
  return isGiven && typeof limit === 'number' && typeof usual === 'number' && (limit > usual || limit === 0) ? FULL_TOKENS : NORMAL_TOKENS;
}

function ageWords(ageMs: number): string | undefined {
  const seconds = Math.round(ageMs / 1000);
  return seconds < 1 ? undefined : `(from Mixlake's cache, ${seconds} s old; clear_discovery_cache empties it)`;
}

export function contextOf(
  deps: RunToolDeps,
  call: ToolCall,
  entry: OpenActivity,
  { onWait, budgetTokens }: { onWait: (untilMs: number) => void; budgetTokens: number },
): ToolContext {
  return {
    workspace: call.caller.workspace,
    jobs: deps.jobs,
    call: { signal: call.signal, maxWaitMs: TOOL_MAX_WAIT_MS, onRequest: entry.countRequest, onWait },
    signal: call.signal,
    client: { id: call.caller.client.id, name: call.caller.client.name },
    accounts: call.caller.accounts,
    catalogue: () => catalogueOf(deps.catalogue),
    dialogue: call.dialogue ?? NO_DIALOGUE,
    approvals: deps.approvals ?? NO_APPROVALS,
    model: deps.model,
    nextPage: async (id) => (await pagesOf(call.caller)).next(id),
    budgetTokens,
    now: deps.now,
    startedMs: deps.now(),
    progress: call.progress,
  };
}

const NO_APPROVALS: ToolContext['approvals'] = {
  isWatched: () => false,
  ask: () => Promise.reject(new AppError('internal', 'There is no window to ask in.')),
};

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
