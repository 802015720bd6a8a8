// The two forms in which language models are asked over HTTP: Anthropic's messages, and OpenAI's chat completions, which most
// servers that people run themselves understand as well.
import { z } from 'zod';
import type { ModelSettings } from '#core/settings.ts';
import type { WriteRequest } from './configured-model.ts';

const ANTHROPIC_VERSION = '2023-06-01';

export interface ModelRequest {
  url: string;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

export function modelRequest(settings: ModelSettings, key: string | undefined, request: WriteRequest): ModelRequest {
  const { system, prompt, maxTokens } = request;
  const user = { role: 'user', content: prompt };
  if (settings.kind === 'anthropic') {
    return {
      url: address(settings.url, '/messages'),
      headers: { 'anthropic-version': ANTHROPIC_VERSION, ...(key === undefined ? {} : { 'x-api-key': key }) },
      body: { model: settings.name, max_tokens: maxTokens, system, messages: [user] },
    };
  }
  // OpenAI's own newer models refuse the older name of the limit, other servers know only that one.
  const limit = /(^|\.)openai\.com$/.test(settings.url.hostname) ? 'max_completion_tokens' : 'max_tokens';
  return {
    url: address(settings.url, '/chat/completions'),
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    body: { model: settings.name, [limit]: maxTokens, messages: [{ role: 'system', content: system }, user] },
  };
}

/** People write the address with the version, without it, or whole. */
function address(url: URL, endpoint: string): string {
  const path = url.pathname.replace(/\/+$/, '');
  const base = `${url.origin}${path}`;
  if (path.endsWith(endpoint)) return base;
  return path === '' ? `${base}/v1${endpoint}` : `${base}${endpoint}`;
}

const Anthropic = z.looseObject({ content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })) });
const OpenAi = z.looseObject({ choices: z.array(z.looseObject({ message: z.looseObject({ content: z.string().nullish() }) })) });

export function answerText(kind: ModelSettings['kind'], body: string): string | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return undefined;
  }
  const text = kind === 'anthropic' ? anthropicText(answer) : OpenAi.safeParse(answer).data?.choices[0]?.message.content;
  return text === undefined || text === null || text.trim() === '' ? undefined : text;
}

function anthropicText(answer: unknown): string | undefined {
  return Anthropic.safeParse(answer)
    .data?.content.flatMap(({ type, text }) => (type === 'text' && text !== undefined ? [text] : []))
    .join('');
}
