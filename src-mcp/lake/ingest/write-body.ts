// Writes the body of a transfer to files in a folder of its own, decompressed and cut where lines end, and counts the lines as they pass. Lines
// end at byte 0x0A only.
// Memory that is done with is given back at once: a collection of garbage would come too late for hundreds of megabytes a second.
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { addAbortSignal } from 'node:stream';
import type { Gunzip } from 'node:zlib';
import { largeGunzip, type RawBody } from '#core/gunzip.ts';

const LF = 0x0a;
/**
 * Of one file, up to the next end of a line. DuckDB reads a file in pieces of 32 MB for every thread, whatever it is told, and holds what it has
 * read; smaller files take less (docs/adr/0018).
 */
const FILE_BYTES = 2 * 1024 * 1024;

export interface Written {
  /** In the order of the body; none if it was empty. */
  files: string[];
  /** Decompressed. */
  bytes: number;
  /** That are not empty; the last one needs no newline. */
  lines: number;
}

export interface WriteInput {
  body: RawBody;
  /** Is made if it is missing; whoever wanted the body removes it. */
  folder: string;
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

/** Fails unless the transfer and the gzip stream end cleanly; the files are closed then. A disk that refuses is a NotStored. */
export type WriteBody = (input: WriteInput) => Promise<Written>;

export async function writeHere({ body: { stream, isGzip }, folder, onBytes, signal }: WriteInput): Promise<Written> {
  if (signal !== undefined) addAbortSignal(signal, stream);
  try {
    return await storePieces({ pieces: stream, isGzip, folder, onBytes, isOurs: false });
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

export interface StoreInput {
  pieces: AsyncIterable<Uint8Array>;
  isGzip: boolean;
  folder: string;
  onBytes: (count: number) => void;
  /** Nobody else uses the memory of the pieces. */
  isOurs: boolean;
}

export async function storePieces({ pieces, isGzip, folder, onBytes, isOurs }: StoreInput): Promise<Written> {
  await onDisk(makeFolder(folder));
  const sink = createSink(folder, onBytes);
  try {
    if (isGzip) await storeDecompressed(pieces, sink, isOurs);
    else for await (const piece of pieces) await sink.put(piece, isOurs);
    return sink.written();
  } finally {
    await sink.close();
  }
}

/** Not with its parents: those are there, and where they cannot be made Node would try for ever. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
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
  close(): Promise<void>;
  written(): Written;
}

function createSink(folder: string, onBytes: (count: number) => void): Sink {
  const files = createFiles(folder);
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
      await onDisk(files.write(chunk));
      if (isLast) giveBack(chunk);
      bytes += length;
      onBytes(length);
    },
    written: () => ({ files: files.names, bytes, lines: atLineStart ? lines : lines + 1 }),
    close: files.close,
  };
}

interface Files {
  readonly names: string[];
  write(chunk: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

function createFiles(folder: string): Files {
  const names: string[] = [];
  let current: { handle: FileHandle; bytes: number } | undefined;
  const close = async (): Promise<void> => {
    const { handle } = current ?? {};
    current = undefined;
    await handle?.close();
  };
  const append = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.length === 0) return;
    if (current === undefined) {
      const name = join(folder, `${names.length + 1}.jsonl`);
      current = { handle: await open(name, 'w', 0o600), bytes: 0 };
      names.push(name);
    }
    await current.handle.appendFile(bytes);
    current.bytes += bytes.length;
  };
  return {
    names,
    close,
    async write(chunk) {
      const isFull = current !== undefined && current.bytes >= FILE_BYTES;
      const lineEnd = isFull ? chunk.indexOf(LF) + 1 : 0;
      if (lineEnd === 0) return append(chunk);
      await append(chunk.subarray(0, lineEnd));
      await close();
      await append(chunk.subarray(lineEnd));
    },
  };
}

function giveBack({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
