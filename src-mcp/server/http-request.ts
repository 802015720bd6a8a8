// A request of the HTTP server before the protocol sees it: who asks, from where, in what form, and how much of it.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { CLIENT_INFO_META_KEY, isJsonContentType } from '@modelcontextprotocol/server';
import { withArguments } from './null-arguments.ts';

const MAX_BODY_BYTES = 1024 * 1024;

export interface Refusal {
  status: number;
  message: string;
  headers?: Record<string, string>;
}

/** Judged by the headers alone, before a byte of the body is read. */
export function refuse(request: IncomingMessage, token: string, port: number): Refusal | undefined {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  if (!hosts.includes(request.headers.host ?? '')) return { status: 403, message: 'This Host is not served.' };
  const origin = request.headers.origin;
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`))
    return { status: 403, message: 'This Origin is not served.' };
  if (!isToken(request.headers.authorization, token))
    return { status: 401, message: 'The bearer token is missing or wrong.', headers: { 'www-authenticate': 'Bearer' } };
  if (new URL(request.url ?? '/', 'http://localhost').pathname !== '/mcp') return { status: 404, message: 'Only /mcp is served here.' };
  if (request.method === 'POST' && !isJsonContentType(request.headers['content-type'] ?? null))
    return { status: 415, message: 'A request must be sent with the Content-Type application/json.' };
  return undefined;
}

function isToken(header: string | undefined, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}

export function deny(response: ServerResponse, { status, message, headers = {} }: Refusal): void {
  response
    .writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers })
    .end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32_000, message } }));
}

export type ReadBody = { ok: true; body: unknown } | { ok: false; refusal: Refusal };

/** The messages of a POST; other methods have none. */
export async function readBody(request: IncomingMessage): Promise<ReadBody> {
  if (request.method !== 'POST') return { ok: true, body: undefined };
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return { ok: false, refusal: { status: 413, message: 'The request is larger than 1 MB.' } };
    chunks.push(chunk);
  }
  try {
    return { ok: true, body: withArguments(JSON.parse(Buffer.concat(chunks).toString('utf8'))) };
  } catch {
    return { ok: false, refusal: { status: 400, message: 'The request is not JSON.' } };
  }
}

export interface Calls {
  toolCalls: number;
  /** How the client names itself; the newer protocol line says it in every request. */
  clientName: string | undefined;
}

export function callsIn(body: unknown): Calls {
  const messages: unknown[] = Array.isArray(body) ? body : [body];
  const calls = messages.filter((each) => field(each, 'method') === 'tools/call');
  const name = field(field(field(field(calls[0], 'params'), '_meta'), CLIENT_INFO_META_KEY), 'name');
  return { toolCalls: calls.length, clientName: typeof name === 'string' ? name : undefined };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

export function toWebRequest(request: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) if (typeof value === 'string') headers.set(name, value);
  return new Request(`http://${request.headers.host}${request.url}`, { method: request.method ?? 'GET', headers, signal });
}

export async function writeResponse(answered: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  // A stream that has nothing to say yet is open all the same, and the client waits for just this.
  response.flushHeaders();
  if (answered.body === null) return void response.end();
  const reader = answered.body.getReader();
  // A client that has gone is not waited for: its stream is let go of at once.
  const gone = new Promise<void>((resolve) => response.once('close', resolve));
  gone.then(() => reader.cancel()).catch(() => undefined);
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (!response.write(part.value)) await Promise.race([gone, new Promise((resolve) => response.once('drain', resolve))]);
  }
  response.end();
}
