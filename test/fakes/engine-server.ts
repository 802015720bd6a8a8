// A fake engine behind the real local socket: real key, real handshake, real frames. It can refuse a hello, and it can vanish.
import type { Server, Socket } from 'node:net';
import { RPCHandler } from '@orpc/server/message-port';
import type { StartingEngine } from '#core/link/connect.ts';
import { ensureEngineKey } from '#core/link/engine-key.ts';
import { framedPort } from '#core/link/frames.ts';
import { acceptClient } from '#core/link/handshake.ts';
import { listenAsEngine } from '#core/link/listen.ts';
import type { MixlakePaths } from '#core/paths.ts';
import { createFakeEngine, type FakeEngine } from './engine-router.ts';

export interface FakeEngineServer {
  engine: FakeEngine;
  hellos: unknown[];
  /** Cuts all connections and goes on listening. */
  cut(): void;
  /** As after kill -9: connections are cut and nobody listens. */
  vanish(): Promise<void>;
}

export async function startFakeEngineServer(
  paths: MixlakePaths,
  options: { engine?: FakeEngine; refuse?: (hello: unknown) => void } = {},
): Promise<FakeEngineServer> {
  const engine = options.engine ?? createFakeEngine();
  const key = ensureEngineKey(paths.engineKeyFile);
  const sockets = new Set<Socket>();
  const hellos: unknown[] = [];
  const serve = async (socket: Socket): Promise<void> => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    await acceptClient(socket, key, '0.0.0-fake', async (hello) => {
      hellos.push(hello);
      options.refuse?.(hello);
      return { connectionId: '1', value: undefined };
    });
    new RPCHandler(engine.router).upgrade(framedPort(socket), { context: {} });
  };
  const server = await listenAsEngine(paths, (socket) => {
    serve(socket).catch(() => socket.end());
  });
  if (server === undefined) throw new Error('another engine listens in this folder');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    engine,
    hellos,
    cut,
    vanish: async () => {
      const closed = close(server);
      cut();
      await closed;
    },
  };
}

/** What `startEngine` of a link is given: starts a fake engine in this process when the link asks for one. */
export function fakeStarter(start: () => Promise<unknown>): () => StartingEngine {
  return () => ({
    failed: start().then(
      () => new Promise<never>(() => undefined),
      (error) => {
        throw error;
      },
    ),
    release: () => undefined,
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
