// Entry of the thread that decompresses and stores downloads: there the work holds up nobody who asks the engine something. One port for
// each body; what passes through it: spool-port.ts.
import { on } from 'node:events';
import { type MessagePort, parentPort } from 'node:worker_threads';
import type { FromThread, SpoolOrder, ToThread } from './spool-port.ts';
import { NotStored, storePieces } from './write-body.ts';

parentPort?.on('message', ({ port, folder, isGzip }: SpoolOrder) => {
  const tell = (message: FromThread): void => port.postMessage(message);
  storePieces({ pieces: arrivals(port), isGzip, folder, onBytes: (bytes) => tell({ kind: 'stored', bytes }), isOurs: true })
    .then((written) => tell({ kind: 'done', written }))
    .catch((error: Error) =>
      tell(error instanceof NotStored ? { kind: 'not stored', code: error.code } : { kind: 'failed', message: error.message }),
    )
    .finally(() => port.close());
});

async function* arrivals(port: MessagePort): AsyncGenerator<Uint8Array> {
  for await (const [message] of on(port, 'message', { close: ['close'] }) as AsyncIterable<[ToThread]>) {
    if (message.kind === 'end') return;
    const { length } = message.bytes;
    yield message.bytes;
    port.postMessage({ kind: 'taken', bytes: length } satisfies FromThread);
  }
  throw new Error('The body did not come to its end.');
}
