// Messages of the contract over a byte stream: a 4-byte length, a type byte, the payload. To oRPC this looks like a message
// port, so window, app and engine speak through one adapter.
import type { Duplex } from 'node:stream';

const TEXT = 0;
const BINARY = 1;
const HEADER_BYTES = 5;
/** A page of 2,000 wide rows stays far below; more is a broken peer. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;

/** What @orpc's message-port adapters need. */
export interface FramedPort {
  on(event: string, callback: (event?: { data: unknown }) => void): void;
  postMessage(data: unknown): void;
}

export function framedPort(stream: Duplex): FramedPort {
  const onMessage = new Set<(event?: { data: unknown }) => void>();
  const onClose = new Set<() => void>();
  let buffered: Buffer = Buffer.alloc(0);

  stream.on('data', (chunk: Buffer) => {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    while (buffered.length >= HEADER_BYTES) {
      const length = buffered.readUInt32LE(0);
      if (length > MAX_FRAME_BYTES) return void stream.destroy(new Error('frame too long'));
      if (buffered.length < HEADER_BYTES + length) return;
      const payload = buffered.subarray(HEADER_BYTES, HEADER_BYTES + length);
      const data = buffered[4] === TEXT ? payload.toString('utf8') : new Uint8Array(payload);
      buffered = buffered.subarray(HEADER_BYTES + length);
      for (const listener of onMessage) listener({ data });
    }
  });
  stream.once('close', () => {
    for (const listener of onClose) listener();
  });
  stream.on('error', () => stream.destroy()); // 'close' follows and is what the listeners wait for

  return {
    on(event, callback) {
      if (event === 'message') onMessage.add(callback);
      else if (event === 'close') onClose.add(() => callback());
    },
    postMessage(data) {
      if (stream.destroyed) return;
      const payload = typeof data === 'string' ? Buffer.from(data, 'utf8') : Buffer.from(asBytes(data));
      const header = Buffer.alloc(HEADER_BYTES);
      header.writeUInt32LE(payload.length, 0);
      header[4] = typeof data === 'string' ? TEXT : BINARY;
      stream.write(Buffer.concat([header, payload]));
    },
  };
}

function asBytes(data: unknown): Uint8Array {
  if (data instanceof Uint8Array) return data;
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  throw new TypeError('only text and bytes can be framed');
}
