// Sends a body as a stream of bytes: compressed or not, in odd pieces, at the speed of the reader, and no further once the reader is gone.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants, createGzip } from 'node:zlib';
import { hash } from '../world/prng.ts';

/**
 * The pieces of a body. A piece may be written over once `MOST_PENDING` more were asked for: long bodies reuse a ring of buffers, because
 * the collector frees buffers far too late for a body of gigabytes.
 */
export type Bytes = AsyncIterable<Buffer>;

/** Pieces that a consumer may hold on to while it asks for the next one. */
export const MOST_PENDING = 4;

/** Thrown inside a body to drop the connection after what was sent so far. */
export class CutConnection extends Error {}

// Mixpanel compresses answers above this size when the client accepts gzip.
export const GZIP_FROM_BYTES = 1400;

export function acceptsGzip(req: IncomingMessage): boolean {
  return /\bgzip\b/.test(String(req.headers['accept-encoding'] ?? ''));
}

export async function* once(text: string): AsyncGenerator<Buffer> {
  if (text !== '') yield Buffer.from(text, 'utf8');
}

/** Compresses without ever holding the body. A cut inside passes on what was compressed until then. */
export async function* gzipped(source: Bytes): AsyncGenerator<Buffer> {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED, chunkSize: 64 * 1024 });
  let failure: unknown;
  let pending = 0;
  let wake = () => {};
  const taken = () => {
    pending -= 1;
    wake();
  };
  gzip.once('close', () => wake());
  const feed = async () => {
    try {
      for await (const piece of source) {
        pending += 1;
        gzip.write(piece, taken);
        // The next pieces are made while earlier ones are compressed on another thread.
        while (pending >= MOST_PENDING && !gzip.destroyed) await new Promise<void>((resolve) => (wake = resolve));
        if (gzip.destroyed) return;
      }
      gzip.end();
    } catch (error) {
      failure = error;
      gzip.flush(constants.Z_SYNC_FLUSH, () => gzip.push(null));
    }
  };
  const feeding = feed();
  try {
    for await (const piece of gzip) yield piece;
  } finally {
    gzip.destroy();
    await feeding;
  }
  if (failure) throw failure;
}

/** A cut inside a multi-byte character near `position`, if there is one. */
function insideCharacter(piece: Buffer, position: number): number {
  for (let at = position; at < Math.min(piece.length, position + 4000); at++) {
    if (((piece[at] ?? 0) & 0xc0) === 0x80) return at;
  }
  return position;
}

/** Resolves when the piece has left the process, or the reader is gone. */
function writeAll(res: ServerResponse, piece: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (res.destroyed || piece.length === 0) {
      resolve();
      return;
    }
    const done = () => {
      res.off('close', done);
      resolve();
    };
    res.on('close', done);
    res.write(piece, done);
  });
}

/** Whoever reads this must not rely on chunks ending where lines, characters or gzip blocks end. */
export async function sendInOddPieces(res: ServerResponse, source: Bytes): Promise<void> {
  let serial = 0;
  for await (const piece of source) {
    if (res.destroyed) return;
    serial += 1;
    const cut = insideCharacter(piece, hash(serial, piece.length) % (piece.length + 1));
    // One after the other, or both halves would leave in one packet.
    await writeAll(res, piece.subarray(0, cut));
    await writeAll(res, piece.subarray(cut));
  }
}
