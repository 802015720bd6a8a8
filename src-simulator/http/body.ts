// Sends a body as a stream of bytes: compressed or not, in odd pieces, at the speed of the reader, and no further once the reader is gone.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { constants, createGzip } from 'node:zlib';
import { hash } from '../world/prng.ts';

export type Bytes = AsyncIterable<Buffer>;

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
  const feed = async () => {
    try {
      for await (const piece of source) {
        if (!gzip.write(piece)) await new Promise<void>((resolve) => gzip.once('drain', resolve).once('close', resolve));
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

async function writeAll(res: ServerResponse, piece: Buffer): Promise<void> {
  if (res.destroyed || piece.length === 0) return;
  if (res.write(piece)) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      res.off('drain', done);
      res.off('close', done);
      resolve();
    };
    res.on('drain', done);
    res.on('close', done);
  });
}

/** Whoever reads this must not rely on chunks ending where lines, characters or gzip blocks end. */
export async function sendInOddPieces(res: ServerResponse, source: Bytes): Promise<void> {
  let serial = 0;
  for await (const piece of source) {
    if (res.destroyed) return;
    serial += 1;
    const cut = insideCharacter(piece, hash(serial, piece.length) % (piece.length + 1));
    await writeAll(res, piece.subarray(0, cut));
    // Without a turn in between, both halves would leave in one packet.
    await nextTurn();
    await writeAll(res, piece.subarray(cut));
  }
}
