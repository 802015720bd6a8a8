// Sessions of the older protocol line over HTTP. A client that says `initialize` gets a session of its own, with its own connection to
// the engine: what one client switches, another does not see. The id only finds the session; who may ask is decided by the bearer
// token before anything comes here. Sessions are few, and one that is not used ends.
import { randomBytes } from 'node:crypto';
import { isInitializeRequest, type Server, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { createEventStore } from './http-event-store.ts';

export const MAX_SESSIONS = 64;
export const IDLE_END_MS = 30 * 60_000;
const SWEEP_MS = 60_000;
const ID_BYTES = 24;
/** Tells a client whose stream broke when to come back. */
const RETRY_MS = 1_000;

export interface HttpSessions {
  serve(request: Request, body: unknown): Promise<Response>;
  /** Number of open sessions. */
  count(): number;
  /** Ends what has been idle for too long; called by itself once a minute. */
  sweep(): void;
  close(): Promise<void>;
}

export interface HttpSessionsDeps {
  /** Makes the server of a new session. */
  createServer: () => Server;
  now: () => number;
  onFault: (error: Error) => void;
}

interface HttpSession {
  transport: WebStandardStreamableHTTPServerTransport;
  server: Server;
  usedMs: number;
  /** Answers that are still being written, the standing stream included. */
  open: number;
}

/** The id under which a request names its session. */
export function sessionIdOf(request: Request): string | null {
  return request.headers.get('mcp-session-id');
}

export function createHttpSessions(deps: HttpSessionsDeps): HttpSessions {
  const sessions = new Map<string, HttpSession>();

  function end(id: string): void {
    const session = sessions.get(id);
    sessions.delete(id);
    session?.server.close().catch(deps.onFault);
  }

  function sweep(): void {
    for (const [id, session] of sessions) if (session.open === 0 && deps.now() - session.usedMs >= IDLE_END_MS) end(id);
  }

  /** False when all places are taken by clients that are being served right now. */
  function makeRoom(): boolean {
    sweep();
    if (sessions.size < MAX_SESSIONS) return true;
    const idle = [...sessions].filter(([, session]) => session.open === 0).sort(([, a], [, b]) => a.usedMs - b.usedMs)[0];
    if (idle === undefined) return false;
    end(idle[0]);
    return true;
  }

  async function begin(): Promise<HttpSession> {
    const server = deps.createServer();
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomBytes(ID_BYTES).toString('base64url'),
      eventStore: createEventStore(),
      retryInterval: RETRY_MS,
      onsessioninitialized: (id) => void sessions.set(id, session),
      onsessionclosed: (id) => void sessions.delete(id),
    });
    const session: HttpSession = { transport, server, usedMs: deps.now(), open: 0 };
    await server.connect(transport);
    return session;
  }

  async function find(request: Request, body: unknown): Promise<HttpSession | Response> {
    const id = sessionIdOf(request);
    if (id !== null) {
      return sessions.get(id) ?? refusal(404, 'This session does not exist or has ended. Begin a new one with initialize.');
    }
    if (!isInitializeRequest(body)) return refusal(400, 'There is no Mcp-Session-Id header. Begin a session with initialize.');
    if (!makeRoom()) return refusal(503, `All ${MAX_SESSIONS} sessions are in use. Try again later.`);
    return begin();
  }

  const timer = setInterval(sweep, SWEEP_MS).unref();
  return {
    count: () => sessions.size,
    sweep,
    async serve(request, body) {
      const session = await find(request, body);
      if (session instanceof Response) return session;
      session.usedMs = deps.now();
      session.open += 1;
      let isOver = false;
      const done = (): void => {
        if (isOver) return;
        isOver = true;
        session.open -= 1;
        session.usedMs = deps.now();
      };
      try {
        const response = await session.transport.handleRequest(request, { parsedBody: body });
        // An initialize that was refused has made no session.
        if (session.transport.sessionId === undefined) await session.server.close();
        return whenRead(response, done);
      } catch (error) {
        done();
        throw error;
      }
    },
    async close() {
      clearInterval(timer);
      for (const id of [...sessions.keys()]) end(id);
    },
  };
}

export function refusal(status: number, message: string, headers: Record<string, string> = {}): Response {
  return Response.json({ jsonrpc: '2.0', id: null, error: { code: -32_000, message } }, { status, headers });
}

/** Calls `done`, maybe more than once, when the body has been read to its end or nobody reads it any more. */
function whenRead(response: Response, done: () => void): Response {
  if (response.body === null) {
    done();
    return response;
  }
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done: isOver, value } = await reader.read();
        if (!isOver) return controller.enqueue(value);
        done();
        controller.close();
      } catch (error) {
        done();
        controller.error(error);
      }
    },
    async cancel(reason) {
      done();
      await reader.cancel(reason);
    },
  });
  return new Response(body, { status: response.status, headers: response.headers });
}
