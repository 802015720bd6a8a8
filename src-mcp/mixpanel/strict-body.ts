// Bodies, decompressed strictly: a cut or damaged gzip stream is an error, never a shorter text.
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError } from '#shared/errors.ts';

const GUNZIP_CHUNK_BYTES = 512 * 1024;
/** The largest JSON answer that is read into memory. */
const MAX_TEXT_BYTES = 256 * 1024 * 1024;

export function gunzipped(body: Readable, encoding: string | undefined): Readable {
  if (encoding === undefined || encoding === 'identity') return body;
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    body.destroy();
    throw new AppError('network', `The answer came in an encoding that was not asked for (${encoding}).`, {
      hint: 'A proxy may be changing the answers.',
    });
  }
  // pipeline passes errors on in both directions: a broken transfer fails the reader, a reader that stops ends the transfer.
  return pipeline(body, createGunzip({ chunkSize: GUNZIP_CHUNK_BYTES }), () => {
    // The error itself reaches the reader through the returned stream.
  });
}

export async function readText(body: Readable, encoding: string | undefined): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of gunzipped(body, encoding)) {
    bytes += chunk.length;
    if (bytes > MAX_TEXT_BYTES) {
      body.destroy();
      throw new AppError('mixpanel', 'The answer is too large to be read at once.', { hint: 'Ask for a shorter range or fewer values.' });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
