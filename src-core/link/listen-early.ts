// An engine takes the socket before it loads anything large: of many that start at the same moment all but one find that out and are gone
// within a blink, and the clients of the one that stays are connected already when it can serve them.
import type net from 'node:net';
import type { MixlakePaths } from '../paths.ts';
import { listenAsEngine } from './listen.ts';

export interface Listening {
  server: net.Server;
  /** From now on connections go here, those first that have waited. */
  serve(onSocket: (socket: net.Socket) => void): void;
}

/** Undefined when another engine already listens. */
export async function listenEarly(paths: MixlakePaths): Promise<Listening | undefined> {
  const waiting: net.Socket[] = [];
  let take = (socket: net.Socket): void => {
    socket.on('error', () => undefined); // it has gone; nobody has served it yet
    waiting.push(socket);
  };
  const server = await listenAsEngine(paths, (socket) => take(socket));
  if (server === undefined) return undefined;
  return {
    server,
    serve(onSocket) {
      take = onSocket;
      for (const socket of waiting.splice(0)) if (!socket.destroyed) onSocket(socket);
    },
  };
}
