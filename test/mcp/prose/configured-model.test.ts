// The person's own model: real HTTP to a server in this test, through the product's road.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRedactor } from '#core/redact.ts';
import type { ModelSettings } from '#core/settings.ts';
import { lazyDispatcher } from '#mcp/mixpanel/dispatcher.ts';
import { createConfiguredModel } from '#mcp/prose/configured-model.ts';
import { modelRequest } from '#mcp/prose/model-messages.ts';
import { prose } from '#mcp/prose/prose.ts';
import { AppError } from '#shared/errors.ts';

const KEY = 'sk-test-0123456789abcdef';
const REQUEST = { system: 'Be short.', prompt: 'The report.', maxTokens: 9_000 };

interface Seen {
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

let server: Server;
let port: number;
let seen: Seen[] = [];
let reply: { status: number; body: string; headers?: Record<string, string> } | 'silence';

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) });
      if (reply === 'silence') return;
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      response.end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
});

function settings(kind: ModelSettings['kind'], path = '', isLocal = true): ModelSettings {
  return { kind, name: 'small-one', url: new URL(`http://127.0.0.1:${port}${path}`), isLocal };
}

function model(
  of: ModelSettings | { problem: string } | undefined,
  { key = KEY, timeLimitMs = 20_000 }: { key?: string | undefined; timeLimitMs?: number } = {},
) {
  const redactor = createRedactor();
  const made = createConfiguredModel({ settings: () => of, key: async () => key, redactor, road: lazyDispatcher({}), timeLimitMs });
  return { ...made, redactor };
}

const never = new AbortController().signal;
const OPENAI = { status: 200, body: JSON.stringify({ choices: [{ message: { role: 'assistant', content: 'Twelve words.' } }] }) };
const ANTHROPIC = {
  status: 200,
  body: JSON.stringify({
    content: [
      { type: 'thinking', thinking: 'hm' },
      { type: 'text', text: 'Twelve ' },
      { type: 'text', text: 'words.' },
    ],
  }),
};

describe('the request', () => {
  it('has the form of chat completions, with the key as a bearer', async () => {
    reply = OPENAI;
    expect(await model(settings('openai', '/v1')).write(REQUEST, never)).toEqual({ text: 'Twelve words.' });
    expect(seen[0]).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: {
        model: 'small-one',
        max_tokens: 4_000,
        messages: [
          { role: 'system', content: 'Be short.' },
          { role: 'user', content: 'The report.' },
        ],
      },
    });
  });

  it('has the form of messages, with the key in its own header', async () => {
    reply = ANTHROPIC;
    expect(await model(settings('anthropic')).write(REQUEST, never)).toEqual({ text: 'Twelve words.' });
    expect(seen[0]).toMatchObject({
      path: '/v1/messages',
      headers: { 'x-api-key': KEY, 'anthropic-version': '2023-06-01' },
      body: { model: 'small-one', max_tokens: 4_000, system: 'Be short.', messages: [{ role: 'user', content: 'The report.' }] },
    });
    expect(seen[0]?.headers.authorization).toBeUndefined();
  });

  it.each([
    ['https://api.openai.com/v1', 'openai', 'https://api.openai.com/v1/chat/completions', 'max_completion_tokens'],
    ['https://api.openai.com', 'openai', 'https://api.openai.com/v1/chat/completions', 'max_completion_tokens'],
    ['https://llm.example/api/v2/', 'openai', 'https://llm.example/api/v2/chat/completions', 'max_tokens'],
    ['https://notopenai.com', 'openai', 'https://notopenai.com/v1/chat/completions', 'max_tokens'],
    ['https://api.anthropic.com', 'anthropic', 'https://api.anthropic.com/v1/messages', 'max_tokens'],
    ['https://api.anthropic.com/v1/messages', 'anthropic', 'https://api.anthropic.com/v1/messages', 'max_tokens'],
  ] as const)('for %s (%s) goes to %s', (url, kind, address, limit) => {
    const made = modelRequest({ kind, url: new URL(url), name: 'm', isLocal: false }, KEY, REQUEST);
    expect(made.url).toBe(address);
    expect(made.body[limit]).toBe(9_000);
  });
});

