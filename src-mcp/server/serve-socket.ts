// The engine's local socket: each connection proves the key, says hello, and is served what its role asks for.
import type { Server, Socket } from 'node:net';
import { z } from 'zod';
import { acceptClient } from '#core/link/handshake.ts';
import type { Hello } from '#core/link/hello.ts';
import { listenAsEngine } from '#core/link/listen.ts';
import type { Logger } from '#core/log.ts';
import type { MixlakePaths } from '#core/paths.ts';
import { inputError } from '#shared/errors.ts';
import { AccountChoice } from '#shared/model/account.ts';
import { type Engine, sessionRequest } from './engine.ts';

const HelloSchema = z.object({
  role: z.enum(['mcp', 'app']),
  account: AccountChoice,
  mixpanelUrl: z.string().max(2_000).optional(),
  mpConfigFile: z.string().max(4_000).optional(),
  profile: z.enum(['full', 'default', 'compact']).optional(),
  version: z.string().max(100),
});

export interface ServeSocketDeps {
  engine: Engine;
  paths: MixlakePaths;
  key: Buffer;
  version: string;
  log: Logger;
  /** Nobody is served before: who reaches an engine may rely on engine.json naming it. */
  ready: Promise<void>;
}

/** Undefined when another engine already listens. */
export async function serveSocket(deps: ServeSocketDeps): Promise<Server | undefined> {
  return listenAsEngine(deps.paths, (socket) => {
    serveConnection(deps, socket).catch((error) => {
      deps.log.warn({ err: error }, 'a connection was refused');
      socket.destroy();
    });
  });
}

async function serveConnection(deps: ServeSocketDeps, socket: Socket): Promise<void> {
  socket.on('error', () => undefined); // 'close' follows
  await deps.ready;
  const hello = await acceptClient(socket, deps.key, deps.version, async (raw) => {
    const parsed = HelloSchema.safeParse(raw);
    if (!parsed.success)
      throw inputError('The connection did not say hello in a form this engine knows.', 'Update Mixlake: bridge and engine differ.');
    return { connectionId: String(socket.remotePort ?? 0), value: parsed.data satisfies Hello };
  });
  const served =
    hello.role === 'app'
      ? deps.engine.serveApp(sessionRequest(hello), socket)
      : deps.engine.serveMcp(sessionRequest(hello), socket, socket);
  deps.log.info({ session: served.session.id, role: hello.role }, 'connected');
  await served.closed;
  deps.log.info({ session: served.session.id }, 'disconnected');
}
