// Pipes the client's stdin and stdout to the engine's socket. It owns nothing: no database, no secret, no file. It goes within
// two seconds of the end of its stdin, of a broken pipe, of SIGTERM, or of its parent's death.
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { toWireError } from '#shared/errors.ts';

const PARENT_POLL_MS = 1_000;
/** After the end of stdin: how long what is under way may still be answered, and how long a silence means that nothing is. */
const LAST_ANSWERS_MS = 1_500;
const SILENCE_MS = 250;
/** JSON-RPC: reserved for implementation-defined server errors. */
const SERVER_ERROR = -32_000;

export interface BridgeStreams {
  stdin: Readable;
  stdout: Writable;
  stderr: Writable;
}

/** Resolves with the exit code. */
export function pipeToEngine(socket: Socket, streams: BridgeStreams, parentPid: () => number): Promise<number> {
  return new Promise((resolve) => {
    const bornOf = parentPid();
    const watch = setInterval(() => {
      if (parentPid() !== bornOf) finish(0);
    }, PARENT_POLL_MS);
    watch.unref();
    const finish = (code: number): void => {
      clearInterval(watch);
      socket.destroy();
      resolve(code);
    };
    socket.setNoDelay(true);
    socket.on('error', () => undefined); // 'close' follows
    socket.once('close', () => finish(streams.stdin.readableEnded ? 0 : 1));
    streams.stdout.on('error', () => finish(0)); // the client has gone
    streams.stdin.once('end', () => {
      let silence = setTimeout(() => finish(0), SILENCE_MS);
      socket.on('data', () => {
        clearTimeout(silence);
        silence = setTimeout(() => finish(0), SILENCE_MS);
      });
      setTimeout(() => finish(0), LAST_ANSWERS_MS);
    });
    streams.stdin.pipe(socket, { end: false });
    socket.pipe(streams.stdout, { end: false });
  });
}

/** Without an engine: every request is answered with the reason, so that the client can show it. Resolves at the end of stdin. */
export function answerWithFailure(error: unknown, streams: BridgeStreams): Promise<number> {
  const wire = toWireError(error);
  const message = wire.hint === undefined ? wire.message : `${wire.message} ${wire.hint}`;
  streams.stderr.write(`mixlake-mcp: ${message}\n`);
  return new Promise((resolve) => {
    let rest = '';
    streams.stdout.on('error', () => resolve(1));
    streams.stdin.on('data', (chunk: Buffer | string) => {
      rest += chunk.toString();
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const id = requestId(line);
        if (id !== undefined) streams.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, error: { code: SERVER_ERROR, message } })}\n`);
      }
    });
    streams.stdin.once('end', () => resolve(1));
    streams.stdin.once('error', () => resolve(1));
  });
}

function requestId(line: string): string | number | undefined {
  try {
    const message: unknown = JSON.parse(line);
    if (typeof message !== 'object' || message === null || !('method' in message) || !('id' in message)) return undefined;
    return typeof message.id === 'string' || typeof message.id === 'number' ? message.id : undefined;
  } catch {
    return undefined; // not JSON: nobody waits for an answer
  }
}
