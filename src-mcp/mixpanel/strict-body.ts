// Bodies, decompressed strictly: a cut or damaged gzip stream is an error, never a shorter text.
import type { Readable } from 'node:stream';
import { gunzipped, type RawBody } from '#core/gunzip.ts';
import { AppError } from '#shared/errors.ts';

/** The largest JSON answer that is read into memory. */
const MAX_TEXT_BYTES = 256 * 1024 * 1024;

export function rawBody(stream: Readable, encoding: string | undefined): RawBody {
  if (encoding === undefined || encoding === 'identity') return { stream, isGzip: false };
  if (encoding === 'gzip' || encoding === 'x-gzip') return { stream, isGzip: true };
  stream.destroy();
  throw new AppError('network', `The answer came in an encoding that was not asked for (${encoding}).`, {
    hint: 'A proxy may be changing the answers.',
  });
}

export async function readText(body: Readable, encoding: string | undefined): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of gunzipped(rawBody(body, encoding))) {
    bytes += chunk.length;
    if (bytes > MAX_TEXT_BYTES) {
      body.destroy();
      throw new AppError('mixpanel', 'The answer is too large to be read at once.', { hint: 'Ask for a shorter range or fewer values.' });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
