// The engine's local socket: each connection proves the key, says hello, and is served what its role asks for.
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { z } from 'zod';
import { acceptClient } from '#core/link/handshake.ts';
import type { Hello } from '#core/link/hello.ts';
import type { Listening } from '#core/link/listen-early.ts';
import type { Logger } from '#core/log.ts';
import { inputError } from '#shared/errors.ts';
import { AccountChoice } from '#shared/model/account.ts';
import { REPEATABLE_TOOLS } from '../tools/repeatable.ts';
import { type Engine, sessionRequest } from './engine.ts';

const HelloSchema = z.object({
  role: z.enum(['mcp', 'app', 'hand-over']),
  account: AccountChoice,
  switchedTo: z.string().max(200).optional(),
  mixpanelUrl: z.string().max(2_000).optional(),
  mpConfigFile: z.string().max(4_000).optional(),
  profile: z.enum(['full', 'default', 'compact']).optional(),
  version: z.string().max(100),
  bridgeId: z.string().max(100).optional(),
});

export interface ServeSocketDeps {
  engine: Engine;
  key: Buffer;
  version: string;
  log: Logger;
  /** Nobody is served before: who reaches an engine may rely on engine.json naming it. */
  ready: Promise<void>;
  /** A newer Mixlake wants this engine to end; throws in words when it stays. */
  onHandOver: (newer: string) => void;
}

export interface SocketServing {
  /** Nobody is served from now on. The socket stays taken: who comes now tries again until it is free. */
  stop(): void;
  /** Frees the socket for the next engine. */
  close(): void;
}

export function serveSocket(deps: ServeSocketDeps, listening: Listening): SocketServing {
  const sockets = new Set<Socket>();
  let isStopped = false;
  listening.serve((socket) => {
    socket.on('error', () => undefined); // 'close' follows
    if (isStopped) return void socket.destroy();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serveConnection(deps, socket).catch((error) => {
      deps.log.warn({ err: error }, 'a connection was refused');
      socket.end();
    });
  });
  const stop = (): void => {
    isStopped = true;
    // What was answered still leaves; what is under way is asked again of the next engine.
    for (const socket of sockets) socket.destroySoon();
  };
  return {
    stop,
    close() {
      stop();
      listening.server.close();
    },
  };
}

async function serveConnection(deps: ServeSocketDeps, socket: Socket): Promise<void> {
  await deps.ready;
  const hello = await acceptClient(socket, deps.key, deps.version, async (raw) => {
    const parsed = HelloSchema.safeParse(raw);
    if (!parsed.success)
      throw inputError('The connection did not say hello in a form this engine knows.', 'Update Mixlake: bridge and engine differ.');
    if (parsed.data.role === 'hand-over') deps.onHandOver(parsed.data.version);
    deps.engine.clients.refuseDisconnected(parsed.data.bridgeId);
    return { connectionId: randomUUID(), repeatable: REPEATABLE_TOOLS, value: parsed.data satisfies Hello };
  });
  if (hello.role === 'hand-over') return;
  const served =
    hello.role === 'app'
      ? deps.engine.serveApp(sessionRequest(hello), socket)
      : deps.engine.serveMcp(sessionRequest(hello), socket, socket);
  deps.log.info({ session: served.session.id, role: hello.role }, 'connected');
  await served.closed;
  deps.log.info({ session: served.session.id }, 'disconnected');
}
