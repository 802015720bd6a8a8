// MCP over HTTP on this computer: /mcp with a bearer token, for both protocol lines. The SDK's handlers check neither who asks nor from
// where, so that is done before the body is read (http-request.ts): the Host must be ours (DNS rebinding), an Origin if present must be
// ours, the token must be right. The older line has sessions (http-sessions.ts); the newer one says all in each request.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server';
import type { Hello } from '#core/link/hello.ts';
import type { Logger } from '#core/log.ts';
import { AppError } from '#shared/errors.ts';
import { type Engine, sessionRequest } from './engine.ts';
import { createCallRate } from './http-call-rate.ts';
import { callsIn, deny, readBody, refuse, toWebRequest, writeResponse } from './http-request.ts';
import { createHttpSessions, refusal, sessionIdOf } from './http-sessions.ts';

import { createMcpServer } from './mcp-server.ts';
import type { ServerExtras } from './server-extras.ts';
import { TABLE_RESOURCES } from './table-notices.ts';

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
  extras?: ServerExtras | undefined;
  now?: () => number;
}

export interface HttpServing {
  port: number;
  /** Open sessions of the older line. */
  sessions(): number;
  /** Ends sessions that have been idle for too long. */
  sweep(): void;
  close(): Promise<void>;
}

export async function serveHttp(options: ServeHttpOptions): Promise<HttpServing> {
  const token = options.token || randomBytes(TOKEN_BYTES).toString('base64url');
  const protocol = serveProtocol(options);
  const server = createServer({ headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    const refused = refuse(request, token, portOf(server));
    if (refused !== undefined) return deny(response, refused);
    answer(protocol.fetch, request, response).catch((error) => {
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
    sessions: protocol.sessions.count,
    sweep: protocol.sessions.sweep,
    async close() {
      await protocol.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Both lines behind one function from request to response. */
function serveProtocol(options: ServeHttpOptions) {
  const { engine, hello, extras } = options;
  const now = options.now ?? Date.now;
  const onFault = (error: Error): void => options.log.warn({ err: error }, 'an HTTP request could not be served');
  // Clients of the newer line share one connection to the engine: nothing but their own word tells them apart.
  const shared = engine.openSession(sessionRequest(hello));
  const sharedDeps = { ...engine.mcpDeps(shared), extras };
  // A server of the newer line lives for one request; notices go through the handler, which holds the open subscriptions.
  const newer = createMcpHandler(() => createMcpServer({ ...sharedDeps, onTablesChanged: () => () => undefined }), {
    legacy: 'reject',
    onerror: onFault,
  });
  const createSessionServer = () => createMcpServer({ ...engine.mcpDeps(engine.openSession(sessionRequest(hello))), extras });
  const sessions = createHttpSessions({ createServer: createSessionServer, now, onFault });
  const rate = createCallRate(now);
  const stopNotices = sharedDeps.onTablesChanged((projectId) => {
    shared.workspace().then(
      (workspace) => {
        if (workspace.projectId === projectId) for (const uri of TABLE_RESOURCES) newer.notify.resourceUpdated(uri);
      },
      () => undefined, // without an account there are no tables to tell of
    );
  });
  return {
    sessions,
    async fetch(request: Request, body: unknown): Promise<Response> {
      const { toolCalls, clientName } = callsIn(body);
      const waitSeconds = rate.take(sessionIdOf(request) ?? `newer ${clientName ?? ''}`, toolCalls);
      if (waitSeconds > 0) {
        const words = `Too many tool calls at once. Try again in ${waitSeconds} s.`;
        return refusal(429, words, { 'retry-after': String(waitSeconds) });
      }
      return (await isLegacyRequest(request, body)) ? sessions.serve(request, body) : newer.fetch(request, { parsedBody: body });
    },
    async close() {
      stopNotices();
      await newer.close();
      await sessions.close();
    },
  };
}

async function answer(
  fetch: (request: Request, body: unknown) => Promise<Response>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const read = await readBody(request);
  if (!read.ok) return deny(response, read.refusal);
  await writeResponse(await fetch(toWebRequest(request, gone.signal), read.body), response);
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
