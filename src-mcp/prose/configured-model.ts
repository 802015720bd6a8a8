// A language model that the person has set in settings.toml, asked over HTTP for the wording of one report. It gets that report and
// nothing else. Whatever goes wrong there is a sentence for a note, never the end of a call, and never holds the key or the answer's
// own words.
import type { Redactor } from '#core/redact.ts';
import type { ModelSettings, Settings } from '#core/settings.ts';
import { AppError, cancelledError } from '#shared/errors.ts';
import type { UndiciRoad } from '../mixpanel/send.ts';
import { answerText, modelRequest } from './model-messages.ts';

const TIME_LIMIT_MS = 60_000;
/** 4,000 tokens are about 16 KB; a reasoning model sends its thoughts along. */
const MAX_ANSWER_BYTES = 1_000_000;
const MAX_TOKENS = 4_000;

export interface WriteRequest {
  system: string;
  prompt: string;
  maxTokens: number;
}

export type ModelReply = { text: string } | { problem: string };

export interface ConfiguredModel {
  /** Undefined when none is set. Throws only when the caller's signal fires. */
  write(request: WriteRequest, signal: AbortSignal): Promise<ModelReply | undefined>;
}

export interface ConfiguredModelDeps {
  /** Read at each call, so that a change needs no restart. */
  settings(): Settings['model'];
  key(): Promise<string | undefined>;
  redactor: Redactor;
  road: UndiciRoad;
  timeLimitMs?: number;
}

export function createConfiguredModel(deps: ConfiguredModelDeps): ConfiguredModel {
  return {
    async write(request, signal) {
      const settings = deps.settings();
      if (settings === undefined || 'problem' in settings) return settings;
      try {
        const key = await keyFor(settings, deps);
        const limit = AbortSignal.timeout(deps.timeLimitMs ?? TIME_LIMIT_MS);
        return await ask({ settings, key, request, signal: AbortSignal.any([signal, limit]) }, deps.road);
      } catch (error) {
        if (signal.aborted) throw cancelledError();
        return { problem: problemOf(error) };
      }
    },
  };
}

/** A model on this computer needs no key, and no keychain. */
async function keyFor(settings: ModelSettings, deps: ConfiguredModelDeps): Promise<string | undefined> {
  let key: string | undefined;
  try {
    key = (await deps.key())?.trim();
  } catch (error) {
    if (!settings.isLocal) throw error;
  }
  if (key === undefined || key === '') {
    if (settings.isLocal) return undefined;
    throw new AppError('keychain', 'The keychain holds no key for the configured model (entry "model").');
  }
  deps.redactor.addSecret(key);
  return key;
}

interface Asking {
  settings: ModelSettings;
  key: string | undefined;
  request: WriteRequest;
  signal: AbortSignal;
}

async function ask({ settings, key, request, signal }: Asking, road: UndiciRoad): Promise<ModelReply> {
  const { dispatcher, request: undiciRequest } = await road();
  const message = modelRequest(settings, key, { ...request, maxTokens: Math.min(request.maxTokens, MAX_TOKENS) });
  const answer = await undiciRequest(message.url, {
    method: 'POST',
    dispatcher,
    headers: { ...message.headers, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(message.body),
    signal,
  });
  if (answer.statusCode !== 200) {
    await answer.body.dump();
    return { problem: statusProblem(answer.statusCode) };
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.body) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) return { problem: 'The configured model sent too long an answer.' };
    chunks.push(chunk);
  }
  const text = answerText(settings.kind, Buffer.concat(chunks).toString('utf8'));
  return text === undefined ? { problem: 'The configured model sent no text.' } : { text };
}

function statusProblem(status: number): string {
  if (status === 401 || status === 403) return `The configured model refused the key (HTTP ${status}).`;
  if (status === 404) return 'The configured model was not found (HTTP 404): check url and name in settings.toml.';
  if (status === 429) return 'The configured model has no room for this request now (HTTP 429).';
  return `The configured model answered with HTTP ${status}.`;
}

/** The text of an unknown error may hold an address or more: only our own sentences are shown. */
function problemOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError'))
    return 'The configured model did not answer in time.';
  return 'The configured model could not be reached.';
}
