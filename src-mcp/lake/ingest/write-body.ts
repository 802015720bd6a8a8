// Writes the body of a transfer to a file, decompressed, and counts its lines as they pass. Lines end at byte 0x0A only.
// Memory that is done with is given back at once: a collection of garbage would come too late for hundreds of megabytes a second.
import { type FileHandle, open } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import type { Gunzip } from 'node:zlib';
import { largeGunzip, type RawBody } from '#core/gunzip.ts';

const LF = 0x0a;

export interface Written {
  /** Decompressed. */
  bytes: number;
  /** That are not empty; the last one needs no newline. */
  lines: number;
}

export interface WriteInput {
  body: RawBody;
  file: string;
  onBytes: (count: number) => void;
  signal?: AbortSignal | undefined;
}

/** Not the body is at fault, but the place where it was to be kept. */
export class NotStored extends Error {
  readonly code: string;

  constructor(code: string, cause?: unknown) {
    super(`The body could not be written (${code}).`, { cause });
    this.code = code;
  }
}

/** Fails unless the transfer and the gzip stream end cleanly; the file is closed then. A disk that refuses is a NotStored. */
export type WriteBody = (input: WriteInput) => Promise<Written>;

export async function writeHere({ body: { stream, isGzip }, file, onBytes, signal }: WriteInput): Promise<Written> {
  if (signal !== undefined) addAbortSignal(signal, stream);
  try {
    return await storePieces({ pieces: stream, isGzip, file, onBytes, isOurs: false });
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

export interface StoreInput {
  pieces: AsyncIterable<Uint8Array>;
  isGzip: boolean;
  file: string;
  onBytes: (count: number) => void;
  /** Nobody else uses the memory of the pieces. */
  isOurs: boolean;
}

export async function storePieces({ pieces, isGzip, file, onBytes, isOurs }: StoreInput): Promise<Written> {
  const handle = await onDisk(open(file, 'w', 0o600));
  const sink = createSink(handle, onBytes);
  try {
    if (isGzip) await storeDecompressed(pieces, sink, isOurs);
    else for await (const piece of pieces) await sink.put(piece, isOurs);
    return sink.written();
  } finally {
    await handle.close();
  }
}

async function storeDecompressed(pieces: AsyncIterable<Uint8Array>, sink: Sink, isOurs: boolean): Promise<void> {
  const gunzip = largeGunzip();
  const isOver = new Promise<void>((done) => gunzip.once('end', done));
  const feed = async (): Promise<void> => {
    for await (const piece of pieces) {
      // Zeros may follow the end of the gzip stream; nobody tells when those are taken, and the transfer has to end cleanly all the same.
      await Promise.race([written(gunzip, piece), isOver]);
      if (isOurs && !gunzip.readableEnded) giveBack(piece);
    }
    gunzip.end();
  };
  // What fails the feeding, the transfer too, fails the reading below.
  const fed = feed();
  fed.catch((error: Error) => gunzip.destroy(error));
  for await (const chunk of gunzip as AsyncIterable<Buffer>) {
    // A buffer that is full is not used again; another one may get the next bytes as well.
    await sink.put(chunk, chunk.byteOffset + chunk.length === chunk.buffer.byteLength);
  }
  await fed;
}

function written(gunzip: Gunzip, piece: Uint8Array): Promise<void> {
  return new Promise((done, failed) => gunzip.write(piece, (error) => (error ? failed(error) : done())));
}

async function onDisk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new NotStored(cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown', cause);
  }
}

interface Sink {
  /** `isLast`: the memory is not used after this. */
  put(chunk: Uint8Array, isLast: boolean): Promise<void>;
  written(): Written;
}

function createSink(handle: FileHandle, onBytes: (count: number) => void): Sink {
  let bytes = 0;
  let lines = 0;
  let atLineStart = true;
  return {
    async put(chunk, isLast) {
      let from = 0;
      for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, from)) {
        if (end > from || !atLineStart) lines += 1;
        atLineStart = true;
        from = end + 1;
      }
      if (from < chunk.length) atLineStart = false;
      const { length } = chunk;
      await onDisk(handle.appendFile(chunk));
      if (isLast) giveBack(chunk);
      bytes += length;
      onBytes(length);
    },
    written: () => ({ bytes, lines: atLineStart ? lines : lines + 1 }),
  };
}

function giveBack({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
