// What a tool can ask while it works: the person, through a form that the client shows, and the client's model, for prose. The older
// era asks in the middle of the call. In the newer one the call ends with what is needed and comes again with the answers, so a tool
// that asks runs again from its start: what it has found out until then must be cheap or kept (Workspace.kept). A client sends
// only the answers to the last question, so the earlier ones travel with it and come back as it got them (requestState); they hold
// nothing but what this client has answered itself, so that a forged one gains nothing.
// Every client may lack either; a tool must give a full answer without them.
import { CLIENT_CAPABILITIES_META_KEY, inputRequired, inputResponse, type Server, type ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { isAbort } from '#shared/errors.ts';
import { type JsonObject, JsonRecord } from '#shared/model/json.ts';

/** People think, and go for lunch. */
const ASK_TIMEOUT_MS = 10 * 60_000;
const WRITE_TIMEOUT_MS = 2 * 60_000;

type FieldType =
  | { type: 'boolean'; default?: boolean }
  | { type: 'integer'; minimum?: number; maximum?: number; default?: number }
  | TextField;
interface TextField {
  type: 'string';
  enum?: string[];
  default?: string;
}

/** A form: flat, and no field may be null (clients refuse that). */
export interface Form {
  message: string;
  fields: Record<string, FieldType & { title: string; description?: string }>;
  required: string[];
}

export type Reply = { action: 'accept'; content: JsonObject } | { action: 'decline' | 'cancel' | 'unavailable' };

export interface WriteRequest {
  system: string;
  prompt: string;
  maxTokens: number;
}

export interface Dialogue {
  readonly canAsk: boolean;
  readonly canWrite: boolean;
  /** `unavailable` when the client cannot show forms, or failed to. */
  ask(key: string, form: Form): Promise<Reply>;
  /** The model's text; undefined when the client has none to offer, or it failed or declined. */
  write(key: string, request: WriteRequest): Promise<string | undefined>;
}

/** Not an error: ends a call of the newer era with what is needed to go on. Passes through tools untouched. */
export class NeedsInput extends Error {
  readonly requests: Record<string, ReturnType<typeof inputRequired.elicit>>;
  readonly summary: string;
  /** To be sent with the questions and to come back with the answers. */
  readonly state: string;

  constructor(requests: NeedsInput['requests'], summary: string, state: string) {
    super('the call needs input from the client');
    this.requests = requests;
    this.summary = summary;
    this.state = state;
  }
}

const Capabilities = z.looseObject({ elicitation: z.looseObject({}).optional(), sampling: z.looseObject({}).optional() });
const Envelope = z.looseObject({ [CLIENT_CAPABILITIES_META_KEY]: Capabilities });
const ModelText = z.looseObject({
  content: z.union([z.looseObject({ text: z.string() }), z.array(z.looseObject({ text: z.string().optional() }))]),
});

export const NO_DIALOGUE: Dialogue = {
  canAsk: false,
  canWrite: false,
  ask: async () => ({ action: 'unavailable' }),
  write: async () => undefined,
};

export function dialogueOf(server: Server, context: ServerContext): Dialogue {
  const envelope = Envelope.safeParse(context.mcpReq.envelope);
  if (envelope.success) return inRounds(envelope.data[CLIENT_CAPABILITIES_META_KEY], context);
  const declared = Capabilities.safeParse(server.getClientCapabilities() ?? {});
  return declared.success ? inTheMiddle(declared.data, context) : NO_DIALOGUE;
}

function inTheMiddle(capabilities: z.output<typeof Capabilities>, context: ServerContext): Dialogue {
  const canAsk = capabilities.elicitation !== undefined;
  const canWrite = capabilities.sampling !== undefined;
  const options = (timeout: number) => ({ timeout, signal: context.mcpReq.signal, relatedRequestId: context.mcpReq.id });
  return {
    canAsk,
    canWrite,
    async ask(_key, form) {
      if (!canAsk) return { action: 'unavailable' };
      try {
        return replyOf(await context.mcpReq.elicitInput(elicitation(form), options(ASK_TIMEOUT_MS)));
      } catch (error) {
        return orAbort(error, context, { action: 'unavailable' });
      }
    },
    async write(_key, request) {
      if (!canWrite) return undefined;
      try {
        return textOf(await context.mcpReq.requestSampling(sampling(request), options(WRITE_TIMEOUT_MS)));
      } catch (error) {
        return orAbort(error, context, undefined);
      }
    },
  };
}

function inRounds(capabilities: z.output<typeof Capabilities>, context: ServerContext): Dialogue {
  const canAsk = capabilities.elicitation !== undefined;
  const canWrite = capabilities.sampling !== undefined;
  const { asked, answers, wasAsked } = roundsSoFar(context);
  const need = (key: string, request: NeedsInput['requests'][string], summary: string): NeedsInput =>
    new NeedsInput({ [key]: request }, summary, JSON.stringify({ asked: [...asked, key], answers }));
  return {
    canAsk,
    canWrite,
    async ask(key, form) {
      if (!canAsk) return { action: 'unavailable' };
      const view = inputResponse(answers, key);
      if (view.kind === 'elicit') return replyOf(view);
      if (wasAsked(key)) return { action: 'unavailable' };
      throw need(key, inputRequired.elicit(elicitation(form)), `asked the person: ${form.message}`);
    },
    async write(key, request) {
      if (!canWrite) return undefined;
      const view = inputResponse(answers, key);
      if (view.kind === 'sampling') return textOf(view.result);
      // A client that came back without it could not: the answer must not hang on it.
      if (wasAsked(key)) return undefined;
      throw need(key, inputRequired.createMessage(sampling(request)), "asked the client's model for prose");
    },
  };
}

const Rounds = z.object({ asked: z.array(z.string()).max(20), answers: z.record(z.string(), z.unknown()) });

interface RoundsSoFar {
  asked: readonly string[];
  answers: Record<string, unknown>;
  wasAsked(key: string): boolean;
}

function roundsSoFar(context: ServerContext): RoundsSoFar {
  const now = context.mcpReq.inputResponses;
  try {
    const state: unknown = JSON.parse(String(context.mcpReq.requestState()));
    const { asked, answers } = Rounds.parse(state);
    return { asked, answers: { ...answers, ...now }, wasAsked: (key) => asked.includes(key) };
  } catch {
    // The first round; or a client that answers without giving the state back, which then counts as asked for everything.
    return { asked: [], answers: now ?? {}, wasAsked: () => now !== undefined };
  }
}

function elicitation({ message, fields, required }: Form) {
  return { mode: 'form' as const, message, requestedSchema: { type: 'object' as const, properties: fields, required } };
}

function sampling({ system, prompt, maxTokens }: WriteRequest) {
  return { systemPrompt: system, maxTokens, messages: [{ role: 'user' as const, content: { type: 'text' as const, text: prompt } }] };
}

function replyOf(result: { action: 'accept' | 'decline' | 'cancel'; content?: unknown }): Reply {
  if (result.action !== 'accept') return { action: result.action };
  const content = JsonRecord.safeParse(result.content ?? {});
  return content.success ? { action: 'accept', content: content.data } : { action: 'cancel' };
}

function textOf(result: unknown): string | undefined {
  const parsed = ModelText.safeParse(result);
  if (!parsed.success) return undefined;
  const { content } = parsed.data;
  const text = Array.isArray(content) ? content.map((part) => part.text ?? '').join('') : content.text;
  return text.trim() === '' ? undefined : text;
}

/** A client that fails at a form or at prose must not fail the tool; a cancelled call ends it. */
function orAbort<T>(error: unknown, context: ServerContext, otherwise: T): T {
  if (context.mcpReq.signal.aborted || isAbort(error)) throw error;
  return otherwise;
}
