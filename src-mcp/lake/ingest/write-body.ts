// Writes the body of a transfer to files in a folder of its own, decompressed and cut where lines end, and counts the lines as they pass. Lines
// end at byte 0x0A only. Those that look like repeats get files of their own (lookalikes.ts).
// Memory that is done with is given back at once: a collection of garbage would come too late for hundreds of megabytes a second.
// Files are written without a callback: this runs in a thread of its own, and a way there and back through Node's helper threads for every half
// megabyte took a fifteenth of the time of loading (docs/adr/0019).
import { closeSync, mkdirSync, openSync, writeSync, writevSync } from 'node:fs';
import { join } from 'node:path';
import { addAbortSignal } from 'node:stream';
import type { Gunzip } from 'node:zlib';
import { largeGunzip, type RawBody } from '#core/gunzip.ts';
import { createLineSorter, type Run } from './lookalikes.ts';

const LF = 0x0a;
/**
 * Of one file, up to the next end of a line. DuckDB reads a file in pieces of 32 MB for every thread, whatever it is told, and holds what it has
 * read; smaller files take less (docs/adr/0018).
 */
const FILE_BYTES = 2 * 1024 * 1024;
/** Lookalikes are short and far apart: so many bytes are written at once. */
const TOGETHER_BYTES = 64 * 1024;

export interface Written {
  /** In the order of the body; none if it was empty. */
  files: string[];
  /** Lines that may be repeats of earlier ones; they are missing in `files`. */
  lookalikes: Lookalikes;
  /** Decompressed. */
  bytes: number;
  /** That are not empty; the last one needs no newline. */
  lines: number;
}

export interface WriteInput {
  /** The memory of its pieces may be given away, where they fill it. */
  body: RawBody;
  /** Is made if it is missing; whoever wanted the body removes it. */
  folder: string;
  onBytes: (count: number) => void;
  signal?: AbortSignal | undefined;
}

export interface Lookalikes {
  /** In the order of the body; usually none. */
  files: string[];
  /** Of each of their lines: the byte of the body at which it begins. */
  offsets: number[];
  /** The last line of the body that is not empty is one of them. */
  holdTheLast: boolean;
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
  onDisk(() => makeFolder(folder));
  const sink = createSink(folder, onBytes);
  try {
    if (isGzip) await storeDecompressed(pieces, sink, isOurs);
    else for await (const piece of pieces) sink.put(piece, isOurs);
    return sink.end();
  } finally {
    sink.close();
  }
}

/** Not with its parents: those are there, and where they cannot be made Node would try for ever. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
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
  // What fails the feeding, the transfer too, fails the reading below; or, where that has ended before, the waiting for it.
  gunzip.on('error', () => undefined);
  const fed = feed();
  fed.catch((error: Error) => gunzip.destroy(error));
  for await (const chunk of gunzip as AsyncIterable<Buffer>) {
    // A buffer that is full is not used again; another one may get the next bytes as well.
    sink.put(chunk, chunk.byteOffset + chunk.length === chunk.buffer.byteLength);
  }
  await fed;
}

function written(gunzip: Gunzip, piece: Uint8Array): Promise<void> {
  return new Promise((done, failed) => gunzip.write(piece, (error) => (error ? failed(error) : done())));
}

function onDisk<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new NotStored(cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown', cause);
  }
}

interface Sink {
  /** `isLast`: the memory is not used after this. */
  put(chunk: Uint8Array, isLast: boolean): void;
  end(): Written;
  close(): void;
}

function createSink(folder: string, onBytes: (count: number) => void): Sink {
  const sorter = createLineSorter();
  const files = createFiles(folder, 'lines');
  const aside = createFiles(folder, 'lookalikes');
  const together = new Uint8Array(TOGETHER_BYTES);
  let held = 0;
  const writeHeld = (): void => {
    aside.write([together.subarray(0, held)]);
    held = 0;
  };
  const hold = (bytes: Uint8Array): void => {
    if (held + bytes.length > TOGETHER_BYTES) writeHeld();
    if (bytes.length > TOGETHER_BYTES) return aside.write([bytes]);
    together.set(bytes, held);
    held += bytes.length;
  };
  const store = (runs: readonly Run[]): void => {
    for (const { bytes, isLookalike } of runs) if (isLookalike) hold(bytes);
    files.write(runs.filter(({ isLookalike }) => !isLookalike).map(({ bytes }) => bytes));
  };
  const close = (): void => {
    files.close();
    aside.close();
  };
  let bytes = 0;
  return {
    close,
    put(chunk, isLast) {
      const { length } = chunk;
      onDisk(() => store(sorter.take(chunk)));
      if (isLast) giveBack(chunk);
      bytes += length;
      onBytes(length);
    },
    end() {
      onDisk(() => {
        store(sorter.end());
        writeHeld();
        // A disk may refuse only now.
        close();
      });
      const { lines, offsets, endsWithLookalike } = sorter;
      return { files: files.names, lookalikes: { files: aside.names, offsets, holdTheLast: endsWithLookalike }, bytes, lines };
    },
  };
}

interface Files {
  readonly names: string[];
  /** Parts of lines and whole ones, one after the other. */
  write(parts: readonly Uint8Array[]): void;
  close(): void;
}

function createFiles(folder: string, name: string): Files {
  const names: string[] = [];
  let current: { file: number; bytes: number } | undefined;
  const close = (): void => {
    const { file } = current ?? {};
    current = undefined;
    if (file !== undefined) closeSync(file);
  };
  const append = (parts: readonly Uint8Array[]): void => {
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    if (bytes === 0) return;
    if (current === undefined) {
      const path = join(folder, `${name}-${names.length + 1}.jsonl`);
      current = { file: openSync(path, 'w', 0o600), bytes: 0 };
      names.push(path);
    }
    writeAll(current.file, parts, bytes);
    current.bytes += bytes;
  };
  return {
    names,
    close,
    write(parts) {
      const isFull = current !== undefined && current.bytes >= FILE_BYTES;
      const at = isFull ? parts.findIndex((part) => part.includes(LF)) : -1;
      const first = parts[at];
      if (first === undefined) return append(parts);
      const lineEnd = first.indexOf(LF) + 1;
      append([...parts.slice(0, at), first.subarray(0, lineEnd)]);
      close();
      append([first.subarray(lineEnd), ...parts.slice(at + 1)]);
    },
  };
}

/** In one call of the system as a rule; it may take less than all. */
function writeAll(file: number, parts: readonly Uint8Array[], bytes: number): void {
  let written = writevSync(
    file,
    parts.filter((part) => part.length > 0),
  );
  if (written === bytes) return;
  for (const rest = Buffer.concat(parts); written < bytes; ) written += writeSync(file, rest, written);
}

function giveBack({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
