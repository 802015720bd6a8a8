// MCP over a pair of streams. The SDK's transport falls silent when a message is too long: it stops reading and leaves the streams
// open, and the client waits for ever. Here such a session ends with words and with the end of the stream.
import type { Readable, Writable } from 'node:stream';
import type { Server } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import type { AnswerKeeper } from './known-answers.ts';
import { withArguments } from './null-arguments.ts';

const MAX_MESSAGE_MB = 10;
/** What the client is still sending is read and dropped this long: a socket that is closed over unread bytes loses our last words. */
const DRAIN_MS = 1_000;
const TOO_LONG = JSON.stringify({
  jsonrpc: '2.0',
  id: null,
  error: { code: -32_600, message: `A message may be at most ${MAX_MESSAGE_MB} MB.` },
});

export interface McpStream {
  input: Readable;
  output: Writable;
  createServer: () => Server;
  onFault: (error: Error) => void;
  /** Sees what is said. */
  keeper?: AnswerKeeper | undefined;
}

export function serveMcpStream({ input, output, createServer, onFault, keeper }: McpStream): { close(): Promise<void> } {
  const transport = new StdioServerTransport(input, output, { maxBufferSize: MAX_MESSAGE_MB * 1024 * 1024 });
  let lastWords: string | undefined;
  const handle = serveStdio(createServer, { transport, onerror: onFault });
  // serveStdio has just put its own listeners there, and nothing is read before the next turn of the event loop.
  const { onclose, onerror, onmessage } = transport;
  transport.onmessage = (message) => {
    keeper?.received(message);
    onmessage?.(withArguments(message));
  };
  const send = transport.send.bind(transport);
  transport.send = (message) => {
    keeper?.sent(message);
    return send(message);
  };
  transport.onerror = (error) => {
    if (/exceeded maximum size/i.test(error.message)) lastWords = TOO_LONG;
    onerror?.(error);
  };
  transport.onclose = () => {
    onclose?.();
    hangUp(input, output, lastWords);
  };
  return handle;
}

/** Only when the transport closed by itself: a client that has ended its stream knows. */
function hangUp(input: Readable, output: Writable, lastWords: string | undefined): void {
  if (input.readableEnded || input.destroyed || output.destroyed) return;
  setTimeout(() => input.destroy(), DRAIN_MS).unref();
  input.once('end', () => input.destroy());
  input.resume();
  output.end(lastWords === undefined ? '' : `${lastWords}\n`);
}