describe('what goes wrong is a sentence without the key', () => {
  it.each([
    [{ status: 401, body: `{"error":"bad key ${KEY}"}` }, 'refused the key (HTTP 401)'],
    [{ status: 404, body: '{}' }, 'was not found (HTTP 404)'],
    [{ status: 429, body: '{}' }, 'has no room for this request now'],
    [{ status: 500, body: `oh ${KEY}` }, 'answered with HTTP 500'],
    [{ status: 302, body: '', headers: { location: 'https://evil.example/' } }, 'answered with HTTP 302'],
    [{ status: 200, body: 'not json' }, 'sent no text'],
    [{ status: 200, body: '{"choices":[]}' }, 'sent no text'],
    [{ status: 200, body: `"${'x'.repeat(1_100_000)}"` }, 'sent too long an answer'],
  ])('%j', async (answer, words) => {
    reply = answer;
    const found = await model(settings('openai')).write(REQUEST, never);
    expect(found).toMatchObject({ problem: expect.stringContaining(words) });
    expect(JSON.stringify(found)).not.toContain(KEY);
    expect(seen).toHaveLength(1);
  });

  it('a model that says nothing is given up, and one that is not there', async () => {
    reply = 'silence';
    const found = await model(settings('openai'), { timeLimitMs: 50 }).write(REQUEST, never);
    expect(found).toEqual({ problem: 'The configured model did not answer in time.' });
    const nobody = { ...settings('openai'), url: new URL('http://127.0.0.1:9') };
    expect(await model(nobody).write(REQUEST, never)).toEqual({ problem: 'The configured model could not be reached.' });
  });

  it('a cancelled call ends', async () => {
    reply = 'silence';
    const stop = new AbortController();
    const asked = model(settings('openai')).write(REQUEST, stop.signal);
    stop.abort();
    await expect(asked).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('a key that is missing, or a keychain that is locked, matters only for a model elsewhere', async () => {
    reply = OPENAI;
    expect(await model(settings('openai'), { key: '' }).write(REQUEST, never)).toEqual({ text: 'Twelve words.' });
    expect(seen[0]?.headers.authorization).toBeUndefined();
    seen = [];
    const found = await model(settings('openai', '', false), { key: '' }).write(REQUEST, never);
    expect(found).toMatchObject({ problem: expect.stringContaining('holds no key') });
    const locked = createConfiguredModel({
      settings: () => settings('openai', '', false),
      key: () => Promise.reject(new AppError('keychain', 'The keychain of this computer is locked.')),
      redactor: createRedactor(),
      road: lazyDispatcher({}),
    });
    expect(await locked.write(REQUEST, never)).toEqual({ problem: 'The keychain of this computer is locked.' });
    expect(seen).toEqual([]);
  });

  it('the key is blanked in whatever is written afterwards', async () => {
    reply = OPENAI;
    const made = model(settings('openai'));
    await made.write(REQUEST, never);
    expect(made.redactor.text(`key ${KEY}`)).toBe('key [secret]');
  });
});

describe('prose', () => {
  const silent = { canWrite: false, write: async () => undefined };
  const report = 'Tour Booked: 69 events in April.';
  const ask = { report, task: 'Answer: how many?' };

  it('without any model is the report, and nobody is asked', async () => {
    expect(await prose({ dialogue: silent, model: model(undefined), signal: never }, 'k', ask)).toEqual({
      text: report,
      writtenBy: 'template',
    });
    expect(seen).toEqual([]);
  });

  it('by the configured model is taken when its numbers are those of the report, and only report and question go there', async () => {
    reply = { status: 200, body: JSON.stringify({ choices: [{ message: { content: 'There were 69 bookings.' } }] }) };
    const found = await prose({ dialogue: silent, model: model(settings('openai')), signal: never }, 'k', ask);
    expect(found).toEqual({ text: 'There were 69 bookings.', writtenBy: 'the configured model' });
    expect(seen[0]?.body.messages).toEqual([
      { role: 'system', content: expect.any(String) },
      { role: 'user', content: `Answer: how many?\n\nThe report:\n\n${report}` },
    ]);
  });

  it('with other numbers, or from a section that is wrong, gives way to the report with a note', async () => {
    reply = { status: 200, body: JSON.stringify({ choices: [{ message: { content: 'There were 70 bookings.' } }] }) };
    const refused = await prose({ dialogue: silent, model: model(settings('openai')), signal: never }, 'k', ask);
    expect(refused).toMatchObject({ text: report, writtenBy: 'template', note: expect.stringContaining('numbers that were not computed') });
    const wrong = await prose({ dialogue: silent, model: model({ problem: '[model] kind is wrong.' }), signal: never }, 'k', ask);
    expect(wrong).toMatchObject({ writtenBy: 'template', note: '[model] kind is wrong. This is the written report.' });
  });

  it("asks the client's model first, and the other when that one fails", async () => {
    reply = { status: 200, body: JSON.stringify({ choices: [{ message: { content: '69 by ours.' } }] }) };
    const dialogue = (text: string | undefined) => ({ canWrite: true, write: async () => text });
    const first = await prose({ dialogue: dialogue('69 by theirs.'), model: model(settings('openai')), signal: never }, 'k', ask);
    expect(first).toMatchObject({ text: '69 by theirs.', writtenBy: "the client's model" });
    expect(seen).toEqual([]);
    const second = await prose({ dialogue: dialogue('71 by theirs.'), model: model(settings('openai')), signal: never }, 'k', ask);
    expect(second).toMatchObject({ text: '69 by ours.', writtenBy: 'the configured model' });
  });
});
