// Writes an answer: small ones plain, larger ones compressed if the client accepts it, and spoiled where a fault says so.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from '../faults/fault.ts';
import { spoilGzip, spoilText } from '../faults/spoil-body.ts';
import { acceptsGzip, type Bytes, CutConnection, GZIP_FROM_BYTES, gzipped, once, sendInOddPieces } from './body.ts';
import type { Answer } from './call.ts';

/** Whether a body is larger than the limit for compression, and a body that still begins at its beginning. */
async function peek(source: Bytes): Promise<{ isLarge: boolean; body: Bytes }> {
  const iterator = source[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  let size = 0;
  let isDone = false;
  let failure: unknown;
  while (!isDone && size <= GZIP_FROM_BYTES) {
    try {
      const next = await iterator.next();
      if (next.done === true) isDone = true;
      else {
        first.push(next.value);
        size += next.value.length;
      }
    } catch (error) {
      failure = error;
      isDone = true;
    }
  }
  async function* body(): AsyncGenerator<Buffer> {
    try {
      yield* first;
      if (failure) throw failure;
      for (let next = isDone ? undefined : await iterator.next(); next !== undefined && next.done !== true; next = await iterator.next())
        yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { isLarge: size > GZIP_FROM_BYTES, body: body() };
}

function sourceOf(answer: Answer): { body: Bytes; type: string } {
  if (answer.kind === 'stream') return answer;
  if (answer.kind === 'text') return { body: once(answer.text), type: answer.type };
  return { body: once(JSON.stringify(answer.value)), type: 'application/json' };
}

export async function sendAnswer(
  req: IncomingMessage,
  res: ServerResponse,
  answer: Answer,
  faults: readonly Fault[],
  signal: AbortSignal,
): Promise<void> {
  const source = sourceOf(answer);
  const { isLarge, body } = await peek(spoilText(source.body, faults, signal));
  const wantsGzip = acceptsGzip(req) && (isLarge || faults.some((fault) => fault.kind === 'corrupt-gzip'));
  res.writeHead(200, { 'content-type': source.type, ...(wantsGzip ? { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } : {}) });
  try {
    await sendInOddPieces(res, wantsGzip ? spoilGzip(gzipped(body), faults) : body);
    res.end();
  } catch (error) {
    if (!(error instanceof CutConnection)) throw error;
    // What was written must be on its way before the connection goes.
    await new Promise<void>((resolve) => setTimeout(resolve, 20));
    res.destroy();
  }
}
