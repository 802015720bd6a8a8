// A very small Mixpanel: only raw export, day by day as the test says; everything else is refused, `/me` too. For cases in which
// the test must decide what each single day answers.
import { createServer, type Server } from 'node:http';

export interface ExportedEvent {
  event: string;
  properties: Record<string, unknown>;
}

/** Events of a day, or what goes wrong with every request that covers it. */
export type DayAnswer = ExportedEvent[] | { status: number; body: string; headers?: Record<string, string> } | 'terminated early';

export interface ExportServer {
  origin: string;
  /** from_date..to_date of each export request, in order. */
  asked: string[];
  answer: (day: string) => DayAnswer;
  /** Waited for when all of an answer has been sent, before it ends; told from_date..to_date. */
  beforeEnd?: (range: string) => Promise<void>;
  stop(): Promise<void>;
}

/** With a time zone `/me` answers; without one it is refused, as service accounts often are. */
export async function startExportServer(answer: (day: string) => DayAnswer, timezone?: string): Promise<ExportServer> {
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/api/app/me' && timezone !== undefined) {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ results: { projects: { 7: { name: 'Seven', timezone } } } }));
      return;
    }
    if (url.pathname !== '/api/2.0/export') {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not here"}');
      return;
    }
    const from = url.searchParams.get('from_date') ?? '';
    const to = url.searchParams.get('to_date') ?? '';
    self.asked.push(`${from}..${to}`);
    const lines: string[] = [];
    for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000) {
      const day = self.answer(new Date(at).toISOString().slice(0, 10));
      if (day === 'terminated early') return void response.writeHead(200).end([...lines, 'terminated early', ''].join('\n'));
      if (!Array.isArray(day)) return void response.writeHead(day.status, day.headers ?? {}).end(day.body);
      for (const event of day) lines.push(JSON.stringify(event));
    }
    response.writeHead(200, { 'content-type': 'text/plain' });
    if (lines.length > 0) response.write(`${lines.join('\n')}\n`);
    void Promise.resolve(self.beforeEnd?.(`${from}..${to}`)).then(() => response.end());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const self: ExportServer = {
    origin: `http://127.0.0.1:${port}`,
    asked: [],
    answer,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return self;
}
