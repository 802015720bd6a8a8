// Entry of the thread that decompresses and stores downloads: there the work holds up nobody who asks the engine something. One port for
// each body; what passes through it: spool-port.ts.
import { on } from 'node:events';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { SPOOL_THREAD, stepBack } from '../answers-first.ts';
import type { FromThread, SpoolOrder, ToThread } from './spool-port.ts';
import { NotStored, storePieces } from './write-body.ts';

/** Each message costs the engine's own thread some 50 µs: so many bytes are told of together. */
const TELL_STORED_BYTES = 2 * 1024 * 1024;
/** A fraction of what may be under way, so that nobody waits for room that is there. */
const TELL_TAKEN_BYTES = 256 * 1024;
/** On a slow line, so that progress does not stand still. */
const TELL_AFTER_MS = 200;

stepBack(SPOOL_THREAD);

parentPort?.on('message', ({ port, folder, isGzip }: SpoolOrder) => {
  const tell = (message: FromThread): void => port.postMessage(message);
  const stored = together(TELL_STORED_BYTES, (bytes) => tell({ kind: 'stored', bytes }));
  storePieces({ pieces: arrivals(port), isGzip, folder, onBytes: stored.add, isOurs: true })
    .then((written) => {
      stored.flush();
      tell({ kind: 'done', written });
    })
    .catch((error: Error) =>
      tell(error instanceof NotStored ? { kind: 'not stored', code: error.code } : { kind: 'failed', message: error.message }),
    )
    .finally(() => port.close());
});

async function* arrivals(port: MessagePort): AsyncGenerator<Uint8Array> {
  const taken = together(TELL_TAKEN_BYTES, (bytes) => port.postMessage({ kind: 'taken', bytes } satisfies FromThread));
  for await (const [message] of on(port, 'message', { close: ['close'] }) as AsyncIterable<[ToThread]>) {
    if (message.kind === 'end') return;
    const { length } = message.bytes;
    yield message.bytes;
    taken.add(length);
  }
  throw new Error('The body did not come to its end.');
}

interface Together {
  add(bytes: number): void;
  /** What is left to tell. */
  flush(): void;
}

function together(least: number, tell: (bytes: number) => void): Together {
  let untold = 0;
  let toldMs = performance.now();
  const flush = (): void => {
    if (untold > 0) tell(untold);
    untold = 0;
    toldMs = performance.now();
  };
  return {
    add(bytes) {
      untold += bytes;
      if (untold >= least || performance.now() - toldMs >= TELL_AFTER_MS) flush();
    },
    flush,
  };
}
