// Hands downloads to the thread that decompresses and stores them (spool-thread.ts). The thread is started with the first body and ends
// when there has been none for a while.
import { addAbortSignal } from 'node:stream';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { SPOOL_THREAD } from '../answers-first.ts';
import type { FromThread, SpoolOrder, ToThread } from './spool-port.ts';
import { NotStored, type WriteBody, type WriteInput, type Written } from './write-body.ts';

export interface Spooler {
  write: WriteBody;
  close(): Promise<void>;
}

/** Of bytes as they come in, per body: more wait in the socket. */
const MOST_AHEAD_BYTES = 1024 * 1024;
const IDLE_MS = 10_000;

/** `entry`: the file of the thread's code. */
export function createSpooler(entry: string): Spooler {
  let worker: Worker | undefined;
  let bodies = 0;
  let idle: NodeJS.Timeout | undefined;
  const end = async (): Promise<void> => {
    clearTimeout(idle);
    const old = worker;
    worker = undefined;
    await old?.terminate();
  };
  const hire = (): Worker => {
    clearTimeout(idle);
    if (worker !== undefined) return worker;
    // Of the environment it needs nothing, and its stdout must not get into the protocol.
    const made = new Worker(entry, { name: SPOOL_THREAD, env: {}, execArgv: [], stdout: true });
    made.unref();
    const gone = (): void => {
      if (worker === made) worker = undefined;
    };
    // Those who wait for a body hear of it by their ports.
    made.once('error', gone).once('exit', gone);
    worker = made;
    return made;
  };
  return {
    async write(input) {
      bodies += 1;
      try {
        return await throughThread(hire(), input);
      } finally {
        bodies -= 1;
        if (bodies === 0) idle = setTimeout(() => void end(), IDLE_MS).unref();
      }
    },
    close: end,
  };
}

async function throughThread(worker: Worker, input: WriteInput): Promise<Written> {
  const { port1: port, port2: far } = new MessageChannel();
  const { stream, isGzip } = input.body;
  if (input.signal !== undefined) addAbortSignal(input.signal, stream);
  const body = followPort(port, input.onBytes);
  // Why the thread has failed is the reason then, not that nobody reads the stream any more.
  body.result.catch(() => stream.destroy());
  worker.postMessage({ port: far, folder: input.folder, isGzip } satisfies SpoolOrder, [far]);
  try {
    for await (const piece of stream) await body.send(piece);
    body.tell({ kind: 'end' });
  } catch (cause) {
    if (!body.isOver()) {
      // The thread closes its files then; what it thinks of the body counts no more.
      body.tell({ kind: 'end' });
      await body.result.catch(() => undefined);
      throw cause;
    }
  }
  return body.result;
}

/**
 * To be given away. A piece that fills its memory was joined by the stream and is nobody else's; others share the memory of the socket they came
 * from, or the pool of small buffers.
 */
function ownBytes(piece: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = piece;
  const isOurs = buffer instanceof ArrayBuffer && piece.length === buffer.byteLength && piece.length > Buffer.poolSize;
  return isOurs ? new Uint8Array(buffer) : new Uint8Array(piece);
}

interface FollowedBody {
  result: Promise<Written>;
  isOver(): boolean;
  tell(message: ToThread): void;
  /** Resolves when there is room for more. */
  send(piece: Uint8Array): Promise<void>;
}

function followPort(port: MessagePort, onBytes: (count: number) => void): FollowedBody {
  const { promise: result, resolve, reject } = Promise.withResolvers<Written>();
  let isOver = false;
  let ahead = 0;
  let wake: (() => void) | undefined;
  const ended = (settle: () => void): void => {
    isOver = true;
    settle();
    wake?.();
    port.close();
  };
  port.on('message', (message: FromThread) => {
    if (message.kind === 'taken') {
      ahead -= message.bytes;
      wake?.();
    } else if (message.kind === 'stored') {
      onBytes(message.bytes);
    } else if (message.kind === 'done') {
      ended(() => resolve(message.written));
    } else {
      ended(() => reject(message.kind === 'failed' ? new Error(message.message) : new NotStored(message.code)));
    }
  });
  port.once('close', () => ended(() => reject(new NotStored('the thread that stores downloads has ended'))));
  const tell = (message: ToThread, moved: ArrayBuffer[] = []): void => port.postMessage(message, moved);
  return {
    result,
    isOver: () => isOver,
    tell,
    async send(piece) {
      const bytes = ownBytes(piece);
      ahead += bytes.length;
      tell({ kind: 'bytes', bytes }, [bytes.buffer]);
      while (ahead > MOST_AHEAD_BYTES && !isOver) {
        await new Promise<void>((done) => {
          wake = done;
        });
      }
    },
  };
}
