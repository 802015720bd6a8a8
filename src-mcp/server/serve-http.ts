// MCP over HTTP on this computer: POST /mcp with a bearer token. The SDK's handler speaks both eras but checks neither who asks
// nor from where, so that is done here, before the body is read: the Host must be ours (DNS rebinding), an Origin if present
// must be ours, the token must be right.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { Hello } from '#core/link/hello.ts';
import type { Logger } from '#core/log.ts';
import { AppError } from '#shared/errors.ts';
import { type Engine, sessionRequest } from './engine.ts';
import { createMcpServer } from './mcp-server.ts';
import { textWithArguments } from './null-arguments.ts';

const MAX_BODY_BYTES = 1024 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
const MAX_CONNECTIONS = 64;
const TOKEN_BYTES = 32;

export interface ServeHttpOptions {
  engine: Engine;
  hello: Hello;
  host: string;
  port: number;
  token: string | undefined;
  log: Logger;
}

export interface HttpServing {
  port: number;
  close(): Promise<void>;
}

export async function serveHttp(options: ServeHttpOptions): Promise<HttpServing> {
  const token = options.token || randomBytes(TOKEN_BYTES).toString('base64url');
  const session = options.engine.openSession(sessionRequest(options.hello));
  const handler = createMcpHandler(() => createMcpServer(options.engine.mcpDeps(session)), {
    maxRequestBodySize: MAX_BODY_BYTES,
    onerror: (error) => options.log.warn({ err: error }, 'an HTTP request could not be served'),
  });
  const server = createServer({ headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    const refusal = refuse(request, token, portOf(server));
    if (refusal !== undefined) return deny(response, refusal);
    answer(handler.fetch, request, response).catch((error) => {
      options.log.warn({ err: error }, 'an HTTP answer broke off');
      response.destroy();
    });
  });
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(cannotListen(cause, options)));
    server.listen(options.port, options.host, resolve);
  });
  const port = portOf(server);
  process.stderr.write(`Mixlake MCP server is ready at http://${options.host}:${port}/mcp\n`);
  if (!options.token) process.stderr.write(`Bearer token for this run: ${token}\n`);
  return {
    port,
    async close() {
      await handler.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function portOf(server: ReturnType<typeof createServer>): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function cannotListen(cause: NodeJS.ErrnoException, options: ServeHttpOptions): AppError {
  const what =
    cause.code === 'EADDRINUSE' ? `Port ${options.port} is in use.` : `The server cannot listen on ${options.host}:${options.port}.`;
  return new AppError('input', what, { cause, hint: 'Choose another one with --port.' });
}

interface Refusal {
  status: number;
  message: string;
}

function refuse(request: IncomingMessage, token: string, port: number): Refusal | undefined {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  if (!hosts.includes(request.headers.host ?? '')) return { status: 403, message: 'This Host is not served.' };
  const origin = request.headers.origin;
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`))
    return { status: 403, message: 'This Origin is not served.' };
  if (!isToken(request.headers.authorization, token)) return { status: 401, message: 'The bearer token is missing or wrong.' };
  if (new URL(request.url ?? '/', 'http://localhost').pathname !== '/mcp') return { status: 404, message: 'Only /mcp is served here.' };
  return undefined;
}

function isToken(header: string | undefined, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}

function deny(response: ServerResponse, { status, message }: Refusal): void {
  const headers = { 'content-type': 'application/json', connection: 'close', ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}) };
  response.writeHead(status, headers).end(JSON.stringify({ error: message }));
}

async function answer(fetch: (request: Request) => Promise<Response>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) if (typeof value === 'string') headers.set(name, value);
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD' && request.method !== 'DELETE';
  const body = hasBody ? await readBody(request) : undefined;
  if (body === null) return deny(response, { status: 413, message: 'The request is larger than 1 MB.' });
  const answered = await fetch(
    new Request(`http://${request.headers.host}${request.url}`, {
      method: request.method ?? 'GET',
      headers,
      signal: gone.signal,
      ...(body === undefined ? {} : { body: textWithArguments(body) }),
    }),
  );
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  if (answered.body === null) return void response.end();
  for await (const chunk of Readable.fromWeb(answered.body))
    if (!response.write(chunk)) await new Promise((resolve) => response.once('drain', resolve));
  response.end();
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
