// Gzip, decompressed strictly: a cut or damaged stream is an error, never a shorter text.
import { pipeline, type Readable } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';

const CHUNK_BYTES = 512 * 1024;

/** Bytes as they come in. */
export interface RawBody {
  stream: Readable;
  isGzip: boolean;
}

export function largeGunzip(): Gunzip {
  return createGunzip({ chunkSize: CHUNK_BYTES });
}

/** Errors pass in both directions: a broken transfer fails the reader, a reader that stops ends the transfer. */
export function gunzipped({ stream, isGzip }: RawBody): Readable {
  if (!isGzip) return stream;
  return pipeline(stream, largeGunzip(), () => {
    // The error itself reaches the reader through the returned stream.
  });
}
