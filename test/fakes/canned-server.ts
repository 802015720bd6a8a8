// A Mixpanel that says what the test tells it to, over real sockets. Answers are taken in order; the last one stays. Paths that
// are asked on the side (`/me`, the names of events) can have an answer of their own.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CannedAnswer {
  status?: number;
  /** Text or bytes as they are; everything else is sent as JSON. */
  body: unknown;
  headers?: Record<string, string>;
}

export interface CannedRequest {
  method: string;
  /** As it came, still encoded. */
  path: string;
  params: Record<string, string>;
  form: Record<string, string>;
}

export interface CannedServer {
  origin: string;
  /** All requests since the last call of `answer`. */
  requests: CannedRequest[];
  answer(...answers: CannedAnswer[]): void;
  /** What paths that end like this answer, whatever the others say, until it is said anew. */
  always(paths: Record<string, CannedAnswer>): void;
  stop(): Promise<void>;
}

export async function startCannedServer(): Promise<CannedServer> {
  let answers: CannedAnswer[] = [];
  let fixed: Record<string, CannedAnswer> = {};
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    self.requests.push({
      method: request.method ?? '',
      path: (request.url ?? '').split('?', 1)[0] ?? '',
      params: Object.fromEntries(url.searchParams),
      form: Object.fromEntries(new URLSearchParams(await bodyOf(request))),
    });
    const own = Object.entries(fixed).find(([end]) => url.pathname.endsWith(end))?.[1];
    const answer = own ?? (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 404, body: '' };
    const isRaw = typeof answer.body === 'string' || Buffer.isBuffer(answer.body);
    response.writeHead(answer.status ?? 200, { 'content-type': isRaw ? 'text/plain' : 'application/json', ...answer.headers });
    response.end(isRaw ? answer.body : JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const self: CannedServer = {
    origin: `http://127.0.0.1:${port}`,
    requests: [],
    answer(...next) {
      answers = next;
      self.requests = [];
    },
    always(paths) {
      fixed = paths;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return self;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}
