// The browser host: the window's page and the contract over HTTP on 127.0.0.1.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { BodyLimitPlugin, RPCHandler } from '@orpc/server/node';
import { AppError } from '#shared/errors.ts';
import type { AppServices } from '../services/app-services.ts';
import { cookieName, createGatekeeper, type Gatekeeper, GUARD_HEADER, isJson } from './gatekeeper.ts';
import { PAGE_HEADERS, type PageFile, readPageFiles } from './page-files.ts';

const HOST = '127.0.0.1';
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_CONNECTIONS = 64;

/** How long a connection may hold its place without asking for anything; looked at every two seconds, not Node's thirty. */
export const CONNECTION_TIMES = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
};

export interface BrowserHost {
  port: number;
  /** With the launch code in the fragment, which is never sent to a server or written to a log. */
  address: string;
  close(): Promise<void>;
}

export interface BrowserHostOptions {
  services: Pick<AppServices, 'router'>;
  pageDir: string;
  port: number;
  /** Told when the printed address was used: this one opens the next window. */
  onNewAddress(address: string): void;
  times?: typeof CONNECTION_TIMES;
}

export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const files = readPageFiles(options.pageDir);
  const gatekeeper = createGatekeeper();
  const rpc = new RPCHandler(options.services.router, { plugins: [new BodyLimitPlugin({ maxBodySize: MAX_BODY_BYTES })] });
  const server = createServer(options.times ?? CONNECTION_TIMES, (request, response) => {
    const exchange = { request, response, files, gatekeeper, rpc, port: portOf(server), onNewAddress: options.onNewAddress };
    serve(exchange).catch(() => response.destroy());
  });
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, options.port);
  const port = portOf(server);
  return {
    port,
    address: addressOf(port, gatekeeper),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  files: Map<string, PageFile>;
  gatekeeper: Gatekeeper;
  rpc: RPCHandler<Record<never, never>>;
  port: number;
  onNewAddress: BrowserHostOptions['onNewAddress'];
}

async function serve(exchange: Exchange): Promise<void> {
  const { request, response, files, gatekeeper, rpc, port } = exchange;
  const refusal = gatekeeper.checkOrigin(request.headers, port);
  if (refusal !== undefined) return deny(response, refusal.status, refusal.message);
  const [pathname = '/'] = (request.url ?? '/').split('?', 1);
  if (pathname === '/session') return openSession(exchange);
  if (pathname.startsWith('/rpc/')) {
    const refused = gatekeeper.checkCall(request.method, request.headers, port);
    if (refused !== undefined) return deny(response, refused.status, refused.message);
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return deny(response, 413, 'The request is larger than 1 MB.');
    for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
    const { matched } = await rpc.handle(request, response, { prefix: '/rpc', context: {} });
    if (!matched) deny(response, 404, 'There is no such call.');
    return;
  }
  const file = files.get(pathname);
  if (file === undefined) return deny(response, 404, 'There is no such page.');
  if (request.method !== 'GET' && request.method !== 'HEAD') return deny(response, 405, 'Only GET is served here.');
  response.writeHead(200, { ...PAGE_HEADERS, 'content-type': file.type, 'content-length': file.body.length });
  response.end(request.method === 'HEAD' ? undefined : file.body);
}

async function openSession({ request, response, gatekeeper, port, onNewAddress }: Exchange): Promise<void> {
  if (request.method !== 'POST') return deny(response, 405, 'Only POST is served here.');
  if (request.headers[GUARD_HEADER] !== '1') return deny(response, 403, `The header ${GUARD_HEADER} is missing.`);
  if (!isJson(request.headers)) return deny(response, 415, 'Send application/json.');
  const session = gatekeeper.exchange(await readToken(request));
  if (session === undefined) return deny(response, 401, 'This launch code is not right or was used before.');
  response.writeHead(204, { ...PAGE_HEADERS, 'set-cookie': `${cookieName(port)}=${session}; HttpOnly; SameSite=Strict; Path=/` }).end();
  onNewAddress(addressOf(port, gatekeeper));
}

async function readToken(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > 4_096) return '';
  }
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'token' in body && typeof body.token === 'string' ? body.token : '';
  } catch {
    return ''; // refused like any wrong code
  }
}

function deny(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent) return void response.destroy();
  response
    .writeHead(status, { ...PAGE_HEADERS, 'content-type': 'application/json', connection: 'close' })
    .end(JSON.stringify({ error: message }));
}

function addressOf(port: number, gatekeeper: Gatekeeper): string {
  return `http://${HOST}:${port}/#token=${gatekeeper.launchCode}`;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const what = cause.code === 'EADDRINUSE' ? `Port ${port} is in use.` : `Mixlake cannot listen on ${HOST}:${port}.`;
      reject(new AppError('input', what, { cause, hint: 'Choose another one with --port, or leave --port out.' }));
    });
    server.listen(port, HOST, resolve);
  });
}
